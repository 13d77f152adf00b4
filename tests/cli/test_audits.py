"""datapact audit: an export of all, an audit with its auditor inside, sealed copies, and an answer that is recounted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from datapact.base.clock import utc_now
from tests.cli.desks import Houses, draft, found, meet, offered_by_keller, profile
from tests.cli.test_schemas import said

TODAY = utc_now().date()
LAST = (TODAY + timedelta(days=20)).isoformat()


@pytest.mark.journey
def test_an_export_of_all_is_verified(houses: Houses) -> None:
    offered_by_keller(houses)
    file = houses.folder / "export.zip"
    made = said("audit-export-all", houses.anna, "audit", "export", "--all", "--internal", "-o", file)
    assert len(made["dossiers"]) == 1
    checked = said("verify", houses.anna, "verify", file)
    assert (checked[0]["kind"], checked[0]["verdict"]) == ("bag", "valid")
    assert "1 of 1 dossier is unaltered." in houses.anna("verify", file)
    made = said("audit-export-all", houses.anna, "audit", "export", "--all", "--partner", "Ins", "-o", file)
    assert made["audience"] == "partner"
    houses.anna.refused(1, "audit", "export", "--all", "--status", "expired", "-o", file)
    houses.anna.refused(2, "audit", "export", "-o", file)
    houses.anna.refused(2, "audit", "export", "--all", "--status", "nonsense", "-o", file)
    houses.lea.refused(3, "audit", "export", "--all", "--internal", "-o", file)


@pytest.mark.journey
def test_the_work_of_an_audit(houses: Houses) -> None:
    folder = houses.folder / "nord"
    folder.mkdir()
    people = [("Anna Keller", ("admin", "legal", "signatory"), "managing_director"), ("Paul Prüfer", ("auditor",), "")]
    legal, auditor = found(folder, "keller.datapact", profile("keller"), people)
    agreement = draft(legal)
    assert said("audit-engagements", legal, "audit", "engage") == []
    engage = ("audit", "engage", "--title", "Jahr", "--auditor", "paul-pruefer", "--until", LAST, "--release")
    audit = said("audit-engage", legal, *engage)["engagement"]
    said(
        "audit-remark",
        auditor,
        "audit",
        "remark",
        audit[:8],
        "--about",
        agreement,
        "--text",
        "Gesehen",
        "--mark",
        "seen",
    )
    population = folder / "population.txt"
    drawn = said(
        "audit-sample", auditor, "audit", "sample", audit, "--of", "agreements", "--size", 1, "--population", population
    )
    assert drawn["items"] == population.read_text().split()
    shown = said("audit-show", auditor, "audit", "show", audit)
    assert (len(shown["remarks"]), len(shown["samples"])) == (1, 1)
    file = folder / "export.zip"
    auditor.refused(3, "audit", "export", "--all", "--internal", "-o", file)
    auditor("audit", "export", "--all", "--internal", "--engagement", audit, "-o", file)
    auditor.refused(3, "audit", "close", audit)
    assert said("audit-engage", legal, "audit", "close", audit)["closed"]
    auditor.refused(1, "audit", "remark", audit, "--about", "x")
    legal.refused(2, "audit", "engage", "--title", "Ohne Ende")


def test_a_sealed_copy_for_an_auditor_outside(houses: Houses) -> None:
    meet(houses.anna, houses.sofia)
    name = profile("institut")["name"]
    audit = houses.anna.json("audit", "engage", "--title", "Extern", "--auditor", name, "--until", LAST)["engagement"]
    export, sealed, opened = (houses.folder / one for one in ("export.zip", "copy.dpseal", "opened.zip"))
    draft(houses.anna)
    houses.anna("audit", "export", "--all", "--internal", "--engagement", audit, "-o", export)
    assert said("audit-seal", houses.anna, "audit", "seal", audit, export, "-o", sealed)["use_by"] == LAST
    assert "courtesy" in houses.anna("audit", "seal", audit, export, "-o", sealed)
    said("audit-open", houses.sofia, "audit", "open", sealed, "-o", opened)
    assert opened.read_bytes() == export.read_bytes()
    houses.petra.refused(4, "audit", "open", sealed, "-o", opened)
    assert houses.sofia.run("verify", opened).code == 0
