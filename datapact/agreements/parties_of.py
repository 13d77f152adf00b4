"""Linking the parties of an agreement to organisations whose identity is known."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.agreements.terms import Terms, read_terms, write_terms
from datapact.errors import WrongUse
from datapact.parties.organisation_log import directory
from datapact.texts import N_

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.parties.acting import Acting


def plain_name(name: str) -> str:
    """A name for comparison: NFKC, case and spaces folded."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def link_parties(session: Session, acting: Acting, terms: Terms) -> Terms:
    """Terms whose parties carry organisation ids, found by name among the own organisation and the partners.

    Raises WrongUse when the own organisation is not a party.
    """
    by_name = {plain_name(str(line.at(line.head).profile["name"])): id_ for id_, line in directory(session).items()}
    parties = tuple(
        party
        if party.organisation
        else party.model_copy(update={"organisation": by_name.get(plain_name(party.name), "")})
        for party in terms.parties
    )
    if acting.organisation not in (party.organisation for party in parties):
        raise WrongUse(N_("Your organisation is not among the parties. Write its name as in the vault."))
    return terms.model_copy(update={"parties": parties})


def link_state(session: Session, acting: Acting, state: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the parties in a whole state: no clause shows an organisation id, so the text stays as it is."""
    terms = link_parties(session, acting, read_terms(state["terms"]))
    return {**state, "terms": write_terms(terms)}


def organisations_of(state: Mapping[str, Any]) -> list[str]:
    """Organisation ids of all parties; raises WrongUse naming a party whose card is not known yet."""
    found: list[str] = []
    for party in state["terms"]["parties"]:
        identity = party.get("organisation", "")
        if not identity:
            raise WrongUse(
                N_("The identity of {party} is not known yet. Add the partner's card first: datapact partner add."),
                party=str(party.get("name", "")),
            )
        found.append(str(identity))
    return sorted(found)
