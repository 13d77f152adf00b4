"""Names of organisations, members and keys, for the sentences about entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.own_history import own_organisation
from datapact.vault.database.session import Session


def known_names(session: Session) -> dict[str, str]:
    """The names of all organisations and people that this vault knows; see ``names_of``."""
    own = own_organisation(session)
    lines = directory(session)
    return names_of(lines.values(), own=own)


def names_of(lines: Iterable[OrganisationLine], own: str | None = None) -> dict[str, str]:
    """Names by organisation id and by the kid of every key, past ones too; members of ``own`` also by member id.

    A person whose name was erased is shown by its member id.
    """
    names: dict[str, str] = {}
    for line in lines:
        names[line.id] = line.state.name
        for member in line.people():
            shown = member.name or member.id
            names |= {kid: shown for kid in (member.author_kid, member.signing_kid) if kid}
            if line.id == own:
                names[member.id] = shown
    return names


def is_author(shown: str, organisation: str, kid: str, names: Mapping[str, str]) -> bool:
    """Whether an author as a Word file shows him is the organisation, the person with the key, or both together."""
    house, person = names.get(organisation, ""), names.get(kid, "")
    return bool(shown) and shown in (house, person, f"{person} ({house})")
