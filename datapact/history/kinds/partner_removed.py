"""partner_removed: a partner with whom nothing was agreed was taken off the list; its name stays in this entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import ADMIN_OR_LEGAL, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import digest, name, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{partner} was removed from the partners: {reason}"),
        {"partner": words(entry.body["name"]), "reason": words(entry.body["reason"])},
    )


KIND = Kind(
    name="partner_removed",
    stream="internal",
    roles=ADMIN_OR_LEGAL,
    members={"organisation": digest, "name": name, "reason": text},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
