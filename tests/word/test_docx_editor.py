"""docx-editor, another program that resolves tracked changes, judges our files: what it accepts or rejects is what we mean."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from docx_editor import Document

from datapact.contract.editing.commands import InsertParagraph, RemovePart, Reword, SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run
from datapact.contract.text.document import AgreementDocument
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from datapact.word.write.docx import write_docx
from tests.word import returned_files as files
from tests.word.test_reply import PARAGRAPHS, SENT, answer
from tests.word.test_write import texts

type Act = Literal["accept_all", "reject_all"]

OURS = replay(
    files.BASE,
    [
        SetTerm("duration.end", "2029-12-31"),
        Reword(PARAGRAPHS[6], "de", (Run("Der Wortlaut wurde ganz neu gefasst."),)),
        RemovePart(PARAGRAPHS[9]),
        InsertParagraph(files.BASE.clauses[2].id, "neu-1", 1),
        Reword("neu-1", "de", (Run("Dieser Absatz kam hinzu."),)),
    ],
)


@contextmanager
def opened(file: Path) -> Iterator[Document]:
    """The file in docx-editor, which leaves closing what it read to the collector of garbage: that is done here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        document = Document.open(file, author="Bea Bauer", workspace_dir=file.parent / file.stem)
        yield document
        document.save()
        document.close()
        del document
        gc.collect()


def resolved(data: bytes, act: Act, folder: Path) -> tuple[bytes, str]:
    """The file with every tracked change resolved by docx-editor, and the words that it shows then."""
    file = folder / f"{act}.docx"
    file.write_bytes(data)
    with opened(file) as document:
        getattr(document, act)()
        shown = document.get_visible_text()
    return file.read_bytes(), shown


def clean(document: AgreementDocument) -> list[str]:
    return texts(write_docx(document, files.about(document, "de")))


def without_spaces(lines: list[str]) -> str:
    """It shows no break of a line within a paragraph."""
    return "".join("".join(lines).split())


@pytest.mark.parametrize("act", ["accept_all", "reject_all"])
def test_our_redline_is_resolved_as_we_mean_it(act: Act, tmp_path: Path) -> None:
    redline = write_docx(OURS, files.about(OURS, "de"), files.BASE)
    data, shown = resolved(redline, act, tmp_path)
    wanted = clean(OURS if act == "accept_all" else files.BASE)
    assert texts(data) == wanted
    assert "".join(shown.split()) == without_spaces(wanted)


@pytest.mark.parametrize("act", ["accept_all", "reject_all"])
def test_our_answer_in_their_file_is_resolved_as_we_mean_it(act: Act, tmp_path: Path) -> None:
    data, shown = resolved(answer(SENT["de",], OURS, ("de",)), act, tmp_path)
    assert read_returned(open_package(data), OURS if act == "accept_all" else files.BASE).changes == ()
    assert "".join(shown.split()) == without_spaces(texts(data))


def test_what_it_tracks_comes_back_as_tracked(tmp_path: Path) -> None:
    file = tmp_path / "theirs.docx"
    file.write_bytes(SENT["de",])
    with opened(file) as document:
        place = document.find_text("30. Juni 2028").paragraph_ref
        document.replace("30. Juni 2028", "31. Dezember 2029", paragraph=place)
    (change,) = read_returned(open_package(file.read_bytes()), files.BASE).changes
    assert (change.change.id, change.origin, change.authors) == ("term:duration.end", "tracked", ("Bea Bauer",))
