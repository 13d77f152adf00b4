"""A vault folder that appears under its name only when everything in it is there and on the disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datapact.errors import WrongUse
from datapact.files import surroundings, sync_folder
from datapact.texts import N_


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
