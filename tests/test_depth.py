"""How many examples a property gets."""

from __future__ import annotations

import pytest

from tests.depth import VARIABLE, depth, examples, few_of_each, rounds


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
