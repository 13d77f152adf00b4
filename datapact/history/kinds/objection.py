"""objection: a party objects to a notice or a proposed change; to a proposal of its own, it takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.after_signature import Objection
from datapact.history.kinds.once_signed import known_change, needs_consent, refusal_unless_signed
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.objection import OBJECTION_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    to = entry.body["to"]
    notice = ledger.notices.get(to)
    if notice is not None and to not in standing_of(ledger).void:
        if not notice.objection_until:
            return Message(N_("Nobody is asked to object to this notice."))
        return None
    change = known_change(ledger, to)
    if change is None:
        return Message(N_("There is no such notice or proposed change to object to."))
    if not needs_consent(change):
        return Message(N_("This change does not need the consent of the others; only its notice can be objected to."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.objections.append(
        Objection(entry.digest, entry.organisation, entry.time, body["to"], body["day"], body["reason"])
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} objected to a notice or a proposed change, or took its own back."),
        {"organisation": shown(entry.organisation, names)},
    )


OBJECTION_RULE = Rule(
    shape=OBJECTION_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
