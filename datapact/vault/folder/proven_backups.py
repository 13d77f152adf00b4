"""Which automatic backups were proven: made of pages that all proved true, or checked by restoring them.

Programs before December 2026 copied a damaged page without a word, and its copy proves true (decision 467). So a backup counts as
proven only where the vault says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from datapact.vault.folder.newest_file import get_fact, put_fact, statements
from datapact.vault.folder.open_vault import OpenVault

PROVEN = "proven_backups"  # the key in meta


def note_proven(vault: OpenVault, file: Path, there: Iterable[tuple[datetime, Path]]) -> None:
    """Record that an automatic backup was proven; ``there`` are those that are left. Raises Surroundings."""
    names = {one.name for _moment, one in there}
    with vault.within_lock(held=False) as connection:
        execute = statements(connection)
        fact = get_fact(execute, PROVEN)
        before = fact.get("files") if fact is not None else None
        known = {str(one) for one in before} if isinstance(before, list) else set()
        put_fact(execute, PROVEN, {"files": sorted((known | {file.name}) & names)})


def unproven(vault: OpenVault, there: Iterable[tuple[datetime, Path]]) -> list[tuple[datetime, Path]]:
    """Those of the automatic backups of which nothing says that they were proven, in their order."""
    with vault.read() as session:
        fact = get_fact(statements(session.connection()), PROVEN)
    said = fact.get("files") if fact is not None else None
    known = {str(one) for one in said} if isinstance(said, list) else set()
    return [(moment, file) for moment, file in there if file.name not in known]
