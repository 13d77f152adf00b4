"""breach: a personal data breach or security incident, as it is known; a later record of the same key replaces it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, shown, words
from datapact.history.shapes.breach import BREACH_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    return Message(N_("{member} recorded a breach: {title}."), places)


BREACH_RULE: Rule[Any] = Rule(
    shape=BREACH_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
