"""What this copy has that the log has not: cards and files first, then the entries that need them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from datapact.base.strictjson import strings_in, to_base64url
from datapact.history.commitments.jws import is_digest
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import AGREEMENT_PREFIX, Entry, organisation_history
from datapact.history.entries.packed import PackedEntry
from datapact.team.kept.store import is_logged
from datapact.team.log.contents import CarriedFile, Contents
from datapact.vault.database import entries as vault_store
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

BATCH = 1024 * 1024
"""Bytes of entries in one item, about; one entry may have more."""
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file; a larger one does not travel, and the entries that name it do."""

_WAITING = sql(
    "SELECT digest, length(jws) AS size FROM entry WHERE (history LIKE :agreements OR (:line AND history = :own AND stream = 'public'))"
    " AND NOT EXISTS (SELECT 1 FROM team_logged WHERE what = 'entry' AND key = entry.digest) ORDER BY seq"
)
_CARDS = sql(
    "SELECT card FROM partner WHERE NOT EXISTS (SELECT 1 FROM team_logged WHERE what = 'card'"
    " AND key = partner.organisation || ' ' || partner.sequence) ORDER BY organisation"
)
_FILES = sql(
    "SELECT digest FROM attachment WHERE digest IN (SELECT value FROM json_each(:digests)) AND size <= :largest"
)


def waiting(session: Session, organisation: str, *, is_keeper: bool) -> list[str]:
    """Digests of the entries that are to be sent, in the order in which they were written here."""
    values = {"agreements": AGREEMENT_PREFIX + "%", "line": is_keeper, "own": organisation_history(organisation)}
    return [str(digest) for digest, _size in session.connection().execute(_WAITING, values)]


def outgoing(session: Session, organisation: str, *, is_keeper: bool) -> Iterator[Contents]:
    """The next items of this device, each small enough; none where the log has everything."""
    cards = tuple(to_base64url(bytes(card)) for (card,) in session.connection().execute(_CARDS, {}))
    if cards:
        yield Contents(cards=cards)
    batch: list[Entry] = []
    size = 0
    for digest in waiting(session, organisation, is_keeper=is_keeper):
        entry = history_store.load_one(session, digest)
        if entry is None:
            continue
        yield from _files(session, entry)
        weight = len(entry.jws) + sum(map(len, entry.disclosures))
        if batch and size + weight > BATCH:
            yield _of(batch)
            batch, size = [], 0
        batch.append(entry)
        size += weight
    if batch:
        yield _of(batch)


def _files(session: Session, entry: Entry) -> Iterator[Contents]:
    named = sorted({text for text in strings_in(entry.body) if is_digest(text)})
    if not named:
        return
    values = {"digests": json.dumps(named), "largest": LARGEST_FILE}
    for digest in session.connection().execute(_FILES, values).scalars().all():
        found = None if is_logged(session, "file", digest) else vault_store.attachment(session, digest)
        if found is not None:
            yield Contents(files=(CarriedFile(data=to_base64url(found[1]), media=found[0]),))


def _of(batch: list[Entry]) -> Contents:
    return Contents(entries=tuple(PackedEntry(one.jws, one.disclosures, one.erased) for one in batch))
