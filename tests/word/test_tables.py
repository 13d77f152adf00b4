"""Tables to Word and back: what was sent comes back equal, what was changed lands on the table that it concerns."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from datapact.contract.changes.compose import compose
from datapact.contract.editing.commands import InsertItem, InsertParagraph, InsertTable, Reword, SetTable, SetTerm
from datapact.contract.editing.edit import apply, replay
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.word.read.coverage import Coverage
from datapact.word.read.package import open_package
from datapact.word.read.passages import units
from datapact.word.read.returned import Returned, read_returned
from datapact.word.read.story import read_story
from datapact.word.reply.reply_file import reply_file, write_at_end
from datapact.word.reply.tracked_runs import Marks
from datapact.word.write.comments import Comment
from datapact.word.write.docx import WordFile, word_languages, write_docx
from tests.agreements.tabled import BASE, CLAUSE, LEAD, PLAIN, TABLE, names, reshaped, table_of
from tests.agreements.test_tables import table_edits
from tests.depth import examples
from tests.word import returned_files as files
from tests.word.returned_files import MARK, W
from tests.word.test_write import texts

LANGUAGES = (("de",), ("de", "en"))
SENT = {languages: write_docx(BASE, files.about(BASE, *languages)) for languages in LANGUAGES}
CELL = "zelle-1-0"


def read(
    data: bytes, base: AgreementDocument = BASE, older: AgreementDocument | None = None, *, keeping: bool = False
) -> Returned:
    return read_returned(open_package(data), base, older, keeping=keeping)


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


@pytest.mark.in_turn(3)
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


def _moved(root: etree._Element, *, marked: bool) -> etree._Element:
    """Move the table three paragraphs on, tracked as Word does or without a word of it; returns it where it stands now."""
    table = their_table(root)
    behind = next(one for one in table.itersiblings(W + "p") if "berechtigt" in "".join(one.itertext()))
    moved = deepcopy(table)
    for one in list(moved.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        one.getparent().remove(one)
    behind.addnext(moved)
    if not marked:
        table.getparent().remove(table)
        return moved
    for side, change, mark in ((table, "moveFrom", "del"), (moved, "moveTo", "ins")):
        for row in side.iter(W + "tr"):
            etree.SubElement(row.find(W + "trPr"), W + mark, MARK)
        for run in list(side.iter(W + "r")):
            around = etree.Element(W + change, MARK)
            run.addprevious(around)
            around.append(run)
    return moved


def _words_in_tables(document: AgreementDocument) -> list[str]:
    return [
        plain_text(cell.text["de"])
        for clause in document.clauses
        for one in clause.paragraphs
        if one.columns
        for cell in one.items
    ]


def test_tracked_changes_in_a_moved_table_are_theirs() -> None:
    def second(root: etree._Element) -> None:
        """A second person adds to a word that the first one moved, and strikes another."""
        other = MARK | {W + "author": "Zweite"}
        runs = [one for one in _moved(root, marked=True).iter(W + "r") if "".join(one.itertext()) in ("Druck", "bar")]
        added = etree.Element(W + "ins", other)
        etree.SubElement(etree.SubElement(added, W + "r"), W + "t").text = "messung"
        runs[0].addnext(added)
        struck = etree.Element(W + "del", other)
        runs[1].addprevious(struck)
        struck.append(runs[1])
        for node in runs[1].iter(W + "t"):
            node.tag = W + "delText"

    data = files.edited(SENT[("de",)], second)
    returned = read(data)
    words = _words_in_tables(returned.proposal)
    assert "Druckmessung" in words
    assert "bar" not in words
    assert {one.origin for one in returned.changes} == {"tracked"}
    assert {author for one in returned.changes for author in one.authors} == {"Partner", "Zweite"}
    assert returned.outside == ()
    assert returned.understood == returned.characters
    answer = reply_file(open_package(data), BASE, BASE, ("de",), "Anna", files.WHEN, {})
    assert read(answer.data).proposal == BASE


@pytest.mark.parametrize("lead", [True, False])
def test_a_table_that_was_moved_without_a_mark_stands_elsewhere(lead: bool) -> None:
    """With words of its own before it, which stay, and without."""
    base = BASE if lead else apply(BASE, Reword(TABLE, "de", ()))
    base = base if lead else apply(base, Reword(TABLE, "en", ()))
    sent = write_docx(base, files.about(base, "de"))
    returned = read(files.edited(sent, lambda root: _moved(root, marked=False)), base)
    places = [one.id for clause in returned.proposal.clauses for one in clause.paragraphs]
    table = next(one.id for clause in returned.proposal.clauses for one in clause.paragraphs if one.columns)
    assert places[places.index(table) - 1] == "datasets-entitlement"
    assert {one.origin for one in returned.changes} == {"unmarked"}
    assert said(base) == _words_in_tables(returned.proposal)


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

    returned = read(files.edited(SENT["de",], put), keeping=True)
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


@pytest.mark.in_turn(3)
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


@settings(max_examples=examples(8))
@given(table_edits("n"), table_edits("m"), st.sampled_from(LANGUAGES))
def test_a_redline_of_any_two_texts_with_tables_holds_both(
    older: AgreementDocument, newer: AgreementDocument, languages: tuple[str, ...]
) -> None:
    about = files.about(newer, *languages)
    redline = write_docx(newer, about, older)
    assert texts(redline, "accepted") == texts(write_docx(newer, about))
    assert texts(redline, "rejected") == texts(write_docx(older, about))


def test_our_words_are_written_into_their_table_with_other_columns() -> None:
    chosen = word_languages(BASE, ["de"])
    theirs = files.edited(SENT["de",], lambda root: _word(root, "Druck", "Kraft"))
    ours = NEWER["cells"]
    made = reply_file(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {}).data
    back = read(made)
    assert table_of(back.proposal).items[3].text["de"] == (Run("Kraft", emphasis="bold"),)
    assert plain_text(table_of(back.proposal).text["de"]) == "Andere:"
    removed = reply_file(open_package(theirs), BASE, PLAIN, chosen, "Anna Keller", files.WHEN, {}).data
    assert read(removed).proposal.clauses == PLAIN.clauses
    for name in ("columns", "gone", "more"):
        ours = reshaped(BASE, 4, names(4, 3)) if name == "more" else NEWER[name]
        if name == "gone":
            gone = reply_file(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {}).data
            assert table_of(read(gone).proposal).columns == 0
            continue
        more = reply_file(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {}).data
        assert said(read(more, ours, BASE).proposal) == said(ours)


TABLES = {
    "other columns": NEWER["columns"],
    "other order": reshaped(BASE, 3, (*names(3, 1), *names(3, 3)[6:], *names(3, 3)[3:6])),
    "new": replay(
        BASE,
        [
            InsertTable(BASE.clauses[7].id, "neue", 1, 2, names(2, 2, "neu")),
            *(Reword(name, one, (Run(f"{name} {one}"),)) for name in names(2, 2, "neu") for one in BASE.languages),
        ],
    ),
}


@pytest.mark.parametrize(("languages", "name"), [(one, name) for one in LANGUAGES for name in TABLES], ids=str)
def test_our_tables_are_written_into_their_file(languages: tuple[str, ...], name: str) -> None:
    """Accepting all is ours, taking all back is theirs: also a new table, other columns, rows in another order."""
    chosen, ours = word_languages(BASE, languages), TABLES[name]  # type: ignore[arg-type]
    theirs = files.edited(SENT[languages], lambda root: _word(root, "Temperatur", "Wärme"))
    made = reply_file(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {}).data
    clean_copy = write_docx(ours, files.about(ours, *languages))
    assert texts(made, "accepted") == texts(clean_copy, "accepted")
    back = read(files.edited(made, reject))
    assert [one.change.place for one in back.changes] == ["zelle-2-0"]
    assert back.outside == ()


ROWS = {
    "at the end": (*names(3, 3), "neu-0", "neu-1", "neu-2"),
    "in the middle": (*names(3, 1), "neu-0", "neu-1", "neu-2", *names(3, 3)[3:]),
    "first": ("neu-0", "neu-1", "neu-2", *names(3, 3)),
    "instead of one": (*names(3, 1), "neu-0", "neu-1", "neu-2", *names(3, 3)[6:]),
}


@pytest.mark.in_turn(2)
@pytest.mark.parametrize(
    ("languages", "where"), [(LANGUAGES[n % 2 == 0], where) for n, where in enumerate(ROWS)], ids=str
)
def test_our_rows_are_written_into_their_table(languages: tuple[str, ...], where: str) -> None:
    chosen = word_languages(BASE, languages)  # type: ignore[arg-type]
    theirs = files.edited(SENT[languages], lambda root: _word(root, "Temperatur", "Wärme"))
    words = [Reword("neu-0", one, (Run(f"Kraft {one}"),)) for one in chosen]
    words += [Reword("neu-2", one, (Run("2 s", emphasis="bold"),)) for one in chosen]
    ours = replay(reshaped(BASE, 3, ROWS[where]), words)
    made = reply_file(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {}).data
    back = read(made, ours, BASE)
    assert [plain_text(cell.text["de"]) for cell in table_of(back.proposal).items] == said(ours)
    assert [one.change.place for one in back.changes] == []
    assert [one.change.place for one in read(files.edited(made, reject)).changes] == ["zelle-2-0"]


def reject(root: etree._Element) -> None:
    """Take every change back."""
    for row in list(root.iter(W + "tr")):
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(W + "ins") is not None:
            row.getparent().remove(row)
        for mark in () if properties is None else properties.findall(W + "del"):
            properties.remove(mark)
    for node in list(root.iter(W + "ins")):
        node.getparent().remove(node)
    for node in list(root.iter(W + "del")):
        for text in node.iter(W + "delText"):
            text.tag = W + "t"
        for child in list(node):
            node.addprevious(child)
        node.getparent().remove(node)


@pytest.mark.parametrize("mark", ["cellIns", "cellDel"])
def test_columns_that_they_put_in_or_took_out_with_marks_are_tracked(mark: str) -> None:
    def column(root: etree._Element) -> None:
        for n, row in enumerate(their_table(root).findall(W + "tr")):
            cell = row.findall(W + "tc")[-1]
            if mark == "cellIns":
                added = deepcopy(cell)
                for one in list(added.iter(W + "bookmarkStart", W + "bookmarkEnd")):
                    one.getparent().remove(one)
                for node in list(added.iter(W + "r")):
                    node.getparent().remove(node)
                run = etree.SubElement(next(added.iter(W + "p")), W + "r")
                etree.SubElement(run, W + "t").text = f"Spalte {n}"
                cell.addnext(added)
                cell = added
            etree.SubElement(cell.find(W + "tcPr"), W + mark, MARK)

    theirs = files.edited(SENT["de",], column)
    returned = read(theirs)
    assert [(one.change.id, one.origin) for one in returned.changes] == [(f"text:{TABLE}", "tracked")]
    assert table_of(returned.proposal).columns == (4 if mark == "cellIns" else 2)
    assert not returned.unresolved
    chosen = word_languages(BASE, ["de"])
    made = reply_file(open_package(theirs), BASE, returned.proposal, chosen, "Anna Keller", files.WHEN, {}).data
    assert read(made).proposal.clauses == returned.proposal.clauses
    kept = reply_file(open_package(theirs), BASE, BASE, chosen, "Anna Keller", files.WHEN, {}).data
    assert said(read(kept).proposal) == said(BASE)
    assert texts(kept, "accepted") == texts(SENT["de",], "accepted")


def test_merged_cells_keep_their_columns_and_are_named() -> None:
    def merge(root: etree._Element) -> None:
        row = their_table(root).findall(W + "tr")[1]
        first, second, _third = row.findall(W + "tc")
        etree.SubElement(first.find(W + "tcPr"), W + "gridSpan", {W + "val": "2"})
        row.remove(second)

    theirs = files.edited(SENT["de",], lambda root: (merge(root), files.strip_own_marks(root))[0])
    returned = read(theirs)
    assert said(returned.proposal)[3:6] == ["Druck", "", "1 s"]
    assert dict(returned.unresolved) == {"gridSpan": 1}
    made = reply_file(open_package(theirs), BASE, BASE, word_languages(BASE, ["de"]), "Anna Keller", files.WHEN, {})
    assert all(place.startswith("zelle-") or place == TABLE for place in made.at_end)
    assert read(made.data, BASE).proposal.clauses[:5] == BASE.clauses[:5]


def test_two_tables_that_they_put_in_stand_in_their_order_with_ids_of_their_own() -> None:
    def put(root: etree._Element) -> None:
        table = their_table(root)
        for name in ("Zweite", "Erste"):
            made = deepcopy(table)
            for one in list(made.iter(W + "bookmarkStart", W + "bookmarkEnd")):
                one.getparent().remove(one)
            for node in made.iter(W + "t"):
                node.text = "Gleich"
            next(made.iter(W + "t")).text = name
            table.getnext().getnext().addnext(made)
            made.addnext(etree.Element(W + "p"))

    returned = read(files.edited(SENT["de",], put))
    tables = [one for clause in returned.proposal.clauses for one in clause.paragraphs if one.columns]
    assert [plain_text(one.items[0].text["de"]) for one in tables] == ["Sensor", "Erste", "Zweite"]
    assert returned.outside == ()


@pytest.mark.parametrize("languages", LANGUAGES)
def test_comments_in_cells_come_and_go(languages: tuple[str, ...]) -> None:
    asked = Comment("Institut", files.WHEN, "In bar?", "zelle-1-1", "de", 0, 3)
    about = files.about(BASE, *languages)
    sent = write_docx(BASE, WordFile(about.author, about.moment, about.round, about.languages, (asked,)))
    chosen = word_languages(BASE, languages)  # type: ignore[arg-type]
    own = Comment("Anna Keller", files.WHEN, "Ja.", "zelle-1-2", "de", 0, 3)
    made = reply_file(open_package(SENT[languages]), BASE, BASE, chosen, "Anna Keller", files.WHEN, {}, (own,)).data
    assert [(one.text, one.place) for one in read(sent).remarks] == [("In bar?", "zelle-1-1")]
    assert [(one.text, one.place) for one in read(made).remarks] == [("Ja.", "zelle-1-2")]


def ending() -> AgreementDocument:
    """A text whose last clause ends with a table."""
    last = BASE.clauses[-1]
    made = replay(
        BASE,
        [
            InsertTable(last.id, "schluss", len(last.paragraphs), 2, names(2, 2, "ende")),
            *(Reword("schluss", one, (Run("Es gilt:"),)) for one in BASE.languages),
            *(Reword(name, one, (Run(f"{name} {one}"),)) for name in names(2, 2, "ende") for one in BASE.languages),
        ],
    )
    return read_state(write_state(made))


ENDING = ending()


@pytest.mark.parametrize("languages", LANGUAGES)
def test_our_words_stand_behind_a_table_with_which_the_clauses_end(languages: tuple[str, ...]) -> None:
    chosen, last = word_languages(ENDING, languages), ENDING.clauses[-1]  # type: ignore[arg-type]
    theirs = write_docx(ENDING, files.about(ENDING, *languages))
    added = [InsertParagraph(last.id, "danach", len(last.paragraphs))]
    ours = replay(ENDING, [*added, *(Reword("danach", one, (Run(f"Danach {one}."),)) for one in chosen)])
    made = reply_file(open_package(theirs), ENDING, ours, chosen, "Anna Keller", files.WHEN, {})
    assert made.at_end == ()
    assert texts(made.data, "accepted") == texts(write_docx(ours, files.about(ours, *languages)), "accepted")
    assert texts(made.data, "rejected") == texts(theirs)


@pytest.mark.parametrize("languages", LANGUAGES)
def test_points_in_place_of_their_table_and_an_annex_that_they_took_out(languages: tuple[str, ...]) -> None:
    chosen = word_languages(BASE, languages)  # type: ignore[arg-type]

    def less(root: etree._Element) -> None:
        annex = [
            one for one in root.iter(W + "tbl") if "hour" in "".join(one.itertext()) or "AES" in "".join(one.itertext())
        ]
        for one in annex[-1:]:
            one.getparent().remove(one)

    theirs = files.edited(SENT[languages], less)
    points = ("Druck in bar", "Temperatur in Grad")
    ours = replay(
        PLAIN,
        [
            InsertParagraph(CLAUSE, TABLE, 1),
            *(InsertItem(TABLE, f"punkt-{n}", n) for n, _words in enumerate(points)),
            *(Reword(TABLE, one, runs) for one, runs in LEAD.items()),
            *(Reword(f"punkt-{n}", one, (Run(words),)) for n, words in enumerate(points) for one in PLAIN.languages),
            SetTerm("breach.hours", 36),
        ],
    )
    made = reply_file(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {})
    assert made.at_end == ()
    assert table_of(read(made.data, ours, BASE).proposal).columns == 0
    ends = " ".join(texts(made.data, "accepted"))
    for word in ("Druck", "Temperatur"):
        assert word in ends


def test_what_has_no_room_stands_at_the_end_and_is_named() -> None:
    """They emptied the row of a paragraph that we reword, and took out what stands before and behind it."""
    chosen = word_languages(BASE, ["de"])
    place = BASE.clauses[3].paragraphs[0].id
    ours = apply(BASE, Reword(place, "de", (Run("Ganz andere Worte."),)))
    view = read(SENT["de",])
    assert view.changes == ()
    theirs = SENT["de",]
    made = reply_file(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {})
    assert made.at_end == ()
    root = open_package(theirs).parts["word/document.xml"]
    write_at_end(root, ours, [place, "nicht-mehr-da"], chosen, Marks("A", "2026-11-29T10:00:00Z"))
    told = [unit.text for unit in units(read_story(root, Coverage()), "accepted")][-3:]
    assert told[1].endswith("Ganz andere Worte.")
    assert told[2] == "Ohne Nummer: entfällt"
    before = [unit.text for unit in units(read_story(root, Coverage()), "rejected")]
    assert not any("andere Worte" in text for text in before)
