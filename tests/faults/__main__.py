"""``python -m tests.faults``: every class in turns until the time is over, with a figure for each."""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
import warnings
from pathlib import Path

from tests.faults.attempts import Tally, carry_out
from tests.faults.classes import CLASSES

ROUND = 120  # seconds of one class before the next has its turn


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--hours", type=float, default=0.1, help="how long in all (0.1)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="which attempts; printed at the beginning")
    parser.add_argument("--class", dest="names", action="append", help="only this class; several times")
    parser.add_argument("--attempt", type=int, help="only the attempt with this number")
    asked = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)
    chosen = [one for one in CLASSES if not asked.names or one.name in asked.names]
    if not chosen:
        parser.error("no such class; there are: " + ", ".join(one.name for one in CLASSES))
    print(f"seed {asked.seed}, {asked.hours} hours, classes: {', '.join(one.name for one in chosen)}", flush=True)
    end = time.monotonic() + asked.hours * 3600
    turn = min(ROUND, asked.hours * 3600 / len(chosen))
    tallies = {one.name: Tally() for one in chosen}
    while True:
        for one in chosen:
            total = tallies[one.name]
            first = asked.attempt if asked.attempt is not None else total.tried
            numbers = iter([first]) if asked.attempt is not None else itertools.count(first)
            until = 0 if asked.attempt is not None else min(end, time.monotonic() + turn)
            with tempfile.TemporaryDirectory() as folder:
                made = carry_out(one, asked.seed, numbers, Path(folder), until)
            _add(total, made)
            for failure in made.failed:
                print(failure, flush=True)
            print(total.line(one.name), flush=True)
        if asked.attempt is not None or time.monotonic() >= end:
            break
    print("\n".join(("", *(tally.line(name) for name, tally in tallies.items()))))
    return 1 if any(tally.failed for tally in tallies.values()) else 0


def _add(total: Tally, more: Tally) -> None:
    total.tried += more.tried
    total.outcomes.update(more.outcomes)
    total.failed += more.failed
    total.slowest = max(total.slowest, more.slowest)
    total.seconds += more.seconds


if __name__ == "__main__":
    raise SystemExit(main())
