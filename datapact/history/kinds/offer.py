"""offer: the first complete proposed state that leaves the house; its organisation accepts it thereby."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Offer
from datapact.history.kinds.rule import LEGAL, NOT_BINDING, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.offer import OFFER_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    parties = entry.body["parties"]
    if ledger.offers:
        return Message(N_("There is an offer already; answer it with a counter."))
    if len(set(parties)) != len(parties) or entry.organisation not in parties:
        return Message(N_("The offering organisation must be one of the different parties."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.offers[entry.digest] = Offer(
        digest=entry.digest,
        organisation=entry.organisation,
        author=entry.kid,
        time=entry.time,
        parties=frozenset(entry.body["parties"]),
        state=entry.body["state"],
        answers="",
        note=entry.body["note"],
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} made an offer. {not_binding}"),
        {"organisation": shown(entry.organisation, names), "not_binding": NOT_BINDING},
    )


OFFER_RULE = Rule(
    shape=OFFER_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
