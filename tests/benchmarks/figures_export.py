"""What an export of many dossiers takes, in two processes against one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from datapact.audit.exports.bag import build_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.unlocking import unlock
from tests.agreements.negotiated import CHEAP, PASSPHRASE
from tests.benchmarks.measure import Figure
from tests.consent.sharing import OWN_NAME, add_partner, conclude, terms

AIM = 0.65  # of the time of one process


class _Clock:
    def __init__(self, day: int = 24) -> None:
        self.now = datetime(2026, 11, day, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def exported(dossiers: int) -> list[Figure]:
    """An internal export of so many agreements: two processes, against one."""
    with tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
        place = Path(folder)
        acting = create_organisation(
            place / "keller.datapact", {"name": OWN_NAME}, "Anna Keller", {"legal"}, PASSPHRASE, "", _Clock(), CHEAP
        ).acting
        with acting.vault.write() as session:
            add_partner(session)
            for number in range(dossiers):
                conclude(acting, session, terms(), f"DP-{number:04}")
        acting.close()
        one, two = (_in_a_process_of_its_own(place, processes, dossiers) for processes in (1, 2))
    return [
        Figure(f"export of {dossiers:,} dossiers, two processes", two[0], one[0], "s", AIM),
        Figure(f"export of {dossiers:,} dossiers, two processes, processors' time", two[1], one[1], "s"),
    ]


def _in_a_process_of_its_own(place: Path, processes: int, dossiers: int) -> tuple[float, float]:
    """Seconds on the clock and of processors.

    Started as the command is, whose first module is small: workers import that of the process that starts them again.
    """
    wanted = f"from {__name__} import timed; timed({str(place)!r}, {processes}, {dossiers})"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", wanted], env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=1_800
    )
    clock, processor = done.stdout.split()
    return float(clock), float(processor)


def timed(folder: str, processes: int, dossiers: int) -> None:
    """Export everything in the vault of a folder, and print how long that took and what it cost."""
    place = Path(folder)
    with unlock(place / "keller.datapact", None, PASSPHRASE, _Clock(day=25)) as acting:
        start, began = time.perf_counter(), sum(os.times()[:4])
        made = build_bag(acting, BagRequest("internal"), workshop=place, processes=processes)
        print(time.perf_counter() - start, sum(os.times()[:4]) - began)
    assert len(made.dossiers) == dossiers
