"""vouched: an administrator states what a member has signed so far, before keys of that member are revoked.

Proofs of single entries stay sound by it when their author has left: a path leads from the entry to the root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.rule import ADMIN, Names, Rule, shown
from datapact.history.organisation_state import OrganisationState
from datapact.history.shapes.vouched import VOUCHED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    kids = frozenset(entry.body["kids"])
    if not state.known_kids.issuperset(kids) or not state.revoked.isdisjoint(kids):
        return Message(
            N_("Only for keys of an organisation's own members, and before they are revoked, can one vouch.")
        )
    if entry.kid in kids:
        return Message(N_("Nobody vouches for the own entries."))
    return None


def _sentence(entry: Entry, names: Names) -> Message:
    told = {"member": shown(str(entry.body["id"]), names)}
    return Message(N_("What {member} had signed until then was put on record."), told)


VOUCHED_RULE = Rule(
    shape=VOUCHED_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
    allow=_allow,
)
