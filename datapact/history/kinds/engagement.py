"""engagement: a legal member opens a scope for an auditor, inside or outside, from one day until another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import day, digest, line, listed, name, optional, text, truth
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    places = {"title": words(body["title"]), "until": words(body["until"])}
    if body["closed"] is True:
        return Message(N_("The audit {title} was closed."), places)
    return Message(N_("The audit {title} was opened until {until}."), places)


KIND = Kind(
    name="engagement",
    stream="internal",
    roles=LEGAL,
    members={
        "key": name,
        "title": name,
        "scope": text,
        "agreements": listed(name),  # history ids; none: all of them
        "member": line,  # id of a member with the role auditor; empty for an auditor outside
        "organisation": optional(digest),  # of an auditor outside, by its card
        "auditor": line,  # name of the auditor or the firm
        "from": day,
        "until": day,
        "closed": truth,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
