"""counter: another complete state in answer to an open offer; what changed is computed, never trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Offer
from datapact.history.kinds.rule import LEGAL, NOT_BINDING, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.counter import COUNTER_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage not in ("offered", "agreed"):
        return Message(N_("The text is not under negotiation, so it cannot be countered."))
    if entry.body["answers"] not in standing.open_offers:
        return Message(N_("The offer that this counter answers is not open."))
    if len(set(entry.body["parties"])) != len(entry.body["parties"]) or set(entry.body["parties"]) != ledger.parties:
        return Message(N_("A counter cannot change who the parties are."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.offers[entry.digest] = Offer(
        digest=entry.digest,
        organisation=entry.organisation,
        author=entry.kid,
        time=entry.time,
        parties=frozenset(entry.body["parties"]),
        state=entry.body["state"],
        answers=entry.body["answers"],
        note=entry.body["note"],
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} made a counter-proposal. {not_binding}"),
        {"organisation": shown(entry.organisation, names), "not_binding": NOT_BINDING},
    )


COUNTER_RULE = Rule(
    shape=COUNTER_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
