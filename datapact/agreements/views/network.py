"""The network of partners and the agreements between them: nodes by place, edges by kind and phase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from datapact.base.texts import N_
from datapact.organisation.partners.locations import Place, own_place, partner_places

if TYPE_CHECKING:
    from datapact.agreements.views.list_index import ListIndex
    from datapact.vault.database.session import Session

type Phase = Literal["negotiated", "signature", "binding", "ended"]

PHASES: Mapping[str, str] = {
    "negotiated": N_("In negotiation"),
    "signature": N_("Being signed"),
    "binding": N_("Signed or in force"),
    "ended": N_("Ended"),
}
PHASE_STATUSES: Mapping[str, tuple[str, ...]] = {
    "negotiated": ("draft", "offered", "agreed"),
    "signature": ("frozen", "signing"),
    "binding": ("signed", "in_force"),
    "ended": ("expired", "declined", "terminated"),
}
_PHASE_OF: Mapping[str, str] = {status: phase for phase, names in PHASE_STATUSES.items() for status in names}
MOST_NODES = 500
MOST_EDGES = 1_500
OWN = ""  # the key of the own organisation among the nodes


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation; ``key`` is the partner's name, OWN for ourselves. ``agreements`` are those not archived."""

    key: str
    name: str
    """Of the organisation, for people."""
    place: Place
    """Region and country from its profile or card; empty where unknown."""
    agreements: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Agreements of one kind and phase between two organisations, ``first`` before ``second`` (node keys).

    ``elsewhere`` of the ``count`` were signed outside DataPact and recorded with evidence.
    """

    first: str
    second: str
    kind: str
    """Kind of contract by its template."""
    phase: str
    """Key of ``PHASES``."""
    count: int
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """The own organisation first, then partners by name; ``left_out`` counts partners beyond what can be drawn."""

    nodes: tuple[Node, ...]
    """At most ``MOST_NODES``."""
    edges: tuple[Edge, ...]
    """At most ``MOST_EDGES``, between shown nodes only, by their ends."""
    left_out: int


def network(session: Session, index: ListIndex) -> Network:
    """The network of all agreements that are not archived, the busiest partners first where there are too many."""
    own_name, place = own_place(session)
    places = partner_places(session)
    rows = index.rows_where(partners=bool)
    columns = (index.values(column, rows) for column in ("partners", "kind", "status", "evidence"))
    combined = Counter(zip(*columns, strict=True))
    known = set(places) | {joined for joined, *_ in combined if ", " not in joined}
    agreements: Counter[str] = Counter()
    edges: Counter[tuple[str, str, str, str]] = Counter()
    elsewhere: Counter[tuple[str, str, str, str]] = Counter()
    for (joined, kind, status, evidence), number in combined.items():
        names = split_partners(joined, known)
        for name in names:
            agreements[name] += number
        for first, second in combinations(sorted({OWN, *names}), 2):
            edge = (first, second, kind, _PHASE_OF.get(status, "negotiated"))
            edges[edge] += number
            elsewhere[edge] += number if evidence else 0
    for name in places:
        agreements.setdefault(name, 0)
    shown = [name for name, _ in sorted(agreements.items(), key=lambda item: (-item[1], item[0]))][: MOST_NODES - 1]
    names_shown = {OWN, *shown}
    busiest = sorted(edges.items(), key=lambda item: (-item[1], item[0]))
    drawn = [Edge(*ends, number, elsewhere[ends]) for ends, number in busiest if {ends[0], ends[1]} <= names_shown][
        :MOST_EDGES
    ]
    nodes = [Node(name, name, places.get(name, Place("", "")), agreements[name]) for name in sorted(shown)]
    return Network(
        nodes=(Node(OWN, own_name, place, sum(combined.values())), *nodes),
        edges=tuple(
            sorted(drawn, key=lambda edge: (edge.first, edge.second, edge.kind, tuple(PHASES).index(edge.phase)))
        ),
        left_out=len(agreements) - len(shown),
    )


def split_partners(joined: str, known: Collection[str]) -> tuple[str, ...]:
    """The names in a row's list of partners; a comma inside a known name does not split it."""
    parts = joined.split(", ")
    names: list[str] = []
    while parts:
        length = next((n for n in range(len(parts), 1, -1) if ", ".join(parts[:n]) in known), 1)
        names.append(", ".join(parts[:length]))
        del parts[:length]
    return tuple(names)
