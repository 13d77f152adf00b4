"""Somebody with the key writes what nobody can read: the finding names the row, the others are held, and nothing leaves unnamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from datapact.audit.exports.bag import build_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.audit.exports.bag_proof import shown_proof
from datapact.audit.exports.dossier import build_dossier
from datapact.base.strictjson import canonical
from datapact.consent.proof import run
from datapact.consent.proof.in_file import in_file
from datapact.consent.proof.run import EVERYTHING, Rests, prove, proven, release
from datapact.consent.proof.unproven import NotProven, Proof, Unproven
from datapact.consent.proof.unreadable import unreadable_row, unreadable_table
from datapact.organisation.acting.acting_member import Acting
from datapact.vault.database.remembered import Remembered
from tests.audit.test_insider import history_of, tables
from tests.audit.test_says_nothing_else import TABLES, changed, pages, vault

__all__ = ["vault"]

pytestmark = pytest.mark.journey
NO_TEXT = "CAST(x'ff00fe' AS TEXT)"
"""The database gives no row that holds it."""
VALUES = ("x'ff00fe'", "'not this'", "'{\"a\": [1]}'", "-7", "9000000000000000000", "1.5", "''", NO_TEXT)
TITLE = "UPDATE agreement SET title = 'Another' WHERE amends <> ''"
OF_LINES = ("disclosure", "entry", "partner")
"""Tables of the public histories, against which every signature is held."""


@contextmanager
def planted(acting: Acting, table: str, column: str, value: str) -> Iterator[Any]:
    """A session in which the first row that takes it has this value, and the title of an amendment is another; None where none takes it."""
    with acting.vault.rehearse() as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql(TITLE)
        rows = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings().all()
        for row in (rows[0], rows[-1]):
            where, values = " AND ".join(f"{name} IS ?" for name in row), tuple(row.values())
            try:
                connection.exec_driver_sql(f"UPDATE {table} SET {column} = {value} WHERE {where}", values)
            except DBAPIError:  # a constraint of the table
                continue
            session.expire_all()
            yield session
            return
        yield None


@pytest.mark.parametrize("table", TABLES)
def test_what_nobody_can_read_hides_no_other_finding(
    vault: Acting, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_RELEASED", Remembered(100))  # what this test releases, it releases alone
    with vault.vault.read() as session:
        assert prove(vault, session, EVERYTHING).unproven == ()
        amendment = str(session.connection().exec_driver_sql("SELECT id FROM agreement WHERE amends <> ''").scalar())
    panel = frozenset({"panel"})
    rests = Rests(frozenset({history_of(vault)}), consents=panel, lists=panel, naming=panel, keys=True)
    tried = 0
    for column in tables(vault)[table]:
        for value in VALUES:
            with planted(vault, table, column, value) as session:
                if session is None:
                    continue
                tried += 1
                place = (table, column, value)
                proof = prove(vault, session, EVERYTHING)
                assert not proof.holds, place
                assert all(isinstance(word, str) for one in proof.unproven for word in (one.table, one.row, one.about))
                assert canonical(proof.as_json()), place
                of_one = prove(vault, session, rests)
                said = {one.about for one in of_one.unproven}
                assert not of_one.has_rest or amendment in said or place[:2] == ("agreement", "amends"), place
                named = {one.about for one in proof.unproven} | {one.row for one in proof.unproven}
                if proof.has_rest:
                    assert amendment in named or (table, column) == ("agreement", "amends"), place
                    assert not any("nobody can read" in str(one.message) and not one.row for one in proof.unproven), (
                        place
                    )
                    continue
                assert table in OF_LINES or value == NO_TEXT, place
                release(vault, session)
                release(vault, session, proof)
                with pytest.raises(NotProven, match="nobody can release the rest"):
                    proven(vault, session, EVERYTHING)
    assert tried


OF_HISTORY = (
    "UPDATE disclosure SET texts = 7 WHERE entry = (SELECT digest FROM entry WHERE {which} ORDER BY seq LIMIT 1)"
)


def test_an_agreement_that_nobody_can_read_is_named_and_the_others_are_held(vault: Acting) -> None:
    history = history_of(vault)
    with vault.vault.rehearse() as session:
        connection = session.connection()
        connection.exec_driver_sql(TITLE)
        connection.exec_driver_sql(OF_HISTORY.format(which=f"history = '{history}'"))
        session.expire_all()
        proof = prove(vault, session, EVERYTHING)
    assert proof.has_rest
    assert {"entry", "agreement"} == {one.table for one in proof.unproven}
    assert len({one.about for one in proof.unproven}) == 2
    assert history in {one.about for one in proof.unproven if "nobody can read" in str(one.message)}


def test_a_missing_entry_hides_no_other_whose_columns_were_changed(vault: Acting) -> None:
    """Once the place where the chain breaks is released, nothing behind it is left unheld."""
    with vault.vault.rehearse() as session:
        connection = session.connection()
        connection.exec_driver_sql("UPDATE entry SET running = x'00' WHERE seq = 2")
        last = connection.exec_driver_sql("SELECT digest FROM entry ORDER BY seq DESC LIMIT 1").scalar()
        connection.exec_driver_sql("UPDATE entry SET time = '2020-01-01T00:00:00Z' WHERE digest = ?", (last,))
        named = {one.row for one in prove(vault, session, Rests(records=False)).unproven}
    assert named == {"2", last}


def test_the_entries_are_held_of_an_agreement_whose_row_nobody_can_read(vault: Acting) -> None:
    history = history_of(vault)
    with vault.vault.rehearse() as session:
        connection = session.connection()
        connection.exec_driver_sql(f"UPDATE agreement SET title = {NO_TEXT} WHERE id = ?", (history,))
        connection.exec_driver_sql(OF_HISTORY.format(which=f"history = '{history}'"))
        session.expire_all()
        rests = Rests(agreements=frozenset({history}))
        found = {(one.table, one.about) for one in prove(vault, session, rests).unproven}
    assert {("agreement", history), ("entry", history)} <= found


def test_without_the_records_nothing_is_held_against_them(vault: Acting) -> None:
    """An entry of the house that nobody can read is named; that all consents were never signed is not said."""
    with vault.vault.rehearse() as session:
        connection = session.connection()
        connection.exec_driver_sql(TITLE)
        which = f"history LIKE '%{vault.organisation}%' AND stream = 'internal'"
        digest = connection.exec_driver_sql(f"SELECT digest FROM entry WHERE {which} ORDER BY seq").scalar()
        connection.exec_driver_sql(OF_HISTORY.format(which=which))
        session.expire_all()
        proof = prove(vault, session, EVERYTHING)
    assert [(one.table, one.unheld) for one in proof.unproven] == [("entry", True), ("agreement", False)]
    assert proof.unproven[0].row == digest


def test_what_leaves_is_refused_and_says_it_once_released(vault: Acting, tmp_path: Path) -> None:
    """A day of the contract that is none: the row does not fit, and the amendment, which ends with it, cannot be held."""
    history, request = history_of(vault), BagRequest("internal")
    with changed(vault, "agreement", "UPDATE agreement SET due = x'ff' WHERE id = ?", (history,)) as done:
        assert done
        with pytest.raises(NotProven, match="nobody can read") as refused:
            build_dossier(vault, history, audience="internal")
        named = {one.about for one in refused.value.proof.unproven}
        assert len(named) == 2
        assert history in named
        with pytest.raises(NotProven, match="nobody can read"):
            build_bag(vault, request, workshop=tmp_path, processes=1)
        with vault.vault.read() as session:
            release(vault, session, refused.value.proof)
        said = pages(build_dossier(vault, history, audience="internal", language="en").pdf)
        assert "otherwise than its signed history" in said
        assert "nobody can read" in said
        with pytest.raises(NotProven, match="nobody can read"):  # it withholds both dossiers, and nothing is left
            build_bag(vault, request, workshop=tmp_path, processes=1)


def test_a_partner_learns_that_a_table_could_not_be_held() -> None:
    theirs, of_other = (unreadable_row("agreement", one, about=one, called=f"DP-{one}") for one in "ab")
    table = unreadable_table("delivery")
    chain = Unproven("entry", "5", table.message)  # an entry that is missing can be one of theirs
    of_list = Unproven("delivery_subject", "", table.message)
    proof = Proof(datetime(2026, 1, 1, tzinfo=UTC), 9, (of_other, theirs, table, chain, of_list))
    shown = proof.of_agreements({"a"}, 3)
    assert (shown.unproven, shown.rows) == ((theirs, table, chain), 3)
    assert "DP-a" in str(theirs.message)
    assert not shown.has_rest
    assert shown_proof(BagRequest("partner"), proof, ()).unproven == in_file(proof.of_agreements((), 0)).unproven
    assert "nobody can release the rest" in str(NotProven(proof))
