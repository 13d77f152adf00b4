"""Back up a whole vault as one encrypted file, and read it back.

The file is one line of canonical JSON (format, time, the vault's readable files unchanged), the encrypted database as it
lies, and an HMAC-SHA256 over all of that under a key derived from the vault key. It opens with the passphrases and
the recovery code that the vault had then.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO, ClassVar

from sqlcipher3 import dbapi2

from datapact.base.errors import Damaged, DataPactError, Malformed, Surroundings, WrongUse
from datapact.base.files import new_file, read_whole, surroundings, unfinished_name, writing_whole
from datapact.base.format import Bounds, Format, JsonMembers, Time, part
from datapact.base.progress import Progress, silent
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import N_, _
from datapact.vault.database.checkpoint import LARGEST as LARGEST_CHECKPOINT
from datapact.vault.database.database import connect, explain, require_sound_pages
from datapact.vault.folder.lock import writing
from datapact.vault.folder.newest_file import statements
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.unfinished import clear_unfinished, remembered
from datapact.vault.keys import header as vault_file
from datapact.vault.keys.header import VaultFile
from datapact.vault.keys.own_data import BACKUP, own_data
from datapact.vault.keys.paths import Paths
from datapact.vault.keys.subkeys import database_key, derive

log = logging.getLogger(__name__)

LARGEST_HEADER = 8 * 1024 * 1024
LARGEST_APPEARANCE = 64 * 1024
_MAC_LENGTH = 32
_PIECE = 1024 * 1024
_SHORT, _LONG = 200, 10_000  # milliseconds
_PAGES = 1024  # bytes copied between two reports of progress


@part
class BackupHeader(Format):
    """The header of a backup, readable before unlocking."""

    file_kind: ClassVar = "datapact-backup"
    largest: ClassVar = LARGEST_HEADER
    optional: ClassVar = frozenset({"appearance"})
    malformed: ClassVar = BACKUP.id
    newer: ClassVar = N_("This backup was written by a newer DataPact. Install the newest version.")

    created: Time
    """UTC."""
    vault: JsonMembers
    """As vault.json was then, not checked yet."""
    checkpoint: JsonMembers
    """As checkpoint.json was then, not checked yet."""
    size: Annotated[int, Bounds(1)]
    """Of the database, in bytes."""
    appearance: JsonMembers | None = None
    """As appearance.json was then; None where there was none."""

    def vault_file(self) -> VaultFile:
        """vault.json as it was then: with its slots the backup is opened. Raises NewerFormat or Damaged."""
        return vault_file.from_bytes(canonical(self.vault))


def backup_vault(vault: OpenVault, target: Path, progress: Progress = silent) -> None:
    """Write the present vault to ``target``; writers wait meanwhile.

    Raises WrongUse when ``target`` exists, Damaged when a page of the database does not prove true, Surroundings when
    the disk fails.
    """
    if target.exists():
        raise WrongUse(N_("{file} is there already. Choose another name for the backup."), file=str(target))
    copy = unfinished_name(target.parent)
    with writing(vault.paths.lock):
        with suppress(Surroundings), vault.within_lock(held=True) as connection:
            clear_unfinished(statements(connection), vault.clock())
        with remembered(vault, copy, locked=True):
            write_backup(vault.paths, vault.vault_key, target, vault.clock(), progress, copy)


def write_backup(
    paths: Paths,
    vault_key: bytes,
    target: Path,
    created: datetime,
    progress: Progress = silent,
    unfinished: Path | None = None,
    *,
    proven: bool = True,
) -> None:
    """``backup_vault`` for a caller with the lock; an existing ``target`` is replaced.

    Not ``proven``, for where somebody waits: pages are copied unread, a damaged one too, in a tenth of the time.
    """
    copy, key = unfinished or unfinished_name(target.parent), database_key(vault_key)
    try:
        with _at_rest(paths.database, key) as (connection, is_whole):
            if proven:
                progress(_("database pages"), 0, 1)
                require_sound_pages(connection, paths.database)
            if not is_whole:
                new_file(copy).close()
                _copy_database(paths.database, copy, key, progress)
            database = paths.database if is_whole else copy
            whole = copy.with_name(copy.name + "-whole")
            header = _header(paths, created, database).write() + b"\n"
            _assemble(target, whole, header, database, derive(vault_key, "backup"), progress)
        log.info("a backup was made, %s bytes", target.stat().st_size)
    except DataPactError as error:
        log.warning("no backup was made", exc_info=error)
        raise
    except OSError as error:
        log.warning("no backup was made", exc_info=error)
        raise surroundings(error, target) from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):  # SQLite leaves its log beside a copy that did not fit
            with suppress(OSError):
                copy.with_name(copy.name + suffix).unlink(missing_ok=True)


@contextmanager
def _at_rest(file: Path, key: bytes) -> Iterator[tuple[dbapi2.Connection, bool]]:
    """A connection beside which nobody writes in this block, and whether ``file`` alone holds all.

    Then its bytes are the whole database; otherwise another program still reads from the log beside it.
    """
    with closing(connect(file, key, each_page_once=True)) as connection:
        try:
            connection.execute(
                f"PRAGMA busy_timeout = {_SHORT}"
            )  # who reads long is not waited for: others want to write
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(f"PRAGMA busy_timeout = {_LONG}")
            connection.execute("BEGIN IMMEDIATE")  # with an empty log, nothing reaches the file from there either
        except dbapi2.Error as error:
            raise explain(error, file) from error
        beside = file.with_name(file.name + "-wal")
        yield connection, not beside.exists() or beside.stat().st_size == 0


def _header(paths: Paths, created: datetime, database: Path) -> BackupHeader:
    return BackupHeader(
        created=created,
        vault=parse_object(read_whole(paths.vault_file, limit=vault_file.LARGEST)),
        checkpoint=parse_object(read_whole(paths.checkpoint, limit=LARGEST_CHECKPOINT)),
        size=database.stat().st_size,
        appearance=_appearance(paths),
    )


def _copy_database(source: Path, target: Path, key: bytes, progress: Progress) -> None:
    try:
        origin, copy = connect(source, key, each_page_once=True), connect(target, key, each_page_once=True)
        try:
            origin.backup(
                copy,
                pages=_PAGES,
                progress=lambda _status, left, total: progress(_("backup"), total - left, total),
            )
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        finally:
            copy.close()
            origin.close()
    except dbapi2.Error as error:
        raise explain(error, target) from error


def _appearance(paths: Paths) -> JsonObject | None:
    """The settings of the unlock window, if readable; unreadable ones do not prevent a backup."""
    try:
        return parse_object(read_whole(paths.appearance, limit=LARGEST_APPEARANCE))
    except DataPactError:
        return None


def _assemble(target: Path, unfinished: Path, header: bytes, database: Path, key: bytes, progress: Progress) -> None:
    mac, done, total = hmac.new(key, header, hashlib.sha256), 0, database.stat().st_size
    with writing_whole(target, unfinished=unfinished) as stream, database.open("rb") as origin:
        stream.write(header)
        while piece := origin.read(_PIECE):
            mac.update(piece)
            stream.write(piece)
            done += len(piece)
            progress(_("backup"), done, total)
        stream.write(mac.digest())


def read_header(stream: BinaryIO) -> tuple[BackupHeader, bytes]:
    """The header of a backup and its line; the stream is then at the database.

    Raises Malformed for a file that is no backup, NewerFormat, Damaged; vault.json in it is in its form, too.
    """
    line = stream.readline(LARGEST_HEADER)
    if not line.endswith(b"\n") or not line.startswith(b"{"):
        raise Malformed(N_("This file is not a backup of a DataPact vault. Choose another file."))
    with own_data(BACKUP):
        value = parse_object(line[:-1], limit=LARGEST_HEADER)
    if value.get("type") != BackupHeader.file_kind:
        raise Malformed(N_("This file is not a backup of a DataPact vault. Choose another file."))
    with own_data(BACKUP):
        header = BackupHeader.of(value)
    header.vault_file()
    return header, line


def copy_out(stream: BinaryIO, header: BackupHeader, line: bytes, target: Path, vault_key: bytes) -> None:
    """Write the database of a backup to ``target``; raises Damaged when anything in the backup was altered or is missing."""
    mac = hmac.new(derive(vault_key, "backup"), line, hashlib.sha256)
    left = header.size
    try:
        with new_file(target) as out:
            while left and (piece := stream.read(min(_PIECE, left))):
                mac.update(piece)
                out.write(piece)
                left -= len(piece)
            out.flush()
            os.fsync(out.fileno())
        end = stream.read(_MAC_LENGTH + 1)
    except OSError as error:
        raise surroundings(error, target) from error
    if left or not hmac.compare_digest(mac.digest(), end):
        raise damaged()


def damaged() -> Damaged:
    """The error for a backup that was altered or is incomplete."""
    return Damaged(BACKUP)
