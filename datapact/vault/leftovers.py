"""Files that a kill left half written: never part of a vault, but a backup's may be large."""

from __future__ import annotations

from datetime import datetime, timedelta

from datapact.vault.paths import Paths

_PATTERN = ".datapact-*"  # as files.py and backup.py name what they have not finished
_OLD = timedelta(hours=1)  # younger ones may be in the making, by who does not hold the lock


def clear_leftovers(paths: Paths, now: datetime) -> None:
    """Remove unfinished files that are older than an hour; what cannot be removed stays."""
    for folder in (paths.folder, paths.backups):
        for file in folder.glob(_PATTERN):
            try:
                if file.stat().st_mtime < (now - _OLD).timestamp():
                    file.unlink()
            except OSError:
                continue
