"""Entries, attachments and facts in the vault: plain functions over an open transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from datapact.base.errors import Damaged
from datapact.base.strictjson import to_base64url
from datapact.vault.database.checkpoint import START, Checkpoint, following
from datapact.vault.database.plain import sql
from datapact.vault.database.stored_json import read_stored_json
from datapact.vault.keys.own_data import FILE

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Stream = Literal["public", "internal", "shared"]

# where in ``session.info`` a write transaction keeps the checkpoint that it has reached
REACHED = "datapact_checkpoint"


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A stored entry; ``disclosures`` are the texts, ``erased`` the digests of those erased."""

    digest: str
    """Base64url of SHA-256 over header and payload of the JWS."""
    history: str
    """Id of the history, of an agreement or an organisation."""
    stream: Stream
    """By the kind of the entry."""
    kind: str
    """Such as ``offer`` or ``delivery``."""
    organisation: str
    """Organisation id of the author's organisation."""
    replica: str
    """Of the vault that wrote it, base64url of 16 bytes."""
    counter: int
    """From 1, for each history, stream, organisation and replica."""
    time: str
    """The author's claim, such as ``2026-11-24T23:14:17Z``."""
    jws: str
    """Compact, as it was signed."""
    disclosures: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    seq: int = 0
    """Place in commit order, from 1; 0 before it is stored."""


_END = 2**63 - 1  # larger than every place in commit order

# statements are built once: building them costs more than running them
_APPEND = sql(
    "INSERT INTO entry (seq, digest, history, stream, kind, organisation, replica, counter, time, jws, running)"
    " VALUES (:seq, :digest, :history, :stream, :kind, :organisation, :replica, :counter, :time, :jws, :running)"
)
_LAST = sql("SELECT seq, running FROM entry ORDER BY seq DESC LIMIT 1")
_HAS = sql("SELECT seq FROM entry WHERE digest = :digest")
_OF_REPLICA = "FROM entry WHERE history = :history AND stream = :stream AND replica = :replica"
_HIGHEST = sql(f"SELECT max(counter) {_OF_REPLICA}")  # answered by the index alone
_COUNTERS = sql(f"SELECT counter {_OF_REPLICA} AND organisation = :organisation")


def append_entry(session: Session, entry: StoredEntry) -> int:
    """Store a new entry at the end of the commit order and return its place.

    The caller has checked ``has`` before: storing an entry twice is a database error.
    """
    before = _reached(session)
    after = Checkpoint(before.n + 1, following(before.running, entry.digest))
    session.connection().execute(
        _APPEND,
        {
            "seq": after.n,
            "digest": entry.digest,
            "history": entry.history,
            "stream": entry.stream,
            "kind": entry.kind,
            "organisation": entry.organisation,
            "replica": entry.replica,
            "counter": entry.counter,
            "time": entry.time,
            "jws": entry.jws,
            "running": after.running,
        },
    )
    if entry.disclosures or entry.erased:
        set_disclosures(session, entry.digest, entry.disclosures, entry.erased)
    session.info[REACHED] = after
    return after.n


def _reached(session: Session) -> Checkpoint:
    known = session.info.get(REACHED)
    if isinstance(known, Checkpoint):
        return known
    row = session.connection().execute(_LAST).first()
    return START if row is None else Checkpoint(row.seq, row.running)


_DISCLOSE = sql(
    "INSERT INTO disclosure (entry, texts, erased) VALUES (:entry, :texts, :erased)"
    " ON CONFLICT (entry) DO UPDATE SET texts = excluded.texts, erased = excluded.erased"
)


def set_disclosures(session: Session, digest: str, texts: Sequence[str], erased: Sequence[str] = ()) -> None:
    """Replace the disclosures of an entry, for instance after an erasure (Art. 17 GDPR)."""
    values = {"entry": digest, "texts": _list(texts), "erased": _list(erased)}
    session.connection().execute(_DISCLOSE, values)


def _list(texts: Sequence[str]) -> str:
    return json.dumps(list(texts), separators=(",", ":"))


