"""The signed entries themselves: their order, the columns beside them, and their signatures.

What was found right is remembered by every byte of the row, so that a second export of a session costs a reading.
"""

from __future__ import annotations

import hashlib
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.base.clock import write_time
from datapact.base.errors import DataPactError
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.base.texts import N_, Message
from datapact.consent.proof.unproven import Unproven
from datapact.consent.proof.unreadable import UNREADABLE
from datapact.history.entries.entry import Entry, verify_entry
from datapact.vault.database.checkpoint import START, following
from datapact.vault.database.database import each_page_once
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.vault.database.session import Session

_ROWS = text(
    "SELECT seq, digest, running, jws, history, stream, kind, organisation, replica, counter, time FROM entry ORDER BY seq"
)
_AT_ONCE = 200
"""Rows of entries that are remembered together: one at a time, 100,000 of them took more memory than all else that is remembered."""
_SEEN = Remembered[bytes, bool](10_000)
"""Rows of entries, so many at once, whose columns say what their signed bytes say, by a digest over all of them."""
_SIGNED = Remembered[bytes, bool](20_000)
"""Entries whose signature was verified, by a digest over token and public key."""


def check_entries(session: Session) -> tuple[int, list[Unproven]]:
    """The number of entries, and those whose place, digest or columns are not those that were signed."""
    wrong: list[Unproven] = []
    running, last, broken = START.running, 0, False
    connection = session.connection()
    with each_page_once(connection):
        for rows in connection.execute(_ROWS).partitions(_AT_ONCE):
            for row in rows:
                last, running = last + 1, _following(running, row.digest)
                if not broken and (row.seq != last or row.running != running):
                    broken = True  # the columns of those after it are held all the same
                    words = Message(
                        N_("Entries are missing or stand in another order, from place {seq} on."), {"seq": row.seq}
                    )
                    wrong.append(Unproven("entry", str(row.seq), words))
            known = hashlib.blake2b(repr([tuple(row) for row in rows]).encode("utf-8", "replace")).digest()
            if _SEEN.get(session, known):
                continue
            found = [_astray(row) for row in rows if _columns_of(row.jws) != (row.digest, *tuple(row)[4:])]
            if not found:
                _SEEN.put(session, known, True)
            wrong += found
    return last, wrong


def _following(running: bytes, digest: str) -> bytes:
    """The running digest after an entry; empty, which none is, where nobody can read its digest."""
    try:
        return following(running, digest)
    except (DataPactError, *UNREADABLE):
        return b""


def _astray(row: Any) -> Unproven:
    words = Message(
        N_("The columns of the entry at place {seq} say something else than its signed bytes."), {"seq": row.seq}
    )
    return Unproven("entry", str(row.digest), words, about=str(row.history), follows=True)


def columns_of(entry: Entry) -> Mapping[str, Any]:
    """The columns that stand beside an entry, from what was signed."""
    return {
        "history": entry.history,
        "stream": entry.stream,
        "kind": entry.kind,
        "organisation": entry.organisation,
        "replica": entry.replica,
        "counter": entry.counter,
        "time": write_time(entry.time),
    }


def _columns_of(token: str) -> tuple[Any, ...] | None:
    """Digest, history, stream, kind, organisation, replica, counter and time as they were signed; None if unreadable."""
    from datapact.history.entries.shapes import shape_of

    try:
        signed, _, _signature = token.rpartition(".")
        payload = read_stored_json(from_base64url(signed.partition(".")[2]).decode("utf-8"))
        history, kind = payload["history"], payload["kind"]
        stream = shape_of(history, kind).stream
        digest = to_base64url(hashlib.sha256(signed.encode("ascii")).digest())
        rest = (payload["org"], payload["replica"], payload["counter"], payload["time"])
    except (DataPactError, NotBase64, *UNREADABLE):
        return None
    return digest, history, stream, kind, *rest


def check_signatures(
    session: Session, entries: Iterable[Entry], known: Mapping[str, OrganisationLine]
) -> Iterator[Unproven]:
    """The entries that the key of the author that they name did not sign."""
    for entry in entries:
        line = known.get(entry.organisation)
        member = line.member_at(entry.organisation_head, entry.kid) if line is not None else None
        if member is not None:
            key = member.author_key
            numbers = key.public_numbers()
            token = hashlib.blake2b(entry.jws.encode() + numbers.x.to_bytes(32) + numbers.y.to_bytes(32)).digest()
            if _SIGNED.get(session, token):
                continue
            if verify_entry(entry, key):
                _SIGNED.put(session, token, True)
                continue
        words = Message(
            N_("The signature of entry {digest} does not verify. Restore a backup."), {"digest": entry.digest}
        )
        yield Unproven("entry", entry.digest, words, about=entry.history)
