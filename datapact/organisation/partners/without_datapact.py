"""Partners without DataPact: no card, no history, only the profile in an imported file."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from datapact.base.strictjson import canonical
from datapact.organisation.acting.acting_member import Acting, require_more_than_reading
from datapact.organisation.identity.profile import Profile, read_stored_profile, write_profile
from datapact.organisation.partners.import_csv import read_partner_file
from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Imported:
    """How many partners of a file were new, changed or known already."""

    added: int
    """Lines with a new name."""
    changed: int
    """Lines with a known name and another profile."""
    unchanged: int
    """Lines whose profile was known already."""


_ADD = text("INSERT INTO external_partner (name, data) VALUES (:name, :data)")
_CHANGE = text("UPDATE external_partner SET name = :name, data = :data WHERE id = :id")


def import_csv(acting: Acting, data: bytes) -> Imported:
    """Import a list of partners; one with the same name is updated. All of the file or nothing.

    Raises TooLarge or Malformed, naming the line, Locked for a mere auditor.
    """
    require_more_than_reading(acting)
    profiles = read_partner_file(data)
    added = changed = unchanged = 0
    with acting.vault.write() as session:
        connection = session.connection()
        rows = connection.execute(text("SELECT id, name, data FROM external_partner"))
        known: dict[str, tuple[int, str]] = {row.name.casefold(): (row.id, row.data) for row in rows}
        for profile in profiles:
            written = canonical(write_profile(profile)).decode()
            values = {"name": profile.name, "data": written}
            number, before = known.get(profile.name.casefold(), (0, ""))
            if not number:
                number = connection.execute(_ADD, values).lastrowid
                added += 1
            elif before == written:
                unchanged += 1
            else:
                connection.execute(_CHANGE, {**values, "id": number})
                changed += 1
            known[profile.name.casefold()] = number, written
    return Imported(added, changed, unchanged)


def list_external_partners(session: Session) -> tuple[Profile, ...]:
    """All partners without DataPact, by name."""
    rows = session.connection().execute(text("SELECT data FROM external_partner ORDER BY name"))
    return tuple(read_stored_profile(row.data) for row in rows)
