"""The vault that is photographed: the demo's organisations with an agreement in every state, and a list to scroll."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from datapact.agreements.projection.calendar_statuses import bring_up_to_date
from datapact.agreements.projection.renewed_rows import renew_rows
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.signed_elsewhere import end_elsewhere
from datapact.base.clock import in_zone
from datapact.cli.actions.demo import add_study
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import send_out
from datapact.obligations.due.projection import refresh_stale
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from datapact.signing.elsewhere.form import Filled, register_filled
from datapact.vault.folder.automatic_backup import back_up_daily
from tests.acceptance.journey import (
    ANNA,
    CHEAP,
    INSTITUTE,
    KELLER,
    MARTIN,
    PASSPHRASE,
    ROLES,
    SOFIA,
    at_work,
    demo_data,
    found_both,
)
from tests.conftest import SteppingClock
from tests.screenshots.sample_audit import add_auditor, add_audits
from tests.screenshots.sample_calendar import add_days
from tests.screenshots.sample_records import add_records

TODAY = date(2026, 11, 24)
START = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
NOON = START + timedelta(hours=5)

# title in German, title in English
TITLES = {
    "signed": ("KI-Pilot Vorausschauende Wartung", "AI Pilot Predictive Maintenance"),
    "signing": ("Bilddaten der Montagelinie 2", "Image Data of Assembly Line 2"),
    "frozen": ("Energiedaten Werk Heilbronn", "Energy Data of the Heilbronn Plant"),
    "agreed": ("Schwingungsmessung Fräszentrum", "Vibration Measurement at the Milling Centre"),
    "countered": ("Prüfstandsdaten Getriebe", "Gearbox Test Bench Data"),
    "offered": ("Werkzeugverschleiß aus Stromkurven", "Tool Wear from Current Curves"),
    "draft": ("Qualitätsdaten Gussteile", "Quality Data of Castings"),
    "declined": ("Standortdaten der Ersatzteile", "Location Data of Spare Parts"),
    "terminated": ("Akustische Prüfung der Spindeln", "Acoustic Testing of Spindles"),
}
MORE_TITLES = {
    "several": ("Temperaturverläufe der Öfen", "Temperature Curves of the Furnaces"),
    "begun": ("Fahrdaten der Flurförderzeuge", "Driving Data of Industrial Trucks"),
}

OTHERS = (
    ("Werkzeugbau Lindner KG", "KG", "Petra Lindner", "Ulm", "DE"),
    ("Atelier Mécanique Dubois SARL", "SARL", "Claire Dubois", "Lyon", "FR"),
    ("Donau Analytik GmbH", "GmbH", "Franz Huber", "Linz", "AT"),
    ("Hochschule für Mobilität", "Stiftung", "Nils Berger", "Leipzig", "DE"),
)

SUBJECTS = (
    "Maschinendaten Halle {n}",
    "Fernwartung Anlage {n}",
    "Lieferkette Los {n}",
    "Sensorik Prüffeld {n}",
    "Energieverbrauch Linie {n}",
    "Qualitätsprüfung Serie {n}",
)
FILLED_STATES = ("draft", "offered", "signed", "in_force", "expired", "terminated")
"""What an agreement of the list can be without a partner that answers."""
_ALONE = 0.8
"""The share of agreements with one partner."""


class Sample:
    """Paths and history ids of what ``make_sample`` left in a folder."""

    member, passphrase = ANNA, PASSPHRASE

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = folder / KELLER
        self.institute = folder / INSTITUTE
        names = (folder / "histories.txt").read_text("utf-8").split("\n")
        self.histories = dict(line.split(" ") for line in names if line)

    def file(self, name: str) -> Path:
        """One of the files that came by mail: offer.dpact, counter.dpact, stranger.dpact, stranger.dpcard, …"""
        return self.folder / "post" / name


def make_sample(folder: Path) -> Sample:
    """Make everything in a new folder; the clock begins on the same morning every time."""
    clock = SteppingClock(START)
    folder.mkdir(parents=True)
    post = folder / "post"
    post.mkdir()
    histories: dict[str, str] = {}
    with ExitStack() as open_vaults:
        found_both(folder, clock)
        anna, martin, sofia = open_vaults.enter_context(at_work(folder, clock))
        for name, legal_form, person, city, country in OTHERS:
            other = _other(folder, name, legal_form, person, city, country, clock)
            with other:
                add_partner(anna, write_card(other))
        _fill(anna, 48)
        with _other(folder, "Spedition Nordwind GmbH", "GmbH", "Jana Petersen", "Kiel", "DE", clock) as stranger:
            add_partner(stranger, write_card(anna))
            (post / "stranger.dpcard").write_bytes(write_card(stranger))
            foreign = negotiation.new_agreement(stranger, "ai-pilot", _answers("draft", 88, "Spedition Nordwind GmbH"))
            (post / "stranger.dpact").write_bytes(send_out(stranger, foreign, [anna.organisation]).data)
        for number, state in enumerate(TITLES, start=1):
            histories[state] = _bring(state, number, anna, martin, sofia)
        (post / "agreement.pdf").write_bytes(export_pdf(anna, histories["signed"]))
        changed = export_pdf(anna, histories["signed"])
        (post / "changed.pdf").write_bytes(changed.replace(b"/Contents <3082", b"/Contents <3182", 1) + b"\n% more\n")
        newest = _bring("offered", 20, sofia, sofia, anna, deliver=False)
        bundle = send_out(sofia, newest, [anna.organisation], "Wie telefonisch besprochen.").data
        (post / "offer.dpact").write_bytes(bundle)
        (post / "broken.dpact").write_bytes(bundle[:-200])
        counter = _bring("offered", 21, anna, martin, sofia)
        negotiation.counter(sofia, counter, demo_data("counter.toml"), "Kürzere Speicherung genügt uns.")
        (post / "counter.dpact").write_bytes(send_out(sofia, counter, [anna.organisation]).data)
        histories["several"] = _several(22, anna, martin, sofia)
        histories["begun"] = _begun(23, anna)
        invitation = invite(anna, "Lea Sommer", ["lead"], "", CHEAP)
        (post / "invitation.txt").write_text(f"{invitation.member} {invitation.code}\n", "utf-8")
        add_study(anna)
        add_days(anna, sofia, histories["signed"], post)
        add_records(anna, sofia, post)
        add_auditor(folder / KELLER, anna, PASSPHRASE, clock, CHEAP)
        add_audits(folder / KELLER, anna, PASSPHRASE, clock, outside=sofia.organisation)
    for vault, member in ((KELLER, ANNA), (INSTITUTE, SOFIA)):
        with unlock(folder / vault, member, PASSPHRASE, SteppingClock(NOON)) as acting:
            _use_once(acting)
    lines = [f"{state} {history}" for state, history in histories.items()]
    (folder / "histories.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return Sample(folder)


def _use_once(acting: Acting) -> None:
    """Leave a vault as the program leaves it that was opened today: nothing is left to do for each window on a copy."""
    renew_rows(acting)
    bring_up_to_date(acting, in_zone(acting.clock()).date())
    refresh_stale(acting)
    back_up_daily(acting.vault)


def _other(
    folder: Path, name: str, legal_form: str, person: str, city: str, country: str, clock: Callable[[], datetime]
) -> Acting:
    profile = {"name": name, "legal_form": legal_form, "address": {"city": city, "country": country}}
    vault = folder / f"{name.split()[0]}.datapact"
    return create_organisation(vault, profile, person, ROLES, PASSPHRASE, "managing_director", clock, CHEAP).acting


def _answers(state: str, number: int, name: str = "") -> bytes:
    german, english = (TITLES | MORE_TITLES)[state]
    text = example_answers("ai-pilot").decode()
    text = text.replace("DP-2026-0001", f"DP-2026-{number:04d}")
    text = text.replace(TITLES["signed"][0], german).replace(TITLES["signed"][1], english)
    return text.replace("Institut für Produktionsdaten e. V.", name or "Institut für Produktionsdaten e. V.").encode()


def _bring(state: str, number: int, anna: Acting, martin: Acting, sofia: Acting, *, deliver: bool = True) -> str:
    """A new agreement, brought into a state; returns its history. Ends where ``state`` says."""
    history = negotiation.new_agreement(anna, "ai-pilot", _answers(state, number))
    if state == "draft":
        return history
    negotiation.offer_draft(anna, history)
    if not deliver:
        return history

    def carry(sender: Acting, receiver: Acting) -> None:
        receive_bundle(receiver, send_out(sender, history, [receiver.organisation]).data)

    carry(anna, sofia)
    if state == "offered":
        return history
    if state == "declined":
        negotiation.decline(sofia, history, "Die Standortdaten geben Rückschlüsse auf unsere Zulieferer.")
        carry(sofia, anna)
        return history
    negotiation.counter(sofia, history, demo_data("counter.toml"), "Kürzere Speicherung genügt uns.")
    carry(sofia, anna)
    if state == "countered":
        return history
    negotiation.comment(anna, history, "Zwölf Monate genügen auch uns.")
    negotiation.accept(anna, history)
    carry(anna, sofia)
    if state == "agreed":
        return history
    freeze(sofia, history, TODAY)
    carry(sofia, anna)
    if state == "frozen":
        return history
    sign(anna, history, PASSPHRASE)
    if state == "signing":
        return history
    sign(martin, history, PASSPHRASE)
    carry(martin, sofia)
    sign(sofia, history, PASSPHRASE)
    carry(sofia, anna)
    if state == "terminated":
        negotiation.terminate(anna, history, date(2027, 3, 31), "Das Vorhaben ist beendet.")
    return history


def _several(number: int, anna: Acting, martin: Acting, sofia: Acting) -> str:
    """An agreement of which two proposals are open: both sides wrote one before they had the other's."""
    history = negotiation.new_agreement(anna, "ai-pilot", _answers("several", number))
    negotiation.offer_draft(anna, history)
    receive_bundle(sofia, send_out(anna, history, [sofia.organisation]).data)
    negotiation.counter(sofia, history, demo_data("counter.toml"), "Kürzere Speicherung genügt uns.")
    negotiation.counter(martin, history, b"[rights]\nanswer_days = 7\n", "Antwort binnen einer Woche.")
    receive_bundle(anna, send_out(sofia, history, [anna.organisation]).data)
    return history


