"""partner_trusted: people compared the fingerprint of a partner; its identity is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import ADMIN_OR_LEGAL, Kind, Names, never, shown, unchanged
from datapact.history.kinds.members import digest, name, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("The identity of {partner} was confirmed by comparing fingerprints."),
        {"partner": shown(str(entry.body["organisation"]), names)},
    )


KIND = Kind(
    name="partner_trusted",
    stream="internal",
    roles=ADMIN_OR_LEGAL,
    members={"organisation": digest, "fingerprint": name, "how": text},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
