"""recall_acknowledged: a partner confirmed that it was told, or what it has done with the data since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import EVERYBODY, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import digest, line, moment, name, one_of, optional, party, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

DONE = ("erased", "returned", "restricted", "stopped", "kept")
"""What can have been done with the data. ``kept``: it stays, for a reason that the note gives (Art. 17(3) GDPR)."""
OUTCOMES = ("received", *DONE)


def _sentence(entry: Entry, names: Names) -> Message:
    recipient = entry.body["recipient"]
    who = shown(recipient, names) if isinstance(recipient, str) else words(recipient)
    if entry.body["outcome"] == "received":
        return Message(
            N_("{recipient} confirmed that it was told whose data it may no longer use."), {"recipient": who}
        )
    return Message(N_("{recipient} confirmed what it did with the data that we called back."), {"recipient": who})


KIND = Kind(
    name="recall_acknowledged",
    stream="internal",
    roles=EVERYBODY,
    members={
        "key": name,
        "recipient": party,
        "outcome": one_of(*OUTCOMES),
        "at": moment,
        "channel": one_of("bundle", "evidence"),
        "entry": optional(digest),
        "evidence": optional(digest),
        "person": line,
        "note": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
