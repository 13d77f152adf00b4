"""Entries in order: who knew whom when writing, as bit sets over one deterministic order.

The order is topological; among entries that do not know each other it goes by claimed time, then digest.
It is a function of the set alone, so the order of arrival cannot matter.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datapact.errors import Malformed, MissingEntries
from datapact.texts import N_

if TYPE_CHECKING:
    from datapact.history.entry import Entry


@dataclass(frozen=True, slots=True)
class Dag:
    """``ancestors[i]`` has bit j set when entry i of ``order`` knows entry j, directly or not."""

    order: tuple[Entry, ...]
    index: Mapping[str, int] = field(repr=False)
    ancestors: tuple[int, ...] = field(repr=False)

    def knows(self, later: str, earlier: str) -> bool:
        """Whether the entry ``later`` was written with ``earlier`` among its ancestors."""
        return bool(self.ancestors[self.index[later]] >> self.index[earlier] & 1)

    def concurrent(self, one: str, other: str) -> bool:
        """Whether neither of two different entries knows the other."""
        return one != other and not self.knows(one, other) and not self.knows(other, one)

    def heads(self, stream: str | None = None) -> tuple[str, ...]:
        """Digests that no entry (of this stream) has as a parent, sorted."""
        among = [entry for entry in self.order if stream is None or entry.stream == stream]
        parents = {parent for entry in among for parent in entry.parents}
        return tuple(sorted(entry.digest for entry in among if entry.digest not in parents))


def positions(mask: int) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def arrange(entries: Iterable[Entry]) -> Dag:
    """Put entries of one history in order; the same entry twice counts once.

    Raises MissingEntries naming the parents that are not there, Malformed for entries of two histories.
    """
    given = {entry.digest: entry for entry in entries}
    if len({entry.history for entry in given.values()}) > 1:
        raise Malformed(N_("Entries of different histories were mixed. Ask the sender for a new file."))
    missing = {parent for entry in given.values() for parent in entry.parents if parent not in given}
    if missing:
        raise MissingEntries(
            N_("Entries that others build on have not arrived yet. Ask the partner to send the whole agreement again."),
            tuple(sorted(missing)),
        )
    order = _as_chain(given) or _sorted(given)
    index = {entry.digest: position for position, entry in enumerate(order)}
    ancestors: list[int] = []
    for entry in order:
        mask = 0
        for parent in entry.parents:
            position = index[parent]
            mask |= ancestors[position] | 1 << position
        ancestors.append(mask)
    return Dag(tuple(order), index, tuple(ancestors))


def rank(entry: Entry) -> tuple[float, str]:
    """The place among entries that do not know each other; for showing only, nothing may depend on it."""
    return entry.time.timestamp(), entry.digest


def _as_chain(given: Mapping[str, Entry]) -> list[Entry] | None:
    # The usual case: they lie in the vault in the order of a chain already.
    order = list(given.values())
    for earlier, entry in zip([None, *order], order, strict=False):
        if entry.parents != (() if earlier is None else (earlier.digest,)):
            return None
    return order


def _sorted(given: Mapping[str, Entry]) -> list[Entry]:
    waiting = {digest: len(entry.parents) for digest, entry in given.items()}
    children: dict[str, list[Entry]] = {}
    for entry in given.values():
        for parent in entry.parents:
            children.setdefault(parent, []).append(entry)
    ready = [(rank(entry), entry.digest) for entry in given.values() if not entry.parents]
    heapq.heapify(ready)
    order = []
    while ready:
        _, digest = heapq.heappop(ready)
        order.append(given[digest])
        for child in children.get(digest, ()):
            waiting[child.digest] -= 1
            if not waiting[child.digest]:
                heapq.heappush(ready, (rank(child), child.digest))
    return order
