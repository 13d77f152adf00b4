"""suspended: a party holds its performance back from a day, with a reason; nothing ends by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.after_signature import Suspension
from datapact.history.kinds.once_signed import refusal_unless_signed
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.suspended import SUSPENDED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    body = entry.body
    if body["until"] and body["until"] < body["begins"]:
        return Message(N_("The suspension ends before it begins."))
    return refusal_unless_signed(ledger)


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.suspensions[entry.digest] = Suspension(
        entry.digest, entry.organisation, entry.time, body["begins"], body["until"], body["reason"]
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} suspended the agreement from {day}."),
        {"organisation": shown(entry.organisation, names), "day": words(entry.body["begins"])},
    )


SUSPENDED_RULE = Rule(
    shape=SUSPENDED_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
