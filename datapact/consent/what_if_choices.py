"""What can be supposed in a "what if": the agreements, versions of notices and adequacy decisions there are now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.consent.adequacy import SORT
from datapact.consent.gather import world_at
from datapact.consent.notices import notices

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class Supposable:
    """Agreements as (id, number, title), versions of notices as (key, version, title), countries with a decision."""

    agreements: tuple[tuple[str, str, str], ...]
    notices: tuple[tuple[str, str, str], ...]
    countries: tuple[str, ...]


def supposable(acting: Acting, at: datetime | None = None) -> Supposable:
    """What holds at a moment, by default now, and so can be supposed to end."""
    moment = at or acting.clock()
    with acting.vault.read() as session:
        world = world_at(acting, session, moment)
        titles = {(one.key, one.version): one.title for one in notices(session).values()}
    return Supposable(
        tuple((one.id, one.number, one.title) for one in world.agreements if one.status == "in_force"),
        tuple(
            (one.key, one.version, titles.get((one.key, one.version), one.key))
            for one in world.notices
            if one.invalid_from is None or one.invalid_from > world.day
        ),
        tuple(
            sorted(
                {
                    one.about
                    for one in world.facts
                    if one.sort == SORT
                    and (one.valid_from is None or one.valid_from <= world.day)
                    and (one.valid_to is None or one.valid_to >= world.day)
                }
            )
        ),
    )
