"""The short way of holding rows against their leaves accepts no row that the long way would not."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.consent.proof import batch_rows
from datapact.consent.proof.run import Rests, prove
from datapact.consent.proof.unproven import Proof
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.events import append_events
from datapact.organisation.acting.acting_member import Acting
from tests.consent.test_events import event

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cf", "Cn", "Co")), max_size=12)


@pytest.fixture
def batch(keller: Acting) -> str:
    with keller.vault.write() as session:
        events = [event(f"e{number}", f"P{number:03}", more={"n": str(number)}) for number in range(4)]
        return append_events(keller, session, events, source="form").entry


def proof(acting: Acting) -> Proof:
    with acting.vault.read() as session:
        return prove(acting, session, Rests(consents=None))


def together(acting: Acting, entry: str) -> tuple[list[Any], list[Any]]:
    """The plain rows in one line, and the ids of the others."""
    with acting.vault.read() as session:
        connection = raw(session)
        number, first, count, recorded = connection.execute(
            "SELECT b.id, b.first, b.count, e.recorded FROM consent_batch AS b JOIN consent_event AS e ON e.id = b.first"
            " WHERE b.entry = ?",
            (entry,),
        ).fetchone()
        values = (first, first + count - 1, number, recorded)
        with closing(connection.execute(batch_rows.TOGETHER, values)) as cursor:
            plain = list(cursor.fetchone())
        with closing(connection.execute(batch_rows.NOT_PLAIN, values)) as cursor:
            return plain, cursor.fetchall()


def test_plain_rows_need_no_second_look(keller: Acting, batch: str) -> None:
    plain, others = together(keller, batch)
    assert plain[0] == 4
    assert others == []
    leaves = batch_rows.leaves_shown(plain)
    assert leaves is not None
    assert b"".join(leaves) == plain[3]


@pytest.mark.parametrize("place", range(1, 6))
@pytest.mark.parametrize("at", [2, -4])
def test_each_value_that_is_shown_counts(keller: Acting, batch: str, place: int, at: int) -> None:
    plain, _others = together(keller, batch)
    value = plain[place]
    one, another = (b"!", b"?") if isinstance(value, bytes) else ("9", "8")  # what a digest holds there is chance
    changed = value[:at] + (another if value[at:][:1] == one else one) + value[at:][1:]
    assert changed != value
    assert batch_rows.leaves_shown([*plain[:place], changed, *plain[place + 1 :]]) is None


def test_a_row_more_or_less_is_not_shown(keller: Acting, batch: str) -> None:
    plain, _others = together(keller, batch)
    assert batch_rows.leaves_shown([*plain[:4], plain[4] + ",0", plain[5]]) is None
    assert batch_rows.leaves_shown([*plain[:3], plain[3][:-32], *plain[4:]]) is None
    assert batch_rows.leaves_shown([plain[0], plain[1] + b"\n{}", *plain[2:]]) is None


@pytest.mark.parametrize(
    "change",
    [
        'more = \'{ "n":"2"}\'',
        "more = more || ' '",
        "more = more || char(0) || 'x'",
        "more = CAST(more AS BLOB)",
        "more = '{n:\"2\"}'",
        "more = 'no object'",
        'more = \'{"n":"2","n":"3"}\'',
        "notice = notice || char(0)",
        "notice = CAST(notice AS BLOB)",
        "notice_version = notice_version || char(10)",
        "event_id = CAST(event_id AS BLOB)",
        "event_id = event_id || '!'",
        "at = 'soon'",
        "at = at + 0.5",
        "at = 1e300",
        "at = x'00'",
        "until = 'later'",
        "until = at",
        "salt = 'sixteen letters!'",
        "salt = CAST(salt || x'0000' AS BLOB)",
        "salt = substr(salt, 1, 15)",
        "leaf = 'text'",
        "leaf = substr(leaf, 1, 31)",
        "recorded = recorded + 1",
        "batch = batch + 1",
        "explicit = 2",
        "explicit = 0.5",
        "state = 99",
        "state = 'given'",
        "scope = 0",
        "subject = subject + 1",
        "salt = NULL",
    ],
)
def test_a_changed_column_does_not_fit(keller: Acting, batch: str, change: str) -> None:
    assert proof(keller).holds
    with keller.vault.write() as session:
        session.connection().exec_driver_sql(f"UPDATE consent_event SET {change} WHERE event_id = 'e2'")
    found = [one for one in proof(keller).unproven if one.table == "consent_event"]
    assert found
    assert found[0].row == batch


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_subject SET dataset = 'other' WHERE pseudonym = 'P002'",
        "UPDATE consent_subject SET pseudonym = CAST(pseudonym AS BLOB) WHERE pseudonym = 'P002'",
        "UPDATE consent_scope SET purpose = purpose || char(0)",
        "INSERT INTO consent_repeat SELECT id, event_id, 'P002', 'messdaten', 'x', 'y', 3, at, until, notice, notice_version,"
        " explicit, more FROM consent_event WHERE event_id = 'e2'",
        "DELETE FROM consent_event WHERE event_id = 'e2'",
        "DELETE FROM consent_event WHERE event_id = 'e3'",
    ],
)
def test_a_changed_table_beside_does_not_fit(keller: Acting, batch: str, statement: str) -> None:
    assert proof(keller).holds
    with keller.vault.write() as session:
        session.connection().exec_driver_sql(statement)
    assert any(one.table == "consent_event" and one.row == batch for one in proof(keller).unproven)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4))
def test_whatever_stands_in_the_texts_is_proven(keller: Acting, rows: list[tuple[str, str, str]]) -> None:
    with keller.vault.write() as session:
        many = session.connection().exec_driver_sql("SELECT count(*) FROM consent_event").scalar()
        events = [
            event(f'{many} {place} {name}"\\', f"P{many}-{place}{name}", notice_version=version, more={"x": more})
            for place, (name, version, more) in enumerate(rows)
        ]
        append_events(keller, session, events, source="form")
    assert proof(keller).holds
