"""Counters of the replicas that wrote a history: what is there twice, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from datapact.history.dag import Dag


@dataclass(frozen=True, slots=True)
class Gap:
    """Counters of a replica that no entry has, although later ones exist."""

    replica: str
    stream: str
    counters: tuple[int, ...]


def counted_entries(dag: Dag) -> tuple[tuple[tuple[str, str], ...], tuple[Gap, ...]]:
    """Pairs of different entries with one replica and counter, and the counters that no entry has."""
    cloned = []
    used: dict[tuple[str, str], dict[int, str]] = {}
    for entry in dag.order:
        counters = used.setdefault((entry.replica, entry.stream), {})
        other = counters.setdefault(entry.counter, entry.digest)
        if other != entry.digest:
            cloned.append((min(other, entry.digest), max(other, entry.digest)))
    gaps = []
    for (replica, stream), counters in used.items():
        if len(counters) != max(counters):
            gaps.append(Gap(replica, stream, _absent(counters)))
    return tuple(sorted(cloned)), tuple(sorted(gaps, key=lambda gap: (gap.replica, gap.stream)))


_MOST_NAMED = 100


def _absent(counters: Mapping[int, str]) -> tuple[int, ...]:
    """The first counters that are missing; a hostile one may be huge."""
    absent: list[int] = []
    before = 0
    for counter in sorted(counters):
        absent += range(before + 1, min(counter, before + 1 + _MOST_NAMED - len(absent)))
        before = counter
    return tuple(absent)
