"""The main job with the cheapest key derivation, and copies of both vaults as they were on the way."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from datapact.agreements.projection.renewed_rows import renew_rows
from datapact.agreements.steps import negotiation
from datapact.base.resources import data_folder
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.obligations.due.projection import refresh_stale
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members import members
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner, trust_partner
from datapact.signing.ceremony.export import export_json, export_pdf
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from datapact.vault.keys.slot import KdfParameters

CHEAP = KdfParameters(passes=1, memory_kib=8192, lanes=1)
PASSPHRASE = "neun rote Kraniche am Fluss"
ANNA, MARTIN, SOFIA = "anna-keller", "martin-vogt", "prof-dr-sofia-brandt"
KELLER, INSTITUTE = "Keller.datapact", "Institut.datapact"
ROLES = ["admin", "legal", "signatory"]


def demo_data(name: str) -> bytes:
    """One of the files that the demo works with."""
    return (data_folder() / "demo" / name).read_bytes()


@dataclass(frozen=True)
class Journey:
    """``stages`` are folders with both vaults, closed, as they were: met, offered, frozen, signed."""

    folder: Path
    history: str
    bundles: tuple[bytes, ...]
    """What Keller sent: the offer, the acceptance, the text with two signatures."""
    card: bytes
    own_card: bytes
    pdf: bytes
    agreement_json: bytes

    def stage(self, name: str, target: Path) -> Path:
        """A fresh copy of both vaults as they were at a stage."""
        shutil.copytree(self.folder / name, target)
        return target


def found(folder: Path, profile: str, person: str, capacity: str, clock: Callable[[], datetime]) -> Acting:
    """An organisation of the demo with its first member."""
    return create_organisation(
        folder, tomllib.loads(demo_data(profile).decode()), person, ROLES, PASSPHRASE, capacity, clock, CHEAP
    ).acting


def meet(acting: Acting, other: Acting) -> bytes:
    """Take over and confirm the other's card."""
    card = write_card(other)
    add_partner(acting, card)
    trust_partner(acting, other.organisation, fingerprint(other.organisation))
    return card


def found_both(folder: Path, clock: Callable[[], datetime]) -> tuple[bytes, bytes]:
    """The vaults of both organisations, which know each other; returns the cards of Keller and the institute."""
    with found(folder / KELLER, "keller.toml", "Anna Keller", "managing_director", clock) as anna:
        invitation = invite(anna, "Martin Vogt", ["legal", "signatory"], "managing_director", CHEAP)
        join(folder / KELLER, invitation.member, invitation.code, PASSPHRASE, clock, CHEAP)
        members.certify(anna, invitation.member)
        with found(
            folder / INSTITUTE, "institut.toml", "Prof. Dr. Sofia Brandt", "by_power_of_attorney", clock
        ) as sofia:
            return meet(sofia, anna), meet(anna, sofia)


@contextmanager
def at_work(folder: Path, clock: Callable[[], datetime]) -> Iterator[tuple[Acting, Acting, Acting]]:
    """Anna, Martin and Sofia with their vaults open; afterwards they are as a program leaves them that has opened them."""
    with ExitStack() as open_vaults:
        anna = open_vaults.enter_context(unlock(folder / KELLER, ANNA, PASSPHRASE, clock))
        martin = open_vaults.enter_context(unlock(folder / KELLER, MARTIN, PASSPHRASE, clock))
        sofia = open_vaults.enter_context(unlock(folder / INSTITUTE, SOFIA, PASSPHRASE, clock))
        yield anna, martin, sofia
        for acting in (anna, sofia):
            renew_rows(acting)
            refresh_stale(acting)


def travel(folder: Path, clock: Callable[[], datetime]) -> Journey:
    """The whole journey in ``folder``."""
    now = folder / "now"
    now.mkdir(parents=True)
    own_card, card = found_both(now, clock)
    shutil.copytree(now, folder / "met")
    bundles = []

    def carry(sender: Acting, receiver: Acting) -> None:
        data = send_agreement(sender, history, [receiver.organisation])
        if sender.vault.folder.name == KELLER:
            bundles.append(data)
        receive_bundle(receiver, data)

    with at_work(now, clock) as (anna, _martin, sofia):
        history = negotiation.new_agreement(anna, "ai-pilot", example_answers("ai-pilot"))
        negotiation.offer_draft(anna, history)
        bundles.append(send_agreement(anna, history, [sofia.organisation]))
    shutil.copytree(now, folder / "offered")
    with at_work(now, clock) as (anna, _martin, sofia):
        receive_bundle(sofia, bundles[0])
        negotiation.counter(sofia, history, demo_data("counter.toml"))
        carry(sofia, anna)
        negotiation.accept(anna, history)
        carry(anna, sofia)
        freeze(sofia, history, date(2026, 11, 24))
        carry(sofia, anna)
    shutil.copytree(now, folder / "frozen")
    with at_work(now, clock) as (anna, martin, sofia):
        sign(anna, history, PASSPHRASE)
        sign(martin, history, PASSPHRASE)
        carry(martin, sofia)
        sign(sofia, history, PASSPHRASE)
        carry(sofia, anna)
        pdf, agreement_json = export_pdf(anna, history), export_json(anna, history)
    now.rename(folder / "signed")
    return Journey(folder, history, tuple(bundles), card, own_card, pdf, agreement_json)
