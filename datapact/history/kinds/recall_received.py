"""recall_received: a partner told us of people whose data, that it had delivered to us, we may no longer use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import EVERYBODY, Names, Rule, shown, words
from datapact.history.shapes.recall_received import RECALL_RECEIVED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    sender = body["sender"]
    return Message(
        N_("{sender} told us about people in {dataset} whose data we may no longer use; number: {count}."),
        {
            "sender": shown(sender, names) if isinstance(sender, str) else words(sender),
            "dataset": words(body["dataset"]),
            "count": words(body["count"]),
        },
    )


RECALL_RECEIVED_RULE: Rule[Any] = Rule(
    shape=RECALL_RECEIVED_SHAPE,
    roles=EVERYBODY,
    sentence=_sentence,
)
