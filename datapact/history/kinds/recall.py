"""recall: a partner was told to stop using, erase or return what we delivered about people who withdrew or objected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import digest, line, listed, name, number, one_of, optional, party, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

ASKS = ("erase", "erase_or_return", "restrict", "stop")
"""What a recipient is asked to do with the data of the people named; every one of them includes to stop using it."""


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    recipient = body["recipient"]
    return Message(
        N_("{recipient} was told about people in {dataset} whose data it may no longer use; number: {count}."),
        {
            "recipient": shown(recipient, names) if isinstance(recipient, str) else words(recipient),
            "dataset": words(body["dataset"]),
            "count": words(body["count"]),
        },
    )


KIND = Kind(
    name="recall",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "recipient": party,
        "purpose": name,
        "ask": one_of(*ASKS),
        "channel": one_of("bundle", "letter"),
        "due": line,
        "deliveries": listed(digest),
        "count": number,
        "root": digest,
        "letter": optional(digest),
        "note": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
