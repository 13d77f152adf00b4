"""What a member has signed who has left: it stands where its house shows that it was there before, and else is a doubt."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from datapact.audit.exports.dossier import build_dossier
from datapact.audit.exports.record_proof import prove_delivery
from datapact.audit.formats.record_proof import RecordProof, SealedList
from datapact.audit.formats.verdict import SignatureLine, Verdict
from datapact.audit.own_vault.notes import notes_on_vault
from datapact.audit.verify.pdf import _by_who_left
from datapact.audit.verify.verify import verify_file
from datapact.base.strictjson import canonical, from_base64url, to_base64url
from datapact.consent.records.batch import inclusion_proof, place_of, write_proof
from datapact.exchange.bundle.contents import Contents, PackedHistory
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.commitments.disclosure import digest_of
from datapact.history.commitments.merkle import root_of
from datapact.history.commitments.partial_proof import ShownRows
from datapact.history.commitments.sealed_list import disclosure
from datapact.history.entries.entry import Entry, organisation_history
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.members import members
from datapact.organisation.partners.partners import add_partner
from tests.audit.outside import Outsider, outsider
from tests.conftest import SteppingClock
from tests.exchange.forgery import changed, forged_entry, line_of, packed, resealed, with_more
from tests.exchange.houses import (
    HISTORY,
    Houses,
    build,
    comment,
    exchange,
    meet,
    offer,
    opened,
    revoke,
    send,
    state,
    with_roles,
)
from tests.exchange.test_withdrawals import consents, delivered

__all__ = ["outsider"]
SALT = b"0" * 16


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses") / "made"
    build(folder, SteppingClock())
    return folder


@pytest.fixture
def houses(template: Path, tmp_path: Path, clock: SteppingClock) -> Iterator[Houses]:
    made = opened(template, tmp_path / "open", clock)
    yield made
    made.close()


@pytest.fixture
def rita(houses: Houses) -> Acting:
    """A second member of Keller, legal and lead."""
    return with_roles(houses.keller, ["legal", "lead"])


def remove(houses: Houses) -> None:
    members.remove_member(houses.keller, "rita-rot", "left")


def judged(data: bytes, acting: Acting, name: str = "proof.json") -> Verdict:
    return verify_file(data, name, cards=[write_card(acting)], require_trust=True)


def root(text: str) -> str:
    return to_base64url(root_of([from_base64url(digest_of(text))]))


def forged_delivery(rita: Acting, institute: Acting, head: str) -> tuple[Entry, str]:
    """A delivery of one person that Rita signs under an old head, and the line of its list."""
    line = disclosure(SALT, {"line": 1, "subject": "P1"})
    body: dict[str, Any] = {
        **dict.fromkeys(("agreement", "basis", "decision", "reason", "override_reason", "note"), ""),
        "key": "2f1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a11",
        "dataset": "d",
        "version": "1",
        "recipient": institute.organisation,
        "purpose": "p",
        "at": "2026-01-01T00:00:00Z",
        "count": 1,
        "root": root(line),
        "overridden": 0,
    }
    entry = forged_entry(
        rita, "delivery", body, history=organisation_history(rita.organisation), organisation_head=head, counter=7
    )
    return entry, line


def proof_of(entry: Entry, line: str, keller: Acting) -> RecordProof:
    rows = ShownRows(1, {0: line}, {})
    return RecordProof(keller.organisation, (entry,), SealedList(entry.digest, rows), line_of(keller).entries)


def forged_row(rita: Acting, head: str) -> dict[str, Any]:
    row = {
        **dict.fromkeys(("notice", "notice_version"), ""),
        "event_id": "x",
        "subject": "P1",
        "dataset": "d",
        "purpose": "p",
        "controller": rita.organisation,
        "state": "given",
        "at": "2026-01-01T00:00:00Z",
        "until": None,
        "explicit": False,
        "more": {},
    }
    text = disclosure(SALT, row)
    body = {
        "key": "2f1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a12",
        "count": 1,
        "root": root(text),
        "source": "form",
        "file": "",
        "mapping": {},
    }
    entry = forged_entry(
        rita, "consent_batch", body, history=organisation_history(rita.organisation), organisation_head=head, counter=8
    )
    return {
        "type": "datapact-consent-row",
        "v": 1,
        "entry": {"jws": entry.jws, "disclosures": list(entry.disclosures)},
        "index": 0,
        "count": 1,
        "disclosure": text,
        "path": [],
    }


@pytest.mark.parametrize("removed", ["with a voucher", "as an older program did"])
def test_what_is_back_dated_after_the_removal_is_a_doubt(removed: str, houses: Houses, rita: Acting) -> None:
    head = line_of(houses.keller).head
    delivered(rita, houses.institute, "P1")
    if removed == "with a voucher":
        remove(houses)
    else:
        revoke(houses.keller, rita)
    entry, line = forged_delivery(rita, houses.institute, head)
    record = judged(proof_of(entry, line, houses.keller).write(), houses.keller)
    row = judged(canonical(forged_row(rita, head)), houses.keller)
    for verdict in (record, row):
        assert verdict.verdict == "indeterminate"
        assert "revoked the key of Rita Rot since" in " ".join(map(str, verdict.reasons))


def test_what_was_signed_before_stands_by_the_administrator_s_word(houses: Houses, rita: Acting) -> None:
    delivery = delivered(rita, houses.institute, "P1", "P2")
    consents(rita, "given", "P1")
    with houses.keller.vault.read() as session:
        event = session.connection().exec_driver_sql("SELECT event_id FROM consent_event").scalar_one()
    before = prove_delivery(houses.keller, delivery.entry)
    assert RecordProof.read(before.data).vouched == ()
    remove(houses)
    made = prove_delivery(houses.keller, delivery.entry)
    assert judged(made.data, houses.keller).verdict == "valid"
    assert json.loads(made.data)["v"] == 2
    assert verify_file(before.data, "x.json").verdict == "valid"  # shows the history as of then
    assert judged(before.data, houses.keller).verdict == "indeterminate"  # until it is exported again
    with houses.keller.vault.read() as session:
        row = write_proof(session, inclusion_proof(session, *place_of(session, event)))
    assert row["v"] == 2
    assert judged(canonical(row), houses.keller).verdict == "valid"
    (vouched,) = (one for one in line_of(houses.keller).entries if one.kind == "vouched")
    assert vouched.body["count"] == 2
    assert vouched.body["kids"] == sorted([rita.kid])


def test_a_voucher_for_another_entry_helps_nobody(houses: Houses, rita: Acting) -> None:
    head = line_of(houses.keller).head
    delivery = delivered(rita, houses.institute, "P1")
    delivered(rita, houses.institute, "P2")
    remove(houses)
    proof = RecordProof.read(prove_delivery(houses.keller, delivery.entry).data)
    (voucher,) = proof.vouched
    for wrong in (
        dataclasses.replace(voucher, index=1),
        dataclasses.replace(voucher, path=()),
        dataclasses.replace(voucher, by=line_of(houses.keller).head),
        dataclasses.replace(voucher, entry="A" * 43),
    ):
        data = dataclasses.replace(proof, vouched=(wrong,)).write()
        assert judged(data, houses.keller).verdict == "indeterminate"
    entry, line = forged_delivery(rita, houses.institute, head)
    forged = dataclasses.replace(
        proof_of(entry, line, houses.keller), vouched=(dataclasses.replace(voucher, entry=entry.digest),)
    )
    assert judged(forged.write(), houses.keller).verdict == "indeterminate"


def test_nobody_vouches_for_the_own_entries_or_after_the_revocation(houses: Houses, rita: Acting) -> None:
    from datapact.base.errors import WrongUse
    from datapact.organisation.acting.log import append_organisation_entry

    own = {"id": houses.keller.member.id, "kids": [houses.keller.kid], "count": 1, "root": "A" * 43}
    late = {"id": "rita-rot", "kids": [rita.kid], "count": 1, "root": "A" * 43}
    remove(houses)
    for body in (own, late):
        with pytest.raises(WrongUse), houses.keller.vault.write() as session:
            append_organisation_entry(houses.keller, session, "vouched", body)


def test_a_step_by_a_removed_member_warns_whoever_brings_it(houses: Houses, rita: Acting) -> None:
    """A third party relays an offer that Keller's former member has signed under an old head."""
    head = line_of(houses.keller).head
    parties = sorted(one.organisation for one in (houses.keller, houses.institute, houses.third))
    body = {"parties": parties, "state": state(houses.keller, houses.institute, houses.third), "note": ""}
    forged = forged_entry(rita, "offer", body, organisation_head=head, counter=1)
    remove(houses)
    add_partner(houses.institute, write_card(houses.keller))
    meet(houses.institute, houses.third)
    receipt = forged_entry(
        houses.third, "receipt", {"seen": [forged.digest], "commitment": ""}, (forged.digest,), counter=1
    )
    contents = Contents(
        card=write_card(houses.third),
        introductions=(),
        histories=(PackedHistory(HISTORY, (packed(forged), packed(receipt))),),
        messages=(),
        attachments=(),
    )
    received = receive_bundle(houses.institute, resealed(houses.third, houses.institute, contents))
    assert any("revoked the key that signed this step" in str(one) for one in received.warnings)
    assert any("revoked the key of Rita Rot" in str(one) for one in notes_on_vault(houses.institute))


