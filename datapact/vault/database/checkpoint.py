"""checkpoint.json: the number and running digest of the vault's entries, kept outside the database.

SQLite drops a damaged end of its write-ahead log without any error. (n, r_n) with r_n = SHA-256(r_{n-1} || entry
digest) in commit order, authenticated under the vault key, makes that visible: a database that is ahead was killed in
between and rolls forward, one that is behind or different is damaged. It also names the vault.json that belongs to it,
so that an older one put beside a newer database is noticed (newest_file.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.errors import Damaged, DataPactError, Malformed, NewerFormat, WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.strictjson import JsonObject, canonical, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.vault.database.plain import sql
from datapact.vault.keys.header import Belonging
from datapact.vault.keys.subkeys import authenticate, is_authentic

if TYPE_CHECKING:
    from sqlalchemy import Connection

FORMAT = 2
WITHOUT_VAULT = 1  # the former format, which can still be read
LARGEST = 4096
_USE = "checkpoint.json"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The number of entries and their running digest (32 bytes), and the newest vault.json."""

    n: int
    """0 for a vault without entries."""
    running: bytes
    """SHA-256 over the running digest before it and the digest of the entry; 32 zero bytes at 0."""
    belongs: Belonging = field(default=Belonging(), compare=False)
    """Generation 0 where an earlier program wrote it."""


START = Checkpoint(0, bytes(32))


def following(previous: bytes, digest: str) -> bytes:
    """r_n from r_{n-1} and the base64url digest of the next entry."""
    return hashlib.sha256(previous + from_base64url(digest)).digest()


def write_checkpoint(path: Path, checkpoint: Checkpoint, vault_key: bytes) -> None:
    """Write the file whole, fsync, rename; raises Surroundings."""
    body: JsonObject = {"format": WITHOUT_VAULT, "n": checkpoint.n, "running": to_base64url(checkpoint.running)}
    if checkpoint.belongs.generation:
        body |= {"format": FORMAT, "generation": checkpoint.belongs.generation, "vault": checkpoint.belongs.digest}
    mac = authenticate(vault_key, _USE, canonical(body))
    write_whole(path, canonical({**body, "mac": to_base64url(mac)}))


def read_checkpoint(path: Path, vault_key: bytes) -> Checkpoint:
    """Read and authenticate; raises Damaged when missing, altered or another vault's, NewerFormat, Surroundings."""
    value, checkpoint = _read(path)
    body = canonical({name: inner for name, inner in value.items() if name != "mac"})
    if not is_authentic(vault_key, _USE, body, _bytes(value["mac"])):
        raise _damaged()
    return checkpoint


def claimed_file(path: Path) -> Belonging:
    """The vault.json that the checkpoint names, read before any key is known: usable only for a refusal."""
    try:
        return _read(path)[1].belongs
    except DataPactError:
        return Belonging()


def _read(path: Path) -> tuple[JsonObject, Checkpoint]:
    try:
        data = read_whole(path, limit=LARGEST)
    except WrongUse:
        raise Damaged(N_("checkpoint.json is missing from the vault. Restore the newest backup.")) from None
    try:
        value = parse_object(data, limit=LARGEST)
    except Malformed:
        raise _damaged() from None
    version = value.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise NewerFormat(
            N_("This vault was written by a newer DataPact. Install the newest version; nothing was changed.")
        )
    more = {"generation", "vault"} if version == FORMAT else set()
    if isinstance(version, bool) or version not in (WITHOUT_VAULT, FORMAT):
        raise _damaged()
    if value.keys() != {"format", "n", "running", "mac"} | more or canonical(value) != data:
        raise _damaged()
    running, n = _bytes(value["running"]), _counted(value["n"], 0)
    if len(running) != 32:
        raise _damaged()
    if not more:
        return value, Checkpoint(n, running)
    digest = value["vault"]
    if not isinstance(digest, str) or len(_bytes(digest)) != 32:
        raise _damaged()
    return value, Checkpoint(n, running, Belonging(_counted(value["generation"], 1), digest))


def _bytes(text: object) -> bytes:
    try:
        return from_base64url(text)
    except Malformed:
        raise _damaged() from None


def _counted(number: object, least: int) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        raise _damaged()
    return number


def newest(connection: Connection) -> Checkpoint:
    """The number and running digest of the database's entries."""
    row = connection.execute(sql("SELECT seq, running FROM entry ORDER BY seq DESC LIMIT 1")).first()
    return START if row is None else Checkpoint(row.seq, bytes(row.running))


def compare(connection: Connection, written: Checkpoint) -> Checkpoint:
    """The checkpoint to continue from: ``written``, or a later one when the database is ahead.

    Raises Damaged when the database is behind or different. Reads only the entries that are ahead.
    """
    running = START.running
    if written.n:
        row = connection.execute(sql("SELECT running FROM entry WHERE seq = :n"), {"n": written.n}).first()
        if row is None:
            raise Damaged(
                N_(
                    "The database of the vault is older than its checkpoint: the newest changes are missing."
                    " Restore the newest backup and ask your partners for what they have."
                )
            )
        running = bytes(row.running)
    if running != written.running:
        raise Damaged(
            N_(
                "The database of the vault does not fit its checkpoint: it is damaged or belongs to another vault."
                " Restore the newest backup."
            )
        )
    last = written.n
    ahead = connection.execute(
        sql("SELECT seq, digest, running FROM entry WHERE seq > :n ORDER BY seq"), {"n": written.n}
    )
    for row in ahead:
        last, running = last + 1, following(running, row.digest)
        if row.seq != last or bytes(row.running) != running:
            raise _damaged_entries()
    return Checkpoint(last, running)


def _damaged() -> Damaged:
    return Damaged(N_("checkpoint.json of the vault is damaged or was altered. Restore the newest backup."))


def _damaged_entries() -> Damaged:
    return Damaged(N_("The entries in the vault's database are damaged. Restore the newest backup."))
