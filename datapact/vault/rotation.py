"""A new vault key for an existing vault, so that a kill at any moment leaves one that opens.

vault.next.json and checkpoint.next.json are written first; then SQLCipher encrypts the database anew in one
transaction; then the two files take their places. Whoever opens a vault with a vault.next.json asks the database
which of the two keys it has, and finishes or forgets the change.
"""

from __future__ import annotations

import os
from dataclasses import replace

from sqlcipher3 import dbapi2

from datapact.errors import Damaged, DataPactError, Surroundings
from datapact.files import surroundings, sync_folder
from datapact.texts import N_
from datapact.vault.checkpoint import read_checkpoint, write_checkpoint
from datapact.vault.database import connect
from datapact.vault.paths import Paths
from datapact.vault.slots import rotated
from datapact.vault.subkeys import KEY_LENGTH, database_key
from datapact.vault.vault_file import VaultFile, write_vault_file


def rotate(paths: Paths, file: VaultFile, old_key: bytes) -> bytes:
    """Encrypt the database with a new vault key for the slots of ``file``, and return that key.

    The caller holds the lock and has closed its own connections. Raises Surroundings when others have the vault open
    or the disk is full; the old key stays valid then.
    """
    new_key = os.urandom(KEY_LENGTH)
    following = replace(file, slots=tuple(rotated(slot, old_key, new_key) for slot in file.slots))
    connection = connect(paths.database, database_key(old_key))
    try:
        # leaving WAL needs the database to be ours alone: nobody may go on with the old key
        _alone(connection)
        write_vault_file(paths.next_vault_file, following, new_key)
        write_checkpoint(paths.next_checkpoint, read_checkpoint(paths.checkpoint, old_key), new_key)
        _rekey(connection, new_key)
    except DataPactError:
        connection.close()
        if has_key(paths, old_key):
            forget(paths)
        raise
    finally:
        connection.close()
    if not has_key(paths, new_key):
        forget(paths)
        raise _not_done()
    finish(paths)
    return new_key


def _rekey(connection: dbapi2.Connection, new_key: bytes) -> None:
    try:
        connection.execute(f"PRAGMA rekey = \"x'{database_key(new_key).hex()}'\"")
    except dbapi2.Error as error:  # SQLCipher names no cause, not even a full disk
        raise _not_done() from error


def _not_done() -> Surroundings:
    return Surroundings(
        N_("The vault could not be encrypted anew; nothing was changed. See whether its disk is full and try again.")
    )


def _alone(connection: dbapi2.Connection) -> None:
    try:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except dbapi2.OperationalError:
        mode = None
    if mode != ("delete",):
        raise Surroundings(
            N_("The vault is open in another program. Close it there, then remove the member or change the key again.")
        )


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
    """Drop the files of a change that did not happen."""
    try:
        paths.next_vault_file.unlink(missing_ok=True)
        paths.next_checkpoint.unlink(missing_ok=True)
    except OSError as error:
        raise surroundings(error, paths.folder) from error
