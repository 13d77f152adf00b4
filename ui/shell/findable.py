"""Data of the command palette from the vault: agreements and partners, by name and number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from datapact.agreements.views.filters import Filters
from datapact.agreements.views.list import list_agreements
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.external_profiles import external_partners
from datapact.organisation.partners.partners import list_partners

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

MOST = 5000
LEAST_TYPED = 3
"""Characters that somebody has typed before people and texts are looked for."""
MOST_TEXTS = 20


@dataclass(frozen=True, slots=True)
class Findable:
    """One agreement or partner: its text, its secondary text, and its id."""

    kind: Literal["agreement", "partner", "member", "pseudonym"]
    """The kind of place it leads to."""
    id: str
    """History id, organisation id (empty without DataPact), id of a member, or key of a dataset."""
    text: str
    """Title of the agreement, name of the partner or person, or the pseudonym."""
    detail: str
    """Number and partners; of a person the organisation; of a pseudonym the dataset; empty for a partner."""
    status: str = ""
    """Of the agreement, as in the list; empty for a partner."""
    place: str = ""
    """Where the words stand in the other side's paper; empty where they do not, or nobody looked for words."""
    passage: int = 0
    """Number of that paragraph; 0 for none."""


def findable(acting: Acting) -> tuple[Findable, ...]:
    """The agreements changed last and all partners; a read."""
    with acting.vault.read() as session:
        rows = list_agreements(session, limit=MOST)
        partners = list_partners(session)
        external = external_partners(session)
        own = own_line(session).state
    agreements = [
        Findable("agreement", row.id, row.title, f"{row.number} · {row.partners}", row.status) for row in rows
    ]
    found = [Findable("partner", partner.organisation, partner.name, "") for partner in partners]
    found += [Findable("partner", "", profile.name, "") for profile in external.values()]
    found += [Findable("member", member.id, member.name, own.name) for member in own.members.values() if member.name]
    for partner in partners:
        people = {member.name for member in partner.line.state.members.values() if member.name}
        people |= {partner.profile.contact.name} - {""}
        found += [Findable("partner", partner.organisation, name, partner.name) for name in sorted(people)]
    found += [
        Findable("partner", "", profile.contact.name, profile.name)
        for profile in external.values()
        if profile.contact.name
    ]
    return (*agreements, *found)


def with_words(acting: Acting, typed: str) -> tuple[Findable, ...]:
    """The agreements with every typed word in their text or in a file registered with them; a read."""
    from datapact.paper.steps.search_hits import papers_with  # much code, loaded when somebody looks into texts

    with acting.vault.read() as session:
        rows = list_agreements(session, Filters(words=typed), limit=MOST_TEXTS)
        places = papers_with(session, [row.id for row in rows], typed)
    found = []
    for row in rows:
        at = places.get(row.id)
        beside = f"{row.number} · {row.partners}"
        place, passage = (str(at.place), at.passage) if at is not None else ("", 0)
        found.append(Findable("agreement", row.id, row.title, beside, row.status, place, passage))
    return tuple(found)


def pseudonyms(acting: Acting, beginning: str) -> tuple[Findable, ...]:
    """The people whose pseudonym begins so, each with a dataset; a read."""
    from datapact.consent.views.people import people_beginning  # much code, loaded when somebody looks for a person

    with acting.vault.read() as session:
        found = people_beginning(session, beginning)
    return tuple(Findable("pseudonym", dataset, subject, dataset) for dataset, subject in found)
