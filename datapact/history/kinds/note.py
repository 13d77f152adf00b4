"""note: an internal remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Note
from datapact.history.kinds.rule import SPEAKERS, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.note import NOTE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.notes.append(Note(entry.digest, entry.kid, entry.time, body["text"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} made an internal note."), {"member": shown(entry.kid, names)})


NOTE_RULE = Rule(
    shape=NOTE_SHAPE,
    roles=SPEAKERS,
    sentence=_sentence,
    step=_step,
)
