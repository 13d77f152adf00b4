"""approval: internal consent to one state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Approval
from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, shown
from datapact.history.kinds.members import digest, text
from datapact.history.ledger import Ledger
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.approvals.append(Approval(entry.digest, entry.kid, entry.time, body["state_digest"], body["note"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} approved the text internally."), {"member": shown(entry.kid, names)})


KIND = Kind(
    name="approval",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={"state_digest": digest, "note": text},
    sentence=_sentence,
    allow=never,
    step=_step,
)
