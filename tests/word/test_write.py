"""Word files as written: accepting all changes gives the new text, rejecting them the old one, in programs of other hands."""

from __future__ import annotations

import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from datapact.contract.editing.commands import InsertParagraph, MovePart, RemovePart, Reword, SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run
from datapact.word.read.coverage import Coverage
from datapact.word.read.package import open_package
from datapact.word.read.passages import View, units
from datapact.word.read.returned import read_returned
from datapact.word.read.story import read_story
from datapact.word.write.docx import write_docx
from tests.conftest import of_other_hands
from tests.word import returned_files as files

PARAGRAPHS = [paragraph.id for clause in files.BASE.clauses for paragraph in clause.paragraphs]
NEW = replay(
    files.BASE,
    [
        SetTerm("duration.end", "2029-05-01"),
        SetTerm("breach.hours", 12),
        RemovePart(PARAGRAPHS[5]),
        MovePart(files.BASE.clauses[4].id, 7),
        Reword(PARAGRAPHS[12], "de", (Run("Ganz andere Worte.\nMit Umbruch & <Zeichen>."),)),
        InsertParagraph(files.BASE.clauses[3].id, "neu-1", 1),
        Reword("neu-1", "de", (Run("Neuer Absatz."),)),
        Reword("neu-1", "en", (Run("New paragraph."),)),
    ],
)


def texts(data: bytes, view: View = "accepted") -> list[str]:
    package = open_package(data)
    story = read_story(package.parts[package.document], Coverage())
    return [unit.text for unit in units(story, view) if unit.text.strip()]


@pytest.mark.journey
@pytest.mark.parametrize("languages", [("de",), ("en",), ("de", "en")])
def test_a_redline_holds_both_versions(languages: tuple[str, ...]) -> None:
    about = files.about(files.BASE, *languages)
    redline = write_docx(NEW, about, files.BASE)
    assert texts(redline, "accepted") == texts(write_docx(NEW, about))
    assert texts(redline, "rejected") == texts(write_docx(files.BASE, about))
    assert write_docx(NEW, about, files.BASE) == redline
    returned = read_returned(open_package(redline), files.BASE)
    assert {one.origin for one in returned.changes} == {"tracked"}
    assert {one.origin for one in returned.outside} <= {"tracked"}
    if len(languages) == 2:
        assert returned.proposal.terms == NEW.terms


def test_moved_clauses_are_moves_for_word() -> None:
    moved = replay(files.BASE, [MovePart("datasets-protection", 0)])
    redline = write_docx(moved, files.about(files.BASE, "de"), files.BASE)
    with zipfile.ZipFile(BytesIO(redline)) as package:
        xml = package.read("word/document.xml").decode()
    assert xml.count("<w:moveFromRangeStart ") == xml.count("<w:moveToRangeStart ") == 1
    assert texts(redline, "rejected") == texts(files.sent("de"))


def test_nothing_of_the_computer_is_in_a_file() -> None:
    with zipfile.ZipFile(BytesIO(files.sent("de", "en"))) as package:
        whole = "".join(package.read(name).decode() for name in package.namelist())
    assert "rsid" not in whole
    assert {"Anna Keller"} == set(re.findall(r"<dc:creator>(.*?)</dc:creator>", whole))
    assert "<w:trackRevisions/>" in whole
    assert "Entwurf R3, unverbindlich" in whole


@pytest.mark.judge("pandoc")
@pytest.mark.parametrize("languages", [("de",), ("de", "en")])
def test_pandoc_sees_both_versions(languages: tuple[str, ...], tmp_path: Path) -> None:
    about = files.about(files.BASE, *languages)
    redline = tmp_path / "redline.docx"
    redline.write_bytes(write_docx(NEW, about, files.BASE))
    for choice, document in (("accept", NEW), ("reject", files.BASE)):
        clean = tmp_path / "clean.docx"
        clean.write_bytes(write_docx(document, about))
        assert _words(redline, choice) == _words(clean, "accept")


def _words(path: Path, choice: str) -> list[str]:
    """The words that pandoc reads, without the numbers that it gives to lists."""
    command = ["pandoc", f"--track-changes={choice}", "--wrap=none", "-t", "plain", str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [word for word in re.findall(r"\w+", said) if not word.isdigit() and len(word) > 1]


@pytest.mark.judge("soffice")
def test_libreoffice_reads_all_words(tmp_path: Path) -> None:
    source = tmp_path / "agreement.docx"
    source.write_bytes(write_docx(NEW, files.about(files.BASE, "de")))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "txt:Text",
         "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    said = re.findall(r"\w{2,}", (tmp_path / "agreement.txt").read_text("utf-8-sig"))
    for text in texts(source.read_bytes()):
        assert re.findall(r"\w{2,}", text)[:6] == [] or " ".join(re.findall(r"\w{2,}", text)) in " ".join(said)


@pytest.mark.parametrize("name", ["RP001-Tracked-Revisions-01", "RP001-Tracked-Revisions-02",
                                  "RP007-Multiple-Deleted-Para-Mark", "RP046-Consecutive-Deleted-Ranges",
                                  "RP047-Inserted-and-Deleted-Paragraph-Mark"])  # fmt: skip
def test_files_of_word_are_resolved_as_word_does(name: str) -> None:
    folder = of_other_hands("samples", "docx")
    compared = 0
    views: tuple[View, ...] = ("accepted", "rejected")
    for view in views:
        expected = folder / f"{name}-{view.capitalize()}.docx"
        if expected.exists():
            assert texts((folder / f"{name}.docx").read_bytes(), view) == texts(expected.read_bytes())
            compared += 1
    assert compared
