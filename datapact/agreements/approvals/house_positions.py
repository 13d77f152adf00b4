"""The playbook beside a text that came back, with what its partners accepted before: which change leaves which position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.precedents import precedents
from datapact.base.texts import Message
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.text.document import AgreementDocument
from datapact.library.playbook.left_by_change import left_by_change
from datapact.library.playbook.playbook import Playbook, playbook

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class HousePositions:
    """The playbook as it is read once, to be held against changes without a session."""

    book: Playbook
    """Positions of the house; empty for none."""
    earlier: Mapping[str, Sequence[Message]]
    """What the same partners accepted before, by the key of the position."""

    def left_by(
        self, own: AgreementDocument, proposal: AgreementDocument, changes: Sequence[ProposedChange]
    ) -> Mapping[str, tuple[Message, ...]]:
        """The positions that accepting a change (by its id) leaves: where, who may concede it, and what to answer."""
        return left_by_change(self.book, own, proposal, changes, self.earlier)


def house_positions(session: Session, state: Mapping[str, Any], history: str, ours: str) -> HousePositions:
    """The positions of the house ``ours`` (its organisation id) beside the text ``state`` of this agreement."""
    book = playbook(session)
    topics = [one.key for one in book.positions]
    earlier = precedents(session, book, state, history, ours, topics)
    return HousePositions(book, {key: [one.words for one in listed] for key, listed in earlier.items()})
