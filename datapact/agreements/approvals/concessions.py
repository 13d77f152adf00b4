"""Concessions of a text by the playbook, as rules of approval: whoever may concede it approves the text before it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.rules import ApprovalRule
from datapact.library.playbook.playbook import has_playbook, playbook

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


def concessions(session: Session, state: Mapping[str, Any]) -> tuple[ApprovalRule, ...]:
    """A rule for each topic on which a complete state leaves the house position; none without a playbook.

    The only legal member of a house may approve its own text, as its approval then says.
    """
    if not has_playbook(session):
        return ()
    book = playbook(session)
    found = []
    for one in book.of_state(state):
        who = one.approver
        if who is not None:
            found.append(
                ApprovalRule(name=str(one.sentence(book.names)), role=who.role, members=who.members, number=1, own=True)
            )
    return tuple(found)
