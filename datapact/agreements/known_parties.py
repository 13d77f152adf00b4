"""Organisations that can be parties: our own and the known partners, as their cards describe them.

An agreement begins with what the cards say of name, form, register, address and signing rule, and with the people
who may sign; nobody types it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.agreements.clause_library import free_id
from datapact.agreements.terms import Signatory, read_terms
from datapact.agreements.terms.parties import Party
from datapact.history.organisation_state import Member
from datapact.parties.external_partners import list_external_partners
from datapact.parties.organisation_log import own_line
from datapact.parties.partners import list_partners
from datapact.parties.profile import Profile, read_profile, write_profile

if TYPE_CHECKING:
    from sqlmodel import Session

_NOT_IN_KEY = re.compile(r"[^a-z0-9]+", re.ASCII)
_FORMS = {
    "gmbh",
    "ag",
    "e",
    "v",
    "se",
    "kg",
    "ug",
    "mbh",
    "co",
    "ev",
    "ohg",
    "universitaet",
    "universität",
    "institut",
    "fuer",
    "für",
    "the",
    "of",
}
_CAPACITIES = frozenset(
    {"managing_director", "board_member", "prokurist", "by_power_of_attorney", "commercial_agent", "owner", "official"}
)


@dataclass(frozen=True, slots=True)
class KnownParty:
    """An organisation that can be chosen; ``organisation`` is empty for one without DataPact."""

    organisation: str
    name: str
    own: bool
    party: Party
    trust: str = ""
    """``own``, how far the partner's identity is known, or empty for one without DataPact."""
    fingerprint: str = ""


def known_parties(session: Session) -> tuple[KnownParty, ...]:
    """Our own organisation first, then partners with a card, then those known from a file, each as a party."""
    own = own_line(session)
    found = [_known(own.id, read_profile(own.state.profile), own.state.members.values(), own=True)]
    for partner in list_partners(session):
        members = partner.line.state.members.values()
        known = _known(partner.organisation, partner.profile, members, own=False)
        found.append(replace(known, trust=partner.trust, fingerprint=partner.fingerprint))
    names = {entry.name for entry in found}
    for profile in list_external_partners(session):
        if profile.name not in names:
            found.append(_known("", profile, (), own=False))
    return tuple(found)


def with_key(party: Party, key: str, first_order: int) -> Party:
    """The party under another key, its signatories signing from ``first_order`` on."""
    signatories = tuple(
        person.model_copy(update={"order": first_order + n}) for n, person in enumerate(party.signatories)
    )
    return party.model_copy(update={"key": key, "signatories": signatories})


def blank_party(key: str) -> Party:
    """A party of which nothing is known yet."""
    return Party(key=key, name="")


def _known(organisation: str, profile: Profile, members: Iterable[Member], *, own: bool) -> KnownParty:
    written = write_profile(profile)
    people: list[Signatory] = []
    for member in members:
        if "signatory" in member.roles and member.name and member.power in _CAPACITIES:
            key = free_id(slug(member.id, "person"), {person.key for person in people})
            people.append(Signatory.model_validate({"key": key, "name": member.name, "capacity": member.power}))
    party = {
        **written,
        "key": party_key(profile.name),
        "organisation": organisation,
        "short_name": _short(profile.name),
        "signatories": [person.model_dump(mode="json", exclude_defaults=True) for person in people],
    }
    other = {"key": "other", "name": ""}
    trust = "own" if own else ""
    return KnownParty(organisation, profile.name, own, read_terms({"parties": [party, other]}).parties[0], trust)


def party_key(name: str) -> str:
    """A key for a party made of the telling part of its name."""
    return slug("-".join(_telling(name)[:2]), "party")


def slug(text: str, fallback: str) -> str:
    """A key of lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    key = _NOT_IN_KEY.sub("-", plain).strip("-")[:36].rstrip("-")
    return key if key and key[0].isalpha() else f"{fallback}-{key}".rstrip("-")


def _telling(name: str) -> list[str]:
    words = [word for word in re.split(r"[^\w]+", name) if word and word.casefold() not in _FORMS]
    return words or name.split() or ["party"]


def _short(name: str) -> str:
    words = _telling(name)
    return words[-1] if len(words) <= 2 else " ".join(words)[:60]
