"""The lead's study through commands: a signed agreement, a notice, 5,000 consents of which 4,812 count until 31 March.

Everything is recorded by the command line, on a clock that the tests move; only the vaults are founded with cheap keys.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.desks import LEGAL, Desk, carry, datapact, found, meet, profile
from tests.conftest import SteppingClock
from tests.kept import kept

DATASET, PURPOSE = "operator-study", "dpv:ScientificResearch"
PEOPLE, ALLOWED, REFUSED, WITHDRAWN = 5_000, 4_812, 61, 88
UNTIL = date(2027, 3, 31)
SIGNED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ASKED = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
COLUMNS = (
    "event_id",
    "subject",
    "dataset",
    "purpose",
    "controller",
    "state",
    "at",
    "until",
    "notice",
    "notice_version",
)
ADDED = """
[[datasets]]
key = "operator-study"
name = { de = "Bedienstudie", en = "Operator study" }
description = { de = "Bedienabläufe von 5.000 Personen.", en = "Operating sequences of 5,000 people." }
provider = "keller"
recipients = ["ipd"]
items = [{ name = { de = "Bedienabläufe", en = "Sequences" }, categories = ["https://w3id.org/dpv/pd#WorkEnvironment"] }]
personal = [{ party = "keller", judgement = "personal" }, { party = "ipd", judgement = "pseudonymous" }]
subjects = ["https://w3id.org/dpv#Customer"]
origin = { de = "Befragungen", en = "Interviews" }
original_purpose = { de = "Bedienstudie", en = "Operator study" }
frequency = { de = "einmalig", en = "once" }
delivery = { de = "verschlüsselt über SFTP", en = "encrypted, through SFTP" }
special_categories = false
offence_data = false
children = false
employees = true
secret = false
product_data = false
terminal_equipment = false
trade_secrets = false
pseudonymised = true
reidentification_banned = true
retention = { months = 24, fate = "delete" }

[[legal_bases]]
party = "keller"
dataset = "operator-study"
purpose = "science"
article = "6(1)(a)"

[[legal_bases]]
party = "ipd"
dataset = "operator-study"
purpose = "science"
article = "6(1)(f)"
interest = { de = "Wissenschaftliche Forschung (Art. 89 DSGVO)", en = "Scientific research (Article 89 GDPR)" }
balancing_test = "IPD-IA-46"
balancing_outcome = "carries"
balancing_test_date = 2026-10-12

[consent]
records = "Register von Keller"
controllers_named = true
purposes_named = true
withdrawal = { de = "per E-Mail oder am Terminal", en = "by e-mail or at the terminal" }
"""
CHANGED = {
    'datasets = ["machine-logs", "vibration", "quality"]\nroles': (
        'datasets = ["machine-logs", "vibration", "quality", "operator-study"]\nroles'
    ),
    'datasets = ["machine-logs", "vibration"]': 'datasets = ["machine-logs", "vibration", "operator-study"]',
    "propagation_days = 2": "propagation_days = 7",
    "start = 2027-01-01": "start = 2026-11-25",
}
NOTICE = """
key = "operator-study"
version = "2"
valid_from = 2025-01-01
controllers = ["self"]
recipients = ["Institut für Produktionsdaten e. V."]
purposes = ["dpv:ScientificResearch"]
categories = ["https://w3id.org/dpv/pd#WorkEnvironment"]
withdrawal = "Per E-Mail; ohne Begründung."
[[texts]]
language = "de"
title = "Information zur Bedienstudie"
text = "Wir werten aus, wie Sie die Maschine bedienen."
"""


@dataclass(frozen=True)
class LeadHouses:
    """Keller with two directors, a lead and an auditor; the institute."""

    folder: Path
    anna: Desk
    martin: Desk
    lea: Desk
    paul: Desk
    sofia: Desk
    clock: SteppingClock


def ask(*more: object) -> tuple[object, ...]:
    """The lead's question."""
    return ("may-share", "--dataset", DATASET, "--to", "Institut", "--purpose", PURPOSE, *more)


def pseudonym(number: int) -> str:
    return f"B-{number + 1:04d}"


@pytest.fixture(scope="session")
def made_study() -> Path:
    """The folder with both vaults, the agreement in force and the consents imported; never worked in, only copied."""
    return kept("lead-study", _make_study)[0]


def _make_study(folder: Path) -> None:
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        clock = _run_by_clock(patch)
        houses, history = _found(folder, clock)
        _sign(houses, history)
        clock.now = ASKED
        assert houses.anna.status(history) == houses.sofia.status(history) == "in_force"
        _import(houses.lea)
        _say_what_the_notice_means(houses)
    _put_the_basis_on_file(houses)


