"""invited: a person may become a member with a one-time code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import ADMIN, Names, Rule, shown
from datapact.history.shapes.invited import INVITED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} was invited."), {"member": shown(str(entry.body["id"]), names)})


INVITED_RULE: Rule[Any] = Rule(
    shape=INVITED_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
)
