"""breach_step: one step of a breach was taken, or is not needed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, shown, words
from datapact.history.shapes.breach_step import BREACH_STEP_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    if entry.body["state"] == "not_needed":
        return Message(N_("{member} recorded why a step after a breach is not needed: {title}."), places)
    return Message(N_("{member} recorded a step after a breach: {title}."), places)


BREACH_STEP_RULE: Rule[Any] = Rule(
    shape=BREACH_STEP_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
