"""What an export of many dossiers takes, in two processes against one."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from datapact.audit.bag_content import BagRequest
from datapact.audit.bag_export import build_bag
from datapact.parties.founding import create_organisation
from tests.agreements.negotiated import CHEAP, PASSPHRASE
from tests.benchmarks.measure import Figure
from tests.consent.sharing import OWN_NAME, add_partner, conclude, terms

AIM = 0.65  # of the time of one process


class _Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

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
        times = {}
        for processes in (1, 2):
            start = time.perf_counter()
            made = build_bag(acting, BagRequest("internal"), workshop=place, processes=processes)
            times[processes] = time.perf_counter() - start
            assert len(made.dossiers) == dossiers
        acting.close()
    return [Figure(f"export of {dossiers:,} dossiers, two processes", times[2], times[1], "s", AIM)]
