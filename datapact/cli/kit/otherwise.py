"""What agreements say otherwise than a record, as ``--json`` prints it."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.cli.printed.agreements import SaysOtherwise
from datapact.consent.facts.contradictions import Contradiction


def shown_otherwise(found: Sequence[Contradiction]) -> list[SaysOtherwise]:
    """Each with its sentence in both languages."""
    return [
        {"agreement": one.agreement, "number": one.number, "place": one.place, "message": one.words.both()}
        for one in found
    ]
