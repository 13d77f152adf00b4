"""Client and matter of an agreement, and the template of the house that it was drafted with: kept in this vault alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from datapact.organisation.acting.records import append_record, record_of

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Matter:
    """The matter of an agreement, known to this house alone."""

    client: str = ""
    """For whom it is drafted; may be empty."""
    matter: str = ""
    """File reference or name of the matter; may be empty."""
    for_others: bool = False
    """The own organisation need not be a party: a law firm, an association or a municipality's umbrella drafts for others."""
    template: str = ""
    """Key of the template of the house; empty for none."""
    version: int = 0
    """Of that template; 0 for none."""


def matter_of(session: Session, history: str) -> Matter:
    """The matter of an agreement; an empty one where nobody wrote any."""
    found = record_of(session, "matter", history)
    if found is None:
        return Matter()
    body = found.body
    return Matter(body["client"], body["matter"], body["for_others"], body["template"], body["version"])


def write_matter(acting: Acting, session: Session, history: str, matter: Matter) -> None:
    """Record a matter in the running transaction, where it says something new. Raises Locked."""
    if matter != matter_of(session, history):
        append_record(acting, session, "matter", {"key": history, "agreement": history, **asdict(matter)})


def set_client(acting: Acting, history: str, client: str, matter: str) -> None:
    """Record client and matter of an agreement; the rest of it stays. Raises Locked without the role."""
    with acting.vault.write() as session:
        before = matter_of(session, history)
        write_matter(acting, session, history, replace(before, client=client.strip(), matter=matter.strip()))
