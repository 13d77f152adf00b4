"""Earlier answers about a party: whoever said once that it is a public body is not asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.projection.folded import folded_history
from datapact.agreements.projection.parties import KnownParty, known_parties
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.text.current_text import current_state
from datapact.contract.terms import Contact, Terms, read_terms
from datapact.contract.terms.parties import Party
from datapact.contract.terms.references import has_withheld
from datapact.organisation.acting.log import directory

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

ANSWERS = ("public_body", "land", "dpo_required", "dpo", "essential_entity", "size")
"""Members of a party that a screening or the interview asks, which hold beyond one agreement."""
_NEWEST = 8
"""Agreements that are looked at, so that opening the editor stays quick in a vault with thousands."""


def parties_to_choose(session: Session) -> tuple[KnownParty, ...]:
    """The organisations to choose parties from, our own first, with what was answered about each last."""
    earlier = newest_parties(session)
    return tuple(replace(one, party=with_answers(one.party, earlier)) for one in known_parties(session))


def newest_parties(session: Session) -> tuple[Party, ...]:
    """The parties of the newest agreements as they stand there, the newest first."""
    newest = session.exec(select(AgreementRow.id).order_by(col(AgreementRow.changed).desc()).limit(_NEWEST)).all()
    found: list[Party] = []
    known = directory(session) if newest else {}
    for history in newest:
        _digest, folded = folded_history(session, history, known)
        state = {} if folded is None else current_state(folded)
        terms = state.get("terms")
        if isinstance(terms, dict) and not has_withheld(state):
            found += read_terms(terms).parties
    return tuple(found)


def answers_before(session: Session, template: str, but: str = "") -> Terms | None:
    """The answers of the newest agreement from this template, of the newest that are looked at; ``but`` is left out."""
    newest = session.exec(select(AgreementRow.id).order_by(col(AgreementRow.changed).desc()).limit(_NEWEST)).all()
    known = directory(session) if newest else {}
    for history in newest:
        if history == but:
            continue
        _digest, folded = folded_history(session, history, known)
        state = {} if folded is None else current_state(folded)
        terms, made_of = state.get("terms"), state.get("template")
        if (
            isinstance(terms, dict)
            and isinstance(made_of, dict)
            and made_of.get("id") == template
            and not has_withheld(state)
        ):
            return read_terms(terms)
    return None


def with_answers(party: Party, earlier: Sequence[Party]) -> Party:
    """The party with what was answered about it last, where it leaves that open; by its id, else by its name."""
    same = [
        one
        for one in earlier
        if (one.organisation and one.organisation == party.organisation)
        or (not (one.organisation and party.organisation) and one.name == party.name)
    ]
    found = {}
    for name in ANSWERS:
        if _is_open(getattr(party, name)):
            answer = next((value for one in same if not _is_open(value := getattr(one, name))), None)
            if answer is not None:
                found[name] = answer
    return party.model_copy(update=found) if found else party


def _is_open(value: object) -> bool:
    return value is None or value == "" or value == Contact()
