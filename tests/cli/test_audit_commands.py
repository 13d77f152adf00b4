"""datapact audit export: dossiers for partners and auditors, and what verify says of them."""

from __future__ import annotations

import re

from tests.cli.desks import Houses, draft, offered_by_keller
from tests.cli.test_schemas import matches


def test_a_partner_dossier_and_an_internal_one(houses: Houses) -> None:
    agreement = offered_by_keller(houses)
    file = houses.folder / "dossier.pdf"
    answer = houses.anna.run("audit", "export", "--agreement", agreement, "--for-partner", "-o", file, "--json")
    assert answer.code == 0, answer.err
    matches("audit-export", answer.json)
    assert answer.result["audience"] == "partner"
    shared = answer.result["entries"]
    inside = houses.anna.json("audit", "export", "--agreement", agreement, "--internal", "-o", file)
    assert inside["entries"] > shared
    checked = houses.anna.run("verify", file, "--json")
    assert checked.code == 0
    matches("verify", checked.json)
    assert checked.result[0]["kind"] == "dossier"
    assert checked.result[0]["details"]["audience"] == "internal"
    said = houses.anna("verify", file)
    assert "Internal audit dossier, exported by Maschinenbau Keller GmbH" in said
    assert not re.search(r"\d{4}-\d\d-\d\dT\d\d", said), "a moment is said as people say it"
    german = houses.anna.run("verify", file, lang="de").out
    assert "Interne Prüfakte, ausgegeben von Maschinenbau Keller GmbH" in german


def test_withholding_is_said(houses: Houses) -> None:
    agreement = offered_by_keller(houses)
    file = houses.folder / "dossier.pdf"
    said = houses.anna("audit", "export", "--agreement", agreement, "--withhold", "terms", "-o", file)
    assert "Withheld: the terms" in said
    assert "Withheld by choice: the terms" in houses.anna("verify", file)


def test_what_cannot_be_is_refused(houses: Houses) -> None:
    agreement = draft(houses.anna)
    file = houses.folder / "dossier.pdf"
    export = ("audit", "export", "--agreement", agreement, "-o", file)
    houses.anna.refused(1, *export)  # nothing is shared yet
    houses.anna.refused(2, *export, "--internal", "--for-partner")
    houses.anna.refused(2, *export, "--withhold", "everything")
    houses.anna.refused(2, *export, "--internal", "--on", "yesterday")
    houses.lea.refused(3, *export, "--internal")
    houses.anna.refused(2, "audit", "export", "--agreement", "DP-2020-0001", "-o", file)
    assert not file.exists()
