"""Docxodus, another program's comparison of two Word files, judges our reader: its redline is resolved as it means it."""

from __future__ import annotations

from dataclasses import replace

from python_redlines import DocxodusEngine

from datapact.contract.editing.commands import InsertParagraph, RemovePart, Reword
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run
from datapact.contract.text.numbering import settled
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from datapact.word.write.docx import write_docx
from tests.word import returned_files as files
from tests.word.test_write import texts

FEW = files.BASE.clauses[:4]
SHORT = replace(files.BASE, clauses=settled(FEW, files.BASE.terms, files.BASE.languages))


def test_a_redline_of_another_program_is_read_as_it_means_it() -> None:
    paragraphs = [paragraph.id for clause in FEW for paragraph in clause.paragraphs]
    new = replay(
        SHORT,
        [
            RemovePart(paragraphs[4]),
            Reword(paragraphs[5], "de", (Run("Der Wortlaut wurde von der anderen Seite ganz neu gefasst."),)),
            InsertParagraph(FEW[1].id, "neu-1", 1),
            Reword("neu-1", "de", (Run("Dieser Absatz kam hinzu."),)),
        ],
    )
    about = files.about(SHORT, "de")
    before, after = write_docx(SHORT, about), write_docx(new, about)
    redline, _said, _problem = DocxodusEngine().run_redline("Bea Bauer", before, after)
    assert texts(redline, "accepted") == texts(after)
    assert texts(redline, "rejected") == texts(before)
    returned = read_returned(open_package(redline), SHORT)
    assert {one.origin for one in returned.changes} == {"tracked"}
    assert {"Bea Bauer"} == {name for one in returned.changes for name in one.authors}
    assert returned.unresolved == {}
