"""How many examples a property gets."""

from __future__ import annotations

import pytest

from tests.depth import (
    BY_CASE,
    TURN,
    VARIABLE,
    dear_tests,
    depth,
    examples,
    few_of_each,
    is_due,
    listed_turns,
    not_due,
    rounds,
)
from tests.tools.dear import dear, with_more
from tests.tools.turns import ROOT, ROUND, TOGETHER, attacks, guards_the_house, has_own_turns, period, shared_out


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

    def turn(item: str) -> tuple[str, int, int | None] | None:
        return (item[0], tables[item[0]], None) if item != "alone" else None

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
    lines = ["0.90\ta::one[x]", "0.10\ta::one[y]", "0.09\ta::two", "9.00\ttests/ui/a::three", "2.00\ta::four[a[b]]"]
    lines.append("0.05\ta::one[x]")  # of another run
    assert dear(lines) == ["2.00\ta::four", "0.50\ta::one"]
    assert all("::" in test and "[" not in test for test in dear_tests())


def test_long_tests_are_shared_out_among_the_days() -> None:
    small = {f"tests/ui/test_a.py::test_{name}": [0.3] for name in "abcd"}
    tests = {
        "tests/ui/test_b.py::test_long": [9.0],
        "tests/ui/test_b.py::test_table": [0.1] * 8,
        "tests/ui/test_b.py::test_short": [0.1],
        "tests/audit/test_b.py::test_short": [0.25],
        "tests/audit/test_b.py::test_long": [9.0],
        "tests/audit/test_b.py::test_table": [0.3] * 6,
        **small,
    }
    found = shared_out(tests)
    assert found["tests/ui/test_b.py::test_long"][0] == 6
    assert found["tests/ui/test_b.py::test_table"] == (3, BY_CASE)
    assert found["tests/audit/test_b.py::test_long"][0] == 3
    assert found["tests/audit/test_b.py::test_table"] == (2, BY_CASE)
    assert sorted(found[test] for test in small) == [(2, "0"), (2, "0"), (2, "1"), (2, "1")]
    assert len(found) == 4 + len(small)


def test_what_guards_the_house_stays_daily_and_what_attacks_comes_often() -> None:
    listed = listed_turns()
    assert not [test for test in listed if guards_the_house(test) or has_own_turns(test, ROOT)]
    assert {days for days, _place in listed.values()} == {2, 3, 6}
    assert all(ROUND % days == 0 for days, _place in listed.values())
    alone = {test: days for test, (days, _place) in listed.items() if not test.startswith(TOGETHER)}
    assert {days for test, days in alone.items() if attacks(test)} == {2, 3}
    assert all(place is None or place < days for days, place in listed.values())
    assert period("tests/audit/test_dossier.py::test_a_page", 0.25) == 1
    assert period("tests/test_files.py::test_no_other_module_opens_a_file_for_writing", 9.0) == 1
    assert period("tests/test_apart.py::test_it_starts_in_a_folder_that_is_gone", 9.0) == 3
    assert attacks("tests/acceptance/test_hostile_files.py::test_mutated_files")
    assert not attacks("tests/ui/test_editor.py::TestKeeping::test_a_counter_proposal")


def test_a_test_of_the_list_runs_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "everyday")
    due = []
    for day in range(739_000, 739_006):
        monkeypatch.setenv(TURN, str(day))
        due.append(not not_due(["one"], lambda item: (item, 3, 1)))
    assert due == [day % 3 == 2 for day in range(739_000, 739_006)]


def test_a_few_recorded_tests_come_to_the_dear_ones_and_change_no_other() -> None:
    listed = ["9.00\ttests/vault/test_a.py::test_a", "0.20\ttests/vault/test_a.py::test_b"]
    taken = [
        "0.10\ttests/vault/test_a.py::test_a",
        "0.50\ttests/vault/test_c.py::test_c",
        "0.05\ttests/vault/test_c.py::test_d",
    ]
    assert with_more(listed, taken) == [listed[0], "0.50\ttests/vault/test_c.py::test_c", listed[1]]
