"""The alliance in numbers for the overview: what needs us, agreements by state, what ends when, who shares with whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.status import WORDS

if TYPE_CHECKING:
    from sqlmodel import Session

HORIZON_DAYS = 366
MOST_TASKS = 50
MOST_EDGES = 2_000


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for the own organisation; ``next_step`` is a key of status.NEXT_STEPS."""

    id: str
    number: str
    title: str
    partners: str
    next_step: str
    since: str


@dataclass(frozen=True, slots=True)
class Ending:
    """An agreement that ends within the horizon, on ``day`` (local, included)."""

    id: str
    number: str
    title: str
    partners: str
    day: date


@dataclass(frozen=True, slots=True)
class Edge:
    """Agreements between the own organisation and one partner, of one kind and status."""

    partner: str
    kind: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class Alliance:
    """``states`` in the order of a contract's life; ``edges`` by partner name."""

    tasks: tuple[Task, ...]
    more_tasks: int
    states: tuple[tuple[str, int], ...]
    endings: tuple[Ending, ...]
    edges: tuple[Edge, ...]


def alliance(session: Session, today: date) -> Alliance:
    """Everything that the overview shows, as at ``today`` (local day)."""
    connection = session.connection()
    waiting = connection.execute(
        text(
            "SELECT id, number, title, partners, next_step, since FROM agreement"
            " WHERE archived = 0 AND turn = 'us' AND next_step <> 'none' ORDER BY since, id LIMIT :most"
        ),
        {"most": MOST_TASKS},
    )
    tasks = tuple(Task(row.id, row.number, row.title, row.partners, row.next_step, row.since) for row in waiting)
    total = connection.execute(
        text("SELECT count(*) FROM agreement WHERE archived = 0 AND turn = 'us' AND next_step <> 'none'")
    ).scalar_one()
    by_status = Counter(
        {
            str(row[0]): int(row[1])
            for row in connection.execute(
                text("SELECT status, count(*) FROM agreement WHERE archived = 0 GROUP BY status")
            )
        }
    )
    ending = connection.execute(
        text(
            "SELECT id, number, title, partners, ends FROM agreement WHERE archived = 0 AND ends >= :today AND ends <= :until"
            " AND status IN ('signed', 'in_force') ORDER BY ends, id"
        ),
        {"today": today.isoformat(), "until": (today + timedelta(days=HORIZON_DAYS)).isoformat()},
    )
    return Alliance(
        tasks=tasks,
        more_tasks=max(0, int(total) - len(tasks)),
        states=tuple((name, by_status[name]) for name in WORDS if by_status[name]),
        endings=tuple(
            Ending(row.id, row.number, row.title, row.partners, date.fromisoformat(row.ends)) for row in ending
        ),
        edges=_edges(session),
    )


def _edges(session: Session) -> tuple[Edge, ...]:
    found = session.connection().execute(
        text(
            "SELECT partners, kind, status, count(*) AS n FROM agreement WHERE archived = 0 AND partners <> ''"
            " GROUP BY partners, kind, status ORDER BY partners, kind, status LIMIT :most"
        ),
        {"most": MOST_EDGES},
    )
    return tuple(Edge(row.partners, row.kind, row.status, row.n) for row in found)
