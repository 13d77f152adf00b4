"""approval: internal consent to one state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Approval
from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.approval import APPROVAL_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.approvals.append(Approval(entry.digest, entry.kid, entry.time, body["state_digest"], body["note"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} approved the text internally."), {"member": shown(entry.kid, names)})


APPROVAL_RULE = Rule(
    shape=APPROVAL_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
    step=_step,
)
