"""The table of concurrent steps holds as it is written: in the fold, and in docs/file-format.md."""

from __future__ import annotations

from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from tests.history.concurrency_table import KINDS, TABLE, Pair, play

PAGE = Path(__file__).parents[2] / "docs" / "file-format.md"


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param(pair, id=f"{row.concurrent}: {' '.join(pair.one)} | {' '.join(pair.other)}")
        for row in TABLE
        for pair in row.pairs
    ],
)
def test_what_two_wrote_at_the_same_time_leads_where_the_table_says(pair: Pair) -> None:
    played = play(pair)
    assert (played.stage, played.void, played.open, played.disputed) == (
        pair.stage,
        frozenset(pair.void),
        frozenset(pair.open),
        frozenset(pair.disputed),
    )


def test_every_two_kinds_that_can_meet_have_a_row() -> None:
    shown = {pair.kinds for row in TABLE for pair in row.pairs}
    assert {frozenset(two) for two in combinations_with_replacement(KINDS, 2)} <= shown


def test_the_page_has_this_table() -> None:
    expected = ["| concurrent | effect |", "|---|---|", *(f"| {row.concurrent} | {row.effect} |" for row in TABLE)]
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index(expected[0])
    assert lines[start : start + len(expected) + 1] == [*expected, ""]
