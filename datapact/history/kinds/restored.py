"""restored: the vault was put back from a backup; a new replica writes from here on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import ADMIN_OR_LEGAL, Names, Rule, words
from datapact.history.shapes.restored import RESTORED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("The vault was restored from a backup of {time}."), {"time": words(entry.body["from_time"])})


RESTORED_RULE: Rule[Any] = Rule(
    shape=RESTORED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence,
)
