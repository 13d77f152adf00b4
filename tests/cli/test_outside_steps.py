"""An agreement with a party without DataPact by commands: sent, answered, frozen, signed, each by a record with evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.contract.templates.template import example_answers
from tests.cli.desks import Desk, Houses, agreed
from tests.cli.test_schemas import said
from tests.signing.test_ades import by_another_program
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_known_keys import SOFIA, forged
from tests.signing.test_outside import INSTITUTE, LAB
from tests.signing.test_take_part import two_parties

ANSWERED = ("agreement", "answered", "--answer", "accepted", "--remark", "Mail")


@pytest.mark.journey
def test_from_the_packet_to_the_signed_contract(houses: Houses, tmp_path: Path) -> None:
    anna = houses.anna
    answers = tmp_path / "answers.toml"
    answers.write_bytes(example_answers("ai-pilot").replace(INSTITUTE.encode(), LAB.encode()))
    agreement = anna.json("agreement", "new", "--template", "ai-pilot", "--answers", answers)["agreement"]
    packet = ("agreement", "packet", agreement, "-o", tmp_path / "angebot.pdf")
    assert not said("agreement-packet", anna, *packet)["recorded"]  # a written file is not a sent one
    assert "was not sent" in anna.refused(1, *ANSWERED[:2], agreement, "--party", LAB, *ANSWERED[2:])
    assert said("sent-said", anna, "sent", agreement)["recipients"] == ["outside"]
    assert "waits to be sent" in anna.refused(2, "sent", agreement)
    assert not anna.json(*packet, "--sent")["recorded"]
    assert (tmp_path / "angebot.pdf").read_bytes().startswith(b"%PDF-")
    answered = ("agreement", "answered", agreement, "--party", LAB, "--answer")
    assert "Attach the reply" in anna.refused(2, *answered, "accepted")
    letter = tmp_path / "antwort.eml"
    letter.write_bytes(b"From: lab@example.org\n\nEinverstanden.")
    said("agreement-outside", anna, *answered, "changes", "--remark", "Notice of six months.", "--way", "letter")
    said("agreement-outside", anna, *answered, "accepted", "--file", letter)
    assert anna.json("agreement", "show", agreement)["status"] == "agreed"
    assert "--copies" in anna.refused(2, "agreement", "freeze", agreement, "--copies", "both")
    anna("agreement", "freeze", agreement)
    assert len(said("agreement-packet", anna, *packet)["pages"]) == 2
    came = tmp_path / "signed.pdf"
    came.write_bytes(by_another_program((tmp_path / "angebot.pdf").read_bytes(), "signature-3"))
    back = ("agreement", "brought-back", agreement)
    assert (
        said("agreement-look", anna, *back, "--file", tmp_path / "angebot.pdf", "--look")["files"][0]["came"]
        == "unsigned"
    )
    seen = said("agreement-look", anna, *back, "--file", came, "--look")["files"][0]
    assert (seen["fills"], seen["problem"], seen["signatures"][0]["signer"]) == (["signature-3"], None, "Dr. Eva Stein")
    assert "--remarks-read" in anna.refused(1, *back, "--file", came)  # nobody was there to be asked
    assert not any(one["evidence"] for one in anna.json("agreement", "show", agreement)["slots"])
    assert len(said("agreement-brought-back", anna, *back, "--file", came, "--remarks-read")["open"]) == 2
    assert "nobody" in anna.refused(1, *back, "--file", tmp_path / "angebot.pdf")
    slots = said("agreement-show", anna, "agreement", "show", agreement)["slots"]
    assert [slot["evidence"] for slot in slots] == ["", "", "pdf_signature"]
    assert "nobody known here vouches for who that is" in slots[2]["evidence_text"]["en"]
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(SCAN)
    assert "--agreement" in anna.refused(2, "agreement", "return", scan)
    said("agreement-outside", anna, "agreement", "return", scan, "--agreement", agreement, "--evidence", "paper_scan")
    shown = anna.json("agreement", "show", agreement)
    assert shown["status"] in ("signed", "in_force")  # by the day on which it begins
    assert shown["evidence"] == "paper_scan"


@pytest.mark.journey
def test_another_house_takes_part_in_the_signing(houses: Houses, tmp_path: Path) -> None:
    anna, sofia = houses.anna, houses.sofia
    answers, packet = tmp_path / "answers.toml", tmp_path / "paket.pdf"
    answers.write_bytes(two_parties(INSTITUTE))
    agreement = anna.json("agreement", "new", "--template", "nda", "--answers", answers)["agreement"]
    anna("agreement", "packet", agreement, "-o", packet, "--sent")
    assert "no packet" in sofia.refused(2, "agreement", "take-part", answers)
    anna("agreement", "answered", agreement, "--party", INSTITUTE, "--answer", "accepted", "--remark", "Mail")
    anna("agreement", "freeze", agreement, "--elsewhere", "Anna Keller")
    anna("agreement", "packet", agreement, "-o", packet, "--sent")
    taken = said("agreement-take-part", sofia, "agreement", "take-part", packet)
    assert (taken["agreement"], len(taken["open"]), taken["problem"]) == (agreement, 3, None)
    sofia("agreement", "sign", agreement)
    sofia("agreement", "export", agreement, "-o", tmp_path / "zurück.pdf")
    assert len(anna.json("agreement", "brought-back", agreement, "--file", tmp_path / "zurück.pdf")["open"]) == 2


@pytest.mark.journey
def test_a_text_agreed_here_is_taken_out_of_here(houses: Houses) -> None:
    history, sofia = agreed(houses), houses.sofia
    elsewhere = ("agreement", "freeze", history, "--elsewhere", "Prof. Dr. Sofia Brandt")
    assert "without a certified key. Those who are: –" in sofia.refused(2, *elsewhere)
    out = said("agreement-take-out", sofia, "agreement", "take-out", history)
    status = {one: sofia.json("agreement", "show", one)["status"] for one in (out["agreement"], out["ended"])}
    assert (out["ended"], list(status.values())) == (history, ["agreed", "declined"])


@pytest.mark.journey
def test_who_signed_is_shown_before_a_command_records_it(
    houses: Houses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate in the partner's name by an invented issuer: told, not taken, and by word only as what it is."""
    anna = houses.anna
    answers, packet, came = tmp_path / "answers.toml", tmp_path / "paket.pdf", tmp_path / "zurück.pdf"
    answers.write_bytes(two_parties(INSTITUTE))
    agreement = anna.json("agreement", "new", "--template", "nda", "--answers", answers)["agreement"]
    anna("agreement", "packet", agreement, "-o", packet, "--sent")
    anna("agreement", "answered", agreement, "--party", INSTITUTE, "--answer", "accepted", "--remark", "Mail")
    anna("agreement", "freeze", agreement)
    anna("agreement", "packet", agreement, "-o", packet, "--sent")
    slots = anna.json("agreement", "show", agreement)["slots"]
    place = next(one["id"] for one in slots if one["person"] == SOFIA)
    came.write_bytes(forged(packet.read_bytes(), place, SOFIA, monkeypatch))
    back = ("agreement", "brought-back", agreement, "--file", came)
    seen = said("agreement-look", anna, *back, "--look")["files"][0]
    assert (seen["fills"], seen["by_word"]) == ([], [place])
    refused = anna.run(*back)
    assert (refused.code, "Erfundene Zertifizierungsstelle" in refused.err) == (1, True)
    assert "By whom?" in refused.out
    told = said("agreement-brought-back", anna, *back, "--by-word", "--remark", "Sofia am Telefon")["told"]
    assert "certifies a key for" in told[0]["en"]
    assert {one["evidence"] for one in anna.json("agreement", "show", agreement)["slots"]} == {"", "other_service"}


