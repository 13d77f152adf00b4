"""Checks of one text again and again: what is remembered never changes what is found."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.checks.run.engine import check
from datapact.contract.wording.remembered import Remembered
from tests.agreements.drafts import example
from tests.checks.contracts import ON
from tests.depth import examples

EDITS = st.lists(
    st.tuples(
        st.sampled_from(["word", "clause", "heading", "term", "back", "language", "months", "gap", "loose"]),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=6,
)


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
        case "language":
            state["prevailing"] = "en" if state["prevailing"] == "de" else "de"
        case "back":
            return example("processing")
    return state


@settings(max_examples=examples(8), deadline=None)
@given(EDITS)
def test_what_is_remembered_changes_nothing(edits: list[tuple[str, int]]) -> None:
    state, remembered = example("processing"), Remembered()
    for kind, number in edits:
        state = edit(state, kind, number)
        assert check(state, ON, remembered=remembered) == check(state, ON)
