"""Classes of attempts, each numbered and seeded by itself, and the tally of a run."""

from __future__ import annotations

import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from datapact.base.errors import DataPactError


class Attempt(Protocol):
    """One attempt by chance. What it returns is counted; whatever it raises is a fault of the program."""

    def __call__(self, facts: Any, chance: random.Random) -> str: ...


@dataclass(frozen=True)
class Class:
    """A class of attempts."""

    name: str
    opened: Callable[[Path], AbstractContextManager[Any]]
    """Makes in an empty folder what its attempts share."""
    attempt: Attempt
    share: int
    """How many attempts run in CI."""
    slowest: float
    """Seconds within which each must end, also on a busy machine."""


@dataclass
class Tally:
    """What was tried in one class."""

    tried: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    seconds: float = 0.0

    def line(self, name: str) -> str:
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(self.outcomes.items()))
        took = f"slowest {self.slowest:.1f} s, {self.seconds:.0f} s in all"
        return f"{name:18} tried {self.tried:6}, failed {len(self.failed)}, {took} ({outcomes})"


def chance_of(seed: int, name: str, number: int) -> random.Random:
    """The chance of one attempt: it can be repeated without those before it."""
    return random.Random(f"{seed} {name} {number}")


def carry_out(one: Class, seed: int, numbers: Sequence[int] | Iterator[int], folder: Path, until: float = 0) -> Tally:
    """Attempts of a class by number; with ``until`` (of ``time.monotonic``) no further ones begin then."""
    tally = Tally()
    with one.opened(folder) as facts:
        for number in numbers:
            start = time.monotonic()
            if until and start >= until:
                break
            outcome = _tried(one, facts, seed, number)
            took = time.monotonic() - start
            if took > one.slowest:  # the machine may have worked for others: what is slow by itself is so again
                start = time.monotonic()
                again = _tried(one, facts, seed, number)
                outcome = outcome if isinstance(outcome, Fault) else again
                took = time.monotonic() - start
            if isinstance(outcome, Fault):
                tally.failed.append(outcome.told)
            else:
                tally.outcomes[outcome] += 1
            if took > one.slowest:
                tally.failed.append(f"seed {seed}, {one.name} {number}: took {took:.1f} s")
            tally.tried += 1
            tally.seconds += took
            tally.slowest = max(tally.slowest, took)
    return tally


@dataclass(frozen=True)
class Fault:
    """What came out of the program instead of an answer."""

    told: str


def _tried(one: Class, facts: Any, seed: int, number: int) -> str | Fault:
    try:
        return one.attempt(facts, chance_of(seed, one.name, number))
    except Exception:  # noqa: BLE001 - a fault is told with its number, and the others are tried, too
        return Fault(f"seed {seed}, {one.name} {number}:\n{traceback.format_exc(limit=-12)}")


def refused_by(work: Callable[[], object]) -> DataPactError | None:
    """The refusal in which something ended, if it did; any other error is a fault and passes."""
    refusal = None
    try:
        work()
    except DataPactError as error:
        refusal = error
    if refusal is not None:
        assert "\n" not in str(refusal), refusal
        assert refusal.exit_code in (1, 2, 3, 4, 5), refusal
    return refusal
