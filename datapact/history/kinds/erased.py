"""erased: what named people was destroyed, by a rule of retention or on request. The record itself names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import ADMIN_OR_LEGAL, Names, Rule, words
from datapact.history.shapes.erased import ERASED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, _names: Names) -> Message:
    body = entry.body
    return Message(
        N_("Personal records were erased ({rule}); consent events: {events}, lines of deliveries: {lines}."),
        {"rule": words(body["rule"]), "events": words(body["events"]), "lines": words(body["deliveries"])},
    )


ERASED_RULE: Rule[Any] = Rule(
    shape=ERASED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence,
)