def test_a_step_that_its_house_has_built_on_does_not_warn(houses: Houses, rita: Acting) -> None:
    offer(rita, houses.institute)
    comment(houses.keller)
    remove(houses)
    received = exchange(houses.keller, houses.institute)
    assert not any("revoked the key that signed" in str(one) for one in received.warnings)
    assert notes_on_vault(houses.institute) == []


def newest(data: bytes, acting: Acting) -> Verdict:
    """The verdict of a reader who has the organisation's newest card, and nobody's else."""
    return verify_file(data, "d.pdf", cards=[write_card(acting)])


def test_a_dossier_stands_while_its_exporter_s_key_does(houses: Houses, rita: Acting) -> None:
    offer(rita, houses.institute)
    exported = build_dossier(houses.keller, HISTORY, audience="internal")
    by_rita = build_dossier(rita, HISTORY, audience="internal")
    assert {newest(one.pdf, houses.keller).verdict for one in (exported, by_rita)} == {"valid"}
    remove(houses)
    assert newest(exported.pdf, houses.keller).verdict == "valid"
    left = newest(by_rita.pdf, houses.keller)
    assert left.verdict == "indeterminate"
    assert "who exported this, was revoked since" in " ".join(map(str, left.reasons))
    again = build_dossier(houses.keller, HISTORY, audience="internal")
    assert newest(again.pdf, houses.keller).verdict == "valid"


