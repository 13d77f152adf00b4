"""draft: a complete state of the agreement that has not left the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Draft
from datapact.history.kinds.agreement_state import conceals_in_draft
from datapact.history.kinds.kind import LEGAL, Kind, Names, never, shown
from datapact.history.kinds.members import anything, text
from datapact.history.ledger import Ledger
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.drafts.append(Draft(entry.digest, entry.kid, entry.time, body["state"], body["note"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} saved a draft."), {"member": shown(entry.kid, names)})


KIND = Kind(
    name="draft",
    stream="internal",
    roles=LEGAL,
    members={"state": anything, "note": text},
    sentence=_sentence,
    allow=never,
    step=_step,
    conceals=conceals_in_draft,
)
