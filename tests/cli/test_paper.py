"""The paper of another house at the command line: read in, searched, its terms taken, its gaps reported and confirmed."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from tests.cli.desks import Houses
from tests.cli.test_schemas import said
from tests.paper.samples import PROCESSING_DE, SECRECY_EN, pdf_file, scan_file, word_file


@pytest.mark.journey
def test_a_processing_agreement_from_the_partners_pdf_to_the_report(houses: Houses, tmp_path: Path) -> None:
    anna = houses.anna
    paper = tmp_path / "avv.pdf"
    paper.write_bytes(pdf_file(PROCESSING_DE))
    made = said("paper-import", anna, "paper", "import", paper, "--partner", "Nordlicht Cloud Services GmbH")
    history = made["agreement"]
    assert (made["pages"], made["missing_annexes"]) == (2, ["Anlage 1"])
    listed = anna.json("agreement", "list", "--search", "vorausschauenden Wartung")
    assert [row["id"] for row in listed] == [history]
    shown = anna.json("agreement", "show", history)
    assert (shown["status"], shown["number"]) == ("draft", made["number"])

    found = said("paper-show", anna, "paper", "show", history, "--find", "eigenem ermessen")
    assert [one["place"]["en"] for one in found["passages"]] == ["page 1, § 5"]
    terms = said("paper-terms", anna, "paper", "terms", history)["terms"]
    ends = next(one for one in terms if one["path"] == "duration.end")
    assert (ends["answer"], ends["page"]) == ("open", 1)
    assert "31. Januar 2030" in ends["words"]
    fine = next(one for one in terms if one["what"]["en"] == "Contractual penalty")
    after = said("paper-terms", anna, "paper", "terms", history, "--take", ends["id"], "--refuse", fine["id"])["terms"]
    answers = {one["id"]: one["answer"] for one in after}
    assert (answers[ends["id"]], answers[fine["id"]]) == ("taken", "refused")
    assert anna.json("agreement", "show", history)["ends"] == "2030-01-31"

    report = tmp_path / "gaps.pdf"
    gaps = said("paper-gaps", anna, "paper", "gaps", history, "-o", report)
    verdicts = {one["id"]: one["verdict"] for one in gaps["lines"]}
    assert verdicts["P09.audits"] == verdicts["P04"] == "against"
    assert verdicts["P08.choice"] == verdicts["P10.warning"] == "none"
    assert verdicts["G14.breach"] == "part"
    assert verdicts["F02"] == verdicts["F03"] == "flagged"
    assert not gaps["complete"]
    with pikepdf.open(report) as pdf:
        assert "/StructTreeRoot" in pdf.Root
    one = said(
        "paper-gaps",
        anna,
        "paper",
        "gaps",
        history,
        "--confirm",
        "P09.audits",
        "--says",
        "not_met",
        "--note",
        "nachfordern",
    )
    assert next(line["reading"] for line in one["lines"] if line["id"] == "P09.audits") == "not_met"
    closest = said("paper-clauses", anna, "paper", "clauses", history)["matches"]
    assert any(one["clause"] == "instructions-1:de" and one["run"] for one in closest)


@pytest.mark.journey
def test_files_that_cannot_be_read_change_nothing_and_say_why(houses: Houses, tmp_path: Path) -> None:
    anna = houses.anna
    before = len(anna.json("agreement", "list"))
    encrypted = tmp_path / "locked.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(encrypted, encryption=pikepdf.Encryption(owner="o", user="u"))
    for name, data, sentence in (
        ("scan.pdf", scan_file(), "pictures of 2 pages and no words"),
        ("locked.pdf", encrypted.read_bytes(), "protected by a password"),
        ("paper.docx", b"{\\rtf1 Vertrag", "RTF"),
        ("paper.pdf", b"Vertrag", "neither a PDF nor a Word file"),
        ("broken.pdf", pdf_file(SECRECY_EN)[:400], "damaged"),
        ("broken.docx", word_file(SECRECY_EN)[:400], "damaged"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        assert sentence in anna.run("paper", "import", path, "--partner", "Brightwater").err
    assert len(anna.json("agreement", "list")) == before
