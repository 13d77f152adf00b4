"""partner_distrusted: the trust in a partner's identity is withdrawn; it is only declared again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import ADMIN_OR_LEGAL, Kind, Names, never, shown, unchanged
from datapact.history.kinds.members import digest, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("The trust in the identity of {partner} was withdrawn: {reason}"),
        {"partner": shown(str(entry.body["organisation"]), names), "reason": str(entry.body["reason"])},
    )


KIND = Kind(
    name="partner_distrusted",
    stream="internal",
    roles=ADMIN_OR_LEGAL,
    members={"organisation": digest, "reason": text},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
