"""checkpoint.json: how far the vault had come, kept outside the database.

SQLite drops a damaged end of its write-ahead log without any error. (n, r_n) with r_n = SHA-256(r_{n-1} || entry
digest) in commit order, authenticated under the vault key, makes that visible: a database that is ahead was killed in
between and rolls forward, one that is behind or different is damaged.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from datapact.errors import Damaged, Malformed, NewerFormat, WrongUse
from datapact.files import read_whole, write_whole
from datapact.strictjson import JsonObject, canonical, from_base64url, parse_object, to_base64url
from datapact.texts import N_
from datapact.vault.subkeys import authenticate, is_authentic

FORMAT = 1
LARGEST = 4096
_USE = "checkpoint.json"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The number of entries and their running digest (32 bytes)."""

    n: int
    running: bytes


START = Checkpoint(0, bytes(32))


def following(previous: bytes, digest: str) -> bytes:
    """r_n from r_{n-1} and the base64url digest of the next entry."""
    return hashlib.sha256(previous + from_base64url(digest)).digest()


def write_checkpoint(path: Path, checkpoint: Checkpoint, vault_key: bytes) -> None:
    """Write whole, fsync, rename; raises Surroundings."""
    body: JsonObject = {"format": FORMAT, "n": checkpoint.n, "running": to_base64url(checkpoint.running)}
    mac = authenticate(vault_key, _USE, canonical(body))
    write_whole(path, canonical({**body, "mac": to_base64url(mac)}))


def read_checkpoint(path: Path, vault_key: bytes) -> Checkpoint:
    """Read and authenticate; raises Damaged when it is missing, altered or another vault's, NewerFormat, Surroundings."""
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
    n = value.get("n")
    if version != FORMAT or value.keys() != {"format", "n", "running", "mac"} or not isinstance(n, int):
        raise _damaged()
    body = canonical({name: value[name] for name in ("format", "n", "running")})
    try:
        running, mac = from_base64url(value["running"]), from_base64url(value["mac"])
    except Malformed:
        raise _damaged() from None
    if not is_authentic(vault_key, _USE, body, mac) or len(running) != 32 or n < 0 or canonical(value) != data:
        raise _damaged()
    return Checkpoint(n, running)


def newest(connection: Connection) -> Checkpoint:
    """Where the database itself stands."""
    row = connection.execute(text("SELECT seq, running FROM entry ORDER BY seq DESC LIMIT 1")).first()
    return START if row is None else Checkpoint(row.seq, bytes(row.running))


def compare(connection: Connection, written: Checkpoint) -> Checkpoint:
    """The checkpoint to go on from: ``written``, or a later one when the database is ahead.

    Raises Damaged when the database is behind or different. Reads only the entries that are ahead.
    """
    running = START.running
    if written.n:
        row = connection.execute(text("SELECT running FROM entry WHERE seq = :n"), {"n": written.n}).first()
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
        text("SELECT seq, digest, running FROM entry WHERE seq > :n ORDER BY seq"), {"n": written.n}
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
