"""datapact timestamp-authorities, agreement level and vault level, as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.cli.desks import Houses, carry, datapact, draft, frozen, signed
from tests.cli.test_schemas import matches, said
from tests.signing.test_own_copy import signed_by
from tests.signing.tsa import Animated


def test_an_authority_is_set_up_shown_and_removed(zeitwerk: Animated, own_config: Path, tmp_path: Path) -> None:
    assert datapact("timestamp-authorities", "list", lang="de").out.strip().startswith("Kein Dienst")
    added = datapact("timestamp-authorities", "add", zeitwerk.address(), "--name", "Zeitwerk", "--json")
    assert added.code == 0
    matches("timestamp-authorities-add", added.json)
    assert list(own_config.rglob("*.json")) == [own_config / "datapact" / "timestamp-authorities.json"]
    file = tmp_path / "root.pem"
    file.write_bytes(zeitwerk.root.public_bytes(Encoding.PEM))
    other = (
        "timestamp-authorities",
        "add",
        zeitwerk.address("gone"),
        "--name",
        "Zweite",
        "--certificate",
        file,
        "--first",
    )
    asked = len(zeitwerk.asked)
    assert datapact(*other).code == 0
    assert len(zeitwerk.asked) == asked
    shown = datapact("timestamp-authorities", "list", "--json")
    matches("timestamp-authorities-list", shown.json)
    listed = shown.result
    assert [one["name"] for one in listed] == ["Zweite", "Zeitwerk"]
    assert {one["fingerprint"] for one in listed} == {added.result["fingerprint"]}
    assert datapact("timestamp-authorities", "add", "ftp://a.de/").code == 2
    assert datapact("timestamp-authorities", "add", "http://127.0.0.1:9/").code == 5
    file.write_bytes(b"no certificate")
    assert datapact("timestamp-authorities", "add", "http://c.de/", "--certificate", file).code == 4
    matches("timestamp-authorities-remove", datapact("timestamp-authorities", "remove", "Zweite", "--json").json)
    assert datapact("timestamp-authorities", "remove", "Zweite").code == 2


def test_the_level_is_shown_and_set(houses: Houses, own_config: Path) -> None:
    draft(houses.anna)
    number = houses.anna.json("agreement", "list")[0]["number"]
    assert said("agreement-level", houses.anna, "agreement", "level", number)["level"] == "B-B"
    assert said("vault-level", houses.anna, "vault", "level", "b-t")["level"] == "B-T"
    assert houses.anna.json("agreement", "level", number)["level"] == "B-T"
    assert houses.anna.json("agreement", "level", number, "B-B")["level"] == "B-B"
    assert houses.anna.json("agreement", "level", number, "vault")["level"] == "B-T"
    assert houses.anna.run("agreement", "level", number, "B-Z").code == 2
    assert "B-T" in houses.anna.run("vault", "level", lang="de").out


def test_the_archive_is_renewed_and_listed(
    houses: Houses, zeitwerk: Animated, own_config: Path, tmp_path: Path
) -> None:
    history = signed(houses)
    number = houses.anna.json("agreement", "list")[0]["number"]
    assert houses.anna.run("archive", "renew").code == 1  # no authority
    assert datapact("timestamp-authorities", "add", zeitwerk.address()).code == 0
    assert said("archive-renew", houses.anna, "archive", "renew")["agreements"][0]["outcome"] == "not_wanted"
    (line,) = said("archive-renew", houses.anna, "archive", "renew", "--agreement", history, "--level", "B-LTA")[
        "agreements"
    ]
    assert (line["number"], line["outcome"], line["level"]) == (number, "renewed", "B-LTA")
    (row,) = said("archive-list", houses.anna, "archive", "list")
    assert (row["level"], row["completed"], row["until"]) == ("B-LTA", True, line["until"])
    assert "beweisbar bis" in houses.anna.run("archive", "renew", lang="de").out
    common, whole = tmp_path / "common.pdf", tmp_path / "whole.pdf"
    houses.anna.run("agreement", "export", number, "-o", common)
    houses.anna.run("agreement", "export", number, "--with-proofs", "-o", whole)
    assert whole.read_bytes().startswith(common.read_bytes())
    assert houses.anna.run("agreement", "export", number, "--with-proofs", "--format", "json", "-o", whole).code == 2
    verdict = datapact("verify", whole, "--json").result[0]
    assert {one["level"] for one in verdict["signatures"]} == {"PAdES B-LTA"}


def test_the_list_calls_no_signature_of_another_program_pades(
    houses: Houses, zeitwerk: Animated, own_config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = frozen(houses)
    assert datapact("timestamp-authorities", "add", zeitwerk.address()).code == 0
    packet, back = tmp_path / "packet.pdf", tmp_path / "back.pdf"
    houses.anna("agreement", "packet", history, "-o", packet)
    back.write_bytes(signed_by("Anna Keller", packet.read_bytes(), "signature-1", monkeypatch))
    houses.anna("agreement", "brought-back", history, "--file", back, "--remarks-read")
    houses.martin("agreement", "sign", history)
    carry(houses.martin, history, houses.sofia)
    houses.sofia("agreement", "sign", history)
    carry(houses.sofia, history, houses.anna)
    assert houses.anna.run("archive", "renew", "--level", "B-T").code == 0
    shown = houses.anna("archive", "list").splitlines()
    (theirs,) = [line for line in shown if "back.pdf" in line]
    assert "proofs as for PAdES B-T" in theirs
    assert sum("proofs as for" in line for line in shown) == 1
    assert {row["level"] for row in houses.anna.json("archive", "list")} == {"B-T"}
