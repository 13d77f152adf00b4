"""The news of this copy for the log: cards and files first, then the entries that need them."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING, Any

from datapact.base.errors import Damaged
from datapact.base.strictjson import canonical, sha256_of, sha256_of_each, to_base64url
from datapact.consent.proof.carried_rows import LISTS, MEDIA, chunks_of
from datapact.consent.views.erased_list import erased_by
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import AGREEMENT_PREFIX, Entry, organisation_history
from datapact.history.entries.packed import PackedEntry, pack
from datapact.organisation.identity.own_history import own_line
from datapact.team.kept.store import (
    has_acknowledged,
    is_logged,
    refused_items,
)
from datapact.team.kept.things import OF_THE_LINE, changed_things
from datapact.team.log.chain import (
    LARGEST_SLICE,
    LogState,
    is_public_of,
    must_end,
    needs_epoch,
    staying_devices,
)
from datapact.team.log.contents import CarriedFile, CarriedList, CarriedThing, Contents, wrap_epoch
from datapact.team.log.device import DeviceKeys, vouch
from datapact.team.log.item import Item, Kind, new_key, seal, write_item
from datapact.team.steps.erasures import named_files
from datapact.vault.database import entries as vault_store
from datapact.vault.database.plain import sql
from datapact.vault.keys.own_data import ENTRY

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

BATCH = 1024 * 1024
"""Bytes of entries in one item, about; one entry may have more."""
_TOGETHER = 500  # entries read at a time
THINGS = 500
"""Small things in one item."""
_DIGEST, _HISTORY, _STREAM, _JWS, _TEXTS, _ERASED = 0, 1, 2, 8, 9, 10
"""Places in the row of an entry."""
_ASCII = "[A-Za-z0-9_-]*+"
_ASCII_LIST = rf'\[(?:"{_ASCII}"(?:,"{_ASCII}")*+)?\]'
_IS_PLAIN = re.compile(
    rf'\{{"disclosures":{_ASCII_LIST},"erased":{_ASCII_LIST},"jws":"{_ASCII}\.{_ASCII}\.{_ASCII}"\}}'
).fullmatch
_AROUND = canonical({"entries": [], "format": 1, "type": Contents.file_kind}).split(b"[]")
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file; a larger one does not travel, and the entries that name it do."""

# The two lists of digests are merged as their indexes lie, in a quarter of the time of a look-up for each entry.
_UNSENT = (
    "digest IN (SELECT digest FROM entry EXCEPT SELECT key FROM team_logged WHERE what = 'entry')"
    " AND (history LIKE :agreements OR history = :own) ORDER BY seq"
)
_WAITING = sql(f"SELECT digest FROM entry WHERE {_UNSENT}")  # noqa: S608 - a constant
_ERASURES = sql(f"SELECT digest FROM entry WHERE kind = 'erased' AND {_UNSENT}")  # noqa: S608 - a constant
_CARDS = sql(
    "SELECT card FROM partner WHERE NOT EXISTS (SELECT 1 FROM team_logged WHERE what = 'card'"
    " AND key = partner.organisation || ' ' || partner.sequence) ORDER BY organisation"
)
_UNSENT_FILES = sql(
    "SELECT 1 FROM attachment WHERE NOT EXISTS (SELECT 1 FROM team_logged WHERE what = 'file' AND key = attachment.digest)"
    " LIMIT 1"
)
_FILES = sql(
    "SELECT digest FROM attachment WHERE digest IN (SELECT value FROM json_each(:digests)) AND size <= :largest"
)


def waiting(session: Session, organisation: str) -> list[str]:
    """Digests of the entries that are to be sent, in the order in which they were written here."""
    return list(map(str, session.connection().execute(_WAITING, _of_agreements_and(organisation)).scalars().all()))


def _of_agreements_and(organisation: str) -> dict[str, str]:
    return {"agreements": AGREEMENT_PREFIX + "%", "own": organisation_history(organisation)}