def _begun(number: int, anna: Acting) -> str:
    """A draft with questions that are open."""
    lines = _answers("begun", number).splitlines()
    left_out = (b"governing = ", b"venue = ", b"answer_days = ", b"balancing_test = ")
    return negotiation.new_agreement(
        anna, "ai-pilot", b"\n".join(line for line in lines if not line.strip().startswith(left_out))
    )


def _fill(acting: Acting, count: int) -> None:
    """A list to scroll: drafts, offers, and contracts signed elsewhere, each with its history; so a proof of every row holds."""
    chance = random.Random(7)
    partners = [name for name, *_rest in OTHERS]
    for number in range(count):
        state = FILLED_STATES[number % len(FILLED_STATES)]
        title = chance.choice(SUBJECTS).format(n=number % 9 + 1)
        with_whom = tuple(partners[:2]) if chance.random() > _ALONE else (chance.choice(partners),)
        reference = f"DP-2026-{number + 101:04d}"
        if state in ("draft", "offered"):
            text = _answers("draft", number + 101, with_whom[0]).decode()
            for words in TITLES["draft"]:
                text = text.replace(words, title)
            history = negotiation.new_agreement(acting, "ai-pilot", text.encode())
            if state == "offered":
                negotiation.offer_draft(acting, history)
            continue
        signed_on = TODAY - timedelta(days=410 if state != "signed" else 5)
        filled = Filled(
            title=title,
            partners=with_whom,
            kind=chance.choice(("ai-pilot", "controller-to-controller", "processing")),
            reference=reference,
            signed_on=signed_on,
            start=TODAY + timedelta(days=14) if state == "signed" else TODAY - timedelta(days=400),
            end=TODAY + timedelta(days=-chance.randint(1, 300) if state == "expired" else chance.randint(20, 500)),
        )
        done = register_filled(acting, filled)
        if state == "terminated":
            end_elsewhere(
                acting,
                done.history,
                TODAY - timedelta(days=chance.randint(1, 300)),
                ground="ordinary",
                reason="Beendet.",
            )


__all__ = ["MARTIN", "NOON", "SOFIA", "START", "Sample", "make_sample"]
