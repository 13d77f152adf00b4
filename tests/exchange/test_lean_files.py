"""Signing files without the PDF that everybody draws: completed and held against its digest, or asked for anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.base.errors import MissingEntries
from datapact.exchange.receive import completing
from datapact.exchange.receive.preview import preview_bundle
from datapact.exchange.receive.receive import open_bundle, receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.ceremony.sign import sign
from datapact.vault.database import entries
from tests.benchmarks.network import PASSPHRASE, Network, founded

pytestmark = pytest.mark.journey


@pytest.fixture
def network(tmp_path: Path):
    """Three organisations; the text is frozen, the first has signed, and the second alone has its file."""
    made = founded(tmp_path, 3, 1)
    made.agree()
    made.freeze()
    first = made.acting[0]
    sign(first, made.history, PASSPHRASE)
    made.send("sign", first, made.others(first), made.acting[1:2])
    yield made
    made.close()


def newest(acting: Acting, history: str) -> bytes | None:
    with acting.vault.read() as session:
        signed = load_state(session, history).signed
        found = entries.attachment(session, signed[-1].revision_to) if signed else None
    return None if found is None else found[1]


def second_file(network: Network, *, everything: bool = False) -> bytes:
    second = network.acting[1]
    others = [one.organisation for one in network.others(second)]
    return send_agreement(second, network.history, others, everything=everything)


def test_after_the_first_signature_only_signatures_travel(network, monkeypatch):
    first, second, third = network.acting
    (whole,) = network.sizes["sign"]
    sign(second, network.history, PASSPHRASE)
    data = second_file(network)
    pdf = newest(second, network.history)
    assert pdf is not None
    contents = open_bundle(third, data).contents
    assert contents.attachments == ()
    (end,) = contents.continued
    assert len(end.data) < 60_000
    assert end.beginning.size + len(end.data) == len(pdf)
    assert len(end.sizes) == 2
    assert len(data) < whole < len(pdf) * 1.5

    # One who draws otherwise takes nothing in, and asks; with everything it comes whole.
    with monkeypatch.context() as other:
        other.setattr(completing, "own_drawing", lambda _session, _document: b"another PDF")
        for take in (receive_bundle, preview_bundle):
            with pytest.raises(MissingEntries, match="again with everything"):
                take(third, data)
        assert newest(third, network.history) is None
        receive_bundle(first, data)  # has the first revision, so it draws nothing
    assert newest(first, network.history) == pdf
    assert [one.size for one in preview_bundle(third, data).files] == [end.sizes[0][1], len(pdf)]
    receive_bundle(third, data)
    assert newest(third, network.history) == pdf
    assert receive_bundle(third, data).new_entries == ()
    everything = open_bundle(third, second_file(network, everything=True)).contents
    assert everything.continued == ()
    assert [one.data for one in everything.attachments][-1] == pdf
    sign(third, network.history, PASSPHRASE)
