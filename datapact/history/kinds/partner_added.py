"""partner_added: a partner's card was taken over; its identity is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import ADMIN_OR_LEGAL, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import digest, name, number
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{partner} was added as a partner."), {"partner": words(entry.body["name"])})


KIND = Kind(
    name="partner_added",
    stream="internal",
    roles=ADMIN_OR_LEGAL,
    members={"organisation": digest, "name": name, "sequence": number},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
