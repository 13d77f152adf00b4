"""recall_received: a partner told us of people whose data, that it had delivered to us, we may no longer use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import EVERYBODY, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import digest, line, name, number, one_of, text
from datapact.history.kinds.recall import ASKS
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    sender = body["sender"]
    return Message(
        N_("{sender} told us about people in {dataset} whose data we may no longer use; number: {count}."),
        {
            "sender": shown(sender, names) if isinstance(sender, str) else words(sender),
            "dataset": words(body["dataset"]),
            "count": words(body["count"]),
        },
    )


KIND = Kind(
    name="recall_received",
    stream="internal",
    roles=EVERYBODY,
    members={
        "key": name,
        "agreement": line,
        "sender": digest,
        "dataset": name,
        "purpose": name,
        "ask": one_of(*ASKS),
        "due": line,
        "count": number,
        "root": digest,
        "message": digest,
        "entry": digest,
        "note": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
