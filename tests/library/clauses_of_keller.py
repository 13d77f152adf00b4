"""A clause of the house with two fallbacks, and the positions of its playbook."""

from __future__ import annotations

from dataclasses import replace

from datapact.library.clauses.own_clause import Alternative, OwnClause
from datapact.library.playbook.position import Position, Stand
from tests.agreements.negotiated import Table

MARTIN = "martin-vogt"


def alternative(key: str, name: str, german: str, english: str, **more: object) -> Alternative:
    made = Alternative(
        key, name, "balanced", "", "", "", "", {"de": "Haftung", "en": "Liability"}, {"de": german, "en": english}
    )
    return replace(made, **more)  # type: ignore[arg-type]


LIABILITY = OwnClause(
    "liability",
    "Haftung des Hauses",
    (
        alternative(
            "house",
            "Unbeschränkt",
            "Jede Partei haftet nach den gesetzlichen Vorschriften.\n\nSie melden einander Schäden binnen"
            " {{ breach.hours }}:\n- den Hergang,\n- die Höhe.",
            "Each party is liable under the statutory provisions.\n\nThey report damage to each other within"
            " {{ breach.hours }}:\n- what happened,\n- the amount.",
            risk="green",
            citation="§ 307 BGB",
            meaning="Unsere Position.",
        ),
        alternative(
            "middle", "Ohne leichte Fahrlässigkeit", "Bei leichter Fahrlässigkeit haftet niemand.", "No liability."
        ),
        alternative("last", "Gedeckelt", "Die Haftung ist gedeckelt.", "Liability is capped.", slant="provider"),
    ),
)


def stand(test: str, *values: str, **more: object) -> Stand:
    return replace(Stand(test, values, "legal", (), "", ""), **more)  # type: ignore[arg-type]


LIABILITY_POSITION = Position(
    "liability",
    "Haftung",
    "",
    "liability",
    (),
    (
        stand("own", "house", reason="Wir haften wie das Gesetz es sagt."),
        stand("own", "middle"),
        stand("own", "last", members=(MARTIN,)),
    ),
    "legal",
    (),
)
HOURS_POSITION = Position(
    "breach-hours",
    "Meldefrist",
    "breach.hours",
    "",
    (),
    (stand("at_most", "24"), stand("at_most", "48", role="lead"), stand("at_most", "72", members=(MARTIN,))),
    "legal",
    (),
)


def with_library(table: Table) -> None:
    """Anna writes the clause, Martin approves it, Anna sets both positions."""
    from datapact.library.clauses.own_clauses import approve_clause, save_clause
    from datapact.library.playbook.playbook import set_position

    save_clause(table.anna, LIABILITY)
    approve_clause(table.martin, "liability")
    set_position(table.anna, LIABILITY_POSITION)
    set_position(table.anna, HOURS_POSITION)
