"""Chunks of the log as this copy keeps them, by which entries they belong to: so that an erasure finds each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.base.strictjson import strings_in
from datapact.vault.database.plain import sql
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.team.log.contents import CarriedApart
    from datapact.vault.database.session import Session

_KEEP = sql(
    "INSERT INTO team_chunk (name, sealed, entries, plain, sequence, erased) VALUES (:name, :sealed, :entries, :plain, 0, 0)"
    " ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed WHERE erased = 0"
)
_NAME = sql(
    "INSERT INTO team_chunk (name, sealed, entries, plain, sequence, erased) VALUES (:name, x'', :entries, '', :sequence, 0)"
    " ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence"
)
_SEALED = sql("SELECT sealed FROM team_chunk WHERE name = :name AND erased = 0")
_SAME = sql("SELECT name FROM team_chunk WHERE plain = :plain AND sequence = 0 AND erased = 0")
_OF_ENTRIES = sql(
    "SELECT name, entries, sequence FROM team_chunk WHERE erased = 0 AND (:before = 0 OR sequence < :before) AND EXISTS"
    " (SELECT 1 FROM json_each(team_chunk.entries) AS e WHERE e.value IN (SELECT value FROM json_each(:wanted)))"
)
_ERASE = sql(
    "UPDATE team_chunk SET sealed = x'', plain = '', erased = 1 WHERE name IN (SELECT value FROM json_each(:names))"
)
_LIVE = sql("SELECT name FROM team_chunk WHERE sequence > 0 AND erased = 0 ORDER BY sequence, name")
_HERE = sql(
    "SELECT name FROM team_chunk WHERE sequence > :after AND erased = 0 AND length(sealed) > 0 ORDER BY sequence, name"
)
_ERASED = sql("SELECT name FROM team_chunk WHERE erased = 1")


def keep_chunk(session: Session, said: CarriedApart, sealed: bytes, plain: str = "") -> None:
    """Store the bytes of a chunk; ``plain`` is a digest by which the same content is found while no item names it."""
    values = {"name": said.chunk, "sealed": sealed, "entries": json.dumps(said.entries), "plain": plain}
    session.connection().execute(_KEEP, values)


def kept_chunk(session: Session, name: str) -> bytes:
    """The bytes of a chunk; empty where they are not here, or were erased."""
    return bytes(session.connection().execute(_SEALED, {"name": name}).scalar() or b"")


def same_chunk(session: Session, plain: str) -> str:
    """The name of a chunk with this content that was made and that no item names yet, as after a race; empty for none."""
    return str(session.connection().execute(_SAME, {"plain": plain}).scalar() or "")


def note_named(session: Session, several: Iterable[CarriedApart], sequence: int) -> None:
    """Record that an item names these chunks."""
    for said in several:
        values = {"name": said.chunk, "entries": json.dumps(said.entries), "sequence": sequence}
        session.connection().execute(_NAME, values)


@dataclass(frozen=True, slots=True)
class ChunkOf:
    """A chunk that holds something of certain entries."""

    name: str
    """Digest of its bytes."""
    entries: frozenset[str]
    """All entries of which it holds something."""
    sequence: int
    """Number of the item that names it; 0 while none does."""


def chunks_of_entries(session: Session, entries: Iterable[str], before: int = 0) -> list[ChunkOf]:
    """The chunks that hold something of these entries and were not erased, in items before that one if given."""
    values = {"wanted": json.dumps(sorted(entries)), "before": before}
    return [
        ChunkOf(str(name), frozenset(map(str, strings_in(read_stored_json(str(tied))))), int(sequence))
        for name, tied, sequence in session.connection().execute(_OF_ENTRIES, values)
    ]


def erase_chunks(session: Session, names: Iterable[str]) -> None:
    """Erase the bytes of these chunks, for good."""
    session.connection().execute(_ERASE, {"names": json.dumps(sorted(names))})


def live_chunks(session: Session) -> list[str]:
    """The names of the chunks that items name and nobody erased, in the order of the items."""
    return list(map(str, session.connection().execute(_LIVE, {}).scalars()))


def chunks_here(session: Session, after: int = 0) -> list[str]:
    """The chunks of which this copy has the bytes, in items behind that one."""
    return list(map(str, session.connection().execute(_HERE, {"after": after}).scalars()))


def erased_chunks(session: Session) -> set[str]:
    """The names of the chunks that were erased."""
    return set(map(str, session.connection().execute(_ERASED, {}).scalars()))
