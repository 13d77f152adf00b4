"""For whom an audit can be opened: members with the role auditor, and organisations whose card is known here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.parties.own_line import own_line
from datapact.parties.partners import Trust, list_partners

if TYPE_CHECKING:
    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class Inside:
    """A member with the role auditor."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Outside:
    """An organisation by its card; ``trust`` is how sure we are that it is the one."""

    organisation: str
    name: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Auditors:
    """Both kinds, by name."""

    inside: tuple[Inside, ...]
    outside: tuple[Outside, ...]


def auditors(acting: Acting) -> Auditors:
    """Everybody for whom an audit can be opened."""
    with acting.vault.read() as session:
        members = own_line(session).state.members.values()
        partners = list_partners(session)
    inside = [Inside(one.id, one.name or one.id) for one in members if "auditor" in one.roles]
    outside = [Outside(one.organisation, one.name, one.trust) for one in partners]
    return Auditors(
        tuple(sorted(inside, key=lambda one: one.name.casefold())),
        tuple(sorted(outside, key=lambda one: one.name.casefold())),
    )