_ENTRIES = (
    "SELECT e.digest, e.history, e.stream, e.kind, e.organisation, e.replica, e.counter, e.time, e.jws,"
    " d.texts, d.erased, e.seq FROM entry e LEFT JOIN disclosure d ON d.entry = e.digest"
)
_OF_HISTORY = sql(f"{_ENTRIES} WHERE e.history = :history AND e.seq > :after ORDER BY e.seq")
_BYTES = sql(
    "SELECT e.organisation, e.jws, d.texts, d.erased FROM entry e LEFT JOIN disclosure d ON d.entry = e.digest"
    " WHERE e.history = :history ORDER BY e.seq"
)
_TOKENS = sql("SELECT seq, running, digest, jws FROM entry WHERE history = :history AND seq > :after ORDER BY seq")
_RUNNING = sql("SELECT running FROM entry WHERE seq = :seq")
_SEVERAL = sql(
    f"{_ENTRIES.replace('FROM entry e', 'FROM json_each(:digests) AS w CROSS JOIN entry e ON e.digest = w.value')} ORDER BY w.key"
)
_ONE = sql(f"{_ENTRIES} WHERE e.digest = :digest")


def stored_as(row: Any) -> StoredEntry:
    """The entry that a row is."""
    digest, history, stream, kind, organisation, replica, counter, time, jws, texts, erased, seq = row
    return StoredEntry(
        digest,
        history,
        stream,
        kind,
        organisation,
        replica,
        counter,
        time,
        jws,
        disclosures=_tuple(texts),
        erased=_tuple(erased),
        seq=seq,
    )


def _tuple(text: object) -> tuple[str, ...]:
    return tuple(read_stored_json(str(text))) if text and text != "[]" else ()


def entries(session: Session, history: str, after: int = 0) -> list[StoredEntry]:
    """The entries of a history in commit order, after the place ``after``."""
    rows = session.connection().execute(_OF_HISTORY, {"history": history, "after": after})
    return [stored_as(row) for row in rows.all()]


def stored_bytes(session: Session, history: str) -> list[tuple[str, str, str, str]]:
    """The entries of a history in commit order, as stored: organisation, signed text, disclosures and erased digests, as stored."""
    rows = session.connection().execute(_BYTES, {"history": history})
    return [(organisation, jws, texts or "", erased or "") for organisation, jws, texts, erased in rows.all()]


def tokens(session: Session, history: str, after: int = 0) -> list[tuple[int, bytes, str, str]]:
    """The entries of a history after a place, in commit order, without their disclosures: place, running digest, digest, JWS."""
    rows = session.connection().execute(_TOKENS, {"history": history, "after": after})
    return [(seq, bytes(running), digest, token) for seq, running, digest, token in rows.all()]


def running_at(session: Session, place: int) -> bytes | None:
    """The running digest of the entry at a place in commit order, which covers all before it; None where there is none."""
    row = session.connection().execute(_RUNNING, {"seq": place}).first()
    return None if row is None else bytes(row[0])


def entry(session: Session, digest: str) -> StoredEntry | None:
    """One entry by its digest."""
    row = session.connection().execute(_ONE, {"digest": digest}).first()
    return None if row is None else stored_as(row)


def several(session: Session, digests: Sequence[str]) -> list[StoredEntry]:
    """The entries with these digests in this order, those that are not here left out."""
    return list(map(stored_as, rows_of_several(session, digests)))


def rows_of_several(session: Session, digests: Sequence[str]) -> Sequence[Sequence[Any]]:
    """As ``several``, as their rows, which ``stored_as`` reads: for whoever copies what is stored."""
    found: Sequence[Sequence[Any]] = (
        session.connection().execute(_SEVERAL, {"digests": json.dumps(list(digests))}).all()
    )
    return found


def last_place(session: Session) -> int:
    """The place of the newest entry in commit order, 0 for none."""
    return _reached(session).n


def has(session: Session, digest: str) -> bool:
    """Whether an entry is stored."""
    return session.connection().execute(_HAS, {"digest": digest}).first() is not None


def next_counter(session: Session, history: str, stream: Stream, replica: str, organisation: str) -> int:
    """The counter of the next entry of this organisation's replica in a stream of a history; the first is 1.

    Others' entries do not count, whatever replica id they carry. In the shared stream, where an entry of the own
    organisation can come from outside (a removed member's, or one of a copied vault), it is the lowest free one.
    """
    mine = {"history": history, "stream": stream, "replica": replica}
    connection = session.connection()
    if stream != "shared":  # these streams hold no entries of others
        return int(connection.execute(_HIGHEST, mine).scalar() or 0) + 1
    used = {int(counter) for counter in connection.execute(_COUNTERS, {**mine, "organisation": organisation}).scalars()}
    return next(counter for counter in range(1, len(used) + 2) if counter not in used)


