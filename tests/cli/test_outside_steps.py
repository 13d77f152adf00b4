"""An agreement with a party without DataPact by commands: sent, answered, frozen, signed, each by a record with evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.contract.templates.template import example_answers
from tests.cli.desks import Houses
from tests.cli.test_schemas import said
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_outside import INSTITUTE, LAB


@pytest.mark.journey
def test_from_the_packet_to_the_signed_contract(houses: Houses, tmp_path: Path) -> None:
    anna = houses.anna
    answers = tmp_path / "answers.toml"
    answers.write_bytes(example_answers("ai-pilot").replace(INSTITUTE.encode(), LAB.encode()))
    agreement = anna.json("agreement", "new", "--template", "ai-pilot", "--answers", answers)["agreement"]
    packet = ("agreement", "packet", agreement, "-o", tmp_path / "angebot.pdf")
    assert said("agreement-packet", anna, *packet)["recorded"]
    assert not anna.json(*packet)["recorded"]
    assert (tmp_path / "angebot.pdf").read_bytes().startswith(b"%PDF-")
    answered = ("agreement", "answered", agreement, "--party", LAB, "--answer")
    assert "Attach the reply" in anna.refused(2, *answered, "accepted")
    letter = tmp_path / "antwort.eml"
    letter.write_bytes(b"From: lab@example.org\n\nEinverstanden.")
    said("agreement-outside", anna, *answered, "changes", "--remark", "Notice of six months.", "--way", "letter")
    said("agreement-outside", anna, *answered, "accepted", "--file", letter)
    assert anna.json("agreement", "show", agreement)["status"] == "agreed"
    anna("agreement", "freeze", agreement)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(SCAN)
    assert "--agreement" in anna.refused(2, "agreement", "return", scan)
    said("agreement-outside", anna, "agreement", "return", scan, "--agreement", agreement, "--evidence", "paper_scan")
    shown = anna.json("agreement", "show", agreement)
    assert shown["status"] in ("signed", "in_force")  # by the day on which it begins
    assert shown["evidence"] == "paper_scan"
