"""What a confirmation about a whole purpose in our own house settles: what was recorded by then and its author had.

A colleague's events can arrive after it with an earlier time, as can events of a clock that was set back: nobody acted on them.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.organisation.identity.house import has_merged, known_by

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Confirmed = tuple[str, int]
"""Digest of the entry of a confirmation, and the moment up to which it counts, in seconds since 1970."""
_BATCHES = text(
    "SELECT b.id, b.entry, b.first, e.recorded, n.seq FROM consent_batch AS b JOIN consent_event AS e ON e.id = b.first"
    " JOIN entry AS n ON n.digest = b.entry ORDER BY b.first"
)
_SEQ = text("SELECT digest, seq FROM entry WHERE digest IN (SELECT value FROM json_each(:digests)) ORDER BY seq")


@dataclass(frozen=True, slots=True)
class Settled:
    """What is settled of a place: all events before a number, and some lists behind it."""

    first: int | None
    """Number of the first event that is not settled; None where all are."""
    lists: tuple[int, ...]
    """Numbers of the lists behind it whose events are settled all the same."""


def lists_known(session: Session, entries: Collection[str]) -> tuple[list[Any], Mapping[str, frozenset[str]]]:
    """All lists of events (id, entry, first, recorded) in the order of the vault, and by the entry of each, which of ``entries`` knew it."""
    connection = session.connection()
    lists = list(connection.execute(_BATCHES)) if entries else []
    if entries and has_merged(session):
        known = known_by(session, entries)
        return lists, {one.entry: known.get(one.entry, frozenset()) for one in lists}
    # else each entry knows all that lay here before it
    written = list(connection.execute(_SEQ, {"digests": json.dumps(sorted(entries))})) if entries else []
    places = [by.seq for by in written]
    later = [frozenset(by.digest for by in written[place:]) for place in range(len(written) + 1)]
    return lists, {one.entry: later[bisect_right(places, one.seq)] for one in lists}


def settled_by[Place](session: Session, confirmed: Mapping[Place, Sequence[Confirmed]]) -> dict[Place, Settled]:
    """What the confirmations of each place settle."""
    lists, knows = lists_known(session, {entry for ones in confirmed.values() for entry, _through in ones})
    found = {}
    for place, ones in confirmed.items():
        done = [any(one.recorded <= through and by in knows[one.entry] for by, through in ones) for one in lists]
        begin = done.index(False) if False in done else len(lists)
        behind = tuple(one.id for one, is_done in zip(lists[begin:], done[begin:], strict=True) if is_done)
        found[place] = Settled(lists[begin].first if begin < len(lists) else None, behind)
    return found


__all__ = ["Confirmed", "Settled", "lists_known", "settled_by"]
