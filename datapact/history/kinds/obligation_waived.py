"""obligation_waived: a duty need not be met, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import day, line, name, optional, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"])}
    return Message(N_("{member} recorded that a duty need not be met: {duty}."), places)


KIND = Kind(
    name="obligation_waived",
    stream="internal",
    roles=LEGAL,
    members={"key": name, "agreement": line, "title": line, "due": optional(day), "reason": text},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
