"""What goes out as CSV and XLSX: read back by other programs, and never run as a formula."""

from __future__ import annotations

import csv
import io
import subprocess
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from datapact.base.texts import Message
from datapact.base.write_table import LONGEST_TEXT, SheetTable, write_csv, write_xlsx
from tests.depth import examples

DATED = datetime(2026, 11, 25, 8, 3, tzinfo=UTC)
HEADINGS = ("Number", "Title", "From", "Seen", "People", "Sum", "Yes")
ROWS = [
    ("DP-1", "Müller & Söhne", date(2026, 3, 1), datetime(2026, 11, 24, 8, 0, tzinfo=UTC), 4812, Decimal("1.5"), True),
    ("0012", "=1+2", date(1899, 1, 1), None, -3, None, False),
    ("https://example.org", "mailto:a@example.org", None, None, 2**60, None, None),
]
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def test_csv_reads_back() -> None:
    data = write_csv(HEADINGS, ROWS)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    assert lines[0] == list(HEADINGS)
    assert lines[1] == ["DP-1", "Müller & Söhne", "2026-03-01", "2026-11-24T08:00:00Z", "4812", "1.5", "true"]
    assert lines[2] == ["0012", "'=1+2", "1899-01-01", "", "-3", "", "false"]
    assert data.endswith(b"\r\n")


def test_messages_are_said_in_the_language_asked_for() -> None:
    assert write_csv([Message("Draft")], [], "de") == b"Entwurf\r\n"


def test_xlsx_reads_back() -> None:
    data = write_xlsx([SheetTable("Register: a/b", HEADINGS, ROWS, notes=["As at", "=note"])], DATED)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Register a b"]
    lines = book.get_sheet_by_index(0).to_python()
    assert [line[0] for line in lines[:2]] == ["As at", "'=note"]
    assert lines[3] == list(HEADINGS)
    first = datetime(2026, 11, 24, 8, 0)
    assert lines[4] == ["DP-1", "Müller & Söhne", date(2026, 3, 1), first, 4812.0, 1.5, "true"]
    assert lines[5][:5] == ["0012", "'=1+2", "1899-01-01", "", -3.0]
    assert lines[6][0] == "https://example.org"
    assert lines[6][4] == str(2**60)


def test_xlsx_has_no_formulas_and_no_links_and_repeats() -> None:
    tables = [SheetTable("One", HEADINGS, ROWS), SheetTable("one", HEADINGS, ROWS), SheetTable("", [], [])]
    data = write_xlsx(tables, DATED)
    assert data == write_xlsx(tables, DATED)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert [name for name in sheets if "_rels" in name] == []
        assert not any(b"<f>" in parts.read(name) or b"hyperlink" in parts.read(name) for name in sheets)
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["One", "one 2", "1"]


def test_a_text_that_is_too_long_says_so() -> None:
    data = write_xlsx([SheetTable("A", ["x"], [["y" * 40_000]])], DATED)
    text = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1][0]
    assert len(text) == LONGEST_TEXT
    assert text.endswith("[…]")


TEXTS = st.text(max_size=40) | st.sampled_from(FORMULAS).flatmap(lambda sign: st.text(max_size=10).map(sign.__add__))


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_no_outgoing_cell_begins_a_formula(rows: list[list[str]]) -> None:
    data = write_csv(rows[0], rows[1:]).decode("utf-8")
    for line in csv.reader(io.StringIO(data, newline="")):
        assert not any(cell.strip() and cell.lstrip(" \u00a0\u3000").startswith(FORMULAS) for cell in line)
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx([SheetTable("A", rows[0], rows[1:])], DATED)))
    for line in book.get_sheet_by_index(0).to_python():
        assert not any(str(cell).strip() and str(cell).lstrip(" \u00a0\u3000").startswith(FORMULAS) for cell in line)


@pytest.mark.judge("soffice")
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(write_xlsx([SheetTable("A", HEADINGS, ROWS)], DATED))
    (tmp_path / "b.csv").write_bytes(write_csv(HEADINGS, ROWS))
    office = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
    ]
    for name in ("a.xlsx", "b.csv"):
        out = tmp_path / name.replace(".", "-")
        run = subprocess.run(
            [*office, "--outdir", str(out), str(tmp_path / name)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        lines = list(csv.reader(io.StringIO(next(out.glob("*.csv")).read_text("utf-8"))))
        assert lines[0] == list(HEADINGS)
        assert lines[1][:3] == ["DP-1", "Müller & Söhne", "2026-03-01"]
        assert lines[2][1] == "'=1+2"
