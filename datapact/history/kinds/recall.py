"""recall: a partner was told to stop using, erase or return what we delivered about people who withdrew or objected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, shown, words
from datapact.history.shapes.recall import RECALL_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    recipient = body["recipient"]
    return Message(
        N_("{recipient} was told about people in {dataset} whose data it may no longer use; number: {count}."),
        {
            "recipient": shown(recipient, names) if isinstance(recipient, str) else words(recipient),
            "dataset": words(body["dataset"]),
            "count": words(body["count"]),
        },
    )


RECALL_RULE: Rule[Any] = Rule(
    shape=RECALL_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
