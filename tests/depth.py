"""How deep the tests go: ``quick`` for daily work, ``everyday`` for each change in CI, ``long`` for everything.

The environment variable ``DATAPACT_DEPTH`` chooses; pytest names the depth in its first lines.

Tables whose cases try the same with other data take turns: a test with the mark ``in_turn(3)`` runs a third of its cases a day
and is through in three; the long run, and whoever names files or tests, has all of them. So do whole tests that take long,
by the list in ``tests/turns.tsv``, except those that attack files and signatures or judge them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

type Depth = Literal["quick", "everyday", "long"]

VARIABLE = "DATAPACT_DEPTH"
TURN = "DATAPACT_TURN"
"""The number of the day whose turn it is, the same for all workers of a run; without it all cases run."""
DEAR = Path(__file__).with_name("dear.tsv")
"""Seconds of the processor that a case of a test took where it was recorded, of those that take a while."""
TURNS = Path(__file__).with_name("turns.tsv")
"""Tests that take turns: once in how many days, on which of them, seconds of the processor, the test."""
BY_CASE = "each"
"""Stands for the day of a test with many cases, which take turns one by one."""
MOST_CASES = 3
FEWEST: dict[Depth, int] = {"quick": 5, "everyday": 20, "long": 1}
"""So many examples a property gets at least, if it has as many."""


def depth() -> Depth:
    """The depth of this run; a word that is none is an error, for it would test less than was asked for."""
    wanted = os.environ.get(VARIABLE, "everyday")
    for known in get_args(Depth.__value__):
        if wanted == known:
            return known
    raise ValueError(f"{VARIABLE}={wanted} is none of {', '.join(get_args(Depth.__value__))}")


def few_of_each(tests: Sequence[str]) -> set[str]:
    """Of each test with many cases (``file::test[case]``) as many as the quick run takes, from all of its table."""
    cases: dict[str, list[str]] = {}
    for test in tests:
        cases.setdefault(test.split("[", 1)[0], []).append(test)
    return {one for all_of in cases.values() for one in all_of[:: max(1, -(-len(all_of) // MOST_CASES))]}


def dear_tests() -> set[str]:
    """Tests (``file::test``) that the quick run leaves out, as each case takes a while; see ``tests/tools/dear.py``."""
    return {line.split("\t")[1] for line in DEAR.read_text("utf-8").splitlines()}


def listed_turns() -> dict[str, tuple[int, int | None]]:
    """Of each test (``file::test``) on the list the days it takes and its place among them, None where its cases take turns."""
    lines = [line.split("\t") for line in TURNS.read_text("utf-8").splitlines()]
    return {test: (int(days), None if place == BY_CASE else int(place)) for days, place, _seconds, test in lines}


def day_of_turn() -> int | None:
    """The number of the day by which cases take turns; None where all of them run."""
    told = os.environ.get(TURN)
    return int(told) if told and depth() == "everyday" else None


def is_due(place: int, turns: int) -> bool:
    """Whether the case at this place of a table runs today, where each runs once in so many days."""
    day = day_of_turn()
    return day is None or (place + day) % turns == 0


def not_due[Item](items: Sequence[Item], turn: Callable[[Item], tuple[str, int, int | None] | None]) -> list[Item]:
    """Those whose day it is not; ``turn`` tells of an item its table, how many days the table takes, and a place of its own."""
    seen: dict[str, int] = {}
    resting = []
    for item in items:
        if (told := turn(item)) is not None:
            table, turns, own = told
            place = seen[table] = seen.get(table, -1) + 1
            if not is_due(place if own is None else own, turns):
                resting.append(item)
    return resting


def rounds(full: int) -> int:
    """How often something that takes seconds is tried at random, of the ``full`` number of the long run: a third of it."""
    return full if depth() == "long" else -(-full // 3)


def examples(full: int) -> int:
    """How many examples a property gets of the ``full`` number of the long run: a fifth, in the quick run a tenth.

    Which ones does not change from run to run: they are drawn from a seed that is fixed for each property.
    """
    share = {"quick": 10, "everyday": 5, "long": 1}[depth()]
    return min(full, max(FEWEST[depth()], -(-full // share)))