def outgoing(
    session: Session, organisation: str, roles: frozenset[str], heads: Container[str] | None = None
) -> Iterator[Sent | SentEntries]:
    """The next items of this device, each small enough; none where the log has everything. ``roles``: of its member.

    ``heads``: only entries of agreements and records that were written under these heads of the public line.
    """
    cards = tuple(to_base64url(bytes(card)) for (card,) in session.connection().execute(_CARDS, {}))
    if cards:
        yield Sent(Contents(cards=cards))
    house = organisation_history(organisation)
    batch = _Batch()
    unsent = waiting(session, organisation)
    until = _erased_later(session, organisation, unsent)
    together = -1
    has_files = heads is not None or session.connection().execute(_UNSENT_FILES, {}).first() is not None
    for place, row in enumerate(_stored(session, unsent)):
        digest = row[_DIGEST]
        if not has_files and row[_HISTORY].startswith(AGREEMENT_PREFIX):
            entry = None  # nothing in it is looked at, so it need not be read
        else:
            entry = history_store.entry_of(session, vault_store.stored_as(row))
            if heads is not None and (entry.stream == "public" or entry.organisation_head not in heads):
                continue
            yield from _files(session, entry, of=digest if entry.history == house else "")
        weight = len(row[_JWS]) + len(row[_TEXTS] or "")
        if batch.rows and batch.size + weight > BATCH and place > together:
            yield batch.contents()
            batch = _Batch()
        if entry is not None and entry.history == house and entry.kind in LISTS:
            yield from batch.chunks(session, entry)
        together = max(together, until.get(digest, -1))
        batch.add(row, weight)
    # last, for a key for files to us is held against the line, which may have come just now
    for part in batched(changed_things(session, roles) if heads is None else (), THINGS):
        batch.things = part
        yield batch.contents()
        batch = _Batch()
    if batch.rows:
        yield batch.contents()


def _erased_later(session: Session, organisation: str, unsent: Sequence[str]) -> Mapping[str, int]:
    """Of entries that wait and have lost something, the place of the last record that says so: both come in one item."""
    found: dict[str, int] = {}
    records = unsent_erasures(session, organisation)
    places = {digest: place for place, digest in enumerate(unsent)} if records else {}
    for place, digest in sorted((places[digest], digest) for digest in records):
        entry = history_store.load_one(session, digest)
        if entry is not None:
            found.update(dict.fromkeys(erased_by(session, [entry]), place))
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """The content of the next item, before what may have to be erased is set apart."""

    contents: Contents
    """Whole."""
    of: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The entry of the house to which a file belongs, by the digest of the file."""


@dataclass(frozen=True, slots=True)
class SentEntries:
    """The content of the next item where it brings entries of agreements and nothing else."""

    digests: tuple[str, ...]
    """Of the entries."""
    written: bytes = field(repr=False)
    """The content as canonical bytes."""

    @property
    def contents(self) -> Contents:
        """Whole."""
        return Contents.read(self.written)


class _Batch:
    """The contents of the next item."""

    def __init__(self) -> None:
        self.rows: list[Sequence[Any]] = []
        self.house = self.line = False
        self.of_agreements = True
        self.files: list[CarriedFile] = []
        self.lists: list[CarriedList] = []
        self.of: dict[str, str] = {}
        self.things: tuple[CarriedThing, ...] = ()
        self.size = 0

    def add(self, row: Sequence[Any], weight: int) -> None:
        """Add an entry of so many characters."""
        self.rows.append(row)
        if not row[_HISTORY].startswith(AGREEMENT_PREFIX):
            self.of_agreements = False
            self.house = self.house or row[_STREAM] == "internal"
        self.line = self.line or row[_STREAM] == "public"
        self.size += weight

    def chunks(self, session: Session, entry: Entry) -> Iterator[Sent]:
        """Add the rows that an entry seals; those that have no room come in items of their own, before this one."""
        named = []
        for chunk in chunks_of(session, entry):
            named.append(digest := sha256_of(chunk))
            if is_logged(session, "rows", digest):
                continue  # it came in an item before
            file = CarriedFile(data=to_base64url(chunk), media=MEDIA)
            if self.size + len(chunk) > BATCH:
                yield Sent(Contents(files=(file,)), {digest: entry.digest})
            else:
                self.files.append(file)
                self.of[digest] = entry.digest
                self.size += len(chunk)
        self.lists.append(CarriedList(chunks=tuple(named), entry=entry.digest))

    def contents(self) -> Sent | SentEntries:
        has_more = self.files or self.lists or self.things or self.house or self.line
        if self.rows and self.of_agreements and not has_more:
            return SentEntries(tuple(row[_DIGEST] for row in self.rows), written_entries(self.rows))
        contents = Contents(
            entries=tuple(map(_packed, self.rows)),
            files=tuple(self.files),
            house=self.house,
            line=self.line or any(one.sort in OF_THE_LINE for one in self.things),
            lists=tuple(self.lists),
            things=self.things,
        )
        return Sent(contents, self.of)


def _packed(row: Sequence[Any]) -> PackedEntry:
    stored = vault_store.stored_as(row)
    return PackedEntry(stored.jws, stored.disclosures, stored.erased)


def written_entries(rows: Sequence[Sequence[Any]]) -> bytes:
    """The canonical bytes of contents with the entries of these rows and nothing else.

    An entry lies in the vault as the texts that its canonical JSON has, and these are put together: made into objects and written
    anew, a thousand would take three times as long. A text of another form is read and written as any.
    """
    parts = [
        f'{{"disclosures":{row[_TEXTS] or "[]"},"erased":{row[_ERASED] or "[]"},"jws":"{row[_JWS]}"}}' for row in rows
    ]
    if not all(map(_IS_PLAIN, parts)):
        return Contents(entries=tuple(map(_packed, rows))).write()
    return f"[{','.join(parts)}]".encode("ascii").join(_AROUND)


def _stored(session: Session, digests: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Entries as their rows, in this order, each under the digest that its signed text has; raises Damaged."""
    for several in batched(digests, _TOGETHER):
        found = vault_store.rows_of_several(session, several)
        signed = sha256_of_each([row[_JWS].rpartition(".")[0].encode() for row in found])
        if signed != [row[_DIGEST] for row in found]:
            raise Damaged(ENTRY.id)
        yield from found


