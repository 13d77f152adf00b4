"""Batches: rows rebuilt from the columns, proven, checked against what was signed, and erased one by one."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.consent.records import batch as batches
from datapact.consent.records.batch_proof import row_of_disclosure
from datapact.consent.records.events import append_events, events_of
from datapact.history.commitments.disclosure import digest_of
from datapact.history.commitments.jws import read_compact
from datapact.history.commitments.merkle import is_included
from datapact.history.entries.entry import read_entry, verify_entry
from datapact.organisation.acting.acting_member import Acting
from tests.consent.test_events import event
from tests.depth import examples


@pytest.fixture
def batch(keller: Acting) -> str:
    with keller.vault.write() as session:
        events = [event(f"e{number}", f"P{number:03}", more={"n": str(number)}) for number in range(7)]
        return append_events(keller, session, events, source="form").entry


def problems(keller: Acting) -> list[str]:
    return [str(one) for one in check_whole_vault(keller, lambda *_: None)]


def change(keller: Acting, statement: str) -> None:
    with keller.vault.write() as session:
        session.connection().exec_driver_sql(statement)


def test_rows_come_back_as_they_were_signed(keller: Acting, batch: str) -> None:
    with keller.vault.read() as session:
        rows = list(batches.rows_of(session, batch))
    assert [row.index for row in rows] == list(range(7))
    assert all(row.is_true and not row.erased and digest_of(row.disclosure) == row.digest for row in rows)
    shown = row_of_disclosure(rows[3].disclosure)
    assert (shown["event_id"], shown["subject"], shown["more"]) == ("e3", "P003", {"n": "3"})
    assert json.loads(rows[3].text) == shown


def test_a_stranger_checks_one_row(keller: Acting, batch: str) -> None:
    with keller.vault.read() as session:
        entry, index = batches.place_of(session, "e4")
        proof = batches.inclusion_proof(session, entry, index)
        shown = json.loads(json.dumps(batches.write_proof(session, proof)))
    assert proof.holds()
    signed = read_entry(shown["entry"]["jws"], shown["entry"]["disclosures"])
    assert verify_entry(signed, keller.author_key.public_key())
    assert read_compact(shown["entry"]["jws"], "dp-entry").kid == keller.kid
    assert (signed.kind, signed.body["count"]) == ("consent_batch", shown["count"])
    assert is_included(
        from_base64url(digest_of(shown["disclosure"])),
        shown["index"],
        shown["count"],
        [from_base64url(node) for node in shown["path"]],
        from_base64url(signed.body["root"]),
    )


def test_a_proof_of_another_row_does_not_hold(keller: Acting, batch: str) -> None:
    with keller.vault.read() as session:
        proof = batches.inclusion_proof(session, batch, 4)
        other = batches.row_at(session, batch, 5)
        with pytest.raises(WrongUse):
            batches.row_at(session, batch, 7)
        with pytest.raises(WrongUse):
            batches.place_of(session, "nothing")
    assert not batches.Inclusion(batch, 4, 7, proof.root, other.digest, other.disclosure, proof.path).holds()
    assert not batches.Inclusion(batch, 4, 7, proof.root, proof.digest, other.disclosure, proof.path).holds()


def test_a_sound_vault_has_no_problems(keller: Acting, batch: str) -> None:
    with keller.vault.write() as session:
        append_events(
            keller, session, [event("later", "P001", state="withdrawn", at=event().at.replace(day=9))], source="x"
        )
    assert problems(keller) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_event SET state = 4 WHERE event_id = 'e2'",
        "UPDATE consent_event SET more = '{\"n\":\"8\"}' WHERE event_id = 'e2'",
        "UPDATE consent_event SET salt = zeroblob(16) WHERE event_id = 'e2'",
        "UPDATE consent_event SET leaf = zeroblob(32), salt = NULL WHERE event_id = 'e2'",
        "UPDATE consent_event SET scope = 99 WHERE event_id = 'e2'",
        "UPDATE consent_scope SET controller = 'external:9'",
        "UPDATE consent_subject SET pseudonym = 'P999' WHERE pseudonym = 'P002'",
        "DELETE FROM consent_event WHERE event_id = 'e6'",
        "DELETE FROM consent_batch",
        "UPDATE consent_batch SET count = 6",
        "UPDATE consent_batch SET entry = 'x'",
        "INSERT INTO consent_event SELECT 99, batch, 9, 'e99', scope, subject, state, at, recorded, until, notice,"
        " notice_version, explicit, more, salt, leaf FROM consent_event WHERE event_id = 'e2'",
    ],
)
def test_rows_that_are_not_those_signed_are_noticed(keller: Acting, batch: str, statement: str) -> None:
    change(keller, statement)
    assert any("signed" in one for one in problems(keller))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_now SET state = 4 WHERE subject = 2",
        "DELETE FROM consent_now WHERE subject = 2",
        "INSERT INTO consent_now SELECT 5, subject, event, state, at, until, notice, notice_version, explicit"
        " FROM consent_now WHERE subject = 2",
    ],
)
def test_what_holds_now_must_follow_from_the_events(keller: Acting, batch: str, statement: str) -> None:
    change(keller, statement)
    (problem,) = problems(keller)
    assert "of the list of present consents" in problem


def test_erasing_rows_leaves_root_and_proofs(keller: Acting, batch: str) -> None:
    with keller.vault.write() as session:
        append_events(
            keller, session, [event("again", "P002", state="withdrawn", at=event().at.replace(day=9))], source="x"
        )
    with keller.vault.write() as session:
        numbers = [number for number, one in events_of(session, subject="P002")]
        assert len(numbers) == 2
        assert batches.erase_events(session, numbers[1:]) == 1  # the newest alone: the one before holds again
        assert session.connection().exec_driver_sql("SELECT state FROM consent_now WHERE subject = 3").scalar() == 2
        assert batches.erase_events(session, [*numbers, 999]) == 1
    (problem,) = problems(keller)  # whoever erases records it (obligations/retention); here nobody did
    assert "2 rows are empty as if erased" in problem
    with keller.vault.read() as session:
        erased = batches.row_at(session, batch, 2)
        assert erased.erased
        assert batches.inclusion_proof(session, batch, 2).holds()
        assert batches.inclusion_proof(session, batch, 3).holds()
        assert events_of(session, subject="P002") == []
        tables = ("consent_event", "consent_subject", "consent_now")
        left = "".join(
            str([tuple(row) for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")])
            for table in tables
        )
    assert "P002" not in left
    assert "'e2'" not in left
    assert "P003" in left


def test_what_is_no_row() -> None:
    for text in ("", "!", to_base64url(b"[1,2]"), to_base64url(b'["a",{},3]'), to_base64url(b"{}")):
        with pytest.raises(Malformed):
            row_of_disclosure(text)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=60))
def test_bytes_that_are_no_disclosure(data: bytes) -> None:
    try:
        shown = row_of_disclosure(to_base64url(data))
    except DataPactError:
        return
    assert isinstance(shown, dict)
