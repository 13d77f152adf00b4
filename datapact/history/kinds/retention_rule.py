"""retention_rule: how long our own house keeps a type of records before what names people in them is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL, Names, Rule, words
from datapact.history.shapes.retention_rule import RETENTION_RULE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, _names: Names) -> Message:
    return Message(
        N_("A rule of retention was set for records of the type {kind}; months: {months}."),
        {"kind": words(entry.body["key"]), "months": words(entry.body["months"])},
    )


RETENTION_RULE_RULE: Rule[Any] = Rule(
    shape=RETENTION_RULE_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
)
