"""Entries in order: the ancestors of each as bit sets over one deterministic order, and the counters of replicas.

The order is topological; among entries that do not know each other it goes by claimed time, then what is shared after
what a house keeps to itself (nothing shared names an internal parent, so of one second the draft came first), then
digest. It is a function of the set alone, so the order of arrival cannot matter. Counters reveal duplicate and missing entries. They
count for each organisation: a replica id is public, so another organisation's use of it means nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from datapact.base.errors import Malformed, MissingEntries
from datapact.base.texts import N_, Message

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.history.entries.entry import Entry


class Linked(Protocol):
    """What the order needs of an entry: a whole one, or its link alone."""

    @property
    def digest(self) -> str:
        """Of the entry, base64url of SHA-256."""
        ...

    @property
    def parents(self) -> tuple[str, ...]:
        """Digests of the entries on which it builds."""
        ...

    @property
    def time(self) -> datetime:
        """The author's claim (UTC)."""
        ...

    @property
    def stream(self) -> str:
        """``public``, ``internal`` or ``shared``."""
        ...


@dataclass(frozen=True, slots=True)
class Dag:
    """The entries of a history, with the ancestors of each.

    ``ancestors[i]`` has bit j set when entry i of ``order`` knows entry j, directly or not.
    """

    order: tuple[Entry, ...]
    index: Mapping[str, int] = field(repr=False)
    """Place in ``order`` by digest, from 0."""
    ancestors: tuple[int, ...] = field(repr=False)
    """One bit set for each entry, in the order of ``order``."""

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

    def followed_by(self, entry: Entry) -> Dag | None:
        """The entries with one more, if that is the last in order and knows all of its stream; else None."""
        expected = self.heads("shared" if entry.stream == "shared" else None)
        if entry.parents != expected or any(rank(other) > rank(entry) for other in self.order):
            return None
        position = len(self.order)
        mask = 0
        for parent in entry.parents:
            mask |= self.ancestors[self.index[parent]] | 1 << self.index[parent]
        return Dag((*self.order, entry), {**self.index, entry.digest: position}, (*self.ancestors, mask))


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


def in_order[E: Linked](entries: Iterable[E]) -> list[E]:
    """Entries of one history, each after those of them that it knows, else as ``arrange`` has them; a chain stays as it is given.

    A function of the set alone, and no ancestors are kept: a house has a hundred thousand entries. Parents that are not among
    them count for nothing.
    """
    given = {entry.digest: entry for entry in entries}
    return _as_chain(given) or _sorted(given)


@dataclass(frozen=True, slots=True)
class Knowing:
    """The order of some entries of a history: which was written with which of them among its ancestors."""

    places: Mapping[str, int]
    """Place of each of them in an order of the history, by digest."""
    ancestors: Mapping[str, int] | None = None
    """By digest of each a bit set of the places of those that it knows; None in a chain, where each knows all before it."""

    def knows(self, later: str, earlier: str) -> bool:
        """Whether the entry ``later`` was written with ``earlier`` among its ancestors."""
        if self.ancestors is None:
            return self.places[later] > self.places[earlier]
        return bool(self.ancestors[later] >> self.places[earlier] & 1)


def knowing(ordered: Iterable[Linked], wanted: Collection[str]) -> Knowing:
    """The order of the entries with the digests ``wanted``: which knew which of them; parents come before those that name them."""
    places: dict[str, int] = {}
    masks: dict[str, int] = {}
    for entry in ordered:
        mask = 0
        for parent in entry.parents:
            mask |= masks.get(parent, 0)
            if parent in places:
                mask |= 1 << places[parent]
        masks[entry.digest] = mask
        if entry.digest in wanted:
            places[entry.digest] = len(places)
    return Knowing(places, {digest: masks[digest] for digest in places})


def rank(entry: Linked) -> tuple[float, bool, str]:
    """The place among entries that do not know each other; for display only, nothing may depend on it."""
    return entry.time.timestamp(), entry.stream == "shared", entry.digest


def entries_by(entries: Iterable[Entry], moment: datetime) -> list[Entry]:
    """The entries of a history written by ``moment`` (UTC) whose ancestors were, too, however far their authors' clocks differ."""
    by_digest = {entry.digest: entry for entry in entries}
    known: dict[str, bool] = {}
    for entry in by_digest.values():
        path = [entry]
        while path:
            newest = path[-1]
            if newest.digest in known:
                path.pop()
                continue
            open_parents = [by_digest[one] for one in newest.parents if one in by_digest and one not in known]
            if open_parents and newest.time <= moment:
                path.append(open_parents[0])
                continue
            complete = all(known.get(parent, False) for parent in newest.parents)
            known[newest.digest] = newest.time <= moment and complete
            path.pop()
    return [entry for digest, entry in by_digest.items() if known[digest]]


def _as_chain[E: Linked](given: Mapping[str, E]) -> list[E] | None:
    # The usual case: they lie in the vault in the order of a chain already.
    order = list(given.values())
    for earlier, entry in zip((None, *order), order, strict=False):
        if entry.parents != (() if earlier is None else (earlier.digest,)):
            return None
    return order


def _sorted[E: Linked](given: Mapping[str, E]) -> list[E]:
    waiting = {digest: sum(parent in given for parent in entry.parents) for digest, entry in given.items()}
    children: dict[str, list[E]] = {}
    for entry in given.values():
        for parent in entry.parents:
            children.setdefault(parent, []).append(entry)
    ready = [(rank(given[digest]), digest) for digest, parents in waiting.items() if not parents]
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


