"""Contracts signed elsewhere, and what follows signature, at the command line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from datapact.contract.templates.template import example_answers
from tests.agreements.signed_table import PROCESSING
from tests.cli.desks import Houses, beginning, carry
from tests.cli.test_schemas import said
from tests.signing.test_elsewhere import ANSWERS, SCAN

BOTH = ("--declared-by", "Anna Keller", "--declared-by", "Martin Vogt")


@pytest.fixture
def scanned(houses: Houses) -> Path:
    (houses.folder / "answers.toml").write_text(ANSWERS, "utf-8")
    (houses.folder / "scan.pdf").write_bytes(SCAN)
    return houses.folder


def test_a_contract_signed_elsewhere(houses: Houses, scanned: Path) -> None:
    anna = houses.anna
    registered = ("agreement", "register", "--answers", scanned / "answers.toml", "--file", scanned / "scan.pdf")
    done = said("agreement-register", anna, *registered, "--evidence", "paper_scan", "--signed-on", "2024-12-20")
    (row,) = said("agreement-list", anna, "agreement", "list")
    assert (row["id"], row["evidence"]) == (done["agreement"], "paper_scan")
    assert "Elsewhere: paper, scan" in anna("agreement", "list")
    shown = said("agreement-show", anna, "agreement", "show", done["agreement"])
    assert shown["elsewhere"]["files"][0]["name"] == "scan.pdf"
    assert "Signed on 20 December 2024" in anna("agreement", "show", done["agreement"])
    said("agreement-check", anna, "agreement", "check", done["agreement"], code=1)
    said("agreement-step", anna, "agreement", "ended", done["agreement"], "--end", "2024-12-31", "--reason", "Ende")
    assert anna.status(done["agreement"]) == "terminated"
    anna.refused(2, *registered, "--evidence", "notary")
    anna.refused(2, *registered, "--evidence", "pdf_signature")
    assert "weber" in anna.refused(2, *registered, "--evidence", "paper_scan", "--party", "nobody=00000")
    assert "00000" in anna.refused(2, *registered, "--evidence", "paper_scan", "--party", "weber=00000")
    anna.refused(1, "agreement", "suspend", done["agreement"], "--from", "2026-12-01", "--reason", "x")


@pytest.mark.journey
def test_what_follows_signature(houses: Houses) -> None:
    anna, martin, sofia, folder = houses.anna, houses.martin, houses.sofia, houses.folder
    text = example_answers("ai-pilot").decode().replace('amendment = "agreed_electronic"', 'amendment = "text_form"')
    (folder / "pilot.toml").write_text(text + PROCESSING, "utf-8")
    id_ = anna("agreement", "new", "--template", "ai-pilot", "--answers", folder / "pilot.toml")
    carry(anna, id_, sofia)
    sofia("agreement", "accept", id_)
    carry(sofia, id_, anna)
    anna("agreement", "freeze", id_)
    anna("agreement", "sign", id_)
    martin("agreement", "sign", id_)
    carry(martin, id_, sofia)
    sofia("agreement", "sign", id_)
    carry(sofia, id_, anna)
    today = date.today()

    notice = said(
        "agreement-step",
        anna,
        *("agreement", "notice", id_, "--about", "other", "--text", "Umzug", "--objection-days", "14"),
        *("--effective", today),
    )
    (folder / "new.toml").write_text('[[sub_processors]]\nkey = "w"\nname = "W"\nengaged_by = "ipd"\n', "utf-8")
    said(
        "agreement-step",
        sofia,
        "agreement",
        "annex",
        id_,
        "--annex",
        "sub_processors",
        "--answers",
        folder / "new.toml",
    )
    (folder / "less.toml").write_text("[datasets.machine-logs.retention]\nmonths = 12\n", "utf-8")
    said("agreement-amend", sofia, "agreement", "amend", id_, "--answers", folder / "less.toml")
    carry(sofia, id_, anna)
    assert said("agreement-show", anna, "agreement", "show", id_)["next_step"] == "answer_change"
    said("agreement-step", anna, "agreement", "agree", id_)
    carry(anna, id_, sofia)
    said(
        "agreement-step",
        sofia,
        "agreement",
        "objection",
        id_,
        "--to",
        beginning(notice["entry"]),
        "--reason",
        "zu weit",
    )
    said("agreement-step", anna, "agreement", "suspend", id_, "--from", today, "--reason", "Zahlung fehlt")
    pdf = folder / "reading.pdf"
    read = said("agreement-reading-version", anna, "agreement", "reading-version", id_, "-o", pdf)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert [one["standing"] for one in read["changes"]] == ["in_effect", "in_effect"]
    assert [one["applied"] for one in read["changes"]] == [True, False]
    assert read["suspended"] == [{"from": str(today), "until": None}]
    later = said("agreement-reading-version", sofia, "agreement", "reading-version", id_, "--on", today + timedelta(90))
    assert len(later["state"]["terms"]["sub_processors"]) == 2
    said("agreement-step", anna, "agreement", "resume", id_, "--from", today)
    said("agreement-history", anna, "agreement", "history", id_)

    ended = said("agreement-terminate", anna, "agreement", "terminate", id_, "--reason", "vorbei", *BOTH)
    assert ended["end"] == ended["computed_end"] > str(today)
    early = said("agreement-terminate", sofia, "agreement", "terminate", id_, "--end", today, "--reason", "sofort")
    assert early["too_early"]


def test_many_contracts_from_a_table(houses: Houses, scanned: Path) -> None:
    anna = houses.anna
    (scanned / "many.csv").write_text(
        "Aktenzeichen;Titel;Vertragspartner;Datei\nV-1;Wartung;Weber GmbH;scan.pdf\n", "utf-8"
    )
    many = ("agreement", "register-many", scanned / "many.csv", "--files", scanned)
    assert not said("agreement-register-many", anna, *many, "--dry-run")["recorded"]
    assert said("agreement-register-many", anna, *many)["new"] == 1
    assert said("agreement-register-many", anna, *many)["known"] == 1
    assert said("agreement-add-texts", anna, "agreement", "add-texts")["added"] == []
    (scanned / "many.csv").write_text("Aktenzeichen;Titel;Vertragspartner\n=1;Wartung;Weber GmbH\n", "utf-8")
    assert said("agreement-register-many", anna, *many, code=1)["wrong"] == 1
    assert "formula" in anna.refused(1, *many)
