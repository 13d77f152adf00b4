"""consent_batch: many events of consent at once, signed by the root of a tree over their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, words
from datapact.history.shapes.consent_batch import CONSENT_BATCH_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("Consents were recorded; number of events: {count}; source: {source}."),
        {"count": words(entry.body["count"]), "source": words(entry.body["source"])},
    )


CONSENT_BATCH_RULE: Rule[Any] = Rule(
    shape=CONSENT_BATCH_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
