"""Long tests that stand in no list are named, and too many of them fail the run of everything."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from tests.depth import BY_CASE, TURNS
from tests.spent import (
    CASES_QUICK,
    LONG,
    LONG_QUICK,
    MOST_TOGETHER,
    TAKEN,
    Stopwatch,
    lines,
    taken,
    unlisted,
    unlisted_quick,
    verdict,
    verdict_on,
)
from tests.tools import dear, turns

WASTES = "import time; end = time.process_time() + 0.1\nwhile time.process_time() < end: pass"


@dataclass
class Report:
    """As much of pytest's as is read."""

    nodeid: str
    when: str = "call"
    user_properties: list[tuple[str, object]] = field(default_factory=list)


def test_a_long_test_of_no_list_is_named() -> None:
    took = {"tests/a/test_b.py::long[x]": 0.3, "tests/a/test_b.py::long[y]": 0.3, "tests/a/test_b.py::short": 0.1}
    took["tests/a/test_b.py::listed"] = 9.0
    took["tests/a/test_b.py::exempt"] = 9.0
    assert unlisted(took, ["tests/a/test_b.py::listed"], ["tests/a/test_b.py::exempt"]) == {
        "tests/a/test_b.py::long": pytest.approx(0.6)
    }


def test_what_makes_the_quick_run_long_is_named_by_what_it_costs_there() -> None:
    many = {f"tests/a/test_b.py::many[{case}]": LONG_QUICK for case in range(30)}
    took = {
        **many,
        "tests/a/test_b.py::listed": 9.0,
        "tests/ui/test_b.py::window": 9.0,
        "tests/a/test_b.py::short": 0.1,
    }
    assert unlisted_quick(took, ["tests/a/test_b.py::listed"]) == {
        "tests/a/test_b.py::many": pytest.approx(CASES_QUICK * LONG_QUICK)
    }


def test_a_few_are_said_and_too_many_are_told_apart() -> None:
    assert verdict({}, {}) == ([], False)
    said, too_many = verdict({"tests/a/test_b.py::long": LONG}, {})
    assert not too_many
    assert "tests/a/test_b.py::long" in said[0]
    assert "tests.tools.turns add" in said[-1]
    assert verdict({f"tests/a/test_b.py::long{one}": 1.0 for one in range(int(MOST_TOGETHER) + 1)}, {})[1]
    said, too_many = verdict({}, {"tests/a/test_b.py::quick": 90.0})
    assert too_many
    assert "tests.tools.dear add" in said[-1]


def test_a_new_test_of_half_a_minute_is_too_much_for_either_run() -> None:
    took = {"tests/word/test_new.py::test_that_nobody_recorded": 30.0}
    assert verdict_on(took, quick=False)[1]
    assert verdict_on(took, quick=True)[1]
    listed = next(line.split("\t")[3] for line in TURNS.read_text("utf-8").splitlines() if "::test_" in line)
    assert not verdict_on({listed: 0.1}, quick=False)[1]


def test_what_a_run_took_is_read_by_the_tools_of_the_lists() -> None:
    case = "tests/word/test_new.py::test_one[a]"
    reports = [Report(case, when, [("faults", "x"), (TAKEN, 2.5)]) for when in ("setup", "call", "teardown")]
    took = taken([*reports, Report("tests/word/test_new.py::test_two"), object()])
    assert took == {case: 2.5}
    assert dear.dear(lines(took)) == ["2.50\ttests/word/test_new.py::test_one"]
    assert turns.taken(lines(took)) == {"tests/word/test_new.py::test_one": [2.5]}


def test_a_stopwatch_counts_this_process_and_children_that_it_waited_for() -> None:
    watch = Stopwatch()
    exec(WASTES, {})
    own = watch.seconds()
    assert own >= 0.09
    subprocess.run([sys.executable, "-c", WASTES], check=True)
    assert watch.seconds() >= own + 0.09


def test_no_day_takes_longer_than_the_others() -> None:
    loads = [0.0] * turns.ROUND
    for line in TURNS.read_text("utf-8").splitlines():
        days, place, seconds, _test = line.split("\t")
        for day in range(turns.ROUND):
            share = 1 / int(days) if place == BY_CASE else (day + int(place)) % int(days) == 0
            loads[day] += float(seconds) * share
    assert max(loads) <= 1.05 * min(loads), (
        f"days of tests/turns.tsv: {[round(one) for one in loads]} processor seconds"
    )
