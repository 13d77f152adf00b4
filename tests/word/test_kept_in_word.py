"""Numbers that stay, in Word files: typed where Word would count otherwise, and no words of the clause when they return."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from lxml import etree

from datapact.contract.editing.commands import InsertClause, InsertParagraph, MovePart, RemovePart, Renumber, Reword
from datapact.contract.editing.edit import apply, replay
from datapact.contract.text.clauses import Clause, Paragraph, Run, parts_of, places
from datapact.contract.text.document import AgreementDocument, write_clause
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from datapact.word.write.docx import write_docx
from tests.word import returned_files as files
from tests.word.returned_files import BASE
from tests.word.test_write import texts

LANGUAGES = [("de",), ("de", "en")]


def kept() -> AgreementDocument:
    """The example after a round: a clause and a paragraph came in, a clause and a paragraph went, one was moved."""
    told = {language: (Run("Zusatz" if language == "de" else "Addition"),) for language in BASE.languages}
    words = {language: (Run("Ein neuer Satz der Parteien."),) for language in BASE.languages}
    clause = Clause("added", told, (Paragraph("added-p1", words), Paragraph("added-p2", words)))
    meant = {run.ref for _place, texts in places(BASE.clauses) for runs in texts.values() for run in runs}
    free = [one.id for one in BASE.clauses[5:] if not meant & {part.id for part in parts_of((one,))}]
    several = next(one for one in BASE.clauses[1:4] if len(one.paragraphs) > 2 and one.paragraphs[2].id not in meant)
    document = replay(
        BASE,
        [
            InsertClause(write_clause(clause), 3),
            RemovePart(free[0]),
            MovePart(free[1], 12),
            InsertParagraph(several.id, "between", 1),
            Reword("between", "de", (Run("Dazwischen steht nun dies."),)),
            Reword("between", "en", (Run("In between there is now this."),)),
            RemovePart(several.paragraphs[2].id),
        ],
        BASE.clauses,
    )
    assert document.own_number() == 2
    return document


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("stripped", [False, True])
def test_a_file_with_kept_numbers_returns_as_it_went(languages: tuple[str, ...], stripped: bool) -> None:
    document = kept()
    data = write_docx(document, files.about(document, *languages))
    data = files.edited(data, files.strip_own_marks) if stripped else data
    returned = read_returned(open_package(data), document, keeping=True)
    assert returned.proposal == document
    assert returned.changes == ()
    assert returned.outside == ()


@pytest.mark.parametrize("languages", LANGUAGES)
def test_a_paragraph_without_words_is_no_number(languages: tuple[str, ...]) -> None:
    clause = next(one for one in BASE.clauses[1:] if len(one.paragraphs) > 2)
    document = apply(BASE, InsertParagraph(clause.id, "between", 1), BASE.clauses)
    data = write_docx(document, files.about(document, *languages))
    assert b"(1a)" in files.part(data)
    assert "(1a)" not in shown(data, document)
    worded = replay(document, [Reword("between", one, (Run("(1a)"),)) for one in document.languages])
    again = write_docx(worded, files.about(worded, *languages))
    assert shown(again, worded) == ""


def shown(data: bytes, document: AgreementDocument) -> str:
    """What a returned file changes, in words; an empty paragraph may be gone."""
    returned = read_returned(open_package(data), document, keeping=True)
    assert returned.outside == ()
    return " ".join(one.change.new.text("de") for one in returned.changes if one.change.new is not None)


@pytest.mark.in_turn(2)
@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("later", [False, True])
def test_a_redline_holds_the_numbers_of_both(languages: tuple[str, ...], later: bool) -> None:
    old, new = (kept(), apply(kept(), Renumber())) if later else (BASE, kept())
    about = files.about(new, *languages)
    redline = write_docx(new, about, old)
    assert texts(redline, "accepted") == texts(write_docx(new, about))
    assert texts(redline, "rejected") == texts(write_docx(old, about))
    returned = read_returned(open_package(redline), old, keeping=True)
    assert {one.origin for one in returned.changes} <= {"tracked"}


@pytest.mark.parametrize("languages", LANGUAGES)
def test_nothing_is_counted_before_the_first_clause(languages: tuple[str, ...]) -> None:
    """A program that counts a level counts those above it, too: with a preamble in the list § 1 would become § 2."""
    root = etree.fromstring(files.part(files.sent(*languages)))
    levels = [node.get(files.W + "val") for node in root.iter(files.W + "ilvl")]
    assert levels[0] == "0"
    preamble = next(iter(BASE.clauses)).paragraphs[0].text["de"][0].text[:20]
    assert any("".join(node.itertext()).startswith(f"(1){preamble}") for node in root.iter(files.W + "p"))


def test_what_word_counts_itself_is_not_typed() -> None:
    body = zipfile.ZipFile(BytesIO(write_docx(kept(), files.about(BASE, "de")))).read("word/document.xml").decode()
    typed = re.findall(r'<w:t xml:space="preserve">([^<]*)</w:t><w:tab/>', body)
    assert "(1a)" in typed
    assert "§ 2a" in typed
    assert "§ 3" not in typed
    assert all(not mark.startswith("§") or re.search(r"[a-z]", mark) for mark in typed)
