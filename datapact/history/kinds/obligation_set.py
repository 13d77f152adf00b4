"""obligation_set: a duty added by hand, or who looks after a derived one; with ``open`` it opens a duty again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, shown, words
from datapact.history.shapes.obligation_set import OBLIGATION_SET_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"])}
    return Message(N_("{member} recorded who looks after a duty, or a duty of our own: {duty}."), places)


OBLIGATION_SET_RULE: Rule[Any] = Rule(
    shape=OBLIGATION_SET_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
