"""accept: a party accepts the state of one offer, named by its digest; not binding before signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Accept
from datapact.history.kinds.rule import LEGAL, NOT_BINDING, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.accept import ACCEPT_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    offer = entry.body["offer"]
    if standing.stage != "offered" or offer not in standing.open_offers:
        return Message(N_("The offer is not open, so it cannot be accepted."))
    everybody = ledger.offers[offer].parties <= standing.accepted[offer]
    if entry.organisation in standing.accepted[offer] and not everybody:
        return Message(N_("The organisation has accepted this offer already."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.accepts.append(Accept(entry.digest, entry.organisation, entry.body["offer"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} accepted the text. {not_binding}"),
        {"organisation": shown(entry.organisation, names), "not_binding": NOT_BINDING},
    )


ACCEPT_RULE = Rule(
    shape=ACCEPT_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
