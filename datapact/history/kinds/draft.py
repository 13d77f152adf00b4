"""draft: a complete state of the agreement that has not left the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Draft
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.draft import DRAFT_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.drafts.append(Draft(entry.digest, entry.kid, entry.time, body["state"], body["note"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} saved a draft."), {"member": shown(entry.kid, names)})


DRAFT_RULE = Rule(
    shape=DRAFT_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    step=_step,
)
