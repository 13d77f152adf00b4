"""Foreign files read into paragraphs: nothing is lost, places are right, and what cannot be read is said in a sentence."""

from __future__ import annotations

import contextlib
import re
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from datapact.base.errors import DataPactError, Malformed, TooLarge
from datapact.paper.judge.official_parts import plain, required
from datapact.paper.judge.places import place_words, sentences
from datapact.paper.read.reading import read_here, read_paper
from datapact.paper.read.recognise import recogniser
from datapact.paper.read.text import MOST_PAGES, PaperText, Passage
from datapact.paper.read.word_file import read_word
from tests.conftest import of_other_hands
from tests.depth import examples
from tests.paper.samples import (
    JOURNAL_DE,
    JOURNAL_NOTES,
    PROCESSING_DE,
    PROCESSING_EN,
    SECRECY_DE,
    SECRECY_EN,
    Paper,
    journal_file,
    packed,
    pdf_file,
    picture_file,
    scan_file,
    word_file,
)

PAPERS = (PROCESSING_DE, PROCESSING_EN, SECRECY_DE, SECRECY_EN)
WORDS = st.text("abcdefgäöüß§ABC123.,;:()-„“ ", min_size=1, max_size=60).map(lambda one: " ".join(one.split()))
PARAGRAPHS = st.lists(
    st.one_of(WORDS, st.sampled_from([one.lstrip("#") for paper in PAPERS for one in paper])).filter(
        # a hyphen at the end of a line breaks a word there
        lambda one: bool(one) and not one.startswith("#") and not one.endswith("-")
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_pdf_has_the_paragraphs_of_the_word_file_and_their_pages(paper: Paper) -> None:
    word, pdf = read_here(word_file(paper)), read_here(pdf_file(paper))
    assert [one.text for one in word.passages] == [" ".join(one.lstrip("#").split()) for one in paper]
    assert [one.heading for one in word.passages] == [one.startswith("#") for one in paper]
    assert "".join(pdf.words.split()).startswith("".join(word.words.split())[:600]) or pdf.pages == 1
    headings = [one.text for one in pdf.passages if one.heading]
    assert headings == [one.lstrip("#") for one in paper if one.startswith("#")]
    assert {one.page for one in word.passages} == {0}
    assert [one.page for one in pdf.passages if one.heading] == sorted(one.page for one in pdf.passages if one.heading)


def test_the_text_kept_beside_a_file_keeps_its_bytes() -> None:
    text = PaperText("pdf", 3, (Passage(1, 1, "Ä", heading=True), Passage(2, 2, "x y")), silent=(3,), recognised=(2,))
    written = (
        '{"format":1,"kind":"pdf","pages":3,"passages":[[1,"Ä",1],[2,"x y",0]],"recognised":[2],"silent":[3],"tracked":0,'
        '"unread":0}'
    ).encode()
    assert (text.write(), PaperText.read(written)) == (written, text)


@given(PARAGRAPHS)
@settings(max_examples=examples(60), deadline=None)
def test_no_word_of_a_paragraph_is_lost(paragraphs: list[str]) -> None:
    for text in (read_here(word_file(paragraphs)), read_here(pdf_file(paragraphs))):
        read = "".join(text.words.split())
        for one in paragraphs:
            assert "".join(one.split()) in read
        assert PaperText.read(text.write()) == text


@given(st.text(max_size=400))
@settings(max_examples=examples(200))
def test_sentences_leave_no_character_out(text: str) -> None:
    found = sentences(text)
    assert "".join(text[begin:end] for begin, end in found) == text


def test_places_are_named_as_people_name_them() -> None:
    text = read_here(pdf_file(PROCESSING_DE))
    named = {one.text[:30]: place_words(text, one.number).text("de") for one in text.passages}
    assert named["(2) Die Haftung des Auftragneh"] == "S. 2, § 8 (2)"
    assert named["§ 5 Unterauftragsverarbeiter"] == "S. 1, § 5"
    english = read_here(word_file(SECRECY_EN))
    assert place_words(english, 10).text("en").startswith("no. 3.2")


def test_what_cannot_be_read_is_said_in_one_sentence() -> None:
    locked, many, macros, garbage = BytesIO(), BytesIO(), BytesIO(), BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
        for _page in range(MOST_PAGES):
            pdf.add_blank_page()
        pdf.save(many)
    with zipfile.ZipFile(BytesIO(word_file(SECRECY_EN))) as source, zipfile.ZipFile(macros, "w") as made:
        for name in source.namelist():
            made.writestr(name, source.read(name))
        made.writestr("word/vbaProject.bin", b"\0")
    sheet = canvas.Canvas(garbage)
    sheet.drawString(72, 700, "....,,,,----____" * 4)
    sheet.save()
    for data, kind, words in (
        (scan_file(3), Malformed, "pictures of 3 pages"),
        (locked.getvalue(), Malformed, "password"),
        (many.getvalue(), TooLarge, "801 pages"),
        (macros.getvalue(), Malformed, "macros"),
        (garbage.getvalue(), Malformed, "which letters"),
        (b"%PDF-1.7 nothing", Malformed, "damaged"),
        (b"PK\3\4 broken", Malformed, "damaged"),
        (packed({"word/document.xml": "<a>\xe4".encode("latin-1").decode("latin-1") + "</b>"}), Malformed, "damaged"),
        (b"PK\3\4....mimetypeapplication/vnd.oasis.opendocument.text", Malformed, "OpenDocument"),
        (b"{\\rtf1", Malformed, "RTF"),
        (b"\x89PNG\r\n", Malformed, "picture"),
        ("Ein Vertrag".encode("utf-16"), Malformed, "neither"),
        (b"", Malformed, "neither"),
    ):
        with pytest.raises(kind, match=words) as refused:
            read_here(data)
        assert str(refused.value).count("\n") == 0


def test_the_content_decides_and_not_the_name() -> None:
    """Only bytes are given: a PDF under the name of a Word file is a PDF."""
    assert read_here(pdf_file(SECRECY_DE)).kind == "pdf"
    assert read_here(word_file(SECRECY_DE)).kind == "docx"


@given(st.binary(max_size=300), st.integers(0, 4000))
@settings(max_examples=examples(60), deadline=None)
def test_a_spoiled_file_is_read_or_refused_and_nothing_else(noise: bytes, place: int) -> None:
    for whole in (pdf_file(SECRECY_DE), word_file(SECRECY_DE)):
        spoiled = whole[:place] + noise + whole[place + len(noise) :]
        with contextlib.suppress(DataPactError):
            assert read_here(spoiled).passages


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of that name that reads the same words on every page."""
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\nif [ "$1" = --list-langs ]; then echo deu; echo eng; exit 0; fi\ncat >/dev/null\n'
        "printf '$ 1 Zweck\\n\\nDie Parteien zahlen 5 $ 10 mal und halten die\\nDaten geheim ($ 3).\\n'\n",
        "utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


@pytest.mark.skipif(not recogniser(), reason="tesseract is not installed")
def test_a_real_scan_is_read_with_its_sections() -> None:
    text = read_paper(picture_file(SECRECY_DE), recognise=True)
    assert text.recognised == (1,)
    read = [passage.text for passage in text.passages]
    for wanted in ("§ 1 Zweck", "§ 5 Laufzeit"):
        assert wanted in read, read
    assert any("tritt am 15.01.2027 in Kraft und gilt bis zum 14.01.2029" in one for one in read)


@pytest.mark.usefixtures("tesseract")
def test_recognised_pages_are_marked_as_such() -> None:
    text = read_paper(scan_file(2), recognise=True)
    assert text.recognised == (1, 2)
    assert [(one.page, one.text, one.heading) for one in text.passages[:2]] == [
        (1, "§ 1 Zweck", True),
        (1, "Die Parteien zahlen 5 $ 10 mal und halten die Daten geheim (§ 3).", False),
    ]


@pytest.mark.judge
def test_files_of_others_are_read() -> None:
    for path in sorted(of_other_hands("samples", "docx").glob("*.docx")):
        assert read_here(path.read_bytes()).passages, path.name
    for path in sorted(of_other_hands("samples", "foreign-pdf").glob("*.pdf")):
        assert "H" in read_here(path.read_bytes()).words, path.name


def test_the_layout_of_the_official_journal_gives_the_paragraphs_that_were_set() -> None:
    """Edges that left and right pages turn round, numbers in a column, divided words, notes at the foot of a page."""
    read = read_here(journal_file(JOURNAL_DE, JOURNAL_NOTES))
    count = len(JOURNAL_DE)
    assert [plain(one.text) for one in read.passages[:count]] == [
        plain(re.sub(r"\^\d", "", one.lstrip("#"))) for one in JOURNAL_DE
    ]
    assert "2016/679⁽¹⁾ bei" in read.passages[2].text
    assert [one.text[4:] for one in read.passages[count : count + 2]] == list(JOURNAL_NOTES)
    assert [one.text[:21] for one in read.passages[count + 2 :]] == ["7.6.2021 DE Amtsblatt"]
    wanted = required([one.text for one in read.passages])
    assert [one.words[:9] for one in wanted] == ["(a) Mit d", "(b) Die P", "Der Daten", "(i) Für j"]


def test_numbers_that_word_counts_stand_in_the_text_and_capitals_are_headings() -> None:
    """Law firms let Word count their clauses: without its numbers no place could be named."""

    def said(text: str, listed: str = "", level: int = 0) -> str:
        counted = (
            f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr></w:pPr>' if listed else ""
        )
        return f"<w:p>{counted}<w:r><w:t>{text}</w:t></w:r></w:p>"

    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, form, text in ((0, "upperRoman", "%1."), (1, "decimal", "%2"), (2, "lowerLetter", "(%3)"))
    )
    again = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    numbering = (
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{again}</w:num></w:numbering>'
    )
    body = (
        said("HAFTUNG UND GEWÄHR", "1") + said("GS haftet nur bei Vorsatz.", "1", 1) + said("auch für Gehilfen.", "1", 2)
        + said("WE garantiert die Richtigkeit.", "1", 1) + said("Es gilt deutsches Recht.", "2", 1) + said("SCHLUSS")
        + said("Ende.")
    )  # fmt: skip
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="n" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>'
    )
    text = read_word(
        packed(
            {
                "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
                "word/numbering.xml": numbering,
                "word/_rels/document.xml.rels": relations,
            }
        )
    )
    assert [one.text for one in text.passages] == [
        "I. HAFTUNG UND GEWÄHR",
        "1 GS haftet nur bei Vorsatz.",
        "(a) auch für Gehilfen.",
        "2 WE garantiert die Richtigkeit.",
        "1 Es gilt deutsches Recht.",
        "SCHLUSS",
        "Ende.",
    ]
    assert [one.number for one in text.passages if one.heading] == [1, 6]
    assert place_words(text, 4).text("de") == "I. 2 (Absatz 4)"
