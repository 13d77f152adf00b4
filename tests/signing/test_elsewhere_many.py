"""Many contracts from one table: a report per line, all or none, twice is once, hostile cells refused."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from datapact.agreements.projection.append import load_state
from datapact.agreements.views.list import list_agreements
from datapact.base.errors import DataPactError, Malformed, TooLarge
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.elsewhere.table import HEADINGS, RegisteringRefused, columns_of, read_line, register_many
from tests.agreements.negotiated import at_table, found_houses
from tests.depth import examples
from tests.signing.test_elsewhere import SCAN

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GERMAN = [
    *("Aktenzeichen", "Titel", "Vertragspartner", "Unterzeichnet am", "Beginn", "Ende", "Kündigungsfrist (Monate)"),
    *("Nachweis", "Datei", "Datensätze", "Datengeber", "Zwecke", "Bemerkungen", "Kostenstelle"),
]
FIRST = [
    *("V-1", "Fernwartung", "Weber Analytik GmbH", "20.12.2024", "2025-01-01", "31.12.2027", "3"),
    *(
        "Anderswo: Papier, Scan",
        "v1.pdf",
        "Maschinendaten; Störungen",
        "Maschinenbau Keller GmbH",
        "Wartung",
        "",
        "4711",
    ),
]
SECOND = ["V-2", "Lohn", "Lohnwerk GmbH; Institut X", "", "", "", "", "", "", "", "", "", "Ordner 7", ""]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def anna(template: Path, tmp_path: Path) -> Acting:
    table = at_table(template, tmp_path / "vaults", lambda: NOW)
    table.sofia.close()
    table.martin.close()
    yield table.anna
    table.anna.close()


def csv(folder: Path, *lines: list[str], headings: list[str] = GERMAN) -> Path:
    file = folder / "contracts.csv"
    file.write_text("\n".join(";".join(f'"{cell}"' for cell in line) for line in (headings, *lines)), "utf-8")
    (folder / "v1.pdf").write_bytes(SCAN)
    return file


def rows(anna: Acting) -> list:
    with anna.vault.read() as session:
        return list_agreements(session, sort="number")


def test_all_at_once_and_twice_is_once(anna, tmp_path):
    table = csv(tmp_path, FIRST, SECOND)
    dry = register_many(anna, table, tmp_path, dry_run=True)
    assert ([one.outcome for one in dry.lines], dry.recorded, rows(anna)) == (["new", "new"], False, [])
    report = register_many(anna, table, tmp_path)
    assert (report.count("new"), report.recorded, report.ignored) == (2, True, ("Kostenstelle",))
    first, second = rows(anna)
    assert (first.number, first.evidence, first.status, first.partners) == (
        *("V-1", "paper_scan", "in_force", "Weber Analytik GmbH"),
    )
    assert (second.evidence, second.partners) == ("reference_only", "Lohnwerk GmbH, Institut X")
    with anna.vault.read() as session:
        record = load_state(session, first.id).signed_elsewhere
    assert record.signed_on == "2024-12-20"
    assert [one["key"] for one in record.state["terms"]["datasets"]] == ["maschinendaten", "stoerungen"]
    again = register_many(anna, table, tmp_path)
    assert (again.count("known"), len(rows(anna))) == (2, 2)


def test_a_file_says_what_it_is_where_the_line_does_not(anna, tmp_path):
    text = canvas.Canvas(str(tmp_path / "text.pdf"))
    text.drawString(72, 720, "Vertrag über Maschinendaten, von niemandem unterschrieben")
    text.save()
    scan = canvas.Canvas(str(tmp_path / "scan.pdf"))
    scan.rect(72, 72, 300, 500)
    scan.save()
    lines = [[f"V-{name}", *FIRST[1:7], "", name, *FIRST[9:]] for name in ("scan.pdf", "text.pdf", "v1.pdf")]
    register_many(anna, csv(tmp_path, *lines), tmp_path)
    assert [row.evidence for row in rows(anna)] == [
        "paper_scan",
        "reference_only",
        "reference_only",
    ]  # the last is broken
    assert register_many(anna, csv(tmp_path, *lines), tmp_path).count("known") == 3


def test_one_wrong_line_and_nothing_is_recorded(anna, tmp_path):
    table = csv(tmp_path, FIRST, [*SECOND[:3], "03/04/2026", *SECOND[4:]])
    with pytest.raises(RegisteringRefused) as refused:
        register_many(anna, table, tmp_path)
    assert [one.outcome for one in refused.value.report.lines] == ["new", "wrong"]
    assert "Schrägstrichen" in refused.value.report.lines[1].reason.text("de")
    assert rows(anna) == []


def test_days_are_read_in_every_usual_form_with_a_whole_year(anna, tmp_path):
    forms = ["20.12.2024", "20. Dezember 2024", "20 Dec 2024", "2024-12-20"]
    lines = [[f"V-{number}", *SECOND[1:4], form, *SECOND[5:]] for number, form in enumerate(forms)]
    register_many(anna, csv(tmp_path, *lines), None)
    assert {row.starts for row in rows(anna)} == {"2024-12-20"}
    with pytest.raises(RegisteringRefused):  # of a contract, the year may be of another century
        register_many(anna, csv(tmp_path, ["V-9", *SECOND[1:4], "20.12.24", *SECOND[5:]]), None)


def test_a_reference_with_other_content_is_no_silent_change(anna, tmp_path):
    register_many(anna, csv(tmp_path, SECOND), None)
    with pytest.raises(RegisteringRefused):
        register_many(anna, csv(tmp_path, [SECOND[0], "Anderer Titel", *SECOND[2:]]), None)
    with pytest.raises(RegisteringRefused):
        register_many(anna, csv(tmp_path, ["V-9", *SECOND[1:]], ["V-9", *SECOND[1:]]), None)
    assert len(rows(anna)) == 1


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        *((1, "=cmd|' /C calc'!A0"), (2, "@SUM(A1)"), (12, "+1"), (12, "‮oof"), (0, ""), (2, ";"), (6, "drei")),
        *((8, "../v1.pdf"), (8, "/etc/passwd"), (8, "none.pdf"), (7, "notariell"), (10, "Fremd"), (1, "x" * 301)),
    ],
)
def test_hostile_and_wrong_cells_are_refused(anna, tmp_path, place, cell):
    line = [*FIRST]
    line[place] = cell
    with pytest.raises(RegisteringRefused):
        register_many(anna, csv(tmp_path, line), tmp_path)
    assert rows(anna) == []


def test_a_workbook_with_dates(anna, tmp_path):
    file = tmp_path / "contracts.xlsx"
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Reference", "Title", "Partner", "Start"])
        sheet.write_row(1, 0, ["V-3", "Research", "Institut Y"])
        sheet.write_datetime(1, 3, datetime(2025, 3, 1))
    register_many(anna, file, None, language="en")
    (row,) = rows(anna)
    assert (row.starts, row.title) == ("2025-03-01", "Research")


def test_tables_that_are_none_and_bombs_are_refused(anna, tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    with pytest.raises((TooLarge, Malformed)):
        register_many(anna, bomb, None)
    for name, data in (("a.csv", b""), ("b.csv", b"a;b\n1;2\n"), ("c.csv", "Titel;Ä".encode("cp1252") + b"\n")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(DataPactError):
            register_many(anna, tmp_path / name, None)
    assert rows(anna) == []


CELLS = st.one_of(st.text(max_size=40), st.dates(), st.sampled_from(["V-1", "Titel", "Weber GmbH", "2025-01-01", "3"]))


@given(st.lists(CELLS, max_size=len(GERMAN)))
@settings(max_examples=examples(80), deadline=None)
def test_any_line_is_read_or_refused(cells):
    columns = columns_of(GERMAN)
    try:
        line = read_line(cells, columns, own="Keller", organisation="k" * 43, language="de")
    except DataPactError:
        return
    assert line.reference
    assert line.answers.terms.parties[0].name == "Keller"


def test_every_heading_names_one_column():
    names = [heading for headings in HEADINGS.values() for heading in headings]
    assert len(set(names)) == len(names)
    assert all(name == name.casefold() for name in names)
