"""Precedents: how earlier signed agreements with partners stand on a topic of the playbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.text.current_text import current_state
from datapact.base.texts import N_, Message
from datapact.contract.terms.references import has_withheld
from datapact.library.playbook.deviations import Level
from datapact.library.playbook.playbook import Playbook

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

MOST_AGREEMENTS = 8
"""The newest signed ones with the same partners that are read."""
_MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class Precedent:
    """The level of a signed agreement with a partner on a topic of the playbook."""

    history: str
    """Id of the agreement."""
    number: str
    """As the list has it."""
    partners: str
    """Names of its other parties."""
    level: Level
    """Where its text stands by the playbook of today."""

    @property
    def words(self) -> Message:
        """The precedent in a sentence."""
        about = {"partners": self.partners, "number": self.number}
        if self.level == "beyond":
            return Message(N_("In {number} with {partners}: beyond the last fallback."), about)
        if self.level == 0:
            return Message(N_("In {number} with {partners}: the house position."), about)
        return Message(N_("In {number} with {partners}: fallback {n}."), {**about, "n": self.level})


def precedents(
    session: Session, book: Playbook, state: Mapping[str, Any], history: str, ours: str, topics: Collection[str]
) -> Mapping[str, tuple[Precedent, ...]]:
    """The signed agreements, for each of these topics (keys of positions), with a partner of this text, newest first.

    A contract without a clause on the topic conceded nothing about it, and is left out: the clause may be younger.
    Another agreement counts where a party of both has the same organisation id, or the same name where one has none.
    ``ours`` is the organisation id of this house.
    """
    wanted = _parties(state, ours)
    if not topics or not wanted or not book.positions:
        return {}
    rows = session.exec(
        select(AgreementRow)
        .where(col(AgreementRow.stage).in_(("signed", "terminated")), AgreementRow.id != history)
        .order_by(col(AgreementRow.changed).desc())
        .limit(_MOST_ROWS)
    ).all()
    names = {name for name in wanted if not name.startswith("id:")}
    found: dict[str, list[Precedent]] = {}
    read = 0
    for row in rows:
        if not any(name in row.partners for name in names):
            continue
        other = current_state(load_state(session, row.id))
        if not other or has_withheld(other) or not wanted & _parties(other, ours):
            continue
        read += 1
        for one in book.of_state(other):
            if one.position.key in topics and one.level != "not_stated" and not one.absent:
                found.setdefault(one.position.key, []).append(Precedent(row.id, row.number, row.partners, one.level))
        if read == MOST_AGREEMENTS:
            break
    return {key: tuple(listed) for key, listed in found.items()}


def _parties(state: Mapping[str, Any], ours: str) -> frozenset[str]:
    """The other parties by id, and by name."""
    others = [one for one in state.get("terms", {}).get("parties", ()) if one.get("organisation", "") != ours]
    ids = {f"id:{one['organisation']}" for one in others if one.get("organisation")}
    return frozenset(ids | {str(one["name"]) for one in others if one.get("name")})
