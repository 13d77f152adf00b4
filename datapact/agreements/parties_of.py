"""Linking the parties of an agreement to organisations whose identity is known."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from datapact.agreements.terms import Terms, read_terms, write_terms
from datapact.errors import WrongUse
from datapact.parties.fingerprint import fingerprint
from datapact.parties.namesakes import Candidate, all_candidates, chosen, meant, of_name
from datapact.texts import N_

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.parties.acting import Acting


NOBODY: Mapping[str, str] = MappingProxyType({})


def link_parties(
    session: Session, acting: Acting, terms: Terms, who: Mapping[str, str] = NOBODY, *, asking: bool = True
) -> Terms:
    """Terms whose parties carry organisation ids: those that they have, those that ``who`` names, else by name.

    ``who`` has the beginning of an id or fingerprint by key of a party. A confirmed partner wins over others of its name.
    Raises WrongUse when the own organisation is not a party, for a party that there is not, and where several partners
    can be meant; unless not ``asking``: such a party stays without an id until somebody says who it is.
    """
    known = all_candidates(session)
    unknown = sorted(who.keys() - {party.key for party in terms.parties})
    if unknown:
        raise WrongUse(
            N_("There is no party “{key}” in these answers. The parties are: {keys}."),
            key=unknown[0][:50],
            keys=", ".join(party.key for party in terms.parties),
        )
    parties = []
    for party in terms.parties:
        if party.key in who:
            identity = chosen(known, who[party.key]).organisation
        elif party.organisation:
            identity = party.organisation
        else:
            bearing = of_name(known, party.name)
            one = meant(bearing)
            if one is None and bearing and asking:
                raise several(party.key, party.name, bearing)
            identity = "" if one is None else one.organisation
        parties.append(party.model_copy(update={"organisation": identity}))
    if acting.organisation not in (party.organisation for party in parties):
        raise WrongUse(N_("Your organisation is not among the parties. Write its name as in the vault."))
    return terms.model_copy(update={"parties": tuple(parties)})


def several(key: str, name: str, bearing: tuple[Candidate, ...]) -> WrongUse:
    """The error for a name by which nobody can tell who is meant; it names the choices."""
    return WrongUse(
        N_(
            "Which “{name}” is meant? {choices}. Say so: take the card over in the interview, or use --party {key}=ID "
            "with the beginning of the id or of the fingerprint."
        ),
        name=name[:200],
        key=key,
        choices="; ".join(
            f"{one.organisation[:8]}… ({one.trust_words}, {fingerprint(one.organisation)[:11]} …)" for one in bearing
        ),
    )


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
