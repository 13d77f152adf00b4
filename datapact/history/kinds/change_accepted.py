"""change_accepted: a party agrees to a proposed amendment or order, named by its digest; its latest word counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.after_signature import ChangeAccepted
from datapact.history.kinds.once_signed import known_change, needs_consent, refusal_unless_signed
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.change_accepted import CHANGE_ACCEPTED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    change = known_change(ledger, entry.body["change"])
    if change is None or not needs_consent(change):
        return Message(N_("There is no such proposed change to agree to."))
    if change.organisation == entry.organisation:
        return Message(N_("The organisation proposed this change itself."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.change_accepts.append(
        ChangeAccepted(entry.digest, entry.organisation, entry.time, body["change"], body["day"])
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} agreed to a proposed change."), {"organisation": shown(entry.organisation, names)}
    )


CHANGE_ACCEPTED_RULE = Rule(
    shape=CHANGE_ACCEPTED_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
