"""breach_step: one step of a breach was taken, or is not needed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import digest, line, moment, name, one_of, optional, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    if entry.body["state"] == "not_needed":
        return Message(N_("{member} recorded why a step after a breach is not needed: {title}."), places)
    return Message(N_("{member} recorded a step after a breach: {title}."), places)


KIND = Kind(
    name="breach_step",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "breach": name,
        "step": name,
        "title": line,
        "state": one_of("done", "not_needed"),
        "at": moment,
        "by": line,
        "evidence": optional(digest),
        "reference": text,
        "reason": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
