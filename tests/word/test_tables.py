"""Tables to Word and back: what was sent comes back equal, what was changed lands on the table that it concerns."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import etree

from datapact.base.errors import WrongUse
from datapact.contract.changes.compose import compose
from datapact.contract.editing.commands import Reword, SetTable
from datapact.contract.editing.edit import apply, replay
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.word.read.answered import answered
from datapact.word.read.package import open_package
from datapact.word.read.returned import Returned, read_returned
from datapact.word.write.docx import word_languages, write_docx
from tests.agreements.tabled import BASE, PLAIN, TABLE, names, reshaped, table_of
from tests.word import returned_files as files
from tests.word.returned_files import MARK, W

LANGUAGES = (("de",), ("de", "en"))
SENT = {languages: write_docx(BASE, files.about(BASE, *languages)) for languages in LANGUAGES}
CELL = "zelle-1-0"


def read(data: bytes, base: AgreementDocument = BASE, older: AgreementDocument | None = None) -> Returned:
    return read_returned(open_package(data), base, older)


def their_table(root: etree._Element) -> etree._Element:
    return next(
        one for one in root.iter(W + "tbl") if "Druck" in "".join(one.itertext()) and "Takt" in "".join(one.itertext())
    )


def said(document: AgreementDocument, language: str = "de") -> list[str]:
    return [plain_text(cell.text[language]) for cell in table_of(document).items]  # type: ignore[index]


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("stripped", [False, True])
def test_what_is_sent_comes_back_equal(languages: tuple[str, ...], stripped: bool) -> None:
    data = SENT[languages]
    returned = read(files.edited(data, files.strip_own_marks) if stripped else data)
    assert returned.changes == ()
    assert returned.outside == ()
    assert returned.proposal == BASE
    assert returned.understood == returned.characters


def _word(root: etree._Element, old: str, new: str) -> None:
    node = next(one for one in their_table(root).iter(W + "t") if one.text == old)
    node.text = new


def _row(root: etree._Element, *, marked: bool) -> None:
    row = their_table(root).findall(W + "tr")[-1]
    added = deepcopy(row)
    for one in list(added.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        one.getparent().remove(one)
    for n, node in enumerate(added.iter(W + "t")):
        node.text = f"Neu {n}"
    if marked:
        etree.SubElement(added.find(W + "trPr"), W + "ins", MARK)
    row.addnext(added)


def _less(root: etree._Element) -> None:
    for row in their_table(root).findall(W + "tr"):
        row.remove(row.findall(W + "tc")[-1])


def _gone(root: etree._Element) -> None:
    table = their_table(root)
    table.getparent().remove(table)


EDITS: dict[str, tuple[Callable[[etree._Element], None], str, str, list[str] | None]] = {
    "word": (lambda root: _word(root, "Druck", "Kraft"), f"text:{CELL}", "unmarked", None),
    "row": (lambda root: _row(root, marked=False), f"text:{TABLE}", "unmarked", None),
    "tracked row": (lambda root: _row(root, marked=True), f"text:{TABLE}", "tracked", None),
    "less columns": (_less, f"text:{TABLE}", "unmarked", ["Sensor", "Einheit", "Druck", "bar", "Temperatur", "°C"]),
    "gone": (_gone, f"text:{TABLE}", "unmarked", []),
}


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("stripped", [False, True])
@pytest.mark.parametrize("edit", EDITS)
def test_what_they_changed_in_a_table_is_a_change_of_it(languages: tuple[str, ...], stripped: bool, edit: str) -> None:
    change, identifier, origin, words = EDITS[edit]

    def both(root: etree._Element) -> None:
        change(root)
        if stripped:
            files.strip_own_marks(root)

    returned = read(files.edited(SENT[languages], both))
    assert [(one.change.id, one.origin) for one in returned.changes] == [(identifier, origin)]
    assert returned.outside == ()
    if words is not None:
        assert said(returned.proposal) == words
    if edit == "row":
        assert said(returned.proposal)[9] == "Neu 0"
    assert compose(BASE, returned.proposal, [identifier]).document == returned.proposal


def test_a_table_that_they_put_in_is_a_paragraph_of_its_own() -> None:
    def put(root: etree._Element) -> None:
        table = their_table(root)
        made = deepcopy(table)
        for one in list(made.iter(W + "bookmarkStart", W + "bookmarkEnd")):
            one.getparent().remove(one)
        for n, node in enumerate(made.iter(W + "t")):
            node.text = f"Anderes {n}"
        following = table.getnext().getnext()
        following.addnext(made)

    returned = read(files.edited(SENT["de",], put))
    (change,) = returned.changes
    assert change.origin == "unmarked"
    assert said_all(returned.proposal, change.change.place)[0] == "Anderes 0"
    assert returned.outside == ()
    assert compose(BASE, returned.proposal, [change.change.id]).document == returned.proposal


def said_all(document: AgreementDocument, place: str) -> list[str]:
    return [plain_text(cell.text["de"]) for cell in table_of(document, place).items]


NEWER = {
    "cells": replay(
        BASE, [Reword(CELL, "de", (Run("Kraft", emphasis="bold"),)), Reword(TABLE, "de", (Run("Andere:"),))]
    ),
    "rows": reshaped(BASE, 3, (*names(3, 2), "neu-0", "neu-1", "neu-2")),
    "columns": reshaped(BASE, 4, names(4, 3)),
    "gone": apply(BASE, SetTable(TABLE, 0, ())),
    "no paragraph": PLAIN,
}


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("name", NEWER)
@pytest.mark.parametrize("back", [False, True])
def test_a_redline_holds_both_tables(languages: tuple[str, ...], name: str, back: bool) -> None:
    older, newer = (NEWER[name], BASE) if back else (BASE, NEWER[name])
    data = write_docx(newer, files.about(newer, *languages), older)
    assert read(data, newer, older).changes == ()
    changes = read(data, older).changes
    assert changes
    assert all(one.origin == "tracked" for one in changes)


def test_our_words_are_written_into_their_table_and_other_shapes_are_refused() -> None:
    chosen = word_languages(BASE, ["de"])
    theirs = files.edited(SENT["de",], lambda root: _word(root, "Druck", "Kraft"))
    ours = NEWER["cells"]
    made = answered(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {})
    back = read(made)
    assert table_of(back.proposal).items[3].text["de"] == (Run("Kraft", emphasis="bold"),)
    assert plain_text(table_of(back.proposal).text["de"]) == "Andere:"
    removed = answered(open_package(theirs), BASE, PLAIN, chosen, "Anna Keller", files.WHEN, {})
    assert read(removed).proposal.clauses == PLAIN.clauses
    with pytest.raises(WrongUse):
        answered(open_package(theirs), BASE, NEWER["rows"], chosen, "Anna Keller", files.WHEN, {})
