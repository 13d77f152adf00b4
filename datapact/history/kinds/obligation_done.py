"""obligation_done: a duty was met; for a deletion with its scope, its method and who signed the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import day, digest, line, name, optional, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"]), "day": words(entry.body["on"])}
    return Message(N_("{member} recorded that a duty was met on {day}: {duty}."), places)


KIND = Kind(
    name="obligation_done",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "agreement": line,
        "title": line,
        "due": optional(day),
        "on": day,
        "by": line,
        "evidence": optional(digest),
        "reference": text,
        "scope": text,
        "method": text,
        "signatory": line,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
