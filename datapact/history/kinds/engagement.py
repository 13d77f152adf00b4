"""engagement: a legal member opens a scope for an auditor, inside or outside, from one day until another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL, Names, Rule, words
from datapact.history.shapes.engagement import ENGAGEMENT_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    places = {"title": words(body["title"]), "until": words(body["until"])}
    if body["closed"] is True:
        return Message(N_("The audit {title} was closed."), places)
    return Message(N_("The audit {title} was opened until {until}."), places)


ENGAGEMENT_RULE: Rule[Any] = Rule(
    shape=ENGAGEMENT_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
)