def kept_files(session: Session, digests: Iterable[str]) -> set[str]:
    """The digests among these that are of files here."""
    values = {"digests": json.dumps(sorted(digests)), "largest": LARGEST_FILE}
    return set(map(str, session.connection().execute(_FILES, values).scalars()))


def unsent_erasures(session: Session, organisation: str) -> list[str]:
    """The waiting entries that record an erasure, in the order in which they were written here."""
    return list(map(str, session.connection().execute(_ERASURES, _of_agreements_and(organisation)).scalars().all()))


def _files(session: Session, entry: Entry, of: str) -> Iterator[Sent]:
    named = sorted(named_files(session, entry))
    if not named:
        return
    values = {"digests": json.dumps(named), "largest": LARGEST_FILE}
    for digest in session.connection().execute(_FILES, values).scalars().all():
        found = None if is_logged(session, "file", digest) else vault_store.attachment(session, digest)
        if found is not None:
            file = CarriedFile(data=to_base64url(found[1]), media=found[0])
            yield Sent(Contents(files=(file,)), {str(digest): of} if of else {})


def next_items(
    acting: Acting, session: Session, state: LogState, me: DeviceKeys
) -> tuple[list[Sent | SentEntries | Item], bool]:
    """The items that wait, as many as are sent at a time, and whether that is all."""
    found: list[Sent | SentEntries | Item] = []
    if me.kid not in state.devices:
        statement = vouch(acting.author_key, me, acting.member.id, state.line_head, state.team)
        found.append(Sent(Contents(device=statement)))
    elif (first := _line_first(acting, session, state)) is not None:
        return [Sent(first)], False  # the new key follows on it
    elif (item := new_epoch(session, state, me)) is not None:
        return [item], False  # the rest follows under the new key
    size = 0
    for one in outgoing(session, acting.organisation, own_roles(acting, session)):
        found.append(one)
        if isinstance(one, SentEntries):
            size += len(one.written)
        else:
            size += sum(len(file.data) for file in one.contents.files)
            size += sum(len(entry.jws) for entry in one.contents.entries)
        if size > LARGEST_SLICE:
            return found, False
    if not has_acknowledged(session, me.kid) and not refused_items(session):
        found.append(
            Sent(Contents())
        )  # it says to colleagues that all before it was taken in: what one erased is gone here, too
    return found, True


def own_roles(acting: Acting, session: Session) -> frozenset[str]:
    """The roles of the member of this device now."""
    member = own_line(session).state.members.get(acting.member.id)
    return frozenset() if member is None else frozenset(member.roles)


def _line_first(acting: Acting, session: Session, state: LogState) -> Contents | None:
    """What the log lacks of the public line, alone, where that ends the epoch: as when it lay on a branch that did not count."""
    line = own_line(session)
    if not must_end(state.line_head, line.head, line):
        return None
    digests = waiting(session, acting.organisation)
    found = (history_store.load_one(session, digest) for digest in digests if digest in line.positions)
    entries = tuple(pack(one) for one in found if one is not None and is_public_of(line, one))
    return Contents(entries=entries, line=True) if entries else None


def new_epoch(session: Session, state: LogState, me: DeviceKeys) -> Item | None:
    """The item that begins an epoch without those who are out; None where nobody is."""
    line = own_line(session)
    if not needs_epoch(state, line):
        return None
    due = staying_devices(state, line)
    staying = [one for one in state.devices.values() if one.kid in due]
    keys = wrap_epoch(state.team, state.epoch + 1, new_key(), state.keys[state.epoch], staying)
    return write_item(me.signs, state.team, state.sequence + 1, state.epoch + 1, state.head, "keys", keys.write())


def sealed_item(me: DeviceKeys, state: LogState, contents: Contents | bytes, kind: Kind = "contents") -> Item:
    """The next item of this device: contents, or the bytes as which they are written, under the key in force."""
    number = state.sequence + 1
    written = contents if isinstance(contents, bytes) else contents.write()
    sealed = seal(state.keys[state.epoch], written, state.team, number, state.epoch)
    return write_item(me.signs, state.team, number, state.epoch, state.head, kind, sealed)
