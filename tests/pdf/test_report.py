"""Reports: archival and accessible, repeatable, complete over any number of pages, in both languages."""

from __future__ import annotations

import io
import re
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.texts import Language, Message
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.parts import (
    Closing,
    Facts,
    Heading,
    Items,
    Note,
    PageBreak,
    Paragraph,
    Part,
    Report,
    SignatureField,
    SignatureLine,
    Table,
    Verdict,
    warning,
)
from datapact.pdf.reports.report import render_report
from tests.depth import examples
from tests.tools.verapdf import complaints

DATED = datetime(2026, 11, 25, 8, 3, tzinfo=UTC)
FILES = (
    Attachment("register.csv", b"a,b\r\n", "text/csv", "Data", "The register as CSV"),
    Attachment("dossier.json", b"{}", "application/json", "Source"),
)


def sample_blocks(rows: int) -> list[Part]:
    table = [[f"DP-{number}", "Maschinenprotokolle", date(2026, 3, 1), number * 1000, None] for number in range(rows)]
    return [
        Facts([("As at", date(2026, 11, 25)), ("Made", DATED), ("Nothing", None), ("People", 4812)]),
        Verdict("partly", "Partly: 4,812 of 5,000", "until 31 March 2027"),
        Note("What this is.", "Basis"),
        warning("Two contracts have no end date."),
        Heading("Agreements"),
        Paragraph("First line\nSecond line", quiet=True),
        Table(["Number", "Title", "From", "People", "Empty"], table, empty="No agreement."),
        Heading("Steps", 2),
        Items(["One", "Two"], numbered=True),
        Items([]),
        Heading("Deeper", 3),
        PageBreak(),
        Paragraph(Message("Draft"), bold=True),
        Heading("Signatures", new_page=True),
        SignatureLine("Place, date"),
        SignatureField("dossier", "Signature of the exporting organisation"),
        Heading("The end"),
    ]


def sample_report(language: Language = "en", rows: int = 120, *, landscape: bool = False) -> Report:
    return Report(
        "Register of agreements",
        language,
        sample_blocks(rows),
        subtitle="As at 25 November 2026",
        kind="Register",
        marking="Internal",
        foot="Müller & Söhne GmbH",
        landscape=landscape,
        contents=True,
    )


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def words_of(pdf: bytes, folder: Path) -> str:
    file = folder / "words.pdf"
    file.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True)
    return " ".join(run.stdout.split())


@pytest.mark.parametrize("landscape", [False, True])
def test_same_input_same_bytes(landscape: bool) -> None:
    report = sample_report(landscape=landscape)
    assert render_report(report, DATED, FILES) == render_report(report, DATED, tuple(reversed(FILES)))
    assert render_report(report, DATED, FILES) != render_report(report, DATED.replace(hour=9), FILES)


@pytest.mark.judge("verapdf")
def test_verapdf_finds_nothing(tmp_path: Path) -> None:
    made = {
        "upright": render_report(sample_report(), DATED, FILES),
        "landscape": render_report(sample_report("de", landscape=True), DATED),
        "short": render_report(Report("Letter", "de", [Paragraph("Guten Tag")]), DATED),
        "empty-table": render_report(sample_report(rows=0), DATED),
    }
    files = []
    for name, pdf in made.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(pdf)
    assert complaints(files) == ""


@pytest.mark.judge("qpdf", "mutool")
def test_other_readers_find_it_in_order(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(render_report(sample_report(), DATED, FILES))
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    told = subprocess.run(["mutool", "info", str(file)], capture_output=True, text=True, check=False)
    assert told.returncode == 0
    assert "error" not in told.stderr.lower()
    assert "warning" not in told.stderr.lower()


def test_structure_reads_well() -> None:
    with pikepdf.open(io.BytesIO(render_report(sample_report(rows=300), DATED))) as opened:
        found = list(elements(opened.Root.StructTreeRoot))
        with opened.open_outline() as outline:
            titles = [item.title for item in outline.root]
            below = [item.title for item in outline.root[0].children]
    roles = [str(element.S) for element in found]
    assert roles[0] == "/Document"
    headings = [int(role[2]) for role in roles if re.fullmatch("/H[1-6]", role)]
    assert headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))
    assert roles.count("/TR") == 301 + 3  # the header once, however many pages; three facts with a value, one without
    rows = [element for element in found if element.S == "/TR"][-301:]
    assert {len(row.K) for row in rows} == {5}
    assert {str(cell.A.Scope) for cell in found if cell.S == "/TH"} == {"/Row", "/Column"}
    assert titles == ["Agreements", "Signatures", "The end"]
    assert below == ["Steps"]


