"""vault.db: SQLCipher, opened so that no mistake leaves plaintext or loses a commit in silence.

SQLCipher silently creates a plaintext database where the key is missing, and takes a malformed raw key for a
passphrase; so the key is set only here and the result is asserted. ``synchronous=FULL`` with WAL makes every commit
durable before it is acknowledged; ``secure_delete`` overwrites what is erased.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

from datapact.base.errors import Damaged, DataPactError, Surroundings
from datapact.base.files import new_file
from datapact.base.texts import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

_RAW_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_WAIT_SECONDS = 10.0
_FULL = 64 * 1024  # least free bytes for SQLite to make the index of its log
_ON_OPEN = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",  # temporary tables are not encrypted: they must not reach the disk
    _CACHE := "PRAGMA cache_size = -65536",  # 64 MiB where needed: a search while typing reads the same pages again
)
_SMALL_CACHE = "PRAGMA cache_size = -4096"


def connect(file: Path, key: bytes, *, only_look: bool = False, each_page_once: bool = False) -> dbapi2.Connection:
    """One raw connection with the 256-bit key set and verified; raises Damaged or Surroundings.

    The file is made when it does not exist, except with ``only_look``: then closing does not merge the log either. With
    ``each_page_once`` it keeps few pages in memory, for copying the whole file.
    """
    hexadecimal = key.hex()
    if not _RAW_KEY.fullmatch(hexadecimal):
        raise ValueError("a database key has 32 bytes")
    try:
        if not only_look and not file.exists():
            new_file(file).close()  # SQLite would make it readable for everybody
        connection = dbapi2.connect(
            f"{file.absolute().as_uri()}?mode=ro" if only_look else str(file),
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=only_look,
        )
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")  # we report errors, not stderr
            connection.execute(f"PRAGMA key = \"x'{hexadecimal}'\"")
            connection.execute("PRAGMA cipher_compatibility = 4")  # fix the format, whatever a later library prefers
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            for pragma in _ON_OPEN:
                connection.execute(pragma)
            if each_page_once:
                connection.execute(_SMALL_CACHE)
            _assert_encrypted(connection, file)
        except BaseException:
            connection.close()
            raise
    except (dbapi2.Error, OSError) as error:
        raise explain(error, file) from error
    return connection


def _assert_encrypted(connection: dbapi2.Connection, file: Path) -> None:
    version = connection.execute("PRAGMA cipher_version").fetchone()
    status = connection.execute("PRAGMA cipher_status").fetchone()
    mode = connection.execute("PRAGMA journal_mode").fetchone()
    with file.open("rb") as stream:
        plaintext = stream.read(15) == b"SQLite format 3"
    if not version or status != ("1",) or plaintext:
        raise Surroundings(N_("The database would not be encrypted: SQLCipher is missing. Install DataPact again."))
    if mode != ("wal",):
        raise Surroundings(N_("The disk of the vault does not support safe writing. Choose a folder on a local disk."))


@contextmanager
def each_page_once(connection: Connection) -> Iterator[None]:
    """Read whole tables in this block: their pages pass through memory instead of filling the cache."""
    connection.exec_driver_sql(_SMALL_CACHE)
    try:
        yield
    finally:
        connection.exec_driver_sql(_CACHE)


def damaged_pages(connection: dbapi2.Connection) -> int:
    """How many pages of the file fail their authentication; the log beside it is not read."""
    return len(connection.execute("PRAGMA cipher_integrity_check").fetchall())


def require_sound_pages(connection: dbapi2.Connection, file: Path) -> None:
    """Raise Damaged unless all pages of the file prove true.

    Before pages are enciphered anew: SQLCipher reads a damaged one as zeros there, without an error, and the copy of it
    would prove true.
    """
    try:
        wrong = damaged_pages(connection)
    except dbapi2.Error as error:
        raise explain(error, file) from error
    if wrong:
        raise Damaged(N_("The database of the vault is damaged. Restore the newest backup."))


@contextmanager
def database_errors(file: Path) -> Iterator[None]:
    """Turn the database library's errors of disk or damage into DataPactErrors; bugs pass through."""
    try:
        yield
    except Exception as error:
        orig = of_library(error)
        if orig is None or (said := _explained(orig, file)) is None:
            raise
        raise said from error


def of_library(error: BaseException) -> dbapi2.Error | None:
    """The error of the database library itself, which SQLAlchemy wraps; None for any other error."""
    orig = getattr(error, "orig", error)
    return orig if isinstance(orig, dbapi2.Error) else None


def _is_full(file: Path) -> bool:
    """Whether a full disk caused an error without a cause: SQLite's backup and its log say "disk I/O error" then."""
    try:
        return shutil.disk_usage(file.parent).free < _FULL
    except OSError:
        return False


def _is_writable(file: Path) -> bool:
    """Whether the file is writable: then a refusal to write came from a session for reading, which is a bug."""
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def explain(error: BaseException, file: Path) -> DataPactError:
    """The DataPactError for an error of the database library on opening."""
    return (
        _explained(error, file)
        or (_full() if _is_full(file) else None)
        or Surroundings(
            N_("{file} cannot be opened ({reason}). Check the disk and try again."), file=str(file), reason=str(error)
        )
    )


def _full() -> Surroundings:
    return Surroundings(N_("The disk is full. Free some space and try again."))


def _explained(error: Any, file: Path) -> DataPactError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case dbapi2.SQLITE_FULL:
            return _full()
        case dbapi2.SQLITE_IOERR | dbapi2.SQLITE_CANTOPEN if _is_full(file):
            return _full()
        case dbapi2.SQLITE_NOTADB | dbapi2.SQLITE_CORRUPT:
            return Damaged(N_("The database of the vault is damaged. Restore the newest backup."))
        case dbapi2.SQLITE_BUSY | dbapi2.SQLITE_LOCKED:
            return Surroundings(N_("Another program is using the vault. Close it and try again."))
        case dbapi2.SQLITE_READONLY if not _is_writable(file):
            return Surroundings(
                N_("{file} cannot be written or read: permission denied. Choose another folder."), file=str(file)
            )
        case dbapi2.SQLITE_IOERR | dbapi2.SQLITE_CANTOPEN | dbapi2.SQLITE_PERM | dbapi2.SQLITE_NOMEM:
            return Surroundings(
                N_("{file} cannot be written or read ({reason}). Check the disk and try again."),
                file=str(file),
                reason=str(error),
            )
        case _:
            return None
