"""A new vault folder gets its name only once everything in it is on the disk; leftovers of kills are cleared."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from datapact.base.errors import WrongUse
from datapact.base.files import surroundings, sync_folder
from datapact.base.texts import N_
from datapact.vault.keys.paths import Paths


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield an unfinished folder beside ``folder``; rename it when the block has ended, remove it when it raises.

    An empty folder of that name may be there. Raises WrongUse when there is anything else, or Surroundings.
    """
    try:
        if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise WrongUse(N_("{folder} is there already. Choose another name for the vault."), folder=str(folder))
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}.unfinished-", dir=folder.parent))
    except OSError as error:
        raise surroundings(error, folder) from error
    try:
        yield unfinished
        try:
            sync_folder(unfinished)
            if folder.exists():
                folder.rmdir()  # Windows does not rename onto an empty folder
            unfinished.rename(folder)
            sync_folder(folder.parent)
        except OSError as error:
            raise surroundings(error, folder) from error
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


CHECKED = ".datapact-checked-"
"""How the names of folders begin into which a backup is restored for its check."""
_PATTERN = ".datapact-*"  # the names of unfinished files by files.py and backup.py
_OLD = timedelta(hours=1)  # a process without the lock may still be writing younger ones


def clear_leftovers(paths: Paths, now: datetime) -> None:
    """Remove unfinished files, and backups restored for a check, that are older than an hour; what cannot be removed stays."""
    for folder in (paths.folder, paths.backups):
        for file in folder.glob(_PATTERN):
            try:
                if file.stat().st_mtime >= (now - _OLD).timestamp():
                    continue
                if file.name.startswith(CHECKED) and file.is_dir() and not file.is_symlink():
                    shutil.rmtree(file)
                else:
                    file.unlink()
            except OSError:
                continue
