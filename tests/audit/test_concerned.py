"""Which agreements a question about one dataset, or one agreement, rests on: never fewer than their signed entries say."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.consent.proof.naming import _MOST_WORDS, _pieces, _whole, _written, concerned
from datapact.consent.proof.run import Rests, proven_whole
from datapact.consent.proof.unproven import NotProven
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import directory
from tests.audit.test_insider import history_of
from tests.audit.test_says_nothing_else import by_hand, changed, vault

__all__ = ["vault"]

pytestmark = pytest.mark.journey
AMENDMENT = "SELECT id FROM agreement WHERE amends <> ''"


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


@given(st.text(min_size=3, max_size=30), st.binary(max_size=7), st.binary(max_size=7))
def test_a_word_is_found_wherever_it_stands_in_a_text(word: str, before: bytes, after: bytes) -> None:
    written = encoded(before + _written(word).encode("utf-8", "surrogatepass") + after)
    assert any(piece in written for piece in _pieces(_written(word)))


def asked(acting: Acting, *, agreements: tuple[str, ...] = (), datasets: tuple[str, ...] = ()) -> frozenset[str]:
    with acting.vault.read() as session:
        return concerned(session, agreements, datasets, directory(session))


def amendment(acting: Acting) -> str:
    with acting.vault.read() as session:
        return str(session.connection().exec_driver_sql(AMENDMENT).scalar())


def entries_of(history: str) -> str:
    return f"SELECT digest FROM entry WHERE history = '{history}'"


def test_what_names_a_dataset_and_what_amends_it_is_found(vault: Acting) -> None:
    both = {history_of(vault), amendment(vault)}
    assert both <= asked(vault, datasets=("panel",))
    assert both <= asked(vault, agreements=(history_of(vault),))
    assert asked(vault, agreements=(amendment(vault),)) == {amendment(vault)}
    assert both.isdisjoint(asked(vault, datasets=("another-dataset",)))
    many = tuple(f"urn:uuid:{number}" for number in range(_MOST_WORDS))
    assert both <= asked(vault, agreements=(history_of(vault), *many))
    assert both <= asked(vault, datasets=("panel", *many))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disclosure SET texts = '[]' WHERE entry IN ({entries}) AND texts <> ?",
        "UPDATE disclosure SET erased = texts, texts = '[]' WHERE entry IN ({entries}) AND texts <> ?",
        "DELETE FROM disclosure WHERE entry IN ({entries}) AND texts <> ?",
        "UPDATE disclosure SET texts = replace(texts, 'A', 'B') WHERE entry IN ({entries}) AND texts <> ?",
        "UPDATE disclosure SET texts = '77' WHERE entry IN ({entries}) AND texts <> ?",
    ],
)
def test_an_agreement_hides_from_nobody_without_its_texts(vault: Acting, statement: str) -> None:
    """Neither its entries nor its row say any more what it amends and what it names."""
    contract, hidden = history_of(vault), amendment(vault)
    row = "UPDATE agreement SET amends = '', datasets = '[]' WHERE amends <> ?"
    with (
        changed(vault, "agreement", row, ("",)) as first,
        changed(vault, "disclosure", statement.format(entries=entries_of(hidden)), ("",)) as second,
    ):
        assert first
        assert second
        assert hidden in asked(vault, agreements=(contract,))
        assert hidden in asked(vault, datasets=("panel",))
        for rests in (Rests(agreements=frozenset({contract})), Rests(naming=frozenset({"panel"}))):
            with vault.vault.read() as session, pytest.raises(NotProven):
                proven_whole(vault, session, rests)


@pytest.mark.parametrize("keys", ['["panel"]', '["p\\u0061nel"]'])
def test_a_row_that_names_a_dataset_is_proven_whatever_its_entries_say(vault: Acting, keys: str) -> None:
    contract = history_of(vault)
    with by_hand(vault) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(agreement)")]
    kept = ", ".join("?" if one == "datasets" else "'urn:uuid:made-up'" if one == "id" else one for one in names)
    statement = f"INSERT INTO agreement ({', '.join(names)}) SELECT {kept} FROM agreement WHERE id = '{contract}'"
    with changed(vault, "agreement", statement, (keys,)) as done:
        assert done
        assert "urn:uuid:made-up" in asked(vault, datasets=("panel",))
        with (
            vault.vault.read() as session,
            pytest.raises(NotProven, match="an agreement of which there are no entries"),
        ):
            proven_whole(vault, session, Rests(naming=frozenset({"panel"})))


def test_a_text_with_escapes_could_say_anything() -> None:
    for content, whole in (('"panel"', True), ('"p\\u0061nel"', False), ('"a\\/b"', False), ('"a\\nb"', True)):
        text = encoded(f'["salt","key",{content}]'.encode())
        digest = encoded(sha256(text.encode()).digest())
        payload = encoded(json.dumps({"_sd": [digest]}).encode())
        assert _whole(f"head.{payload}.signature", json.dumps([text])) is whole
        assert not _whole(f"head.{payload}.signature", "[]")
