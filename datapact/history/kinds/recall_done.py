"""recall_done: what our own house did with the data of people who withdrew or objected, or whom a partner called back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import digest, line, moment, name, one_of, optional, text
from datapact.history.kinds.recall_acknowledged import DONE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, _names: Names) -> Message:
    return Message(
        N_("It was confirmed what was done here with called-back data of {dataset}."),
        {"dataset": words(entry.body["dataset"])},
    )


KIND = Kind(
    name="recall_done",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "sender": optional(digest),
        "dataset": name,
        "purpose": name,
        "outcome": one_of(*DONE),
        "at": moment,
        "through": optional(moment),
        "evidence": optional(digest),
        "person": line,
        "note": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
