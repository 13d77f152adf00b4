"""authorisation: a user's contract or request, or a data holder's permission; no consent, revocable as agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, shown, words
from datapact.history.shapes.authorisation import AUTHORISATION_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    revoked = isinstance(entry.body["revoked"], str) and entry.body["revoked"] != ""
    pattern = (
        N_("{member} recorded that an authorisation for the dataset {dataset} was revoked.")
        if revoked
        else N_("{member} recorded an authorisation for the dataset {dataset}.")
    )
    return Message(pattern, {"member": shown(entry.kid, names), "dataset": words(entry.body["dataset"])})


AUTHORISATION_RULE: Rule[Any] = Rule(
    shape=AUTHORISATION_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
