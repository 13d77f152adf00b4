"""consent_batch: many events of consent at once, signed by the root of a tree over their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import anything, digest, line, name, number, optional
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("Consents were recorded; number of events: {count}; source: {source}."),
        {"count": words(entry.body["count"]), "source": words(entry.body["source"])},
    )


KIND = Kind(
    name="consent_batch",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "count": number,
        "root": digest,
        "source": line,
        "file": optional(digest),
        "mapping": anything,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