def test_attachments_with_their_relationship_and_media_type() -> None:
    with pikepdf.open(io.BytesIO(render_report(sample_report(), DATED, FILES))) as opened:
        assert opened.attachments["register.csv"].get_file().read_bytes() == b"a,b\r\n"
        told = {str(file.UF): (str(file.AFRelationship), str(file.EF.F.Subtype)) for file in opened.Root.AF}
        assert opened.Root.AcroForm.Fields[0].T == "dossier"
        assert b"agreement schema" not in opened.Root.Metadata.read_bytes()
    assert told == {"register.csv": ("/Data", "/text/csv"), "dossier.json": ("/Source", "/application/json")}


@pytest.mark.judge("pdftotext")
def test_each_language_says_it_in_its_own_way(tmp_path: Path) -> None:
    german, english = (words_of(render_report(sample_report(one), DATED), tmp_path) for one in ("de", "en"))
    for text in ("25. November 2026, 08:03 UTC", "4.812", "01.03.2026", "119.000", "Warnung", "Seite 1 von", "Entwurf"):
        assert text in german
    for text in ("25 November 2026, 08:03 UTC", "4,812", "1 Mar 2026", "119,000", "Warning", "Page 1 of", "Draft"):
        assert text in english


@pytest.mark.judge("pdftotext")
def test_a_long_table_is_complete_and_quick(tmp_path: Path) -> None:
    started = time.perf_counter()
    pdf = render_report(sample_report(rows=5000), DATED)
    took = time.perf_counter() - started
    words = words_of(pdf, tmp_path)
    assert re.findall(r"DP-\d+", words) == [f"DP-{number}" for number in range(5000)]
    pages = int(re.search(r"Page 1 of (\d+)", words).group(1))  # type: ignore[union-attr]
    assert words.count("Number Title From") >= pages - 4
    assert took < 20  # a few seconds; a table that is divided in quadratic time takes minutes


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=900)


@settings(max_examples=examples(60), deadline=None)
@given(
    rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=40),
    copies=st.integers(1, 4),
    landscape=st.booleans(),
    before=st.integers(0, 60),
)
def test_any_text_finds_its_place(rows: list[list[str]], copies: int, landscape: bool, before: int) -> None:
    """Every line of every cell is drawn exactly once, however rows and cells fall over the pages."""
    table = Table(["A", "B", "C"], [[cell * copies for cell in row] for row in rows])
    blocks: list[Part] = [*(Paragraph(str(number)) for number in range(before)), Heading("T"), table]
    blocks += [Note(text) for row in rows[:3] for text in row] + [Heading(row[0]) for row in rows[:2]]
    blocks += [Facts([(row[0] or "x", row[1])]) for row in rows[:3]] + [Items(row) for row in rows[:2]]
    with pikepdf.open(io.BytesIO(render_report(Report("T", "en", blocks, landscape=landscape), DATED))) as opened:
        found = list(elements(opened.Root.StructTreeRoot))
    tables = [element for element in found if element.S == "/Table"]
    if rows:
        lines = [row for row in elements(tables[0]) if row.S == "/TR"]
        assert len(lines) == len(rows) + 1
        assert all(len(row.K) == 3 for row in lines)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.integers(1, 220), min_size=1, max_size=25), st.integers(0, 45))
@pytest.mark.judge("pdftotext")
def test_every_line_of_a_row_is_drawn_once(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], before: int
) -> None:
    """Rows of up to four pages: each numbered line comes once and in its order."""
    rows = [["\n".join(f"r{row}.{line}." for line in range(length)), "x"] for row, length in enumerate(lengths)]
    blocks: list[Part] = [*(Paragraph("-") for _ in range(before)), Table(["A", "B"], rows)]
    words = words_of(render_report(Report("T", "en", blocks), DATED), tmp_path_factory.mktemp("w"))
    expected = [f"r{row}.{line}." for row, length in enumerate(lengths) for line in range(length)]
    assert re.findall(r"r\d+\.\d+\.", words) == expected


@pytest.mark.judge("pdftotext")
def test_no_signature_stands_alone_on_a_page() -> None:
    """However long a letter is, its close and its lines to sign on come with the text before them."""
    last = "Der letzte Satz steht bei der Unterschrift. Er ist zwei Zeilen lang, damit die Unterschrift nicht allein steht und"
    several = 0
    for lines in range(34, 50, 2):
        blocks = [
            *(Paragraph(f"Absatz {n}") for n in range(lines)),
            Paragraph(f"{last} damit niemand ein leeres Blatt unterschreibt."),
            Closing((Paragraph("Mit freundlichen Grüßen"), Paragraph("Anna Keller"), SignatureLine("Ort und Tag"))),
            SignatureLine("Erhalten am"),
        ]
        file = render_report(Report(title="Schreiben", language="de", blocks=blocks), DATED)
        read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=file, capture_output=True, check=True)
        pages = read.stdout.decode().rstrip("\f\n").split("\f")
        several += len(pages) > 1
        assert all(one in pages[-1] for one in ("Der letzte Satz", "Anna Keller", "Ort und Tag", "Erhalten am")), lines
    assert several > 2, "some of these letters have more than one page"
