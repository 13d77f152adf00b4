"""Unfinished files outside the vault that a kill may leave: backups, and copies of them in a second place.

Before such a file is made, the database records its random name; when it is finished or removed, the name is deleted.
So leftovers can be cleared without guessing, by the next backup and when the vault opens. No other file is ever
deleted, whatever its name.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.errors import Surroundings
from datapact.base.files import UNFINISHED
from datapact.base.strictjson import JsonValue
from datapact.vault.folder.newest_file import Execute, get_fact, put_fact, statements

if TYPE_CHECKING:
    from datapact.vault.folder.open_vault import OpenVault

MOST = 16  # most recorded names: a drive that never comes back is dropped in the end
SUFFIXES = ("", "-wal", "-shm", "-journal", "-whole")  # the files of a name: SQLite's, and the backup itself
LEFT = "unfinished_files"  # the key in meta
_NAME = re.compile(re.escape(UNFINISHED) + "[0-9a-f]{16}", re.ASCII)
_OLD = timedelta(hours=1)  # a process without the lock may still be writing a younger copy


@contextmanager
def remembered(vault: OpenVault, file: Path, *, locked: bool) -> Iterator[None]:
    """Record ``file`` while the block runs; ``locked``: it is written under the lock of the vault, which is held.

    A failure to record does not prevent the backup: the database's disk may be the full one.
    """
    with suppress(Surroundings), vault.within_lock(held=locked) as connection:
        _remember(statements(connection), file, locked)
    try:
        yield
    finally:
        with suppress(Surroundings), vault.within_lock(held=locked) as connection:
            _forget(statements(connection), file)


def clear_unfinished(execute: Execute, now: datetime) -> None:
    """Remove leftovers of kills, for a caller with the lock; unreachable ones stay recorded."""
    notes = _notes(execute)
    if not notes:
        return
    left = [note for note in notes if not _is_cleared(note, now)]
    if left != notes:
        put_fact(execute, LEFT, {"files": left} if left else None)


def _notes(execute: Execute) -> list[JsonValue]:
    fact = get_fact(execute, LEFT)
    files = None if fact is None else fact.get("files")
    return list(files) if isinstance(files, list) else []


def _remember(execute: Execute, file: Path, locked: bool) -> None:
    name = str(file.absolute())
    if not _is_text(name):
        return
    note: JsonValue = {"file": name, "locked": locked}
    put_fact(execute, LEFT, {"files": [*_notes(execute), note][-MOST:]})


def _is_text(name: str) -> bool:
    """Whether a path can be recorded: a file system may have names that are no text."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _forget(execute: Execute, file: Path) -> None:
    name = str(file.absolute())
    left = [note for note in _notes(execute) if not isinstance(note, dict) or note.get("file") != name]
    put_fact(execute, LEFT, {"files": left} if left else None)


def _is_cleared(note: JsonValue, now: datetime) -> bool:
    """Remove the files of a record; returns whether none is left. An invalid record is dropped."""
    name = note.get("file") if isinstance(note, dict) else None
    if not isinstance(note, dict) or not isinstance(name, str) or not _NAME.fullmatch(Path(name).name):
        return True
    file = Path(name)
    if not file.parent.is_dir():
        return False
    cleared = True
    for suffix in SUFFIXES:
        left = file.with_name(file.name + suffix)
        try:
            found = left.lstat()
            if not stat.S_ISREG(found.st_mode):
                continue
            if note.get("locked") is not True and found.st_mtime > (now - _OLD).timestamp():
                cleared = False
                continue
            left.unlink()
        except FileNotFoundError:
            continue
        except OSError:
            cleared = False
    return cleared
