"""Kept counts of people, valid until they can have changed; they make the matrix quick.

A count holds until an event of its dataset arrives, anything is erased, or a consent that counts expires. The first
shows in the numbers of the events, so importers need not clear anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.strictjson import to_base64url
from datapact.consent.decision.fast_count import Counter
from datapact.consent.facts.question import Needs, Tally
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

MARK = "consent.tallied"
_FOREVER = 2**62


@dataclass(slots=True)
class Tallies:
    """Kept counts as read; ``fresh`` are counts made since, to be kept too."""

    session: Session
    """The transaction in which they were read, and in which missing ones are counted."""
    kept: Mapping[str, tuple[int, int, Tally]]
    """First and last second at which they hold, and the counts."""
    mark: str
    """Number of the last event and how many are erased, as text: the state these counts are of."""
    was: str
    """The same text as of when counts were last kept."""
    stale: frozenset[str]
    """Keys of datasets whose kept counts can have changed since; ``*`` for all."""
    fresh: dict[str, tuple[Needs, Tally]] = field(default_factory=dict)
    _counter: Counter | None = None

    def __call__(self, needs: Needs) -> Tally:
        """The counts at the moment of ``needs``, which must not lie before the newest event."""
        key = key_of(needs)
        known = self.kept.get(key)
        if known is not None and known[0] <= needs.at <= known[1]:
            return known[2]
        made = self.fresh.get(key)
        if made is None:
            made = self.fresh[key] = (needs, self._count(needs))
        return made[1]

    def _count(self, needs: Needs) -> Tally:
        if self._counter is None:
            self._counter = Counter(self.session, now=True, everything=True)
        return self._counter(needs)


def key_of(needs: Needs) -> str:
    """Digest of needs without their moment."""
    shown = {name: value for name, value in needs.as_json().items() if name not in ("at", "known_at", "last_event")}
    written = json.dumps(shown, sort_keys=True, separators=(",", ":"))  # of this vault alone, so quick before canonical
    return to_base64url(hashlib.sha256(written.encode("utf-8")).digest())


def read_tallies(session: Session) -> Tallies:
    """All counts that still hold, apart from expiry."""
    connection = session.connection()
    last = connection.execute(text("SELECT max(id) FROM consent_event")).scalar() or 0
    erased = connection.execute(text("SELECT count(*) FROM consent_event WHERE scope = 0")).scalar() or 0
    mark, was = f"{last} {erased}", get_meta(session, MARK) or "0 0"
    stale = _stale(session, was, mark)
    rows = connection.execute(text("SELECT needs, dataset, since, turns, tally FROM consent_tally"))
    kept = {
        row[0]: (int(row[2]), int(row[3]), _read(row[4])) for row in rows if row[1] not in stale and "*" not in stale
    }
    return Tallies(session, kept, mark, was, stale)


def _stale(session: Session, was: str, mark: str) -> frozenset[str]:
    """Datasets whose counts can have changed between two marks; ``*`` for all."""
    if was == mark:
        return frozenset()
    (before, erased_before), (after, erased_after) = was.split(), mark.split()
    if erased_before != erased_after or int(after) < int(before):
        return frozenset({"*"})
    rows = session.connection().execute(
        text(
            "SELECT DISTINCT s.dataset FROM (SELECT DISTINCT scope FROM consent_event WHERE id > :before) AS e"
            " JOIN consent_scope AS s ON s.id = e.scope"
        ),
        {"before": int(before)},
    )
    return frozenset(rows.scalars())


def keep_tallies(session: Session, tallies: Tallies) -> None:
    """Write the fresh counts if the transaction sees the same events; else leave them for the next time."""
    now = read_tallies(session)
    if now.mark != tallies.mark or now.was != tallies.was:
        return
    connection = session.connection()
    if "*" in tallies.stale:
        connection.execute(text("DELETE FROM consent_tally"))
    for dataset in tallies.stale:
        connection.execute(text("DELETE FROM consent_tally WHERE dataset = :dataset"), {"dataset": dataset})
    if tallies.fresh:  # needs of another day are other needs: what no moment asks for any more goes
        before = min(needs.at for needs, _made in tallies.fresh.values())
        connection.execute(text("DELETE FROM consent_tally WHERE turns < :before"), {"before": before})
    rows = [
        {
            "needs": key,
            "dataset": needs.dataset,
            "since": needs.at,
            "turns": _FOREVER if made.turns is None else made.turns,
        }
        | {"tally": json.dumps(made.as_json())}
        for key, (needs, made) in tallies.fresh.items()
    ]
    if rows:
        connection.execute(
            text("INSERT OR REPLACE INTO consent_tally VALUES (:needs, :dataset, :since, :turns, :tally)"), rows
        )
    set_meta(session, MARK, tallies.mark)


def forget_tallies(session: Session) -> None:
    """Forget all counts, as once a colleague's consents have come: which events count can have changed."""
    session.connection().execute(text("DELETE FROM consent_tally"))
    set_meta(session, MARK, None)


def _read(value: str) -> Tally:
    shown = read_stored_json(value)
    counts = shown["total"], shown["allowed"], shown["counts"], shown["until"], shown["oldest"]
    return Tally(*counts, narrower=shown.get("narrower", {}))
