"""partner_introduced: a confirmed partner vouched for the identity of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import ADMIN_OR_LEGAL, Kind, Names, never, shown, unchanged
from datapact.history.kinds.members import digest
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{partner} was introduced by {by}."),
        {"partner": shown(str(entry.body["organisation"]), names), "by": shown(str(entry.body["by"]), names)},
    )


KIND = Kind(
    name="partner_introduced",
    stream="internal",
    roles=ADMIN_OR_LEGAL,
    members={"organisation": digest, "by": digest},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