@pytest.mark.journey
def test_the_life_of_a_contract_that_was_signed_outside(houses: Houses, tmp_path: Path) -> None:
    """Notice, end, amendment, register, duties, dossier and archive: each works, or says what to do instead."""
    anna = houses.anna
    answers, packet = tmp_path / "answers.toml", tmp_path / "paket.pdf"
    answers.write_bytes(two_parties(INSTITUTE))
    agreement = anna.json("agreement", "new", "--template", "nda", "--answers", answers)["agreement"]
    signed_outside(anna, agreement, packet)
    assert "Not everybody signed this contract in DataPact" in anna.refused(
        1, "send", agreement, "--to", INSTITUTE, "-o", tmp_path / "a.dpact"
    )
    assert anna.json("agreement", "show", agreement)["status"] in ("signed", "in_force")
    for step in (
        ("terminate", agreement, "--reason", "Ende"),
        ("leave", agreement, "--reason", "Ende"),
        ("notice", agreement, "--about", "other", "--text", "x", "--effective", "2027-01-31"),
        ("suspend", agreement, "--reason", "x"),
        ("accept", agreement),
        ("decline", agreement, "--reason", "x"),
        ("comment", agreement, "--text", "x"),
        ("freeze", agreement),
    ):
        told = anna.run("agreement", *step)
        assert told.code in (1, 2), step
        why = ("outside DataPact", "Not everybody signed this contract in DataPact")
        assert told.code == 2 or any(one in told.err for one in why), (step, told.err)
    told = anna.refused(1, "agreement", "terminate", agreement, "--reason", "Ende")
    assert "datapact agreement ended" in told
    assert "leave" not in told
    assert "the signed file" in anna.refused(1, "audit", "export", "--all", "-o", tmp_path / "a.zip")
    anna("audit", "export", "--all", "--internal", "-o", tmp_path / "intern.zip")
    assert anna.json("obligations")["duties"] is not None
    changes = tmp_path / "changes.toml"
    changes.write_text("[duration]\nend = 2031-12-31\n", "utf-8")
    drafted = anna.json("agreement", "amend", agreement, "--answers", changes, "--effective", "2027-02-01")["agreement"]
    between = anna.json("agreement", "compare", drafted)
    assert any(change["place"] == "duration.end" for change in between["changes"])
    assert "as it is in force" in anna("agreement", "compare", drafted)
    signed_outside(anna, drafted, tmp_path / "nachtrag.pdf")
    other = {"id": drafted, "relation": "amends", "starts": "2027-02-01"}
    assert other.items() <= anna.json("agreement", "show", agreement)["amended_by"][0].items()
    assert anna.json("agreement", "show", drafted)["amends"]["id"] == agreement
    assert "Amends: " in anna("agreement", "show", drafted)
    assert "Amendment " in anna("agreement", "show", agreement)
    assert anna.json("agreement", "show", drafted)["status"] in ("signed", "in_force")
    reading = anna.json("agreement", "reading-version", agreement, "--on", "2027-03-01")
    assert drafted in str(reading)
    ended = anna("agreement", "ended", agreement, "--reason", "gekündigt", "--end", "2027-03-31", "--file", packet)
    assert "is recorded" in ended
    assert anna.json("agreement", "show", agreement)["status"] != "draft"


def signed_outside(house: Desk, agreement: str, packet: Path) -> None:
    """Everybody signed on paper."""
    house("agreement", "packet", agreement, "-o", packet, "--sent")
    house("agreement", "answered", agreement, "--party", INSTITUTE, "--answer", "accepted", "--remark", "Mail")
    house("agreement", "freeze", agreement)
    slots = house.json("agreement", "show", agreement)["slots"]
    places = [word for one in slots for word in ("--slot", str(one["order"]))]
    house("agreement", "brought-back", agreement, "--evidence", "reference_only", *places, "--remark", "Ordner 7")
