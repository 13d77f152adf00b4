"""restored: the vault was put back from a backup; a new replica writes from here on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import ADMIN_OR_LEGAL, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import moment
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("The vault was restored from a backup of {time}."), {"time": words(entry.body["from_time"])})


KIND = Kind(
    name="restored",
    stream="internal",
    roles=ADMIN_OR_LEGAL,
    members={"from_time": moment},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
