"""delivery: data left for a partner: which dataset, when, for which purpose, on which decision, about whom (sealed)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.disclosure import WITHHELD
from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, named, shown, words
from datapact.history.organisation_state import OrganisationState
from datapact.history.shapes.delivery import DELIVERY_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    overridden = entry.body["overridden"]
    if overridden is WITHHELD or overridden == 0:
        return None
    author = state.by_kid.get(entry.kid)
    if author is None or "legal" not in author.roles:
        return Message(N_("Only a legal member may record that data of people left whom the decision did not allow."))
    return None


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    recipient = body["recipient"]
    return Message(
        N_("{dataset} went to {recipient} for {purpose}; number of people: {count}."),
        {
            "dataset": named(body["dataset"], names),
            "recipient": shown(recipient, names) if isinstance(recipient, str) else words(recipient),
            "count": words(body["count"]),
            "purpose": named(body["purpose"], names),
        },
    )


DELIVERY_RULE = Rule(
    shape=DELIVERY_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
    allow=_allow,
)
