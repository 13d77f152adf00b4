"""Checks of one text again and again: what is remembered never changes what is found."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.checks.run.engine import check
from datapact.contract.wording.recalled import Recalled
from datapact.contract.wording.remembered import Remembered
from tests.agreements.drafts import example
from tests.checks.contracts import ON
from tests.depth import examples

KINDS = (
    *("word", "clause", "heading", "term", "back", "language", "months", "gap", "loose"),
    *("party", "remark", "bold", "hidden", "released"),
)
EDITS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 30)), min_size=1, max_size=6)


def edit(state: dict[str, Any], kind: str, number: int) -> dict[str, Any]:
    """The state with one change; ``back`` is the shipped example again."""
    clauses = state["clauses"]
    clause = clauses[number % len(clauses)]
    match kind:
        case "word":
            paragraph = clause["paragraphs"][number % len(clause["paragraphs"])]
            paragraph["text"]["de"] = [{"text": f"Eigene Worte {number % 3}."}]
        case "months":
            clause["paragraphs"][0]["text"]["de"] = [{"text": f"Die Kündigungsfrist beträgt {number} Monate."}]
        case "gap":
            clause["paragraphs"][0]["text"]["de"] = [{"text": f"[offen: Nummer {number % 2}]"}]
        case "loose":
            clause["paragraphs"][-1]["text"]["en"] = [{"text": "See [missing reference]."}]
        case "clause" if len(clauses) > 1:
            clauses.remove(clause)
        case "heading":
            clause["heading"]["de"] = [{"text": f"Abschnitt {number}"}]
        case "term":
            state["terms"]["breach"]["hours"] = number
        case "party":
            state["terms"]["parties"][number % 2]["name"] = f"Partei {number % 4} GmbH"
        case "remark":
            said = (
                "Die Frist beträgt {number} Tage.",
                "Sie darf die Daten nicht weitergeben, nach freiem Ermessen.",
                "test",
                "Der Vertrag endet am 31. Dezember 20{number:02}.",
                "Österreichisches Recht gilt; die Muster AG bleibt außen vor.",
            )
            words = said[number % len(said)].format(number=number)
            state["terms"]["remarks"] = {"de": words, "en": words}
            state["terms"]["datasets"][0]["description"] = {"de": words, "en": ""}
        case "bold":
            for run in clause["paragraphs"][0]["text"]["de"]:
                if number % 2 and "term" not in run and "ref" not in run:
                    run["emphasis"] = "bold"
                else:
                    run.pop("emphasis", None)
        case "hidden":
            shown = [run for part in clause["paragraphs"] for run in part["text"]["de"] if "term" in run]
            for run in shown[:1]:
                run["text"] = f"nicht {number % 3}"
        case "released":
            clause["paragraphs"][-1]["text"] = deepcopy(clauses[0]["paragraphs"][0]["text"])
        case "language":
            state["prevailing"] = "en" if state["prevailing"] == "de" else "de"
        case "back":
            return example("processing")
    return state


@settings(max_examples=examples(8), deadline=None)
@given(EDITS, st.sampled_from([3, 200, 8_192]))
def test_what_is_remembered_changes_nothing(edits: list[tuple[str, int]], most: int) -> None:
    state, remembered = example("processing"), Remembered()
    remembered.recalled = Recalled(most)
    for kind, number in edits:
        state = edit(state, kind, number)
        assert check(state, ON, remembered=remembered) == check(state, ON)


def test_what_is_recalled_is_worked_out_once_and_let_go_in_time() -> None:
    asked: list[str] = []

    def length(words: str) -> int:
        asked.append(words)
        return len(words)

    recalled = Recalled(2)
    assert [recalled(length, words) for words in ("a", "bb", "a", "bb")] == [1, 2, 1, 2]
    assert asked == ["a", "bb"]
    assert [recalled(length, words) for words in ("ccc", "a", "dddd", "eeeee", "ffffff", "bb")] == [3, 1, 4, 5, 6, 2]
    assert asked == ["a", "bb", "ccc", "dddd", "eeeee", "ffffff", "bb"]
