"""Reading the partners without DataPact, as what paints lists and pictures needs it: without rows as objects."""

from __future__ import annotations

from sqlalchemy import text

from datapact.organisation.identity.profile import Profile, read_stored_profile
from datapact.organisation.identity.reference import EXTERNAL
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.session import Session


def list_external_partners(session: Session) -> tuple[Profile, ...]:
    """All partners without DataPact, by name."""
    return tuple(external_partners(session).values())


def external_partners(session: Session) -> dict[str, Profile]:
    """All partners without DataPact by their reference, ``external:`` and a number; in the order of their names."""
    rows = session.connection().execute(text("SELECT id, data FROM external_partner ORDER BY name"))
    return {f"{EXTERNAL}{number}": _read(session, data) for number, data in rows}


_PROFILES = Remembered[str, Profile](2_000)
"""By what is stored of them."""


def _read(session: Session, data: str) -> Profile:
    return _PROFILES.made(session, data, lambda: read_stored_profile(data))