@pytest.fixture
def study(made_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LeadHouses:
    """A fresh copy, at the moment when the lead asks."""
    return copied(made_study, tmp_path, monkeypatch)


def copied(made: Path, folder: Path, patch: pytest.MonkeyPatch) -> LeadHouses:
    """A copy of the study in a folder, an hour after everything was recorded; all commands read its clock."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    clock = _run_by_clock(patch)
    clock.now = ASKED + timedelta(hours=1)
    return _houses(folder, clock)


def _run_by_clock(patch: pytest.MonkeyPatch) -> SteppingClock:
    """All commands read this clock."""
    clock = SteppingClock(SIGNED)
    for place in ("datapact.cli.kit.session.utc_now", "tests.cli.desks.utc_now"):
        patch.setattr(place, clock)
    return clock


def _houses(folder: Path, clock: SteppingClock) -> LeadHouses:
    def desk(vault: str, member: str) -> Desk:
        return Desk(folder, folder / vault, member)

    return LeadHouses(
        folder,
        desk("keller", "anna-keller"),
        desk("keller", "martin-vogt"),
        desk("keller", "lea-lead"),
        desk("keller", "paul-pruefer"),
        desk("institut", "prof-dr-sofia-brandt"),
        clock,
    )


def _found(folder: Path, clock: SteppingClock) -> tuple[LeadHouses, str]:
    """Two organisations that have compared fingerprints, and Keller's draft."""
    people = [
        ("Anna Keller", LEGAL, "managing_director"),
        ("Martin Vogt", ("legal", "signatory"), "managing_director"),
        ("Lea Lead", ("lead",), ""),
        ("Paul Prüfer", ("auditor",), ""),
    ]
    found(folder, "keller", profile("keller"), people)
    found(folder, "institut", profile("institut"), [("Prof. Dr. Sofia Brandt", LEGAL, "by_power_of_attorney")])
    houses = _houses(folder, clock)
    meet(houses.anna, houses.sofia)
    meet(houses.sofia, houses.anna)
    answers = folder / "study.toml"
    text = datapact("template", "show", "ai-pilot", "--example").out
    for old, new in CHANGED.items():
        assert old in text, old
        text = text.replace(old, new)
    answers.write_text(text + ADDED, "utf-8")
    return houses, houses.anna("agreement", "new", "--template", "ai-pilot", "--answers", answers)


def _sign(houses: LeadHouses, history: str) -> None:
    """Offered, accepted, frozen, and signed by three people."""
    anna, martin, sofia = houses.anna, houses.martin, houses.sofia
    carry(anna, history, sofia)
    sofia("agreement", "accept", history)
    carry(sofia, history, anna)
    anna("agreement", "freeze", history)
    anna("agreement", "confirm", history)  # what the free texts say was read
    anna("agreement", "sign", history)
    martin("agreement", "sign", history)
    carry(martin, history, sofia)
    sofia("agreement", "sign", history)
    carry(sofia, history, anna)


def _say_what_the_notice_means(houses: LeadHouses) -> None:
    """The house signs that its notice tells people of the agreed purpose."""
    signed = ("--agreed", "DP-2026-0001/science", "--purpose", PURPOSE, "--reason", "Same words in both.")
    houses.anna(
        "agreed-purpose", "add", "--sort", "notice", *signed, "--notice", "operator-study", "--notice-version", "2"
    )


def _put_the_basis_on_file(houses: LeadHouses) -> None:
    """What the institute relies on by the agreement, looked at by a legal member."""
    about = ("--dataset", DATASET, "--purpose", PURPOSE, "--controller", "Institut", "--article", "6(1)(f)")
    read = ("--document", "Akte 12/3", "--outcome", "carries", "--approver", "Anna Keller")
    houses.anna("legal-basis", "add", *about, *read)


def _import(lea: Desk) -> None:
    """The notice and the consents, as files of another program."""
    notice, consents = lea.folder / "notice.toml", lea.folder / "bedienstudie.csv"
    notice.write_text(NOTICE, "utf-8")
    lea("consent", "notice", "add", notice)
    with consents.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_rows())
    report = lea.json("consent", "import", consents)
    assert (report["lines"], report["taken"], report["refused"]) == (PEOPLE, PEOPLE, 0)


def _rows() -> Iterator[tuple[str, ...]]:
    """Everybody was asked; after those who count come some who refused, some who withdrew, some whose consent ran out."""
    for number in range(PEOPLE):
        day = (SIGNED - timedelta(days=400 - number % 90)).date().isoformat()
        place = number - ALLOWED
        state = (
            "refused" if 0 <= place < REFUSED else "withdrawn" if REFUSED <= place < REFUSED + WITHDRAWN else "given"
        )
        until = "" if state != "given" else UNTIL.isoformat() if place < 0 else "2026-09-30"
        told = ("operator-study", "2") if state == "given" else ("", "")
        yield f"r-{number + 1}", pseudonym(number), DATASET, PURPOSE, "self", state, day, until, *told
