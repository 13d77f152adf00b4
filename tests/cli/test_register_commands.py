"""datapact register: one file of each form, an export recorded, and plain refusals."""

from __future__ import annotations

import json

import pytest

from tests.cli.desks import Houses, draft
from tests.cli.test_schemas import matches


@pytest.mark.journey
def test_every_register_in_every_form(houses: Houses) -> None:
    draft(houses.anna)
    heads = {"pdf": b"%PDF-1.7", "xlsx": b"PK", "csv": b"number,", "json": b"{"}
    for name in ("agreements", "transfers", "processing-controller", "processing-processor"):
        for form, head in heads.items():
            file = houses.folder / f"{name}.{form}"
            answer = houses.lea.run("register", name, "--format", form, "-o", file, "--json")
            assert answer.code == 0, answer.err
            matches("register", answer.json)
            assert answer.result["register"] == name
            assert file.read_bytes().startswith(head)
    assert json.loads((houses.folder / "agreements.json").read_text("utf-8"))["rows"][0]["status"]["code"] == "draft"


def test_it_says_what_it_did_and_as_at_when(houses: Houses) -> None:
    draft(houses.anna)
    file = houses.folder / "r.csv"
    said = houses.anna("register", "agreements", "--format", "csv", "--on", "2020-01-01", "-o", file)
    assert said.startswith("Register of agreements: 0 entries, 0 gaps, as at 1 January 2020.")
    german = houses.anna.run("register", "agreements", "--format", "csv", "-o", file, lang="de")
    assert german.out.startswith("Verzeichnis der Vereinbarungen: 1 Eintrag, 0 Lücken, Stand ")


@pytest.mark.parametrize(
    "options",
    [("--format", "doc"), ("--on", "1/1/2026"), ("--on", "2026-02-30"), ("--status", "asleep")],
)
def test_what_cannot_be_is_refused(houses: Houses, options: tuple[str, str]) -> None:
    file = houses.folder / "r.pdf"
    houses.anna.refused(2, "register", "agreements", *options, "-o", file)
    assert not file.exists()
    houses.anna.refused(2, "register", "agreements", "-o", houses.folder / "nowhere" / "r.pdf")
