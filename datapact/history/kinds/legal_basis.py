"""legal_basis: on what a controller relies for a dataset, a purpose and an operation (Art. 6, 9, 10 GDPR)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.shapes.legal_basis import LEGAL_BASIS_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{member} recorded a legal basis for the dataset {dataset}: {article}."),
        {
            "member": shown(entry.kid, names),
            "dataset": words(entry.body["dataset"]),
            "article": words(entry.body["article"]),
        },
    )


LEGAL_BASIS_RULE: Rule[Any] = Rule(
    shape=LEGAL_BASIS_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
)
