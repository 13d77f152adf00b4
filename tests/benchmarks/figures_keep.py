"""What keeps a vault: the check of all of it, and a backup. Backups against that of a plain SQLite file with the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.progress import silent
from datapact.vault.folder.backup import backup_vault
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.open_vault import OpenVault
from tests.benchmarks.generator import Big
from tests.benchmarks.measure import Figure
from tests.benchmarks.sharing_vault import make

PEOPLE, COHORT = 500, 5_000


def kept(big: Big, consents: int) -> list[Figure]:
    """The vault of many agreements, whose rows follow from no entries, so that its storage alone is checked; and one with
    so many consents, every row of which follows from a signed list."""
    with big.unlock() as anna:
        found = [
            *_both("storage checked: many agreements", lambda: check_storage(anna.vault)),
            *_backup("backup: many agreements", anna.vault, big.plain),
        ]
    with tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
        made = make(Path(folder), agreements=max(1, consents // (PEOPLE * 20)), people=PEOPLE, cohort=COHORT)
        try:
            name = f"{made.events:,} consents"
            found += _both(f"vault checked: {name}", lambda: check_whole_vault(made.acting, silent))
            found += _backup(f"backup: {name}", made.acting.vault, made.plain)
        finally:
            made.acting.close()
    return found


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    start, began = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - began


def _both(name: str, check: Callable[[], list[object]] | Callable[[], object]) -> list[Figure]:
    problems: list[object] = []
    clock, processor = _timed(lambda: problems.append(check()))
    assert problems == [[]], problems
    return [Figure(name, clock, None, "s"), Figure(f"{name}, processor", processor, None, "s")]


def _backup(name: str, vault: OpenVault, plain: Path) -> list[Figure]:
    with tempfile.TemporaryDirectory(dir=vault.folder.parent) as folder:
        ours = _timed(lambda: backup_vault(vault, Path(folder) / "own.dpbackup"))
        theirs = _timed(lambda: _copied(plain, Path(folder) / "plain.db"))
    return [
        Figure(name, ours[0], theirs[0], "s"),
        Figure(f"{name}, processor", ours[1], theirs[1], "s"),
    ]


def _copied(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
