"""declined: a party does not conclude this agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Declined
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.declined import DECLINED_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage not in ("offered", "agreed", "frozen", "signing"):
        return Message(N_("There is nothing left to decline."))
    if any(signed.organisation == entry.organisation for signed in standing.signed):
        return Message(N_("The organisation has signed already; it can give notice of termination instead."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.declined.append(Declined(entry.digest, entry.organisation, entry.time, entry.body["reason"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} declined the agreement."), {"organisation": shown(entry.organisation, names)})


DECLINED_RULE = Rule(
    shape=DECLINED_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
