"""exported: something left the vault in the open. Whoever can read the vault can take things out, so anybody writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import EVERYBODY, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import digest, line
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{what} was exported."), {"what": words(entry.body["what"])})


KIND = Kind(
    name="exported",
    stream="internal",
    roles=EVERYBODY | {"auditor"},
    members={"what": line, "digest": digest},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
