"""The text of a PDF's pages laid over the clauses: what a program reads from pages, with headers, hyphens and line ends."""

from __future__ import annotations

import textwrap
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError
from datapact.contract.changes.comparison import compared
from datapact.contract.changes.pages import read_pages
from datapact.contract.editing.commands import Command, RemovePart, Reword, SetLanguages, SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.contract.text.numbering import clause_numbers, letter
from tests.agreements.drafts import example
from tests.depth import rounds

BASE = replay(read_state(example()), [SetLanguages(("de",), "de")])
PARAGRAPHS = [one.id for clause in BASE.clauses for one in clause.paragraphs]


def printed(document: AgreementDocument, random: Random, *, wide: int = 70, high: int = 30) -> list[str]:
    """The pages as a program reads them: a cover, clauses in lines, a header and the number of the page."""
    lines = ["Vertrag", "zwischen den Parteien", ""]
    numbers = clause_numbers([clause.id for clause in document.clauses], "de")
    for number, clause in zip(numbers, document.clauses, strict=True):
        lines += [f"{number} {plain_text(clause.heading['de'])}".strip()]
        for m, paragraph in enumerate(clause.paragraphs, start=1):
            mark = f"({m}) " if len(clause.paragraphs) > 1 else ""
            lines += textwrap.wrap(mark + plain_text(paragraph.text["de"]), wide, break_on_hyphens=False)
            for index, item in enumerate(paragraph.items):
                lines += textwrap.wrap(f"{letter(index)}) {plain_text(item.text['de'])}", wide, break_on_hyphens=False)
    lines += ["Anlage 1", "Maßnahmen: Zutritt, Zugriff, Weitergabe und so weiter."]
    pages = []
    for start in range(0, len(lines), high):
        page = [f"DP-2026-0001 Entwurf {start // high + 1}", *lines[start : start + high], f"Seite {start // high + 1}"]
        for n in range(1, len(page) - 2):  # words that the line end divides
            words = page[n].split()
            if words and len(words[-1]) > 8 and words[-1].isalpha() and random.random() < 0.3:
                page[n] = page[n][:-4] + random.choice(["\u00ad", "\x02", "\ufffe", "-"])
                page[n + 1] = words[-1][-4:] + " " + page[n + 1]
        pages.append("\r\n".join(page))
    return pages


def said(document: AgreementDocument) -> list[str]:
    return ["".join(plain_text(place).split()) for place in texts(document) if plain_text(place)]


def texts(document: AgreementDocument) -> list[tuple[Run, ...]]:
    found = []
    for clause in document.clauses:
        found.append(clause.heading["de"])
        for paragraph in clause.paragraphs:
            found.append(paragraph.text["de"])
            found += [item.text["de"] for item in paragraph.items]
    return found


commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(RemovePart, st.sampled_from(PARAGRAPHS)),
    st.builds(
        lambda place, word: Reword(place, "de", (Run(f"Beide Seiten haben sich anders besonnen {word}."),)),
        st.sampled_from(PARAGRAPHS),
        st.integers(0, 99),
    ),
    st.just(SetTerm("duration.end", "2029-12-31")),
)


@settings(max_examples=rounds(24), deadline=None)
@given(st.lists(commands, max_size=3), st.randoms(use_true_random=False), st.sampled_from([50, 70, 110]))
def test_the_pages_say_what_was_printed(listed: list[Command], random: Random, wide: int) -> None:
    new = BASE
    for command in listed:
        try:
            new = replay(new, [command])
        except DataPactError:
            continue
    read = read_pages(BASE, printed(new, random, wide=wide))
    assert read.languages == ("de",)
    found, wanted = compared(BASE, read.document), compared(BASE, new)
    if read.document != BASE or new != BASE:
        assert said(read.document) == said(new)
    changed = {one.id for one in wanted.places["de"] if one.mark != "same"}
    assert changed == {one.id for one in found.places["de"] if one.mark != "same"}


@settings(max_examples=rounds(12), deadline=None)
@given(st.sampled_from([one.id for clause in BASE.clauses for one in clause.paragraphs[:-1]]))
def test_references_behind_a_removed_paragraph_are_no_changes(place: str) -> None:
    """Their numbers move with the paragraphs; who reads the comparison looks for words that somebody changed."""
    new = replay(BASE, [RemovePart(place)])
    found, wanted = compared(BASE, read_pages(BASE, printed(new, Random(1), wide=50)).document), compared(BASE, new)
    assert [one.id for one in found.places["de"] if one.mark != "same"] == [
        one.id for one in wanted.places["de"] if one.mark != "same"
    ]


def test_another_contract_and_a_scan_are_not_recognised() -> None:
    assert read_pages(BASE, ["Mietvertrag über eine Wohnung. Die Miete beträgt 900 Euro im Monat."] * 3).languages == ()
    scan = read_pages(BASE, ["", " \n", ""])
    assert (scan.languages, scan.empty) == ((), 3)


def test_a_new_paragraph_and_words_before_and_behind() -> None:
    pages = printed(BASE, Random(1))
    first = next(n for n, page in enumerate(pages) if "\r\n(2) " in page)
    pages[first] = pages[first].replace("\r\n(2) ", "\r\n(2) Ganz neu ist dieser Absatz über Kaffee.\r\n(3) ", 1)
    read = read_pages(BASE, pages)
    assert "GanzneuistdieserAbsatzüberKaffee." in "".join(said(read.document))
    assert read.before >= 3
    assert read.behind >= 8
    assert read.found == read.words
