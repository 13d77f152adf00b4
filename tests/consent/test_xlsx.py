"""Consents from XLSX: dates as dates, and files that would fill the memory refused before they are opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from datapact.base.errors import DataPactError, Malformed, TooLarge, WrongUse
from datapact.base.read_table import MOST_BYTES, check_bounds, open_table
from datapact.consent.imports.import_file import import_file
from datapact.consent.imports.options import Options
from datapact.consent.imports.preview import preview
from datapact.consent.records.events import events_of
from datapact.organisation.acting.acting_member import Acting
from tests.consent.test_import import HEADINGS

ROW = ["e1", "P-001", "messdaten", "dpv:ScientificResearch", "self", "erteilt", datetime(2026, 3, 1, 9, 30)]
type Workbook = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """Makes a workbook of rows on a sheet, with another sheet behind it."""

    def make(*rows: list[Any], headings: list[Any] = HEADINGS) -> Path:
        file = tmp_path / "consents.xlsx"
        with xlsxwriter.Workbook(str(file), {"default_date_format": "dd.mm.yyyy"}) as book:
            sheet = book.add_worksheet("Daten")
            for number, row in enumerate([headings, *rows]):
                for place, value in enumerate(row):
                    sheet.write(number, place, value)
            book.add_worksheet("Anderes").write(0, 0, "nothing")
        return file

    return make


def changed(file: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one member changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for member in source.infolist():
            data = source.read(member)
            made.writestr(member.filename, change(data) if member.filename == name else data)
    file.write_bytes(target.getvalue())
    return file


def test_a_sheet_is_read(keller: Acting, workbook: Workbook) -> None:
    until = datetime(2030, 12, 31)
    file = workbook(
        [*ROW, until, "info", 2.0, True], [], ["e2", "P-002", *ROW[2:5], "Widerrufen", datetime(2026, 4, 1)]
    )
    seen = preview(file)
    assert (seen.kind, seen.sheet, seen.sheets, seen.missing) == ("xlsx", "Daten", ("Daten", "Anderes"), ())
    report = import_file(keller, file, Options(zone=UTC))
    assert (report.taken, report.refused) == (2, 0)
    with keller.vault.read() as session:
        (_, given), (_, withdrawn) = events_of(session)
    assert (given.at, given.notice_version, given.explicit) == (datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "2", True)
    assert (withdrawn.state, withdrawn.line) == ("withdrawn", 4)
    assert import_file(keller, file, Options(zone=UTC)).known == 2


def test_the_result_of_a_formula_is_read_as_text(keller: Acting, workbook: Workbook) -> None:
    file = workbook([*ROW, "", "=1+1"])
    import_file(keller, file, Options(zone=UTC))
    with keller.vault.read() as session:
        assert events_of(session)[0][1].notice in ("0", "")  # what was computed, never the formula


def test_another_sheet(keller: Acting, workbook: Workbook) -> None:
    file = workbook(ROW)
    with pytest.raises(WrongUse, match="lacks subject"):
        import_file(keller, file, Options(sheet="Anderes"))
    with pytest.raises(WrongUse, match="There is no sheet"):
        preview(file, Options(sheet="Blatt 9"))


def refuse(file: Path, error: type[DataPactError], said: str) -> None:
    for attempt in (lambda: check_bounds(file), lambda: preview(file)):
        with pytest.raises(error, match=said):
            attempt()


def test_a_bomb(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", bytes(40 * 1024 * 1024))
    refuse(file, TooLarge, "512 MiB")


def test_a_bomb_in_many_pieces(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for number in range(2_001):
            made.writestr(f"{number}", b"")
    refuse(file, TooLarge, "512 MiB")


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"a" * 1_000_000)
    data = bytearray(file.read_bytes())
    place = data.index(b"PK\x01\x02") + 24  # the size in the central directory
    data[place : place + 4] = (10).to_bytes(4, "little")
    file.write_bytes(data)
    refuse(file, Malformed, "damaged")


def test_sizes_beyond_the_bound_in_sum(workbook: Workbook) -> None:
    file = workbook(ROW)
    data = bytearray(file.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 20 : place + 24] = (MOST_BYTES).to_bytes(4, "little")  # compressed, so that the growth is no sign
    data[place + 24 : place + 28] = (MOST_BYTES + 1).to_bytes(4, "little")
    file.write_bytes(data)
    refuse(file, TooLarge, "512 MiB")


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (lambda xml: xml.replace(b'r="B2"', b'r="XFD1048576"'), TooLarge, "more than 100 columns"),
        (lambda xml: xml.replace(b'r="B2"', b"r = 'xfd1048576'"), TooLarge, "more than 100 columns"),
        (lambda xml: xml.replace(b'r="B2"', b'r="B104857600"'), TooLarge, "more than 3000000 cells"),
        (lambda xml: xml.replace(b'r="B2"', b'r="&#88;FD1"'), Malformed, "damaged"),
        (lambda xml: xml.decode().encode("utf-16"), Malformed, "damaged"),
        (lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml, Malformed, "damaged"),
        (lambda xml: xml[:200], Malformed, "damaged|no headings"),
    ],
)
def test_sheets_that_would_need_room(
    workbook: Workbook, change: Callable[[bytes], bytes], error: Any, said: str
) -> None:
    file = changed(workbook(ROW), "xl/worksheets/sheet1.xml", change)
    with pytest.raises(error, match=said):
        preview(file)


def test_too_many_columns(workbook: Workbook) -> None:
    refuse(workbook([], headings=[f"c{number}" for number in range(101)]), TooLarge, "100 columns")


def test_an_encrypted_workbook(workbook: Workbook) -> None:
    file = workbook(ROW)
    data = bytearray(file.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(data)
    refuse(file, Malformed, "encrypted")


def test_damage_anywhere_is_a_refusal_or_nothing(workbook: Workbook, tmp_path: Path) -> None:
    whole = workbook(ROW).read_bytes()
    file = tmp_path / "damaged.xlsx"
    for place in range(0, len(whole), 61):
        data = bytearray(whole)
        data[place] ^= 0x55
        file.write_bytes(data)
        try:
            with open_table(file) as table:
                list(table.lines)
        except DataPactError:
            continue
