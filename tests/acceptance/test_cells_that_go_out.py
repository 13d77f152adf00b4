"""Formulas in cells: in every table that leaves the program, CSV or XLSX, they are words.

A vault in which everything that people can name begins like a formula: agreements, partners, datasets, pseudonyms,
remarks. Each command that writes a table writes it, tables within archives and PDFs included, and every cell is read.

Where the other bad inputs of an import are tested: broken encodings, two date orders, duplicate and contradictory events,
events before their notice or in the future: tests/consent/test_import.py, test_events.py and, with files of anything,
test_reading.py; XLSX bombs: test_xlsx.py; imports killed half-way: test_import_kill.py and test_lead_kills.py here.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from datapact.base.clock import utc_now
from datapact.organisation.identity.tables import ExternalPartnerRow
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import CHEAP, PASSPHRASE, Desk
from tests.consent.sharing import conclude, record, tell, terms
from tests.parsed import parsed

ROOT = Path(__file__).resolve().parents[2]
EVIL = '=HYPERLINK("http://evil.example";"x")'
RUN, PLUS, AT, WIDE = "=cmd|' /C calc'!A0", "+1+1", "@SUM(1+1)", "＝1+1"
PEOPLE = {"=S1": "given", "+S2": "given", "-S3": "given", "%S4": "given", "S5": "withdrawn"}
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠", "％", "｜")
SCOPE = ("--dataset", "panel", "--purpose", "dpv:ScientificResearch")
WRITERS = {"datapact/base/write_table.py"}
"""The modules that may write CSV or XLSX; all others go through them."""


@pytest.fixture
def anna(tmp_path: Path) -> Desk:
    folder = tmp_path / "keller.datapact"
    profile = {"name": f"{PLUS} GmbH", "address": {"city": AT}}
    create_organisation(
        folder, profile, "Anna Keller", {"legal", "lead"}, PASSPHRASE, "managing_director", utc_now, CHEAP
    ).acting.close()
    with unlock(folder, None, PASSPHRASE, utc_now) as acting, acting.vault.write() as session:
        session.add(ExternalPartnerRow(name=EVIL, data=json.dumps({"name": EVIL, "address": {"country": "DE"}})))
        wanted = terms(
            datasets__0__name={"en": RUN, "de": RUN},
            purposes__0__name={"en": PLUS, "de": PLUS},
            activities__0__name={"en": AT, "de": AT},
            parties__0__name=f"{PLUS} GmbH",
            parties__1__name=EVIL,
        )
        conclude(acting, session, wanted, number="=2+5")
        tell(acting, session)
        record(acting, session, PEOPLE, at=acting.clock().replace(year=acting.clock().year - 1))
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    return Desk(tmp_path, folder, "anna-keller")


def is_harmless(cell: str) -> bool:
    return not cell.lstrip(" \u00a0\u3000").startswith(BEGINNINGS)


def csv_cells(data: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8"), newline="")) for cell in row]


def xlsx_cells(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f" not in parts.read(name).replace(b"<font", b"")
                assert b"hyperlink" not in parts.read(name)
            assert "externalLink" not in name
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [book.get_sheet_by_index(number).to_python() for number in range(len(book.sheet_names))]
    return [cell for sheet in sheets for row in sheet for cell in row if isinstance(cell, str)]


def tables(file: Path) -> Iterator[tuple[str, list[str]]]:
    """The cells of a table, or of all tables in an archive or attached to a PDF."""
    yield from tables_in(file.name, file.read_bytes())


def tables_in(name: str, data: bytes) -> Iterator[tuple[str, list[str]]]:
    match name.rpartition(".")[2]:
        case "csv":
            yield name, csv_cells(data)
        case "xlsx":
            yield name, xlsx_cells(data)
        case "zip":
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                for inner in parts.namelist():
                    yield from tables_in(f"{name}/{inner}", parts.read(inner))
        case "pdf":
            with pikepdf.open(io.BytesIO(data)) as pdf:
                for inner, attached in pdf.attachments.items():
                    yield from tables_in(f"{name}/{inner}", attached.get_file().read_bytes())


def test_no_cell_that_goes_out_is_a_formula(anna: Desk) -> None:
    out = anna.folder / "out"
    out.mkdir()
    to = ("--to", EVIL)
    answer = anna.run("may-share", *SCOPE, *to, "--subjects", out / "subjects.csv", "--use", "--json")
    assert (answer.result["verdict"], answer.result["n"]) == ("partial", 4)
    anna("delivery", "record", "--decision", answer.result["entry"], "--subjects", out / "subjects.csv", "--note", RUN)
    assert anna.json("delivery", "list")[0]["count"] == 4  # our own list is understood coming back
    anna("consent", "withdraw", "--subject", "=S1", "--dataset", "panel")
    anna("obligations", "add", EVIL, "--due", "2030-01-01", "--note", RUN)
    anna("consent", "pseudonyms", "export", "--dataset", "panel", *to, "-o", out / "pseudonyms.csv")
    wrong = anna.folder / "wrong.csv"
    wrong.write_text(f"subject,dataset,purpose,controller,state,event_time\n@S9,d,p,self,{PLUS},2026-03-01\n", "utf-8")
    anna.run("consent", "import", wrong, "--report", out / "report.csv")
    named = anna.folder / "named.csv"
    named.write_text("person,state,event_time\n=Anna Keller,given,2026-03-01\n", "utf-8")
    fixed = ("--set", "dataset=d", "--set", "purpose=dpv:ScientificResearch", "--set", "controller=self")
    anna("consent", "import", named, *fixed, "--pseudonymise", out / "who.csv")
    for register in ("agreements", "transfers", "processing-controller", "processing-processor"):
        for form in ("csv", "xlsx", "pdf"):
            anna("register", register, "--format", form, "-o", out / f"{register}.{form}")
    anna("audit", "export", "--all", "--internal", "-o", out / "all.zip")
    anna("audit", "export", "--agreement", "=2+5", "--internal", "-o", out / "dossier.pdf")
    anna("audit", "decision", answer.result["entry"], "-o", out / "decision.pdf")
    seen: dict[str, list[str]] = {}
    for file in sorted(out.iterdir()):
        for name, cells in tables(file):
            seen[name] = cells
            assert [cell for cell in cells if not is_harmless(cell)] == [], name
    cells = {cell for found in seen.values() for cell in found}
    for harmless in (EVIL, RUN, "=S1", "+S2", "-S3", "%S4", "=2+5", "=Anna Keller"):
        assert any(f"'{harmless}" in cell for cell in cells), harmless  # it is there, as words
    expected = {
        "subjects.csv", "pseudonyms.csv", "report.csv", "who.csv", "agreements.csv", "agreements.xlsx",
        "agreements.pdf/register.csv", "processing-controller.xlsx", "decision.pdf/subjects.csv", "decision.pdf/events.csv",
        "decision.pdf/batches.csv", "decision.pdf/nodes.csv",
    }  # fmt: skip
    assert expected <= seen.keys()
    inside = {name.rpartition("/")[2] for name in seen if name.startswith("all.zip/")}
    assert {"obligations.csv", "deliveries.csv", "consents.csv", "agreements.csv", "index.xlsx"} <= inside, inside


def test_nothing_else_writes_tables() -> None:
    """Whoever writes CSV or workbooks goes through the modules whose cells are read above."""
    found = set()
    for folder in ("datapact", "ui"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(parsed(file, r"csv|xlsxwriter|openpyxl")):
                called = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
                if called in ("csv.writer", "csv.DictWriter", "xlsxwriter.Workbook", "openpyxl.Workbook"):
                    found.add(file.relative_to(ROOT).as_posix())
    assert found == WRITERS
