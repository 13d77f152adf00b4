"""note: an internal remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Note
from datapact.history.kinds.kind import SPEAKERS, Kind, Names, never, shown
from datapact.history.kinds.members import text
from datapact.history.ledger import Ledger
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.notes.append(Note(entry.digest, entry.kid, entry.time, body["text"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} made an internal note."), {"member": shown(entry.kid, names)})


KIND = Kind(
    name="note",
    stream="internal",
    roles=SPEAKERS,
    members={"text": text},
    sentence=_sentence,
    allow=never,
    step=_step,
)
