"""How many examples a property gets."""

from __future__ import annotations

import pytest

from tests.depth import TURN, VARIABLE, dear_tests, depth, examples, few_of_each, is_due, not_due, rounds
from tests.tools.dear import dear


@pytest.mark.parametrize(("wanted", "found"), [("quick", 30), ("everyday", 60), ("long", 300)])
def test_the_depth_chooses_how_many(wanted: str, found: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, wanted)
    assert examples(300) == found
    assert examples(4) == 4
    assert examples(9) >= 5
    assert rounds(8) == {"quick": 3, "everyday": 3, "long": 8}[wanted]
    assert examples(60) == {"quick": 6, "everyday": 20, "long": 60}[wanted]


def test_the_quick_run_takes_few_cases_of_each_test() -> None:
    tests = ["a::one", *(f"a::many[{case}]" for case in "abcdefgh"), *(f"b::many[{case}]" for case in "ab[")]
    assert few_of_each(tests) == {
        "a::one",
        "a::many[a]",
        "a::many[d]",
        "a::many[g]",
        "b::many[a]",
        "b::many[b]",
        "b::many[[]",
    }


def test_without_a_word_it_is_everyday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert depth() == "everyday"


def test_a_misspelt_depth_does_not_test_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "lang")
    with pytest.raises(ValueError, match="lang is none of quick, everyday, long"):
        depth()


def test_each_case_of_a_table_has_its_day_and_the_long_run_all(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [*(f"a{case}" for case in range(7)), "alone", "b0", "b1"]
    tables = {"a": 3, "b": 2}

    def turn(item: str) -> tuple[str, int] | None:
        return (item[0], tables[item[0]]) if item != "alone" else None

    monkeypatch.setenv(VARIABLE, "everyday")
    ran = []
    for day in range(739_000, 739_006):
        monkeypatch.setenv(TURN, str(day))
        resting = not_due(items, turn)
        assert "alone" not in resting
        ran.append([item for item in items if item not in resting])
        assert [is_due(place, 2) for place in range(3)] != [is_due(place + 1, 2) for place in range(3)]
    for place, item in enumerate(items):
        assert sum(item in day for day in ran) == (6 if item == "alone" else 6 // tables[item[0]]), place
    monkeypatch.setenv(VARIABLE, "long")
    assert not_due(items, turn) == []
    monkeypatch.setenv(VARIABLE, "everyday")
    monkeypatch.delenv(TURN)
    assert not_due(items, turn) == []


def test_a_test_is_dear_by_what_its_cases_take() -> None:
    lines = ["0.90\ta::one[x]", "0.10\ta::one[y]", "0.14\ta::two", "9.00\ttests/ui/a::three", "2.00\ta::four[a[b]]"]
    lines.append("0.05\ta::one[x]")  # of another run
    assert dear(lines) == ["2.00\ta::four", "0.50\ta::one"]
    assert all("::" in test and "[" not in test for test in dear_tests())
