"""amendment: a party proposes changed terms in text form; they count once every other party has agreed.

Where the parties agreed that amendments need signatures, the amendment is an agreement of its own instead, see
docs/decisions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.after_signature import ContractChange
from datapact.history.kinds.change_content import removals_of
from datapact.history.kinds.once_signed import refusal_unless_signed
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.amendment import AMENDMENT_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, _entry: Entry) -> Message | None:
    return refusal_unless_signed(ledger)


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.changes[entry.digest] = ContractChange(
        digest=entry.digest,
        organisation=entry.organisation,
        author=entry.kid,
        time=entry.time,
        annex="",
        rule="both",
        content=body["content"],
        removals=removals_of(body["removals"]),
        day=body["day"],
        effective=body["effective"],
        notice="",
        note=body["note"],
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} proposed an amendment, from {day}. It counts once every other party has agreed."),
        {"organisation": shown(entry.organisation, names), "day": words(entry.body["effective"])},
    )


AMENDMENT_RULE = Rule(
    shape=AMENDMENT_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
