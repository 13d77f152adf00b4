"""References that were typed as words: those of laws are left alone, those to parts follow, those to nothing are found."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.strictjson import JsonObject
from datapact.base.texts import Language
from datapact.checks.run.engine import check
from datapact.contract.clipboard.blocks import blocks_of_text
from datapact.contract.editing.commands import Reword
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import read_state, write_state
from datapact.contract.text.numbering import numbers
from datapact.contract.text.typed_references import typed_references, with_references
from tests.agreements.drafts import example
from tests.depth import examples

BASE = read_state(example())
PLACE = "confidentiality-exceptions"
LANGUAGES: tuple[Language, ...] = ("de", "en")
PARTS = {
    language: {number: place for place, number in numbers(BASE.clauses, language).items()} for language in LANGUAGES
}
NUMBERED = {
    language: [one for one in PARTS[language] if "\u00a7" in one or one.startswith("Section")] for language in LANGUAGES
}

LAWS: dict[Language, tuple[str, ...]] = {
    "de": (
        "§ 154 Abs. 2 BGB", "§ 126 oder § 126a BGB", "§§ 12 und 14 UWG", "§ 17 Abs. 2 Satz 1 Nr. 3 GeschGehG", "§ 5 des Hauptvertrags",
        "§ 26 BDSG", "§ 7 Abs. 1 Buchst. a DSGVO", "Anlage 3 zum Rahmenvertrag", "§ 3 der Verordnung (EU) 2016/679",
    ),
    "en": (
        "section 154(2) BGB", "Section 5 of the German Civil Code", "section 12(1)(a) and (b) UWG", "Annex 3 to Regulation (EU) 2016/679",
        "Section 7 of the framework agreement",
    ),
}  # fmt: skip


@settings(max_examples=examples(150))
@given(st.sampled_from(LANGUAGES), st.data())
def test_a_typed_number_of_a_part_becomes_a_reference_to_it(language: Language, data: st.DataObject) -> None:
    """Whatever stands around it, the words stay, and the reference leads to the part with that number."""
    number = data.draw(st.sampled_from(NUMBERED[language]))
    law = data.draw(st.sampled_from(LAWS[language]))
    before = data.draw(st.sampled_from(["", "Es gilt ", "Under ", "(", f"{law}; "]))
    behind = data.draw(st.sampled_from(["", ".", " entsprechend.", ", soweit nichts anderes gilt.", ")", f"; {law}"]))
    words = f"{before}{number}{behind}"
    if "Zelle" in number or "cell" in number or "row" in number:
        return
    made = with_references([Run(words)], language, PARTS[language])
    assert plain_text(made) == words
    assert [run.ref for run in made if run.ref] == [PARTS[language][number]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_laws_and_other_documents_are_none_of_ours(language: Language) -> None:
    for words in LAWS[language]:
        assert not list(typed_references(f"Es gilt {words}.", language)), words


def test_nothing_of_the_released_clauses_is_a_typed_reference() -> None:
    """Templates refer by references; so whatever is found was typed by a person."""
    for identifier, texts in places(BASE.clauses):
        for language, runs in texts.items():
            own = "".join(run.text if run.is_plain else "￼" for run in runs)
            assert not [one.words for one in typed_references(own, language)], identifier


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Es gilt § 97 Abs. 2."), ("de", "Siehe Anlage 19."), ("en", "See Section 97(2)."), ("en", "See Annex 19.")],
)
def test_what_leads_nowhere_is_a_finding(language: Language, words: str) -> None:
    changed = replay(BASE, [Reword(PLACE, language, (Run(words),))])
    found = [one for one in check(cast(JsonObject, dict(write_state(changed))), date(2026, 12, 2)) if one.id == "G40"]
    assert [one.place for one in found] == [f"clauses.{PLACE}"]
    assert found[0].severity == "W"
    sound = replay(BASE, [Reword(PLACE, language, (Run(words.replace("97", "3").replace("19", "1")),))])
    assert not [one for one in check(cast(JsonObject, dict(write_state(sound))), date(2026, 12, 2)) if one.id == "G40"]


cell = st.text("abcxyzÄöß0123456789", max_size=8)


@settings(max_examples=examples(120))
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=2, max_size=6)
    )
)
def test_lines_with_the_same_tabs_are_a_table(rows: list[list[str]]) -> None:
    lines = [f"x{row[0]}\t" + "\t".join(row[1:]) for row in rows]
    pasted = blocks_of_text("Davor\n" + "\n".join(lines) + "\nDahinter")
    cells = [one for one in pasted.blocks if one.kind == "cell"]
    assert [one.words for one in pasted.blocks if one.kind != "cell"] == ["Davor", "Dahinter"]
    assert cells[0].columns == len(rows[0])
    assert [one.words for one in cells] == [word for row in rows for word in (f"x{row[0]}", *row[1:])]


def test_a_typed_number_before_a_tab_is_no_table() -> None:
    pasted = blocks_of_text("(1)\tDie Parteien teilen Daten.\n(2)\tDas gilt auch später.")
    assert [one.kind for one in pasted.blocks] == ["words", "words"]
    assert [one.number.strip() for one in pasted.blocks] == ["(1)", "(2)"]
