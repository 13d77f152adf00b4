"""fact_on_file: a document or a finding that decisions rest on, with the days on which it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, shown, words
from datapact.history.shapes.fact_on_file import FACT_ON_FILE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{member} put a fact on file: {what}."),
        {"member": shown(entry.kid, names), "what": words(entry.body["reference"])},
    )


FACT_ON_FILE_RULE: Rule[Any] = Rule(
    shape=FACT_ON_FILE_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
