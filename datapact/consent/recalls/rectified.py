"""Recipients that have still to be told of a rectification (Art. 16, 19 GDPR).

A record ``rectified`` says whose data in a dataset was corrected, and what; its people are rows under its root, as those of a
recall. Told is who got the data before, by every delivery, until a recall names that record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from datapact.consent.records.delivered import counting_deliveries
from datapact.organisation.acting.records import records

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

KIND = "rectified"

_UNTOLD = text(
    "SELECT p.delivery, p.pseudonym, p.sent_as, q.at FROM recall_subject AS q"
    " CROSS JOIN delivery_subject AS p INDEXED BY delivery_subject_is"
    "  ON p.dataset = q.dataset AND p.pseudonym = q.pseudonym"
    " WHERE q.recall = :entry"
    # told of this already, or to erase
    " AND NOT EXISTS (SELECT 1 FROM recall_subject AS r WHERE r.delivery = p.delivery AND r.pseudonym = p.pseudonym"
    "  AND (r.state = 10 OR (r.state = 11 AND r.recall IN (SELECT value FROM json_each(:told)))))"
)
_ABOUT = text(
    "SELECT recall, at FROM recall_subject WHERE dataset = :dataset AND pseudonym = :pseudonym AND delivery = 0"
)


class Untold(NamedTuple):
    """A person in a delivery whose recipient has yet to be told of a rectification."""

    entry: str
    """Digest of the record ``rectified``."""
    what: str
    """What was corrected, in words; names nobody."""
    delivery: int
    """Id of the delivery's row."""
    pseudonym: str
    """In our records."""
    sent_as: str
    """At the recipient."""
    at: int
    """When it was corrected, seconds since 1970 (UTC)."""
    recorded: datetime
    """Time of the record, UTC."""


@dataclass(frozen=True, slots=True)
class Rectification:
    """One rectification that concerns a person."""

    entry: str
    """Digest of its record."""
    what: str
    """What was corrected; names nobody."""
    at: int
    """Seconds since 1970 (UTC)."""


def untold(session: Session) -> Iterator[Untold]:
    """The people of whom a recipient has still to be told that their data was corrected."""
    made = records(session, KIND)
    if not made:
        return
    told: dict[str, list[str]] = {}
    for recall in records(session, "recall"):
        for entry in recall.body.get("rectified", ()):
            told.setdefault(str(entry), []).append(recall.entry)
    left = {one.id: one.at for one in counting_deliveries(session) if one.id}
    for record in made:
        values = {"entry": record.entry, "told": json.dumps(told.get(record.entry, []))}
        for row in session.connection().execute(_UNTOLD, values):
            if left.get(row.delivery, row.at + 1) > row.at:
                continue
            what = str(record.body.get("what", ""))
            yield Untold(record.entry, what, row.delivery, row.pseudonym, row.sent_as, row.at, record.recorded)


def rectifications_of(session: Session, dataset: str, pseudonym: str) -> tuple[Rectification, ...]:
    """The corrections of one person's data, oldest first."""
    rows = session.connection().execute(_ABOUT, {"dataset": dataset, "pseudonym": pseudonym}).all()
    if not rows:
        return ()
    at = {str(row.recall): int(row.at) for row in rows}
    return tuple(
        Rectification(one.entry, str(one.body.get("what", "")), at[one.entry])
        for one in records(session, KIND)
        if one.entry in at
    )
