"""A new vault key for an existing vault; a kill at any moment leaves a vault that opens.

First come checks that no other program uses the vault and the disk has room. Data needed under the new key is written
into the database under the old one; vault.next.json and checkpoint.next.json are prepared; then SQLCipher encrypts the
database anew in one transaction; then the two files take their places. Opening a vault with a vault.next.json finds out
which of the two keys the database has, and finishes or drops the change.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlcipher3 import dbapi2

from datapact.base.errors import Damaged, DataPactError, Surroundings
from datapact.base.files import surroundings, sync_folder
from datapact.base.progress import Progress, silent
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.base.texts import N_, _
from datapact.vault.database.checkpoint import read_checkpoint, write_checkpoint
from datapact.vault.database.database import connect, database_errors
from datapact.vault.folder.newest_file import Execute, get_fact, put_fact, state_file
from datapact.vault.folder.waiting_keys import Secrets, lay_ready, take_their_place
from datapact.vault.keys.header import VaultFile, read_vault_file, write_vault_file
from datapact.vault.keys.paths import Paths
from datapact.vault.keys.slot import Slot
from datapact.vault.keys.slots import rotated
from datapact.vault.keys.subkeys import database_key, derive

log = logging.getLogger(__name__)

_ALONE_MSECS = 1000  # how long to wait for another program
_MEGABYTE = 1024 * 1024
_ROOM = _MEGABYTE  # bytes that the journal needs besides the copy of all pages
_LOOK_SECONDS = 0.1
_STEP_FACT = "rotation/"


def require_possible(paths: Paths, vault_key: bytes) -> None:
    """Refuse, before anything is written, a change of the key that could not be finished; the caller holds the lock.

    Raises Surroundings when another program has the vault open, or the disk has too little room. The caller has closed
    its own connections.
    """
    connection = connect(paths.database, database_key(vault_key))
    try:
        _alone(connection)
        _require_room(paths)
    finally:
        connection.close()


def rotate(
    paths: Paths,
    file: VaultFile,
    old_key: bytes,
    new_key: bytes,
    *,
    fresh: Slot | None = None,
    secrets: Secrets | None = None,
    progress: Progress = silent,
) -> None:
    """Encrypt the database with a new vault key for the slots of ``file``; ``complete`` must follow.

    ``fresh`` is a slot that already has the new key and new key pairs; ``secrets`` are its member's private keys. The
    caller holds the lock and has closed its own connections. Raises Surroundings when others have the vault open or the
    disk has no room; the old key stays valid then.
    """
    progress(_("Looking whether another program has the vault open"), 0, 0)
    connection = connect(paths.database, database_key(old_key))
    try:
        # leaving WAL needs exclusive access: no other program may continue with the old key
        _alone(connection)
        _require_room(paths)
        with database_errors(paths.database), _transaction(connection):
            following = _following(connection.execute, file, old_key, new_key, fresh)
            if fresh is not None and secrets is not None:
                lay_ready(connection.execute, fresh, secrets)
        written = write_vault_file(paths.next_vault_file, following, new_key)
        reached = read_checkpoint(paths.checkpoint, old_key)
        write_checkpoint(paths.next_checkpoint, replace(reached, belongs=written.belonging()), new_key)
        _rekey(connection, paths, new_key, progress)
    except DataPactError as error:
        log.warning("the vault got no new key", exc_info=error)
        connection.close()
        if has_key(paths, old_key):
            forget(paths)
        raise
    finally:
        connection.close()
    if not has_key(paths, new_key):
        log.warning("the vault got no new key")
        forget(paths)
        raise _not_done()


def complete(paths: Paths, new_key: bytes) -> None:
    """Finish a change once the database has the new key: waiting keys and the two files; repeatable at any point."""
    file = read_vault_file(paths.next_vault_file)
    with database_errors(paths.database):
        connection = connect(paths.database, database_key(new_key))
        try:
            with _transaction(connection):
                take_their_place(connection.execute, file)
                state_file(connection.execute, file.belonging())
        finally:
            connection.close()
    finish(paths)
    log.info("the vault has a new key, generation %s", file.generation)


def _following(execute: Execute, file: VaultFile, old_key: bytes, new_key: bytes, fresh: Slot | None) -> VaultFile:
    """The next vault.json, in which each slot leads to the new key."""
    slots = tuple(
        slot if fresh is not None and slot.info.id == fresh.info.id else _stepped(execute, slot, old_key, new_key)
        for slot in file.slots
    )
    for (key,) in execute("SELECT key FROM meta WHERE key LIKE 'rotation/%'", ()).fetchall():
        if key.removeprefix(_STEP_FACT) not in {slot.info.id for slot in slots if slot.rotations}:
            put_fact(execute, key, None)
    return replace(file, slots=slots, generation=file.generation + 1, digest="")


def _stepped(execute: Execute, slot: Slot, old_key: bytes, new_key: bytes) -> Slot:
    """The slot with a step to the new key, replacing the steps written since it was last opened.

    A step is wrapped under a key derived from the vault key that the slot itself still has; the database keeps that
    one, so that the next change can write its step again and skip those between.
    """
    name, wraps = _STEP_FACT + slot.info.id, to_base64url(hashlib.sha256(slot.vault_key).digest())
    known = get_fact(execute, name)
    after = None if known is None or known.get("wraps") != wraps else known.get("after")
    if known is not None and isinstance(after, int) and after in (len(slot.rotations) - 1, len(slot.rotations)):
        return rotated(slot, after, from_base64url(known.get("key")), new_key)
    key, after = derive(old_key, "rotation"), len(slot.rotations)
    put_fact(execute, name, {"wraps": wraps, "after": after, "key": to_base64url(key)})
    return rotated(slot, after, key, new_key)


@contextmanager
def _transaction(connection: dbapi2.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _rekey(connection: dbapi2.Connection, paths: Paths, new_key: bytes, progress: Progress) -> None:
    """Encrypt all pages anew; the journal grows by each finished page, which shows the progress."""
    words, journal = _("Encrypting the vault anew"), paths.folder / (paths.database.name + "-journal")
    total, done = max(1, _size(paths.database) // _MEGABYTE), 0
    statement = f"PRAGMA rekey = \"x'{database_key(new_key).hex()}'\""
    progress(words, 0, total)
    with ThreadPoolExecutor(1) as beside:
        work = beside.submit(connection.execute, statement)
        while True:
            try:
                work.result(_LOOK_SECONDS)
            except TimeoutError:
                done = max(done, min(_size(journal) // _MEGABYTE, total))
                progress(words, done, total)
                continue
            except dbapi2.Error as error:  # SQLCipher names no cause, not even a full disk
                raise _not_done() from error
            return


def _not_done() -> Surroundings:
    return Surroundings(
        N_("The vault could not be encrypted anew and keeps its key. See whether its disk is full and try again.")
    )


def _alone(connection: dbapi2.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_ALONE_MSECS}")
    try:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except dbapi2.OperationalError:
        mode = None
    if mode != ("delete",):
        raise Surroundings(
            N_(
                "The vault is open in another program or window, and cannot be encrypted anew. Close it there and try"
                " again."
            )
        )


def _require_room(paths: Paths) -> None:
    """Require room for the journal, which keeps the former state of all pages while they are encrypted anew."""
    needed = _size(paths.database) + _size(paths.log) + _ROOM
    try:
        free = shutil.disk_usage(paths.folder).free
    except OSError as error:
        raise surroundings(error, paths.folder) from error
    if free < needed:
        raise Surroundings(
            N_(
                "The disk is full: to encrypt the vault anew, {needed} MB must be free for a moment. Free some space and"
                " try again."
            ),
            needed=-(-needed // _MEGABYTE),
        )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def has_key(paths: Paths, vault_key: bytes) -> bool:
    """Whether the database opens with this vault key."""
    try:
        connect(paths.database, database_key(vault_key)).close()
    except Damaged:
        return False
    return True


def finish(paths: Paths) -> None:
    """Put the next files in place; repeatable at any point."""
    try:
        if paths.next_checkpoint.exists():
            paths.next_checkpoint.replace(paths.checkpoint)
        paths.next_vault_file.replace(paths.vault_file)
        sync_folder(paths.folder)
    except OSError as error:
        raise surroundings(error, paths.folder) from error


def forget(paths: Paths) -> None:
    """Remove the files of a change that did not happen."""
    try:
        paths.next_checkpoint.unlink(missing_ok=True)
        paths.next_vault_file.unlink(missing_ok=True)  # last: while it exists, the other file is looked for
    except OSError as error:
        raise surroundings(error, paths.folder) from error
