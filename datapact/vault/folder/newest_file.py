"""The newest vault.json: database and checkpoint name it, so that an older one beside them is noticed.

vault.json is written first, then the database, then the checkpoint; each says the generation of vault.json and the
digest of its bytes. A kill in between leaves a vault.json that is ahead, and the next opening brings the others up to
it. One that is behind was put there: it would revive passphrases and codes that no longer open anything. Vaults that an
earlier program wrote have no generation until the first write.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from datapact.base.errors import Damaged, Locked, Malformed, Surroundings
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import N_
from datapact.vault.database.checkpoint import claimed_file, read_checkpoint, write_checkpoint
from datapact.vault.database.database import database_errors
from datapact.vault.keys.header import Belonging, VaultFile, write_vault_file
from datapact.vault.keys.paths import Paths

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from datapact.vault.database.connections import Connections

STATED = "vault_file"  # the key in meta


class Execute(Protocol):
    """Run one statement with its values: of SQLAlchemy's connection, or of the database library's own."""

    def __call__(self, statement: str, values: tuple[Any, ...], /) -> Any: ...


def get_fact(execute: Execute, key: str) -> JsonObject | None:
    """A fact about the vault that is a JSON object; raises Damaged for anything else."""
    row = execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else read_fact(str(row[0]))


def read_fact(text: str) -> JsonObject:
    """The fact from its text; raises Damaged."""
    try:
        return parse_object(text)
    except Malformed:
        raise _damaged() from None


def put_fact(execute: Execute, key: str, value: JsonObject | None) -> None:
    """Write a fact as a JSON object; None deletes it."""
    if value is None:
        execute("DELETE FROM meta WHERE key = ?", (key,))
    else:
        execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, canonical(value).decode()))


def stated_file(execute: Execute) -> Belonging:
    """The newest vault.json according to the database."""
    row = execute("SELECT value FROM meta WHERE key = ?", (STATED,)).fetchone()
    return Belonging() if row is None else read_stated(str(row[0]))


@lru_cache(maxsize=4)
def read_stated(text: str) -> Belonging:
    """The newest vault.json from the text of the fact; raises Damaged."""
    fact = read_fact(text)
    generation, digest = fact.get("generation"), fact.get("digest")
    if not isinstance(generation, int) or not isinstance(digest, str):
        raise _damaged()
    return Belonging(generation, digest)


def state_file(execute: Execute, newest: Belonging) -> None:
    """Record the newest vault.json in the database."""
    put_fact(execute, STATED, {"generation": newest.generation, "digest": newest.digest})


def statements(connection: Connection) -> Execute:
    """The function that runs a statement on this connection."""

    def execute(statement: str, values: tuple[Any, ...], /) -> Any:
        return connection.exec_driver_sql(statement, values)

    return execute


def require_newest(file: VaultFile, known: Belonging) -> bool:
    """Whether ``file`` is ahead of the recorded one; raises Damaged where it is behind, or has another digest."""
    if file.generation < known.generation:
        raise older_file()
    found = file.belonging()
    if file.generation == known.generation and found != known:
        raise older_file()
    return found != known


def require_claimed(paths: Paths, file: VaultFile) -> None:
    """Raise Damaged where the checkpoint names a later vault.json, also one with another vault key."""
    if claimed_file(paths.checkpoint).generation > file.generation:
        raise older_file()


def wrong_for_older_file(paths: Paths, file: VaultFile) -> Locked | None:
    """The error for a passphrase that does not open a vault.json older than the one in the checkpoint."""
    if claimed_file(paths.checkpoint).generation <= file.generation:
        return None
    return Locked(
        N_(
            "The passphrase does not open this vault.json, which is an older copy than the database beside it: a newer"
            " passphrase is not known to it. Put the newest vault.json back, or restore the newest backup."
        )
    )


def older_file() -> Damaged:
    """The error for a vault.json that was put in place of a newer one."""
    return Damaged(
        N_(
            "vault.json is an older copy than the database beside it: with it, earlier passphrases and codes would open"
            " the vault again. Put the newest vault.json back, or restore the newest backup, and ask who had access to"
            " the folder."
        )
    )


def put_newest(paths: Paths, connections: Connections, file: VaultFile, vault_key: bytes) -> VaultFile:
    """Write vault.json as the next generation and record it in database and checkpoint; the caller holds the lock.

    If vault.json cannot be written, nothing is changed; raises Surroundings.
    """
    written = write_vault_file(paths.vault_file, replace(file, generation=file.generation + 1), vault_key)
    try:
        state_newest(paths, connections, written, vault_key)
    except Surroundings as error:
        raise Surroundings(
            N_("The change was saved, but not everything that belongs to it: {reason} The next opening finishes it."),
            reason=error.message,
        ) from error
    return written


def state_newest(paths: Paths, connections: Connections, file: VaultFile, vault_key: bytes) -> None:
    """Update database and checkpoint to a vault.json that is ahead of them."""
    with (
        database_errors(paths.database),
        connections.transaction(writes=True) as connection,
    ):
        state_file(statements(connection), file.belonging())
    reached = read_checkpoint(paths.checkpoint, vault_key)
    write_checkpoint(paths.checkpoint, replace(reached, belongs=file.belonging()), vault_key)


def _damaged() -> Damaged:
    return Damaged(N_("The database of the vault is damaged. Restore the newest backup."))