SKIPPED = Message(N_("Its number does not follow on the one before it of the same vault."))
REPEATED = Message(N_("It repeats a number of an entry that it builds on."))


@dataclass(frozen=True, slots=True)
class Gap:
    """Counters of an organisation's replica that no entry has, although later ones exist.

    ``counters`` are the first of them, ``missing`` is their number. ``led_by`` is the organisation after whose entry,
    under the same replica id, an older program continued counting (then nothing is missing), else empty.
    """

    organisation: str
    """Id of the one whose numbers are missing."""
    replica: str
    """Id of its vault, 22 base64url characters."""
    stream: str
    """``shared``, ``public`` or ``internal``; each counts for itself."""
    counters: tuple[int, ...]
    missing: int
    led_by: str = ""


@dataclass(frozen=True, slots=True)
class CounterFindings:
    """The findings from the counters. ``cloned`` are pairs of different entries of one organisation with one number,
    ``odd`` says what is wrong with the number of entries, judged by their own ancestors."""

    cloned: tuple[tuple[str, str], ...]
    gaps: tuple[Gap, ...]
    """Sorted by replica, stream and organisation."""
    odd: Mapping[str, Message] = field(hash=False)


_MOST_NAMED = 100
_FEW = 8


class _Alike:
    """The entries of one organisation's replica with one number, by their places in the order of the history."""

    __slots__ = ("_bits", "places")

    def __init__(self) -> None:
        self.places: list[int] = []
        self._bits = 0

    def are_known_to(self, dag: Dag, place: int) -> bool:
        """Whether any of them is an ancestor of the entry at a place."""
        ancestors = dag.ancestors[place]
        if len(self.places) <= _FEW:
            return any(ancestors >> other & 1 for other in self.places)
        if not self._bits:  # a hostile history may have one number thousands of times
            self._bits = sum(1 << other for other in self.places)
        return bool(ancestors & self._bits)


type _Counters = dict[int, _Alike]
type _Replica = dict[str, _Counters]
"""The counters under one replica id, by organisation."""


def count_entries(dag: Dag, discounted: Collection[str] = ()) -> CounterFindings:
    """Compare the counters of a history's entries; those ``discounted`` open no gap before them."""
    replicas: dict[tuple[str, str], _Replica] = {}
    for place, entry in enumerate(dag.order):
        counters = replicas.setdefault((entry.replica, entry.stream), {}).setdefault(entry.organisation, {})
        counters.setdefault(entry.counter, _Alike()).places.append(place)
    cloned: list[tuple[str, str]] = []
    gaps: list[Gap] = []
    for (replica, stream), organisations in sorted(replicas.items()):
        for organisation, counters in sorted(organisations.items()):
            for alike in counters.values():
                first, *rest = (dag.order[place].digest for place in alike.places)
                cloned += [(min(first, other), max(first, other)) for other in rest]
            missing: dict[str, list[range]] = {}
            for leader, span in _missing(dag, organisation, organisations, discounted):
                missing.setdefault(leader, []).append(span)
            gaps += [
                Gap(organisation, replica, stream, _first(spans), sum(map(len, spans)), leader)
                for leader, spans in sorted(missing.items())
            ]
    odd = {}
    for place, entry in enumerate(dag.order):
        reason = _oddity(dag, place, replicas[entry.replica, entry.stream])
        if reason is not None:
            odd[entry.digest] = reason
    return CounterFindings(tuple(sorted(cloned)), tuple(gaps), odd)


def _missing(
    dag: Dag, organisation: str, organisations: _Replica, discounted: Collection[str]
) -> Iterator[tuple[str, range]]:
    """The spans of numbers that are missing below the highest, each with who led the count over it."""
    counters = organisations[organisation]
    weighing = (
        counter
        for counter, alike in counters.items()
        if any(dag.order[place].digest not in discounted for place in alike.places)
    )
    highest = max(weighing, default=0)
    if len(counters) == highest:  # the usual case: nothing above it and nothing missing below
        return
    before = 0
    for counter in sorted(counters):
        if counter > highest:
            return
        if counter > before + 1:
            leaders = (_leader(dag, place, organisations) for place in counters[counter].places)
            yield next((one for one in leaders if one), ""), range(before + 1, counter)
        before = counter


def _first(spans: Collection[range]) -> tuple[int, ...]:
    named: list[int] = []
    for span in spans:
        named += span[: _MOST_NAMED - len(named)]
    return tuple(named)


def _leader(dag: Dag, place: int, organisations: _Replica) -> str:
    """The organisation whose entry, an ancestor with the number before, an older program counted on from, or empty."""
    entry = dag.order[place]
    for other, counters in sorted(organisations.items()):
        before = counters.get(entry.counter - 1)
        if other != entry.organisation and before is not None and before.are_known_to(dag, place):
            return other
    return ""


def _oddity(dag: Dag, place: int, organisations: _Replica) -> Message | None:
    entry = dag.order[place]
    own = organisations[entry.organisation]
    if own[entry.counter].are_known_to(dag, place):
        return REPEATED
    if entry.counter == 1 or (entry.counter - 1 in own and own[entry.counter - 1].are_known_to(dag, place)):
        return None
    return None if _leader(dag, place, organisations) else SKIPPED
