"""Setting apart what may have to be erased, putting it together again, and letting an erasure win.

What people's rows, files and records say travels in chunks beside the items. Who erases deletes the chunks that held it, sends what
is left of them anew in the item of the erasure, and everybody deletes them who takes that item in. In the database a maintenance role does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.base.errors import Damaged, MissingEntries
from datapact.base.strictjson import canonical, from_base64url, sha256_of
from datapact.base.texts import N_
from datapact.consent.proof.carried_rows import LISTS, MEDIA, chunks_of
from datapact.consent.views.erased_list import list_of
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import AGREEMENT_PREFIX, Entry, organisation_history
from datapact.history.entries.packed import PackedEntry, unpack
from datapact.team.database.rows import Row, TeamLog
from datapact.team.kept.chunks import (
    ChunkOf,
    chunks_here,
    chunks_of_entries,
    erase_chunks,
    erased_chunks,
    keep_chunk,
    kept_chunk,
    note_named,
    same_chunk,
)
from datapact.team.kept.facts import require_team, state_of
from datapact.team.kept.store import logged_at, no_longer_logged
from datapact.team.log.apart import Apart, CarriedParts, chunk_of, open_apart, seal_apart, token_of
from datapact.team.log.chain import LARGEST_SLICE, LogState, Step
from datapact.team.log.contents import CarriedApart, Contents
from datapact.team.steps.erasures import entries_naming, named_files
from datapact.team.steps.outgoing import Sent, kept_files, unsent_erasures

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def set_apart(session: Session, state: LogState, sent: Sent) -> Contents:
    """The contents of the next item, with what may have to be erased in a chunk that is kept here and must be sent before it."""
    contents = sent.contents
    if not contents.house and not sent.of:
        return contents
    files = tuple(one for one in contents.files if sent.of.get(_file_digest(one.data)))
    parts: list[CarriedParts] = []
    entries: list[PackedEntry] = []
    for one in contents.entries:
        entry = unpack(one)
        if entry.disclosures and _may_go(entry):
            parts.append(CarriedParts(disclosures=one.disclosures, entry=entry.digest))
            one = replace(one, disclosures=())
        entries.append(one)
    if not files and not parts:
        return contents
    apart = Apart(files=files, parts=tuple(parts))
    tied = {sent.of[_file_digest(one.data)] for one in files} | {one.entry for one in parts}
    plain = sha256_of(canonical({"content": sha256_of(apart.write()), "epoch": state.epoch, "entries": sorted(tied)}))
    name = same_chunk(session, plain)
    if name:
        said = CarriedApart(chunk=name, entries=tuple(sorted(tied)), epoch=state.epoch)
    else:
        said, sealed = seal_apart(apart, tied, state.team, state.epoch, state.keys[state.epoch])
        keep_chunk(session, said, sealed, plain)
    left = tuple(one for one in contents.files if one not in files)
    return replace(contents, apart=(said,), entries=tuple(entries), files=left)


def _file_digest(data: str) -> str:
    return sha256_of(from_base64url(data))


def _may_go(entry: Entry) -> bool:
    return entry.stream == "internal" and not entry.history.startswith(AGREEMENT_PREFIX)


def send_apart(
    log: TeamLog, session: Session, team: str, contents: Contents, places: Iterator[int], there: set[str]
) -> bool:
    """Append the chunks that contents name and the database lacks; False where somebody was faster."""
    for said in contents.apart:
        if said.chunk not in there and not log.append_row(
            team, next(places), token_of(said.chunk), kept_chunk(session, said.chunk)
        ):
            return False
    return True


def chunks_in(rows: Iterable[Row]) -> dict[str, int]:
    """The places of all chunks among rows, by name."""
    found = {chunk_of(row.token, row.sealed): row.place for row in rows}
    found.pop("", None)
    return found


def fetch_apart(acting: Acting, log: TeamLog, rows: Sequence[Row], steps: Iterable[Step]) -> bool:
    """Fetch and keep the chunks that these items name, those that were erased here left out; returns whether one is neither among the rows nor here."""
    places = chunks_in(rows)
    named = [one for step in steps if step.contents is not None for one in step.contents.apart]
    if not named:
        return False
    with acting.vault.read() as session:
        team = require_team(session).team
        there = {*chunks_here(session), *erased_chunks(session)}
        named = [one for one in named if one.chunk not in there and not kept_chunk(session, one.chunk)]
    lacks = any(one.chunk not in places for one in named)
    named = [one for one in named if one.chunk in places]
    waiting_ones: list[tuple[CarriedApart, bytes]] = []
    for number, said in enumerate(named):
        sealed = log.sealed(team, places[said.chunk])
        if sha256_of(sealed) == said.chunk:
            waiting_ones.append((said, sealed))
        if sum(len(one) for _said, one in waiting_ones) > LARGEST_SLICE or number == len(named) - 1:
            with acting.vault.write() as session:
                for one, data in waiting_ones:
                    keep_chunk(session, one, data)
            waiting_ones = []
    return lacks


def together(session: Session, step: Step) -> tuple[Contents, tuple[Entry, ...]]:
    """The content that an item brings, whole; raises Damaged, or MissingEntries where a chunk has not come or was erased since.

    What is left after an erasure comes once more in the item of its record; then the entries are here, and nothing is missing.
    """
    contents, entries, absent = here_of(session, step)
    if absent:
        raise MissingEntries(
            N_(
                "A part of a colleague's item has not come, or was erased since. It is tried again with each synchronisation."
            ),
            absent,
        )
    return contents, entries


def here_of(session: Session, step: Step) -> tuple[Contents, tuple[Entry, ...], tuple[str, ...]]:
    """The contents of an item as far as they are here, and the entries of which a part is nowhere here; raises Damaged."""
    contents, team = step.contents or Contents(), step.state.team
    if not contents.apart:
        return contents, step.entries, ()
    files, parts, lost = list(contents.files), {}, set[str]()
    for said in contents.apart:
        sealed = kept_chunk(session, said.chunk)
        if not sealed:
            lost.update(said.entries)
            continue
        found = open_apart(said, sealed, team, step.state.keys.get(said.epoch))
        files += found.files
        parts.update({one.entry: one.disclosures for one in found.parts if one.entry in said.entries})
    absent = tuple(sorted(one for one in lost if not history_store.has(session, one)))
    entries = []
    for entry, packed in zip(step.entries, contents.entries, strict=True):
        own = parts.get(entry.digest)
        entries.append(entry if own is None else unpack(replace(packed, disclosures=own)))
    return replace(contents, files=tuple(files)), tuple(entries), absent


def note_apart(session: Session, step: Step) -> None:
    """Record that an item that is kept names its chunks."""
    if step.contents is not None:
        note_named(session, step.contents.apart, step.item.sequence)


def let_erasures_win(acting: Acting) -> None:
    """Before a record of an erasure is sent: erase the chunks that held what went, and let the rest of them be sent anew."""
    with acting.vault.read() as session:
        records = _unsent_records(session, acting.organisation)
    if not records:
        return
    with acting.vault.write() as session:
        erase_unsent(session, acting.organisation)


def erase_unsent(session: Session, organisation: str) -> bool:
    """Let the erasures win that the log has not; returns whether there are any, and the write-ahead log is to be emptied."""
    records = _unsent_records(session, organisation)
    for record in records:
        erase_apart(session, [record], is_ours=True)
    return bool(records)


def _unsent_records(session: Session, organisation: str) -> list[Entry]:
    house = organisation_history(organisation)
    found = (history_store.load_one(session, digest) for digest in unsent_erasures(session, organisation))
    return [one for one in found if one is not None and one.history == house]


def erase_apart(session: Session, records: Iterable[Entry], before: int = 0, *, is_ours: bool = False) -> None:
    """Erase the chunks that held what these records name, in items before that one; ``is_ours``: what is left is sent anew.

    A file that stays, since another entry names it, too, is sent anew with that entry, by whoever has it.
    """
    for record in records:
        said = list_of(session, record)
        found = chunks_of_entries(session, {one.entry for one in said.entries}, before) if said is not None else []
        if not found:
            continue
        files = _files_of(session, found)
        erase_chunks(session, [one.name for one in found])
        _send_again(session, files)
        if not is_ours:
            continue
        tied = frozenset().union(*(one.entries for one in found))
        no_longer_logged(session, "entry", tied)
        for digest in sorted(tied):
            entry = history_store.load_one(session, digest)
            if entry is None:
                continue
            if entry.kind in LISTS:
                no_longer_logged(session, "rows", {sha256_of(one) for one in chunks_of(session, entry)})
            no_longer_logged(session, "file", kept_files(session, named_files(session, entry)))


def _files_of(session: Session, several: Iterable[ChunkOf]) -> dict[str, int]:
    """The files that lie in chunks, rows left out, each with the number of the newest item that names such a chunk."""
    state = state_of(session, require_team(session))
    found: dict[str, int] = {}
    for one in several:
        sealed = kept_chunk(session, one.name)
        for file in _opened(one, sealed, state).files if sealed else ():
            if file.media != MEDIA:
                digest = _file_digest(file.data)
                found[digest] = max(found.get(digest, 0), one.sequence)
    return found


def _opened(chunk: ChunkOf, sealed: bytes, state: LogState) -> Apart:
    """What a kept chunk holds, whichever key wraps its own; nothing where none does."""
    for epoch, key in sorted(state.keys.items(), reverse=True):
        said = CarriedApart(chunk=chunk.name, entries=tuple(sorted(chunk.entries)), epoch=epoch)
        try:
            return open_apart(said, sealed, state.team, key)
        except Damaged:
            continue
    return Apart(files=(), parts=())


def _send_again(session: Session, files: Mapping[str, int]) -> None:
    """Let files be sent with an entry that stays and names them, unless an item behind these chunks has brought them."""
    lost = {one for one in kept_files(session, files) if logged_at(session, "file", one) <= files[one]}
    no_longer_logged(session, "file", lost)
    no_longer_logged(session, "entry", entries_naming(session, lost))
