"""No text that an agreement can hold breaks the layout: long words, long paragraphs, empty ones, strange characters."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.strictjson import JsonObject
from datapact.contract.terms.base import printable
from datapact.pdf.agreement.render import render_agreement
from tests.depth import examples
from tests.pdf.sample import sample_document, sample_slots, sample_state
from tests.tools.verapdf import complaints

LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 294
LONG_TEXT = ("Langer Satz mit vielen Wörtern, der weitergeht und weitergeht. " * 170)[:9_990]
STRANGE = "→ ≤ 48 ✓ 中文 العربية 🙂 \u0301 Ελληνικά Кириллица ﬁ ½ → ☐ ☒ ⁂ \ufb01 \U0001d400 \ue000"


def _allowed(text: str) -> bool:
    try:
        return printable(text) == text
    except ValueError:
        return False


def with_text(text: str, languages: tuple[str, ...] = ("de",)) -> JsonObject:
    """A state with ``text`` wherever free text goes."""
    state = sample_state(languages)
    state["clauses"] = state["clauses"][:4]  # type: ignore[index]
    clauses: Any = state["clauses"]
    runs = {language: [{"text": text}] for language in languages}
    clauses[0]["heading"] = runs
    clauses[1]["paragraphs"] = [{"id": "clause-2-1", "text": runs, "items": [{"id": "item", "text": runs}]}]
    clauses[2]["paragraphs"] = []
    terms: Any = state["terms"]
    localised = {language: text for language in ("de", "en") if text.strip()}
    for dataset in terms["datasets"]:
        dataset["description"] = dataset["name"] = localised or {"de": "x"}
    terms["purposes"][0]["description"] = terms["measures"][0]["description"] = localised or {"de": "x"}
    line = " ".join(text.split())[:300].strip()
    for party in terms["parties"]:
        party["name"] = line or "x"
        party["contact"] = {"name": line or "K", "email": "a@b.example"}
    terms["pilot"]["milestones"][0]["name"] = localised or {"de": "x"}
    return state


def pages_of(state: JsonObject, **changes: Any) -> int:
    with pikepdf.open(io.BytesIO(render_agreement(replace(sample_document(state=state), **changes)))) as opened:
        return len(opened.pages)


@pytest.mark.in_turn(3)
@pytest.mark.parametrize("languages", [("de",), ("de", "en")])
@pytest.mark.parametrize("text", [LONG_WORD, LONG_TEXT, "", "\n\n\n", "-" * 9_999, "i\n" * 4_000])
def test_long_and_empty_texts_are_laid_out(text: str, languages: tuple[str, ...]) -> None:
    assert pages_of(with_text(text, languages)) > 5


def test_nothing_is_lost_of_a_long_word() -> None:
    with pikepdf.open(io.BytesIO(render_agreement(sample_document(state=with_text(LONG_WORD))))) as opened:
        shown = b"".join(page.obj.Contents.read_bytes() for page in opened.pages)
    assert shown.count(b"Tj") > 10_000 * 8 / 120


def test_hostile_slots_are_laid_out() -> None:
    slot = replace(
        sample_slots()[0],
        person=LONG_WORD,
        party_name=LONG_TEXT,
        evidence=LONG_WORD,
        capacity=LONG_TEXT,
        evidence_date="?",
    )
    assert pages_of(sample_state(), slots=(slot, replace(slot, id="b", order=2))) > 5


def test_many_parties_fit() -> None:
    state = sample_state()
    terms: Any = state["terms"]
    second = {name: value for name, value in terms["parties"][1].items() if name != "signatories"}
    terms["parties"] += [dict(second, key=f"partner-{number}", name=f"Partner {number}") for number in range(23)]
    assert pages_of(state) > 15


@pytest.mark.judge("verapdf")
def test_strange_characters_stay_archival(tmp_path: Path) -> None:
    file = tmp_path / "strange.pdf"
    allowed = "".join(character for character in STRANGE if _allowed(character))
    file.write_bytes(render_agreement(sample_document(state=with_text(allowed, ("de", "en")))))
    assert complaints([file]) == ""


@settings(max_examples=examples(15), deadline=None)
@given(st.text(max_size=400).filter(_allowed).map(str.strip))
def test_any_text_is_laid_out(text: str) -> None:
    assert pages_of(with_text(text)) > 5
