"""Until when signature algorithms are held safe, by the catalogues of authorities: proofs have to be renewed before.

The dates are those of the catalogue named beside each; a later release of the program may bring others, and what was
recorded before is then judged by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class HeldSafe:
    """The last day on which an algorithm is held safe."""

    kind: str
    """As algorithms are named here: ``RSA``, ``DSA``, ``ECDSA``, ``EdDSA``."""
    fewer: int
    """It is about keys with fewer bits than this."""
    last: date
    """The last day."""
    source: str
    """The catalogue, with its edition."""


_KEYS: Final = "ETSI TS 119 312 V2.1.1 (2026-06), 8.4"
_OVER: Final = "ETSI TS 119 312 V2.1.1 (2026-06), D.2"
_BSI: Final = "BSI TR-02102-1 (2026-01), 2.1"
_ANY: Final = 1 << 20

CATALOGUE: Final = (
    HeldSafe("RSA", 1900, date(2019, 9, 30), _OVER),
    HeldSafe(
        "RSA", 3000, date(2028, 12, 31), _KEYS
    ),  # no new certificate after 2026, and none that ends later than this
    HeldSafe("RSA", _ANY, date(2035, 12, 31), _BSI),
    HeldSafe("DSA", 1900, date(2015, 11, 30), _OVER),
    HeldSafe("DSA", 3000, date(2026, 12, 31), _KEYS),
    HeldSafe("DSA", _ANY, date(2029, 12, 31), "BSI TR-02102-1 (2024-01), 5.3.2"),
    HeldSafe("ECDSA", 250, date(2021, 9, 30), _OVER),
    HeldSafe("ECDSA", _ANY, date(2035, 12, 31), _BSI),
    HeldSafe("EdDSA", _ANY, date(2035, 12, 31), _BSI),
)
"""The first line that fits counts. An algorithm without a line has no known end."""


def held_safe(algorithm: str) -> HeldSafe | None:
    """The line about an algorithm such as ``RSA 2048``; None where no end is known."""
    kind, _space, bits = algorithm.partition(" ")
    if not bits.isdecimal():
        return None
    return next((one for one in CATALOGUE if one.kind == kind and int(bits) < one.fewer), None)


def safe_until(algorithm: str) -> datetime | None:
    """The moment at which the last day of an algorithm ends, UTC; None where no end is known."""
    line = held_safe(algorithm)
    return None if line is None else datetime(line.last.year, line.last.month, line.last.day, tzinfo=UTC) + timedelta(1)


def first_to_fall(algorithms: Iterable[str]) -> str:
    """The algorithm whose end comes first, the earlier of two with the same end; empty where none has a known end."""
    ends = [(end, one) for one in algorithms if one and (end := safe_until(one)) is not None]
    return min(ends, key=lambda one: one[0])[1] if ends else ""


def end_of_proof(certificate: datetime, algorithm: str) -> datetime:
    """The end of a proof: with its certificate, or with an algorithm that falls before."""
    falls = safe_until(algorithm)
    return certificate if falls is None else min(certificate, falls)
