"""Whose vault this is, and that organisation's public history out of it, verified."""

from __future__ import annotations

from functools import lru_cache

from sqlmodel import Session

from datapact.errors import Damaged
from datapact.history.entry import organisation_history, read_entry
from datapact.history.organisation import verify_line
from datapact.history.organisation_state import OrganisationLine
from datapact.parties.tables import public_entries
from datapact.texts import N_
from datapact.vault.store import get_meta, set_meta
from datapact.vault.stored_json import read_stored_json

ORGANISATION = "organisation"  # the fact in meta that says whose vault this is


def own_organisation(session: Session) -> str:
    """The id of the organisation whose vault this is; raises Damaged where its creation was interrupted."""
    organisation = get_meta(session, ORGANISATION)
    if organisation is None:
        raise Damaged(N_("The creation of this vault was interrupted. Delete its folder and create it again."))
    return organisation


def set_own_organisation(session: Session, organisation: str) -> None:
    """Say whose vault this is, once, when it is founded."""
    set_meta(session, ORGANISATION, organisation)


def own_line(session: Session) -> OrganisationLine:
    """The verified public history of our own organisation; raises Damaged."""
    return _verified(public_entries(session, organisation_history(own_organisation(session))))


@lru_cache(maxsize=16)
def _verified(stored: tuple[tuple[str, str, str], ...]) -> OrganisationLine:
    # Keyed by every byte that is verified, so that the answer cannot differ.
    return verify_line(
        read_entry(jws, read_stored_json(texts), read_stored_json(erased)) for jws, texts, erased in stored
    )
