"""Consents: a million lines from a file into the vault, against reading the same file into plain SQLite."""

from __future__ import annotations

import csv
import random
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from datapact.consent.imports.import_file import import_file
from datapact.consent.imports.options import Options
from datapact.consent.records.status import counts
from datapact.organisation.acting.acting_member import Acting
from tests.benchmarks.generator import SEED, Big
from tests.benchmarks.measure import Figure, seconds
from tests.organisation.lists import import_csv

AIM_LINES = 20_000.0  # a second
AIM_MEMORY = 400.0  # MiB, of the whole process
DATASETS, CONTROLLERS, PURPOSES = 40, 10, 5  # 2,000 scopes
_PURPOSES = ("AcademicResearch", "ScientificResearch", "CommercialResearch", "ServiceOptimisation", "Marketing")
_STATES = ("given", "given", "given", "refused", "withdrawn", "renewed")
_PLAIN = """
CREATE TABLE event (event_id TEXT UNIQUE, subject TEXT, dataset TEXT, purpose TEXT, controller TEXT, state TEXT,
 event_time TEXT, valid_until TEXT, notice TEXT, notice_version TEXT, explicit TEXT);
CREATE INDEX event_of ON event (dataset, purpose, controller, subject, event_time);
"""


def write_consents(file: Path, lines: int, names: Sequence[str]) -> None:
    """A file as another system exports it: ids at random, people and scopes mixed, events in the order of time."""
    chance = random.Random(SEED)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    with file.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(["event_id", "subject", "dataset", "purpose", "controller", "state", "event_time"])
        for number in range(lines):
            scope = number % (DATASETS * CONTROLLERS * PURPOSES)
            dataset, rest = divmod(scope, CONTROLLERS * PURPOSES)
            controller, purpose = divmod(rest, PURPOSES)
            person = number // (DATASETS * CONTROLLERS * PURPOSES)
            rows.writerow(
                [
                    f"{chance.getrandbits(96):024x}",
                    f"P-{dataset:02}-{person * 7_919 % 1_000_003:06}",
                    f"dataset-{dataset:02}",
                    f"dpv:{_PURPOSES[purpose]}",
                    names[controller],
                    chance.choice(_STATES),
                    (start + timedelta(seconds=number * 60)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                ]
            )


def controllers(acting: Acting) -> tuple[str, ...]:
    """Our own organisation and partners without DataPact, as files name them."""
    others = [f"Verantwortlicher {number:02}" for number in range(1, CONTROLLERS)]
    import_csv(acting, "\n".join(["name", *others]).encode())
    return ("self", *others)


def imported(big: Big, lines: int) -> list[Figure]:
    """One import; then how the people of one scope stand, now."""
    from tests.benchmarks.run import peak_mib

    file = big.folder / "consents.csv"
    with big.unlock() as anna:
        write_consents(file, lines, controllers(anna))
        plain = _imported_plainly(big.folder / "consents.db", file)
        start = time.perf_counter()
        report = import_file(anna, file, Options(zone=UTC))
        ours = time.perf_counter() - start
        if (report.taken, report.refused) != (lines, 0):
            raise RuntimeError(f"not all lines were taken: {report.refusals[:3]}")
        again_start = time.perf_counter()
        if import_file(anna, file, Options(zone=UTC)).known != lines:
            raise RuntimeError("the second import did not know the lines")
        again = time.perf_counter() - again_start

        def standing() -> None:
            with anna.vault.read() as session:
                counts(session, anna.clock(), dataset="dataset-07")

        counted = seconds(standing, 5)
    memory = peak_mib()
    file.unlink()
    return [
        Figure(f"{lines:,} consents imported, a second", lines / ours, lines / plain, "1/s", higher_is_better=True),
        Figure(f"{lines:,} consents imported, against the aim", lines / ours, AIM_LINES, "1/s", 1.0, True),
        Figure(
            f"{lines:,} consents imported again, a second", lines / again, lines / plain, "1/s", higher_is_better=True
        ),
        Figure(f"{lines:,} consents imported, peak of memory", memory, AIM_MEMORY, "MiB", 1.0),
        Figure("consents of one dataset counted", counted * 1e3, None, "ms"),
    ]


def _imported_plainly(database: Path, file: Path) -> float:
    """Seconds that csv and executemany take for the same file, one transaction, no signatures, no encryption."""
    connection = sqlite3.connect(database)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _PLAIN)
    start = time.perf_counter()
    with file.open(encoding="utf-8", newline="") as source:
        rows = csv.reader(source)
        next(rows)
        connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, '', '', '', '')", rows)
        connection.commit()
    took = time.perf_counter() - start
    connection.close()
    return took
