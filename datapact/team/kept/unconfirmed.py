"""New private keys while the log is asked to confirm them: wrapped, in a file beside the database, so that a kill loses none.

A change of the public line is in the log a moment before it is durable here. Whoever is killed between the two finds the change in
the log, and its keys in this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.errors import Damaged
from datapact.base.files import read_whole, write_whole
from datapact.base.strictjson import canonical, from_base64url, parse_object, to_base64url
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.vault.database.session import Session
    from datapact.vault.folder.open_vault import OpenVault

LARGEST = 16 * 1024 * 1024
"""Bytes of the file."""
_PURPOSE = "unconfirmed"
_KEYS = sql("SELECT member, purpose, kid, wrapped, created FROM person_key ORDER BY id")
_KEEP = sql(
    "INSERT INTO person_key (member, purpose, kid, wrapped, created) SELECT :member, :purpose, :kid, :wrapped, :created"
    " WHERE NOT EXISTS (SELECT 1 FROM person_key WHERE member = :member AND purpose = :purpose AND kid = :kid)"
)
_WRAP_ANEW = sql(
    "UPDATE person_key SET wrapped = :wrapped WHERE member = :member AND purpose = :purpose AND kid = :kid"
)
_SEALING = sql("SELECT thumbprint, private, public, created FROM sealing_key WHERE retired IS NULL")
_RETIRE_SEALING = sql("UPDATE sealing_key SET retired = :created WHERE retired IS NULL AND thumbprint <> :thumbprint")
_KEEP_SEALING = sql(
    "INSERT INTO sealing_key (thumbprint, private, public, created) VALUES (:thumbprint, :private, :public, :created)"
    " ON CONFLICT DO NOTHING"
)


def keep_unconfirmed(vault: OpenVault, session: Session) -> None:
    """Write the private keys of this transaction into the file, for its member alone."""
    connection = session.connection()
    keys = [list(map(str, row)) for row in connection.execute(_KEYS, {})]
    sealing = [
        [str(thumbprint), to_base64url(bytes(private)), to_base64url(bytes(public)), str(created)]
        for thumbprint, private, public, created in connection.execute(_SEALING, {})
    ]
    secret = canonical({"head": own_line(session).head, "keys": keys, "sealing": sealing})
    write_whole(vault.paths.unconfirmed, vault.wrap_private(_PURPOSE, secret).encode("ascii"))


def has_unconfirmed(vault: OpenVault) -> bool:
    """Whether a change was cut short, or is being confirmed now."""
    return vault.paths.unconfirmed.exists()


def forget_unconfirmed(vault: OpenVault) -> None:
    """Delete the file: what it has is durable here, or came to nothing."""
    vault.paths.unconfirmed.unlink(missing_ok=True)


def unopened(vault: OpenVault) -> Path | None:
    """The file with keys of a change that was cut short which nobody can open here any more; None where there is none."""
    return vault.paths.unopened if vault.paths.unopened.exists() else None


def recall_unconfirmed(vault: OpenVault) -> None:
    """Put the keys of a change that was cut short back, before the log brings the change itself; nothing without a file.

    A file that does not open, as one of another member, is put aside, and the status of the team says so.
    """
    if not has_unconfirmed(vault):
        return
    try:
        data = read_whole(vault.paths.unconfirmed, limit=LARGEST).decode("ascii", "replace")
        said = parse_object(vault.unwrap_private(_PURPOSE, data), limit=LARGEST)
    except Damaged:
        vault.paths.unconfirmed.replace(vault.paths.unopened)
        return
    with vault.write() as session:
        connection = session.connection()
        has_come = said.get("head") in own_line(session).positions
        for row in _rows(said.get("keys")):
            values = dict(zip(("member", "purpose", "kid", "wrapped", "created"), row, strict=True))
            connection.execute(_KEEP, values)
            if (
                has_come and values["purpose"] == "identity"
            ):  # one key, sealed to the new personal key of an administrator
                connection.execute(_WRAP_ANEW, values)
        known = {state.sealing_thumbprint for state in own_line(session).states.values()}
        for thumbprint, private, public, created in _rows(said.get("sealing")):
            if thumbprint not in known:
                continue  # the log has not brought it, or never will
            if thumbprint == own_line(session).state.sealing_thumbprint:
                connection.execute(_RETIRE_SEALING, {"created": created, "thumbprint": thumbprint})
            raw = {"private": from_base64url(private), "public": from_base64url(public)}
            connection.execute(_KEEP_SEALING, {"thumbprint": thumbprint, "created": created, **raw})


def _rows(found: object) -> list[list[str]]:
    rows = found if isinstance(found, list | tuple) else []
    return [list(map(str, row)) for row in rows if isinstance(row, list | tuple)]
