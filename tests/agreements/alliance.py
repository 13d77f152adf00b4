"""An agreement of some organisations that is signed, and further organisations that know them: who comes and who goes."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.party_over_time import Members
from datapact.agreements.projection.reading_version import amendments_of
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.steps import accession, in_force, negotiation
from datapact.agreements.text.current_text import current_state
from datapact.base.clock import Clock, local_day
from datapact.exchange.receive.receive import Received, receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.history.entries.entry import Entry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import change_profile, own_profile, write_card
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from tests.benchmarks import network
from tests.kept import copied

PASSPHRASE = network.PASSPHRASE
BEGAN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
RULES = """
[membership]
joining = "majority"
leaving = "own_part"
leaving_months = 3
leaving_to = "month"
exclusion = "majority"
data_after = "delete"
data_after_days = 30
licences_after = "go_on"
whole_end = "majority"
"""


class MovingClock:
    """A clock that goes on by a second each time, and by days when told to."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def go(self, day: date) -> None:
        self.now = max(self.now, datetime.combine(day, BEGAN.timetz()))


@dataclass
class Alliance:
    """The vaults, open; the first of them founded the agreement."""

    everyone: list[Acting]
    founders: int
    history: str
    clock: MovingClock

    @property
    def others(self) -> list[Acting]:
        """The founders without the first."""
        return self.everyone[1 : self.founders]

    def close(self) -> None:
        for one in self.everyone:
            one.close()

    def carry(self, sender: Acting, receivers: Sequence[Acting], history: str = "") -> list[Received]:
        """One file for all receivers, each of which takes it in."""
        data = send_agreement(sender, history or self.history, [one.organisation for one in receivers])
        return [receive_bundle(one, data) for one in receivers]

    def all_meet(self, among: Sequence[Acting], history: str = "") -> None:
        """Everybody sends to everybody, so that all know the same but for the last receipts."""
        for one in among:
            self.carry(one, [other for other in among if other is not one], history)

    def members(self, of: Acting) -> Members:
        with of.vault.read() as session:
            return members_of(load_state(session, self.history), amendments_of(session, self.history))

    def today(self) -> date:
        return local_day(self.clock())

    def change(self, changes: str) -> Entry:
        """An amendment by consent to which every founder agrees."""
        first, others = self.everyone[0], self.others
        entry = in_force.amend(first, self.history, changes.encode()).entry
        assert entry is not None
        self.carry(first, others)
        for one in others:
            in_force.agree_to(one, self.history)
            self.carry(one, [other for other in self.everyone[: self.founders] if other is not one])
        return entry

    def sign_accession(self, begun: accession.Begun, signers: Sequence[Acting], newcomer: Acting) -> None:
        """The draft of the first signer is agreed, frozen and signed by all who sign it."""
        first, history = signers[0], begun.accession
        others = [*signers[1:], newcomer]
        with first.vault.read() as session:
            parties = current_state(load_state(session, history))["terms"]["parties"]
        key = next(one["key"] for one in parties if one["organisation"] == newcomer.organisation)
        answered = f"[parties.{key}]\npublic_body = false\ndpo_required = false\n"
        negotiation.revise(first, history, answered.encode())
        negotiation.offer_draft(first, history)
        self.carry(first, others, history)
        for one in others:
            negotiation.accept(one, history)
            self.carry(one, [first], history)
        freeze(first, history, self.today())
        self.carry(first, others, history)
        order = [*signers, newcomer]
        for place, one in enumerate(order):
            sign(one, history, PASSPHRASE)
            self.carry(
                one,
                [other for other in order if other is not one][:1] if place + 1 == len(order) else [order[place + 1]],
                history,
            )


def answers(founders: int, more: str = "") -> bytes:
    """Answers of a network whose first two parties provide, in which amendments need consent in text form; ``more`` is TOML."""
    text = network.answers(founders, 2).decode()
    return (text + '\n[form]\namendment = "text_form"\n' + RULES + more).encode()


def _introduce(newcomer: Acting, everyone: Sequence[Acting]) -> None:
    """A card with all that a contract asks of a party."""
    with newcomer.vault.read() as session:
        name = own_profile(session).name
    found: dict[str, Any] = tomllib.loads(answers(len(everyone)).decode())
    party = found["parties"][everyone.index(newcomer)]
    kept = ("kind", "legal_form", "registration", "address", "contact")
    change_profile(newcomer, {"name": name, **{key: party[key] for key in kept if key in party}})
    for one in everyone:
        if one is not newcomer:
            add_partner(one, write_card(newcomer))


def _build(folder: Path, clock: Clock, founders: int, beside: int, more: str) -> str:
    made = network.founded(folder, founders + beside, 2)
    for one in made.acting:
        object.__setattr__(one, "clock", clock)
    everyone = made.acting
    for one in everyone[founders:]:
        _introduce(one, everyone)
    first, rest = everyone[0], everyone[1:founders]
    history = negotiation.new_agreement(first, network.TEMPLATE, answers(founders, more))
    negotiation.offer_draft(first, history)
    made.history = history
    made.send("offer", first, rest, rest)
    for one in rest:
        negotiation.accept(one, history)
        made.send("accept", one, [first], [first])
    freeze(first, history, clock().date())
    made.send("freeze", first, rest, rest)
    among = everyone[:founders]
    for place, one in enumerate(among):
        sign(one, history, PASSPHRASE)
        others = [other for other in among if other is not one]
        made.send("sign", one, others, others if place + 1 == founders else [among[place + 1]])
    made.close()
    return history


def alliance(folder: Path, founders: int = 3, beside: int = 1, more: str = "", name: str = "") -> Alliance:
    """So many founders with an agreement signed by all, and others beside them; all know each other.

    ``more`` are further terms as TOML, of which ``name`` tells samples apart.
    """
    clock = MovingClock()
    kept = f"alliance-{founders}-{beside}{name}"
    history = copied(folder, kept, clock, lambda where, own: _build(where, own, founders, beside, more))
    everyone = [
        unlock(folder / f"p{place + 1}.datapact", None, PASSPHRASE, clock) for place in range(founders + beside)
    ]
    return Alliance(everyone, founders, history, clock)
