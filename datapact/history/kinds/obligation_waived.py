"""obligation_waived: a duty need not be met, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.shapes.obligation_waived import OBLIGATION_WAIVED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"])}
    return Message(N_("{member} recorded that a duty need not be met: {duty}."), places)


OBLIGATION_WAIVED_RULE: Rule[Any] = Rule(
    shape=OBLIGATION_WAIVED_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
)
