"""partner_removed: a partner with whom nothing was agreed was taken off the list; its name stays in this entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import ADMIN_OR_LEGAL, Names, Rule, words
from datapact.history.shapes.partner_removed import PARTNER_REMOVED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{partner} was removed from the partners: {reason}"),
        {"partner": words(entry.body["name"]), "reason": words(entry.body["reason"])},
    )


PARTNER_REMOVED_RULE: Rule[Any] = Rule(
    shape=PARTNER_REMOVED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence,
)
