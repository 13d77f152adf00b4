"""The list of agreements: every sort, filter, search and page is what plain Python makes of the same rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert

from datapact.agreements.projection import calendar_statuses
from datapact.agreements.projection.status import STATUS_WORDS
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.views import list as listing
from datapact.agreements.views.filters import COLUMNS, Filters
from datapact.agreements.views.list import ListedAgreement, count_agreements, list_agreements
from datapact.base.errors import WrongUse
from datapact.base.texts import Language, use_language
from datapact.vault.database.search import index_agreement
from datapact.vault.database.session import Session
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.opening import create_vault
from tests.vault.making import CHEAP, PASSPHRASE, fixed_clock

ROWS = 120
TITLES = ("Wärmebilder", "Schwingung", "Chargen", "wärme", "Ärztedaten")
SOME_STATUS = tuple(STATUS_WORDS)[:3]


def a_row(chance: random.Random, number: int) -> ListedAgreement:
    """A row like those of the projection; few distinct values, so that many are equal."""
    due = chance.choice((None, "2027-01-01", "2026-01-01"))
    number_of_row, title = f"DP-2026-{chance.randrange(40):04}", chance.choice(TITLES)
    return ListedAgreement(
        key=number + 1,
        id=f"urn:uuid:{number:08}",
        number=number_of_row,
        title=title,
        prevailing_title=title,
        kind=chance.choice(("ai-pilot", "processing")),
        partners=chance.choice(("Keller", "Lindner")),
        status=chance.choice(SOME_STATUS),
        stage="signed",
        turn=chance.choice(("us", "partner", "")),
        since=f"2026-11-{chance.randint(10, 28)}T00:00:00Z",
        next_step="none",
        due=due,
        starts=None,
        ends=None,
        last_day=due,
        archived=int(chance.random() < 0.2),
        changed=f"2026-11-{chance.randint(10, 28)}T00:00:00Z",
    )


@pytest.fixture(scope="module")
def rows() -> list[ListedAgreement]:
    chance = random.Random(20261124)
    return [a_row(chance, number) for number in range(ROWS)]


@pytest.fixture(scope="module")
def vault(rows: list[ListedAgreement], tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenVault]:
    folder: Path = tmp_path_factory.mktemp("list") / "v.datapact"
    made, _code = create_vault(
        folder, member_id="anna", display_name="Anna", passphrase=PASSPHRASE, clock=fixed_clock, kdf=CHEAP
    )
    with made:
        with made.write() as session:
            table = AgreementRow.metadata.tables["agreement"]
            values = [{**asdict(row), "head": "", "state_digest": ""} for row in rows]
            columns = set(table.columns.keys())
            session.connection().execute(
                insert(table), [{name: row[name] for name in row.keys() & columns} for row in values]
            )
            for row in rows:
                index_agreement(session, row.id, f"{row.title} {row.partners}")
        yield made


@pytest.fixture
def session(vault: OpenVault) -> Iterator[Session]:
    with vault.read() as session:
        yield session


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("column", COLUMNS)
def test_every_sort(session: Session, rows: list[ListedAgreement], column: str, sign: str) -> None:
    """By the column, then by the id; a missing value comes before all others."""
    live = [row for row in rows if not row.archived]
    expected = sorted(live, key=lambda row: (getattr(row, column) or "", row.id), reverse=bool(sign))
    assert list_agreements(session, sort=sign + column) == expected
    assert list_agreements(session, sort=sign + column, limit=7, offset=5) == expected[5:12]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_sorted_page_reads_an_index(session: Session, language: Language) -> None:
    """No column needs a sort of all rows, in either direction."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    use_language(language)
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    for column in COLUMNS:
        for sign in ("", "-"):
            list_agreements(session, sort=sign + column)
    event.remove(connection, "before_cursor_execute", note)
    pages = [statement for statement in asked if "FROM agreement WHERE" in statement and "ORDER BY" in statement]
    assert len(pages) == 2 * len(COLUMNS)
    for statement in pages:
        values = {"v0": 0, "limit": 100, "offset": 0}
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        assert "TEMP B-TREE" not in " ".join(row.detail for row in plan), statement


def test_what_the_calendar_has_changed_is_found_in_an_index_alone(session: Session) -> None:
    asked = calendar_statuses._MAY_BE_STALE.sql
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", {"today": "2026-12-02"})
    assert "USING COVERING INDEX agreement_calendar" in " ".join(row.detail for row in plan)


@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize("words", ["wärme", "Chargen Keller", "lind", "är", "nothing like it", '" OR *', "charge"])
def test_a_search_finds_the_same_both_ways(
    session: Session, rows: list[ListedAgreement], words: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    expected = [
        row
        for row in sorted(rows, key=lambda row: (row.title, row.id))
        if all(word in f"{row.title} {row.partners}".casefold() for word in words.casefold().split())
    ]
    for archived in (False, True):
        found = list_agreements(session, Filters(words=words, archived=archived), "title")
        assert found == [row for row in expected if bool(row.archived) is archived]


def test_status_archive_and_number_of_rows(session: Session, rows: list[ListedAgreement]) -> None:
    found = list_agreements(session, Filters(status=(SOME_STATUS[0],)))
    assert {row.id for row in found} == {row.id for row in rows if row.status == SOME_STATUS[0] and not row.archived}
    archive = list_agreements(session, Filters(archived=True))
    assert all(row.archived for row in archive)
    assert len(list_agreements(session)) + len(archive) == count_agreements(session) == ROWS


@pytest.mark.parametrize(
    "wrong", [{"sort": "id; DROP TABLE agreement"}, {"sort": "--number"}, {"filters": Filters(status=("x",))}]
)
def test_unknown_columns_and_statuses(session: Session, wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongUse):
        list_agreements(session, **wrong)
