"""A table of the text on paper: tagged with its column names, repeated on each page, in both languages."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest

from datapact.contract.editing.commands import Reword
from datapact.contract.editing.edit import apply
from datapact.contract.text.clauses import Run
from datapact.contract.text.document import write_state
from datapact.pdf.agreement.render import render_agreement
from tests.agreements.tabled import BASE, names, reshaped
from tests.pdf.sample import sample_document
from tests.pdf.test_render import elements
from tests.tools.verapdf import complaints

LONG = reshaped(BASE, 3, (*names(3, 3), *names(3, 60, "neu")))


def test_a_table_is_tagged() -> None:
    pdf = render_agreement(sample_document(("de", "en"), state=write_state(LONG)))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        tables = [one for one in elements(opened.Root.StructTreeRoot) if one.S == "/Table"]
        table = max(tables, key=lambda one: len(list(one.K)) if isinstance(one.K, pikepdf.Array) else 0)
        head, *rows = list(table.K)
        assert [str(cell.S) for cell in head.K] == ["/TH"] * 3
        assert all(cell.A.Scope == "/Column" for cell in head.K)
        assert len(rows) == 62
        assert all([str(cell.S) for cell in row.K] == ["/TD"] * 3 for row in rows)
        assert {str(one.Lang) for one in elements(head) if "/Lang" in one} == {"en"}


@pytest.mark.judge("pdftotext")
@pytest.mark.parametrize("rows", [0, 2])
def test_a_heading_row_taller_than_a_page_goes_on_over_pages(rows: int) -> None:
    made = reshaped(BASE, 2, (*names(2, 1), *names(2, rows, "neu")))
    place = names(2, 1)[0]
    words = (Run(" ".join(f"w{n}" for n in range(1500))),)
    made = apply(made, Reword(place, "de", words), None)
    pdf = render_agreement(sample_document(("de", "en"), state=write_state(made)))
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert {f"w{n}" for n in range(1500)} <= set(read.split()), "no word is lost"


@pytest.mark.judge("verapdf")
def test_verapdf_finds_nothing_in_a_table(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(render_agreement(sample_document(("de", "en"), state=write_state(LONG))))
    assert complaints([file]) == ""