def test_a_partner_s_dossier_doubts_what_a_leaver_of_the_other_house_signed(houses: Houses, rita: Acting) -> None:
    offered = offer(houses.institute, houses.keller)
    exchange(houses.institute, houses.keller)
    head = line_of(houses.keller).head
    forged = forged_entry(
        rita, "accept", {"offer": offered.digest}, (offered.digest,), organisation_head=head, counter=1
    )
    receive_bundle(
        houses.institute,
        changed(
            houses.keller,
            houses.institute,
            send(houses.keller, houses.institute),
            lambda contents: with_more(contents, packed(forged)),
        ),
    )
    dossier = build_dossier(houses.institute, HISTORY, audience="partner")
    cards = [write_card(houses.institute), write_card(houses.keller)]
    assert verify_file(dossier.pdf, "d.pdf", cards=cards).verdict == "valid"
    revoke(houses.keller, rita)
    cards = [write_card(houses.institute), write_card(houses.keller)]
    assert verify_file(dossier.pdf, "d.pdf", cards=cards).verdict == "indeterminate"


def test_another_number_of_rows_than_the_batch_has_is_invalid(houses: Houses, rita: Acting) -> None:
    proof = forged_row(rita, line_of(houses.keller).head)
    assert judged(canonical(proof), houses.keller).verdict == "valid"
    assert judged(canonical(proof | {"count": 99}), houses.keller).verdict == "invalid"
    assert judged(canonical(proof | {"count": True}), houses.keller).verdict == "invalid"


@pytest.mark.judge("openssl")
@pytest.mark.judge("basenc")
def test_by_hand(houses: Houses, rita: Acting, outsider: Outsider, tmp_path: Path) -> None:
    head = line_of(houses.keller).head
    delivery = delivered(rita, houses.institute, "P1")
    for person in ("P2", "P3", "P4"):
        delivered(rita, houses.institute, person)
    remove(houses)
    entry, line = forged_delivery(rita, houses.institute, head)
    for name, data, right in (
        ("true", prove_delivery(houses.keller, delivery.entry).data, True),
        ("forged", proof_of(entry, line, houses.keller).write(), False),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "proof.json").write_bytes(data)
        done = outsider.follow(folder, "record")
        assert (done.returncode == 0) == right, done.stdout + done.stderr
        assert ("revoked since" in done.stdout + done.stderr) != right


def test_a_signed_agreement_doubts_an_accept_by_a_leaver_that_no_signature_of_its_house_covers(
    houses: Houses, rita: Acting
) -> None:
    """A party without a signatory accepts by its former member; a signature of that house would show the accept older."""
    offered = offer(houses.institute, houses.keller)
    exchange(houses.institute, houses.keller)
    accept = forged_entry(rita, "accept", {"offer": offered.digest}, (offered.digest,), counter=1)
    proof: Any = SimpleNamespace(offer=offered, accepts=(accept,), freeze=offered)
    lines = {one.organisation: line_of(one) for one in (houses.keller, houses.institute)}
    assert list(_by_who_left(proof, lines, ())) == []
    revoke(houses.keller, rita)
    lines[houses.keller.organisation] = line_of(houses.keller)
    (finding,) = _by_who_left(proof, lines, ())
    assert finding.weight == "indeterminate"
    signed = SignatureLine("s", "Anna", "", "p0", houses.keller.organisation, "valid", ())
    assert list(_by_who_left(proof, lines, (signed,))) == []
