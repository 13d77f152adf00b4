"""Three houses sign one frozen text by commands: by key, in another program and on paper; then every place says the same of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from datapact.base.clock import Clock, utc_now
from tests.acceptance.test_journey_cli import with_parties
from tests.cli.desks import LEGAL, Desk, carry, datapact, found, meet, profile
from tests.kept import copied
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_own_copy import signed_by

PEOPLE = {"keller": "anna-keller", "institut": "prof-dr-sofia-brandt", "lindner": "petra-lindner"}
CAPACITY = "by_power_of_attorney"


def _frozen(folder: Path, _clock: Clock) -> str:
    """Keller with one director, the institute with two who sign jointly, Lindner with one; Keller's text, frozen in all vaults."""
    folder.mkdir(exist_ok=True)
    anna, martin = found(
        folder,
        "keller",
        profile("keller"),
        [("Anna Keller", LEGAL, "managing_director"), ("Martin Vogt", ("legal",), "")],
    )
    sofia, _jan = found(
        folder,
        "institut",
        profile("institut"),
        [("Prof. Dr. Sofia Brandt", LEGAL, CAPACITY), ("Dr. Jan Weiss", ("legal", "signatory"), CAPACITY)],
    )
    lindner = {"name": "Werkzeugbau Lindner KG", "legal_form": "KG", "address": {"city": "Heilbronn"}}
    (petra,) = found(folder, "lindner", lindner, [("Petra Lindner", LEGAL, "managing_director")])
    for one in (anna, sofia, petra):
        for other in (anna, sofia, petra):
            if one is not other:
                meet(one, other)
    history = with_parties(anna, ipd=sofia, lindner=petra)
    carry(anna, history, sofia, petra)
    for one, others in ((sofia, (anna, petra)), (petra, (anna, sofia))):
        one("agreement", "accept", history)
        carry(one, history, *others)
    martin("agreement", "override", history, "--finding", "G02", "--reason", "Rolle folgt")
    anna("agreement", "freeze", history)
    carry(anna, history, sofia, petra)
    for file in folder.glob("bundle-*"):
        file.unlink()
    return history


def test_three_houses_three_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "houses"
    history = copied(folder, "desks-mixed", utc_now, _frozen)
    anna, sofia, petra = (Desk(folder, folder / vault, member) for vault, member in PEOPLE.items())
    houses = (anna, sofia, petra)

    anna("agreement", "sign", history)
    carry(anna, history, sofia, petra)
    assert "turn" in petra.refused(1, "agreement", "sign", history)
    pdf, back, scan = folder / "paket.pdf", folder / "signiert.pdf", folder / "scan.pdf"
    sofia("agreement", "packet", history, "-o", pdf)
    back.write_bytes(signed_by("Prof. Dr. Sofia Brandt", pdf.read_bytes(), "signature-2", monkeypatch))
    scan.write_bytes(SCAN)
    (looked,) = sofia.json("agreement", "brought-back", history, "--file", back, "--look")["files"]
    assert (looked["came"], looked["fills"]) == ("signed", ["signature-2"])
    sofia.refused(1, "agreement", "brought-back", history, "--file", back)  # nobody has read the remarks
    sofia("agreement", "brought-back", history, "--file", back, "--remarks-read")
    paper = ("--evidence", "paper_scan", "--slot", "3", "--file", scan)
    told = sofia.json("agreement", "brought-back", history, *paper)
    assert told["open"] == ["Petra Lindner"]
    first, _second = carry(sofia, history, anna, petra)
    assert "made with another one" in json.dumps(first["warnings"])
    for house in houses:  # one place is open, and each house says whose move it is
        (board,) = house.json("agreement", "board", history)["agreements"]
        signatures = [one["signatures"] for one in board["parties"]]
        assert [(one["given"], one["wanted"]) for one in signatures] == [(1, 1), (2, 2), (0, 1)]
        assert [bool(one["move"]) for one in board["parties"]] == [False, False, True]
        assert house.status(history) == "signing"
    petra("agreement", "sign", history)
    carry(petra, history, anna, sofia)

    for house in houses:
        shown = house.json("agreement", "show", history)
        assert (shown["status"], shown["evidence"]) == ("signed", "paper_scan")
        (row,) = house.json("agreement", "list")
        assert row["status"] == "signed"
        said = house("agreement", "history", history)
        assert "Prof. Dr. Sofia Brandt signed for" in said
        assert "in a copy of its own, with another program" in said
        assert "Dr. Jan Weiss signed for" in said
        assert "a scan is with it" in said
        assert house.json(
            "obligations", "--agreement", history
        )  # what a contract brings falls due, however it was signed
        assert house.json("vault", "check")["sound"]

    common, dossier = folder / "common.pdf", folder / "akte.pdf"
    anna("agreement", "export", history, "-o", common)
    alone = datapact("verify", common, "--json")
    assert alone.code == 1
    (judged,) = alone.result
    assert judged["verdict"] == "indeterminate"
    assert [one["verdict"] for one in judged["signatures"]] == ["valid", "indeterminate", "indeterminate", "valid"]
    beside = datapact("verify", common, back)
    assert "signed in a copy of their party's own with another program" in beside.out
    petra("audit", "export", "--agreement", history, "-o", dossier)
    (whole,) = datapact("verify", dossier, "--json").result
    assert whole["verdict"] == "indeterminate"
    told = json.dumps(whole["reasons"])
    assert "signed by hand, by the word of" in told
    assert "signed in a copy of their party's own with another program" in told
    assert "has not signed in this file" not in told