_HEADER = "substr(jws, 1, instr(jws, '.') - 1)"
_HEADERS = sql(f"SELECT DISTINCT {_HEADER} FROM entry WHERE organisation = :organisation")  # noqa: S608 - a constant
_WITH_HEADERS = sql(
    f"SELECT digest FROM entry WHERE organisation = :organisation AND {_HEADER} IN (SELECT value FROM json_each(:headers))"  # noqa: S608 - a constant
    " AND seq < coalesce((SELECT seq FROM entry WHERE digest = :before), :end) ORDER BY seq"
)


def headers(session: Session, organisation: str) -> list[str]:
    """The different headers (first segments) of the signed entries of an organisation: one for each key."""
    return [str(one) for one in session.connection().execute(_HEADERS, {"organisation": organisation}).scalars()]


def digests_by_headers(
    session: Session, organisation: str, headers: Sequence[str], before: str | None = None
) -> list[str]:
    """Digests of the organisation's entries with one of these headers, in commit order, before a given entry."""
    values = {"organisation": organisation, "headers": json.dumps(list(headers)), "before": before or "", "end": _END}
    return [str(one) for one in session.connection().execute(_WITH_HEADERS, values).scalars()]


_SPARE = "; spare"
"""Behind the media type of a file that no entry names, until one does."""
_ATTACH = sql(
    "INSERT INTO attachment (digest, size, media, data) VALUES (:digest, :size, :media, :data)"
    " ON CONFLICT (digest) DO UPDATE SET media = excluded.media"
    " WHERE media LIKE '%; spare' AND excluded.media NOT LIKE '%; spare'"
)
_ATTACHED = sql("SELECT media, data FROM attachment WHERE digest = :digest")


def put_attachment(session: Session, data: bytes, media: str) -> str:
    """Store a file once and return its digest, base64url(SHA-256)."""
    digest = to_base64url(hashlib.sha256(data).digest())
    session.connection().execute(_ATTACH, {"digest": digest, "size": len(data), "media": media, "data": data})
    return digest


def put_spare(session: Session, data: bytes, media: str) -> str:
    """Store a file that no entry names, such as one with proofs added here; ``forget_spare`` deletes it, unless the same
    bytes were stored for an entry before or since."""
    return put_attachment(session, data, media + _SPARE)


def attachment(session: Session, digest: str) -> tuple[str, bytes] | None:
    """Media type and bytes of a stored file; raises Damaged where they do not match its digest."""
    row = session.connection().execute(_ATTACHED, {"digest": digest}).first()
    if row is None:
        return None
    if to_base64url(hashlib.sha256(row.data).digest()) != digest:
        raise Damaged(FILE)
    return row.media.removesuffix(_SPARE), row.data


_FORGET_FILE = sql("DELETE FROM attachment WHERE digest = :digest AND media LIKE '%; spare'")


def forget_spare(session: Session, digest: str) -> None:
    """Delete a file of ``put_spare``; one that was stored for an entry, too, stays."""
    session.connection().execute(_FORGET_FILE, {"digest": digest})


_FACT = sql("SELECT value FROM meta WHERE key = :key")
_FACTS = sql("SELECT key, value FROM meta WHERE key IN (SELECT value FROM json_each(:keys))")
_FORGET = sql("DELETE FROM meta WHERE key = :key")
_NOTE = sql("INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value")


def get_meta(session: Session, key: str) -> str | None:
    """A fact about this vault."""
    found = session.connection().execute(_FACT, {"key": key}).scalar()
    return None if found is None else str(found)


def get_facts(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """The facts about this vault that have these keys; those that are not there are left out."""
    found = session.connection().execute(_FACTS, {"keys": json.dumps(list(keys))})
    return {str(key): str(value) for key, value in found if value is not None}


def set_meta(session: Session, key: str, value: str | None) -> None:
    """Write a fact about this vault; None deletes it."""
    if value is None:
        session.connection().execute(_FORGET, {"key": key})
    else:
        session.connection().execute(_NOTE, {"key": key, "value": value})
