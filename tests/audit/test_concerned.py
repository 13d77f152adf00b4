"""Which agreements a question about one dataset, or one agreement, rests on: never fewer than their signed entries say."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.audit.exports.bag_content import BagRequest, select_agreements
from datapact.audit.exports.bag_proof import rests_of
from datapact.audit.formats.withholding import CHOICES
from datapact.consent.proof.naming import _MOST_WORDS, _able, _pieces, _whole, _written, concerned
from datapact.consent.proof.run import Rests, prove, proven_whole
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


HISTORIES = st.dictionaries(
    st.integers(0, 7).map(str), st.frozensets(st.sampled_from(["us", "one", "two", "three"]), min_size=1), min_size=2
)


@given(HISTORIES, st.data())
def test_of_several_agreements_never_fewer_can_be_amendments_than_of_each(
    written: dict[str, frozenset[str]], data: st.DataObject
) -> None:
    several = data.draw(st.sets(st.sampled_from(sorted(written)), min_size=1))
    each = {one for history in several for one in _able(written, {history})}
    assert _able(written, several) == each - several


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


REQUESTS = [
    BagRequest("partner"),
    *(BagRequest("internal", withheld=withheld) for withheld in ((), *((one,) for one in CHOICES))),
]


@pytest.mark.parametrize("request_of", REQUESTS, ids=lambda one: f"{one.audience} {','.join(one.withheld)}")
def test_an_amendment_that_two_houses_wrote_hides_in_no_export_of_several(
    vault: Acting, request_of: BagRequest
) -> None:
    """The contract was signed elsewhere; another that is exported with it has a partner whom the amendment does not have."""
    contract, hidden = history_of(vault), amendment(vault)
    with vault.vault.rehearse() as session:
        chosen = select_agreements(vault, session, request_of)
        connection = session.connection()
        for history, organisation, copied in ((hidden, "theirs", hidden), ("urn:uuid:a", "another", contract)):
            for number, own in enumerate((organisation, vault.organisation)):
                connection.exec_driver_sql(
                    "INSERT INTO entry (seq, digest, running, jws, history, stream, kind, organisation, replica, counter, time)"
                    " SELECT (SELECT max(seq) FROM entry) + 1, ?, running, jws, ?, stream, kind, ?, ?, counter, time"
                    " FROM entry WHERE history = ? ORDER BY seq LIMIT 1",
                    (f"{history}{number}", history, own, f"{history}{number}", copied),
                )
        connection.exec_driver_sql("UPDATE agreement SET amends = '' WHERE id = ?", (hidden,))
        session.expire_all()
        several = tuple(replace(one, history="urn:uuid:a") for one in chosen.agreements[:1]) + tuple(
            one for one in chosen.agreements if one.history == contract
        )
        assert len(several) == 2
        rests = rests_of(request_of, replace(chosen, agreements=several))
        asked_of = rests.agreements
        assert asked_of is None or hidden in concerned(session, asked_of, (), directory(session))
        assert hidden in {one.about for one in prove(vault, session, rests).unproven}


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
