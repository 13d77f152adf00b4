"""recall_done: what our own house did with the data of people who withdrew or objected, or whom a partner called back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, words
from datapact.history.shapes.recall_done import RECALL_DONE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, _names: Names) -> Message:
    return Message(
        N_("It was confirmed what was done here with called-back data of {dataset}."),
        {"dataset": words(entry.body["dataset"])},
    )


RECALL_DONE_RULE: Rule[Any] = Rule(
    shape=RECALL_DONE_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
