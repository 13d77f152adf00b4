"""Persons of an organisation who can sign: a member with the role signatory and a certified signing key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Listed, Message
from datapact.organisation.identity.confusable_names import plain_name

if TYPE_CHECKING:
    from datapact.history.state.organisation import Member, OrganisationLine, OrganisationState


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom a text names as signatory."""

    organisation: str
    """Id of the party; empty for one without DataPact."""
    party: str
    """Name of the party."""
    person: str
    """Name of the person, as the text has it."""


def member_of_name(state: OrganisationState, name: str) -> Member | None:
    """The member of an organisation with this name who may sign and has a certified key; None where there is none."""
    for member in state.members.values():
        if plain_name(member.name) == plain_name(name) and member.signing_kid and "signatory" in member.roles:
            return member
    return None


def cannot_sign(people: Iterable[Named], directory: Mapping[str, OrganisationLine]) -> tuple[Named, ...]:
    """The persons without a certified signing key by what this vault knows of their organisations."""
    return tuple(
        one
        for one in people
        if one.organisation not in directory or member_of_name(directory[one.organisation].state, one.person) is None
    )


def what_they_lack(missing: Iterable[Named], directory: Mapping[str, OrganisationLine], own: str) -> Message | None:
    """The people who cannot sign, in one sentence for each house that has to do something; None for nobody."""
    here = [one for one in missing if one.organisation == own]
    there = [one for one in missing if one.organisation != own]
    said = [_lack_here(one, directory) for one in here]
    if there:
        names = Listed.of([f"{one.person} ({one.party})" for one in there])
        said.append(
            Message(
                N_(
                    "No certified signing key is known here of {people}. Ask for a new card, made once that person is a"
                    " signatory there."
                ),
                {"people": names},
            )
        )
    return (Listed.of(said, " ") if len(said) > 1 else said[0]) if said else None


def _lack_here(one: Named, directory: Mapping[str, OrganisationLine]) -> Message:
    members = directory[one.organisation].state.members.values() if one.organisation in directory else ()
    known = next((member for member in members if plain_name(member.name) == plain_name(one.person)), None)
    if known is not None and "signatory" not in known.roles:
        words = N_(
            "{person} is not a signatory in this vault yet. An administrator gives that role under Settings, “Members”;"
            " the signing key comes with it."
        )
    else:
        words = N_(
            "{person} has no certified signing key in this vault yet. As a member with the role signatory, {person}"
            " makes new keys under Settings, “You and your keys”; an administrator certifies them."
        )
    return Message(words, {"person": one.person})
