"""recall_acknowledged: a partner confirmed that it was told, or what it has done with the data since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import EVERYBODY, Names, Rule, shown, words
from datapact.history.shapes.recall_acknowledged import RECALL_ACKNOWLEDGED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    recipient = entry.body["recipient"]
    who = shown(recipient, names) if isinstance(recipient, str) else words(recipient)
    if entry.body["outcome"] == "received":
        return Message(
            N_("{recipient} confirmed that it was told whose data it may no longer use."), {"recipient": who}
        )
    return Message(N_("{recipient} confirmed what it did with the data that we called back."), {"recipient": who})


RECALL_ACKNOWLEDGED_RULE: Rule[Any] = Rule(
    shape=RECALL_ACKNOWLEDGED_SHAPE,
    roles=EVERYBODY,
    sentence=_sentence,
)
