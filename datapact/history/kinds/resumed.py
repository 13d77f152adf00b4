"""resumed: the party that suspended the agreement performs it again from a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.after_signature import Resumption
from datapact.history.kinds.once_signed import refusal_unless_signed
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.resumed import RESUMED_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    suspension = ledger.suspensions.get(entry.body["suspension"])
    if suspension is None or suspension.digest in standing_of(ledger).void:
        return Message(N_("There is no such suspension."))
    if suspension.organisation != entry.organisation:
        return Message(N_("Only the organisation that suspended the agreement can resume it."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.resumptions.append(Resumption(entry.digest, entry.organisation, entry.time, body["suspension"], body["day"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} resumed the agreement from {day}."),
        {"organisation": shown(entry.organisation, names), "day": words(entry.body["day"])},
    )


RESUMED_RULE = Rule(
    shape=RESUMED_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
