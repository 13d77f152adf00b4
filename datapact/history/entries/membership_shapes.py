"""The shapes of entries by which parties join a signed agreement, leave it or one order under it, or are excluded."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.history.commitments.disclosure import Path
from datapact.history.entries.body_members import (
    Check,
    anything,
    day,
    digest,
    line,
    listed,
    name,
    one_of,
    optional,
    record,
    text,
)
from datapact.history.entries.shape import Shape

MOTIONS = ("admission", "exclusion", "end")
"""Motions that the parties vote on: that an organisation joins, that a party is excluded, that the agreement ends for all."""

LEAVING_GROUNDS = ("ordinary", "cause")

MOST_INNER = 2_000
"""Entries of the agreement by which an organisation joined."""

_LONGEST_JWS = 256 * 1024
_LONGEST_DISCLOSURE = 1024 * 1024


def _token(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_JWS and value.isascii()


def _disclosure(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_DISCLOSURE and value.isascii()


_INNER: Mapping[str, Check] = {"jws": _token, "disclosures": listed(_disclosure, most=20_000)}


def _conceals_motion(path: Path, value: object) -> bool:
    """Leaves of the content, which holds persons."""
    if path[0] != "content" or len(path) < 2:
        return False
    return isinstance(path[-1], int) or not isinstance(value, dict | list)


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="motion",
        stream="shared",
        members={
            "act": one_of(*MOTIONS),
            "organisation": optional(digest),
            "name": line,
            "content": anything,
            "day": day,
            "end": optional(day),
            "reason": text,
        },
        conceals=_conceals_motion,
        essential=frozenset({"act", "organisation", "day", "end"}),
    ),
    Shape(
        name="vote",
        stream="shared",
        members={"motion": digest, "vote": one_of("yes", "no"), "day": day, "reason": text},
        essential=frozenset({"motion", "vote", "day"}),
    ),
    Shape(
        name="leaving",
        stream="shared",
        members={"day": day, "end": day, "ground": one_of(*LEAVING_GROUNDS), "reason": text},
        essential=frozenset({"day", "end", "ground"}),
    ),
    Shape(
        name="order_ended",
        stream="shared",
        members={
            "change": optional(digest),
            "dataset": optional(name),
            "day": day,
            "end": day,
            "ground": one_of(*LEAVING_GROUNDS),
            "reason": text,
        },
        essential=frozenset({"change", "dataset", "day", "end", "ground"}),
    ),
    Shape(
        name="accession",
        stream="shared",
        members={
            "organisation": digest,
            "name": line,
            "accession": name,
            "motion": optional(digest),
            "day": day,
            "revision_to": digest,
            "entries": listed(record(_INNER), least=1, most=MOST_INNER),
        },
        essential=frozenset({"organisation", "accession", "motion", "day", "revision_to", "entries"}),
    ),
)
