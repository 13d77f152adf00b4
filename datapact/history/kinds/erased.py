"""erased: what named people was destroyed, by a rule of retention or on request. The record itself names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import ADMIN_OR_LEGAL, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import digest, line, listed, name, number, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, _names: Names) -> Message:
    body = entry.body
    return Message(
        N_("Personal records were erased ({rule}); consent events: {events}, lines of deliveries: {lines}."),
        {"rule": words(body["rule"]), "events": words(body["events"]), "lines": words(body["deliveries"])},
    )


KIND = Kind(
    name="erased",
    stream="internal",
    roles=ADMIN_OR_LEGAL,
    members={
        "key": name,
        "rule": name,  # "request", or the type of records whose rule of retention was carried out
        "months": number,
        "reason": text,
        "dataset": line,
        "events": number,
        "deliveries": number,
        "recalls": number,
        "records": number,
        "files": number,
        "kept": number,  # lines that stay until recipients have answered (Art. 17(3)(b), 19 GDPR)
        "sealed_by": listed(digest),  # entries whose rows were emptied; at most as many as a list holds
        "backups_until": line,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
