"""invited: a person may become a member with a one-time code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import ADMIN, Kind, Names, never, shown, unchanged
from datapact.history.kinds.members import name, roles
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} was invited."), {"member": shown(str(entry.body["id"]), names)})


KIND = Kind(
    name="invited",
    stream="internal",
    roles=ADMIN,
    members={"id": name, "roles": roles},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
