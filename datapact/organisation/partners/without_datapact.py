"""Partners without DataPact: no card, no history, only what a file says of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from datapact.base.strictjson import canonical
from datapact.organisation.acting.acting_member import Acting, require_more_than_reading
from datapact.organisation.identity.profile import Profile, read_stored_profile, write_profile
from datapact.organisation.identity.tables import ExternalPartnerRow
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


def import_csv(acting: Acting, data: bytes) -> Imported:
    """Take over a list of partners; one with the same name is brought up to date. All of the file or nothing.

    Raises TooLarge or Malformed, naming the line, Locked for a mere auditor.
    """
    require_more_than_reading(acting)
    profiles = read_partner_file(data)
    added = changed = unchanged = 0
    with acting.vault.write() as session:
        known = {row.name.casefold(): row for row in session.exec(select(ExternalPartnerRow))}
        for profile in profiles:
            text = canonical(write_profile(profile)).decode()
            row = known.get(profile.name.casefold())
            if row is None:
                row = ExternalPartnerRow(name=profile.name, data=text)
                known[profile.name.casefold()] = row
                added += 1
            elif row.data == text:
                unchanged += 1
            else:
                row.name, row.data = profile.name, text
                changed += 1
            session.add(row)
    return Imported(added, changed, unchanged)


def list_external_partners(session: Session) -> tuple[Profile, ...]:
    """All partners without DataPact, by name."""
    rows = session.exec(select(ExternalPartnerRow).order_by(col(ExternalPartnerRow.name)))
    return tuple(read_stored_profile(row.data) for row in rows)
