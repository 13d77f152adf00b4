"""retention_rule: how long our own house keeps a type of records before what names people in them is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import name, number, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, _names: Names) -> Message:
    return Message(
        N_("A rule of retention was set for records of the type {kind}; months: {months}."),
        {"kind": words(entry.body["key"]), "months": words(entry.body["months"])},
    )


KIND = Kind(
    name="retention_rule",
    stream="internal",
    roles=LEGAL,
    members={"key": name, "months": number, "reason": text},
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
