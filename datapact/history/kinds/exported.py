"""exported: something left the vault in the open. Whoever can read the vault can take things out, so anybody writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import EVERYBODY, Names, Rule, words
from datapact.history.shapes.exported import EXPORTED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{what} was exported."), {"what": words(entry.body["what"])})


EXPORTED_RULE: Rule[Any] = Rule(
    shape=EXPORTED_SHAPE,
    roles=EVERYBODY | {"auditor"},
    sentence=_sentence,
)
