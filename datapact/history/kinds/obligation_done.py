"""obligation_done: a duty was met; for a deletion with its scope, its method and who signed the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, shown, words
from datapact.history.shapes.obligation_done import OBLIGATION_DONE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"]), "day": words(entry.body["on"])}
    return Message(N_("{member} recorded that a duty was met on {day}: {duty}."), places)


OBLIGATION_DONE_RULE: Rule[Any] = Rule(
    shape=OBLIGATION_DONE_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
