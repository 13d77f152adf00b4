"""One definition of a list's columns: the table, CSV and --json say the same of each row."""

from __future__ import annotations

import ast
import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.texts import N_, Message, use_language
from datapact.cli.kit.columns import Column, Columns, as_csv, as_object, as_table, emit_list, unseen, within
from datapact.cli.kit.output import clean

ACTIONS = Path(__file__).parents[2] / "datapact" / "cli" / "actions"
SINGLE_TABLES = {"consent.py": 2, "recalls.py": 1}
"""Tables that are no list: counts by state, columns of a file, the answer to one person."""


@dataclass(frozen=True)
class Row:
    name: str
    people: int
    on: date | None
    at: datetime
    parts: tuple[str, ...] = ()


COLUMNS: Columns[Row] = (
    Column("name", N_("Name"), 2),
    Column("people", N_("People"), 1, cell=lambda row: f"{row.people} P."),
    *unseen("on", "at", "parts"),
    Column("kind", value=lambda row: Message(N_("Draft"))),
    Column("", N_("Since"), 3, cell=lambda row: row.at.date().isoformat()),
)
rows = st.lists(
    st.builds(
        Row,
        name=st.text("aäß,;\"' \t\u202e", max_size=8),
        people=st.integers(0, 10**6),
        on=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        at=st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
        parts=st.lists(st.sampled_from("xyz")).map(tuple),
    ),
    max_size=6,
)


@given(rows)
def test_the_three_ways_say_the_same(made: list[Row]) -> None:
    use_language("en")
    objects = [as_object(row, COLUMNS, dict) for row in made]
    assert json.loads(json.dumps(objects)) == objects
    assert [one["name"] for one in objects] == [row.name for row in made]
    heading, *lines = as_table(made, COLUMNS)
    assert heading.split() == ["People", "Name", "Since"]
    for row, line in zip(made, lines, strict=True):
        assert line.startswith(f"{row.people} P.")
        assert clean(row.name).strip() in line
        assert line.endswith(row.at.date().isoformat())
    head, *cells = csv.reader(io.StringIO(as_csv(made, unseen("people", "on")).decode("utf-8"), newline=""))
    assert head == ["people", "on"]
    assert cells == [[str(row.people), row.on.isoformat() if row.on else ""] for row in made]


def test_columns_of_a_part_are_those_of_the_part(capsys: pytest.CaptureFixture[str]) -> None:
    row = Row("a", 1, None, datetime(2026, 11, 27, tzinfo=UTC))

    def second(pair: tuple[int, Row]) -> Row:
        return pair[1]

    pairs: Columns[tuple[int, Row]] = (Column("number", "", value=lambda pair: pair[0]), *within(COLUMNS, second))
    assert as_object((7, row), pairs, dict) == {"number": 7, **as_object(row, COLUMNS, dict)}
    assert as_table([(7, row)], pairs)[1].split() == ["7", *as_table([row], COLUMNS)[1].split()]
    use_language("en")
    emit_list((), COLUMNS, N_("No agreements."))
    assert capsys.readouterr().out == "No agreements.\n"


def test_no_list_prints_a_table_of_its_own() -> None:
    for file in ACTIONS.glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
        own = sum(getattr(call.func, "id", "") == "table" for call in calls)
        assert own == SINGLE_TABLES.get(file.name, 0), file
