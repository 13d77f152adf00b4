"""Synchronising: take in what colleagues wrote, put back what the database lost, send what this copy has.

The database is believed in nothing: every row is judged by its signature and its place in the chain, and whoever
controls the database can at most withhold rows, which shows. What was sent counts once the database has made it durable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, DataPactError, MissingEntries, NewerFormat, Surroundings
from datapact.base.texts import N_, Message, _, current_language
from datapact.history.commitments.jws import thumbprint
from datapact.history.entries import store as history_store
from datapact.history.entries.packed import pack, unpack
from datapact.organisation.acting.acting_member import require_more_than_reading
from datapact.organisation.identity.house import HouseSynced, house_synced, note_synced
from datapact.organisation.identity.own_history import own_line
from datapact.team.database.rows import Position, Row, StayingConnection, TeamLog, connected, free_places
from datapact.team.kept.chunks import chunks_here, erased_chunks, kept_chunk
from datapact.team.kept.facts import (
    LastSync,
    TeamFacts,
    device_keys,
    require_team,
    save_facts,
    state_of,
    take_next_device,
    with_state,
)
from datapact.team.kept.heard import note_heard
from datapact.team.kept.store import (
    cut_after,
    has_acknowledged,
    has_refused,
    is_logged,
    keep_item,
    kept_items,
    kept_sealed,
    kept_since,
    note_logged,
    note_taken,
    refused_items,
)
from datapact.team.kept.unconfirmed import forget_unconfirmed, has_unconfirmed, recall_unconfirmed
from datapact.team.log.apart import chunk_of, token_of
from datapact.team.log.chain import (
    LARGEST_SLICE,
    LogState,
    Step,
    begun,
    beside,
    by_previous,
    continuation,
    follow,
    follow_own,
    has_standing,
    is_public_of,
    must_end,
    needs_epoch,
    require_readable,
    staying_devices,
)
from datapact.team.log.contents import Contents, open_contents, wrap_epoch
from datapact.team.log.device import DeviceKeys, vouch
from datapact.team.log.item import Item, Kind, new_key, read_token, seal, write_item
from datapact.team.steps.apart import chunks_in, fetch_apart, let_erasures_win, note_apart, send_apart, set_apart
from datapact.team.steps.bringing import bring, circle_of, decision, is_refusal, refusal, take_circle, take_line
from datapact.team.steps.numbers import settle_numbers
from datapact.team.steps.outgoing import Sent, outgoing, waiting
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MOST_TRIES = 50
"""How often somebody else may be faster before a person is asked to try again."""
MOST_STRAYS = 1_000
"""Places of strays that are kept for people: anybody who may insert can make millions."""
_FAR = 2**53 - 1  # a larger number does not fit into what the vault keeps
BEGINNING = 2
"""Items that begin a team: its first key, and the device that keeps the public line."""


@dataclass(frozen=True, slots=True)
class Synced:
    """The outcome of a synchronisation."""

    new_entries: int
    """Entries of colleagues that are new here."""
    sent_items: int
    """Items that this device added to the log."""
    sequence: int
    """Number of the newest item."""
    head: str
    """Digest of the newest item."""
    last: LastSync
    """What was found in the database."""
    refused: tuple[str, ...]
    """Why contents of colleagues' items were not taken in."""
    renumbered: tuple[Message, ...] = ()
    """Drafts of this computer that got another number, in sentences."""


def synchronise(acting: Acting, *, last: Contents | None = None, through: StayingConnection | None = None) -> Synced:
    """Bring this copy and the log together; ``last`` is told to the others at the end, as that this device leaves.

    ``through``: the connection of who synchronises often.

    Raises WrongUse without a team, Locked for another member's copy, a wrong password or a mere auditor, Surroundings
    where the database cannot be reached, NewerFormat where a colleague's DataPact is newer, AnswerNo for a device that
    was taken out of the team. Whatever it raises, nothing is lost.
    """
    require_more_than_reading(acting)
    with acting.vault.read() as session:
        facts = require_team(session)
        me = device_keys(acting, session, facts)
    with (connected if through is None else through.connected)(facts.database) as log:
        try:
            synced = _synchronise(acting, log, me, last)
            if last is not None or not (renumbered := settle_numbers(acting)):
                return synced
            again = _synchronise(acting, log, me, None)
            return replace(
                again,
                new_entries=synced.new_entries + again.new_entries,
                sent_items=synced.sent_items + again.sent_items,
                renumbered=renumbered,
            )
        except (AnswerNo, NewerFormat) as error:
            _note_shut_out(acting, is_out=isinstance(error, AnswerNo))
            raise


def _note_shut_out(acting: Acting, *, is_out: bool) -> None:
    """Write down that items exist which this copy cannot read: from now on it lacks what colleagues record, and answers no more."""
    with acting.vault.write() as session:
        age = house_synced(session)
        if age is not None:
            note_synced(session, replace(age, left=age.left or is_out, refused=max(age.refused, 1)))


def _synchronise(acting: Acting, log: TeamLog, me: DeviceKeys, at_last: Contents | None) -> Synced:
    new = sent = put_back = branches = fruitless = 0
    recall_unconfirmed(acting.vault)
    while fruitless < MOST_TRIES:
        with acting.vault.read() as session:
            facts = require_team(session)
            erased_before = erased_chunks(session)
        before, found = facts.last.place, _take_news(acting, log, me, facts)
        if found is None:
            with acting.vault.read() as session:
                kept = kept_items(session, partial(_kept_sealed, acting))
            rows = log.rows(facts.team, {item.token: item.token for item in kept})
            before, found = 0, (rows, _take_in(acting, log, me, rows, kept))
        rows, taken = found
        me = taken.me
        _try_refused_again(acting, log, rows)
        new, branches = new + taken.new, branches + taken.branches
        if taken.missing:
            done = _put_back(log, facts.team, rows, taken.missing)
            put_back += done
        else:
            let_erasures_win(acting)
            position = log.position
            done, is_all = _send(acting, log, me, rows, at_last, before)
            sent += done
            if is_all:
                if at_last is not None and at_last.decides:
                    _try_refused_again(acting, log, rows)
                break
        fruitless += not done
    else:
        raise Surroundings(N_("Colleagues write at the same time again and again. Synchronise once more."))
    if has_unconfirmed(acting.vault):
        recall_unconfirmed(acting.vault)
        forget_unconfirmed(acting.vault)
    at = write_time(acting.clock())
    last = LastSync(at=at, strays=taken.strays, beside=taken.beside, put_back=put_back, branches=branches)
    if position is not None:
        last = replace(last, place=position.place, count=position.count, mark=position.mark, sequence=taken.sequence)
    with acting.vault.write() as session:
        erased = erased_chunks(session)
        if before:
            last = replace(last, to_erase=facts.last.to_erase + len(erased - erased_before))
        else:
            last = replace(last, to_erase=len(chunks_in(rows).keys() & erased))
        facts = replace(require_team(session), last=last)
        save_facts(session, facts)
        refused = tuple(in_words(item, why) for item, why in refused_items(session))
        age = HouseSynced(at=last.at, head=facts.head, left=False, refused=len(refused), sequence=facts.sequence)
        note_synced(session, age)
    return Synced(new, sent, facts.sequence, facts.head, last, refused)


@dataclass(frozen=True, slots=True)
class _Taken:
    new: int
    missing: tuple[tuple[str, Callable[[], bytes]], ...]
    strays: tuple[int, ...]
    beside: tuple[int, ...]
    branches: int
    me: DeviceKeys
    sequence: int
    """Number of the newest item in the rows that were read."""


def _kept_sealed(acting: Acting, digest: str) -> bytes:
    with acting.vault.read() as session:
        return kept_sealed(session, digest)


def _take_in(acting: Acting, log: TeamLog, me: DeviceKeys, rows: Sequence[Row], kept: Sequence[Item]) -> _Taken:
    new = branches = 0
    with acting.vault.read() as session:
        facts, line = require_team(session), own_line(session)
        state = state_of(session, facts)
    found, newer = readable(log, rows, state, kept)
    following = by_previous([*kept, *found.values()])
    other = better_branch(kept, following, state, me, line)
    if other is not None:
        state = other
        branches = len(kept) - state.sequence
        with acting.vault.write() as session:
            cut_after(session, state.sequence)
            save_facts(session, with_state(require_team(session), state))
    while steps := continuation(state, following, me, line, LARGEST_SLICE):
        fetch_apart(acting, log, rows, steps)
        new += _apply(acting, steps)
        state = steps[-1].state
        with acting.vault.read() as session:
            line = own_line(session)
    if kept[-1].digest != state.head:
        with acting.vault.read() as session:
            kept = kept_items(session, partial(_kept_sealed, acting))
    if branches:  # the bytes of items of the branch that was left lie in the rows alone
        found, newer = readable(log, rows, state, kept)
        following = by_previous([*kept, *found.values()])
    me = take_next_device(acting, state.devices.keys()) or me
    is_out = me.kid not in state.devices and any(item.device == me.kid for item in kept)  # another took its place
    _require_in_team(acting, state, me, line, is_out=is_out)
    for token in newer:
        require_readable(token, state)
    in_database = {item.token for item in found.values()}
    valid = {item.token for item in kept}
    beside_log = beside(kept, following, state, me, line)
    seen: set[str] = set()
    strays, passed = [], []
    for row in rows:
        item = found.get(row.place)
        if item is None and chunk_of(row.token, row.sealed):
            continue  # of an item here, of one that is being written, or to be deleted
        place = max(-_FAR, min(row.place, _FAR))
        if item is None or item.token in seen or (item.token not in valid and item.token not in beside_log):
            strays.append(place)
            continue
        seen.add(item.token)
        if item.token not in valid:
            passed.append(place)
    missing: list[tuple[str, Callable[[], bytes]]] = []
    with acting.vault.read() as session:
        there = chunks_in(rows)
        missing += [(token_of(one), partial(_chunk, acting, one)) for one in chunks_here(session) if one not in there]
    missing += [(item.token, partial(getattr, item, "sealed")) for item in kept if item.token not in in_database]
    places = tuple(strays[:MOST_STRAYS]), tuple(passed[:MOST_STRAYS])
    return _Taken(new, tuple(missing), *places, branches, me, state.sequence)


def _take_news(acting: Acting, log: TeamLog, me: DeviceKeys, facts: TeamFacts) -> tuple[list[Row], _Taken] | None:
    """Take in the rows behind those that were read last, and return them; None where all rows are to be read.

    All are read where one that was read came, went or was changed since, where something was refused or sent and is not there, and where
    the new rows are anything else than items that follow on each other, with their chunks.
    """
    last = facts.last
    with acting.vault.read() as session:
        if last.place <= 0 or has_refused(session):
            return None
        state, line = state_of(session, facts), own_line(session)
        ours = kept_since(session, last.sequence)
        own_chunks = set(chunks_here(session, last.sequence))
    rows = log.rows_since(facts.team, Position(last.place, last.count, last.mark))
    fresh = None if rows is None else _in_line(log, rows, state, ours)
    if rows is None or fresh is None or not own_chunks <= chunks_in(rows).keys():
        return None
    new, following = 0, by_previous(fresh)
    while steps := continuation(state, following, me, line, LARGEST_SLICE):
        if fetch_apart(acting, log, rows, steps):
            return None
        new += _apply(acting, steps)
        state = steps[-1].state
        with acting.vault.read() as session:
            line = own_line(session)
    if fresh and fresh[-1].digest != state.head:
        return None
    me = take_next_device(acting, state.devices.keys()) or me
    _require_in_team(acting, state, me, line, is_out=me.kid not in state.devices)
    return rows, _Taken(new, (), last.strays, last.beside, 0, me, state.sequence)


def _in_line(log: TeamLog, rows: Sequence[Row], state: LogState, ours: Mapping[str, str]) -> list[Item] | None:
    """The items of these rows that are new, one behind the other; None where the rows hold anything else.

    ``ours``: tokens, with the digests of the bytes, that lie here and must be among the rows.
    """
    found: list[Item] = []
    seen: set[str] = set()
    head = state.head
    for row in rows:
        if chunk_of(row.token, row.sealed):
            continue
        if row.token in ours:
            if ours[row.token] != row.sealed or row.token in seen:
                return None
            seen.add(row.token)
            continue
        try:
            item = read_token(row.token, partial(log.sealed, state.team, row.place))
        except DataPactError:
            return None
        if (item.head.team, item.head.previous, item.head.sealed) != (state.team, head, row.sealed):
            return None
        head = item.digest
        found.append(item)
    return found if seen == ours.keys() else None


def _chunk(acting: Acting, name: str) -> bytes:
    with acting.vault.read() as session:
        return kept_chunk(session, name)


def readable(
    log: TeamLog, rows: Sequence[Row], state: LogState, kept: Sequence[Item]
) -> tuple[dict[int, Item], list[str]]:
    """The rows that have the form of items of this team, by place; and the tokens of a form that this program does not know.

    Whether the latter mean something is judged last: who wrote them may be no colleague any more after the other items.
    """
    found: dict[int, Item] = {}
    newer: list[str] = []
    known = {item.token: item for item in kept}
    for row in rows:
        same = known.get(row.token)
        if same is not None and same.head.sealed == row.sealed:
            found[row.place] = same
            continue
        try:
            item = read_token(row.token, partial(log.sealed, state.team, row.place))
        except NewerFormat:
            newer.append(row.token)
            continue
        except DataPactError:
            continue
        if item.head.team == state.team and item.head.sealed == row.sealed:
            found[row.place] = item
    return found, newer


def better_branch(
    kept: Sequence[Item],
    following: Mapping[str, Sequence[Item]],
    state: LogState,
    me: DeviceKeys,
    line: OrganisationLine,
) -> LogState | None:
    """The state at which another branch of the log, which counts, leaves ours; None where ours counts."""
    own = {item.digest: item.sequence for item in kept}
    leaving = {
        own[previous]
        for previous, several in following.items()
        if previous in own and previous != state.head and any(item.digest not in own for item in several)
    }
    first = min((one for one in leaving if one >= BEGINNING), default=None)
    if first is None:
        return None
    at = begun(kept[0], kept[1], state.keys, line)
    for item in kept[BEGINNING:first]:
        at = follow(at, item, me, line).state
    for step, ours in zip(continuation(at, following, me, line), kept[first:], strict=False):
        if step.item.digest != ours.digest:
            return at
        at = step.state
    return None


def _apply(acting: Acting, steps: Sequence[Step]) -> int:
    """Take in valid items in one transaction; where a content is refused, each in its own, so that the others count."""
    try:
        with acting.vault.write() as session:
            new = sum(len(bring(acting, session, step)) for step in _kept(session, steps))
            note_heard(session, (step.item for step in steps), acting.clock())
    except Exception as error:
        if not is_refusal(error):
            raise
        if len(steps) > 1:
            return sum(_apply(acting, [step]) for step in steps)
        with acting.vault.write() as session:
            _keep(session, steps[0], refusal(error))
            note_heard(session, [steps[0].item], acting.clock())
            try:
                take_line(session, steps[0])  # items behind it were judged by it
            except Exception as again:
                if not is_refusal(again):
                    raise
        return 0
    _after_erasure(acting, steps)
    return new


def _kept(session: Session, steps: Sequence[Step]) -> Sequence[Step]:
    for step in steps:
        keep_item(session, step.item)
        note_apart(session, step)
    save_facts(session, with_state(require_team(session), steps[-1].state))
    return steps


def _keep(session: Session, step: Step, refused: str) -> None:
    keep_item(session, step.item, refused)
    note_apart(session, step)
    save_facts(session, with_state(require_team(session), step.state))


def _try_refused_again(acting: Acting, log: TeamLog, rows: Sequence[Row]) -> None:
    """What was refused may be taken in now, as after an update of DataPact or once what it builds on has come."""
    lacking = _each_again(acting, log, rows)
    if len(lacking) > 1 and _circles_again(acting, lacking):
        _each_again(acting, log, rows)


def _each_again(acting: Acting, log: TeamLog, rows: Sequence[Row]) -> list[tuple[Step, bool]]:
    """Try each refused item; returns those that still lack entries, and whether an administrator allowed each."""
    with acting.vault.read() as session:
        refused = refused_items(session)
    lacking: list[tuple[Step, bool]] = []
    for item, why in refused:
        step, is_allowed = None, False
        try:
            with acting.vault.read() as session:
                state = state_of(session, require_team(session))
                is_allowed = is_logged(session, "decided", decision(item.digest, take=True))
                is_aside = not is_allowed and is_logged(session, "decided", decision(item.digest, take=False))
            if is_aside:
                with acting.vault.write() as session:
                    note_taken(session, item)
                continue
            contents = open_contents(item, state.keys)
            step = Step(item, state, contents, tuple(map(unpack, contents.entries)))
            fetch_apart(acting, log, rows, [step])
            with acting.vault.write() as session:
                bring(acting, session, step, is_allowed=is_allowed)
                note_taken(session, item)
            _after_erasure(acting, [step])
        except Exception as error:
            if not is_refusal(error):
                raise
            if step is not None and isinstance(error, MissingEntries):
                lacking.append((step, is_allowed))
            if (now := refusal(error)) != why:
                with acting.vault.write() as session:
                    note_taken(session, item, now)
    return lacking


def _circles_again(acting: Acting, lacking: Sequence[tuple[Step, bool]]) -> bool:
    """Take in together what builds on each other; an item that spoils one circle keeps none of the others away."""
    allowed = {step.item.digest: is_allowed for step, is_allowed in lacking}
    left = [step for step, _is_allowed in lacking]
    has_taken = False
    for first in list(left):
        if first not in left:
            continue
        try:
            with acting.vault.write() as session:
                circle = circle_of(session, first, left)
                take_circle(session, [(one, allowed[one.item.digest]) for one in circle])
                for one in circle:
                    bring(acting, session, one, is_allowed=allowed[one.item.digest])
                    note_taken(session, one.item)
        except Exception as error:
            if not is_refusal(error):
                raise
            continue
        _after_erasure(acting, circle)
        left = [one for one in left if one not in circle]
        has_taken = has_taken or bool(circle)
    return has_taken


def _after_erasure(acting: Acting, steps: Sequence[Step]) -> None:
    if any(any(entry.kind == "erased" for entry in step.entries) for step in steps):
        acting.vault.empty_log()  # as after an erasure at this computer: nothing of it stays in the file beside the database


def _require_in_team(acting: Acting, state: LogState, me: DeviceKeys, line: OrganisationLine, *, is_out: bool) -> None:
    mine = state.devices.get(me.kid)
    author = thumbprint(acting.author_key.public_key()) if mine is None else mine.author
    if is_out or state.epoch not in state.keys or not has_standing(acting.member.id, author, state, line):
        raise AnswerNo(
            N_(
                "This computer is no longer in the team, or its copy is older than the newest key of the team. It keeps what it has. Ask for a new copy of the vault and join with it."
            )
        )


def _put_back(log: TeamLog, team: str, rows: Sequence[Row], missing: Sequence[tuple[str, Callable[[], bytes]]]) -> int:
    """Insert items and chunks that the database has lost, byte for byte, until somebody else writes in between; how many it were."""
    for number, (place, (token, load)) in enumerate(zip(free_places(rows), missing, strict=False)):
        if not log.append_row(team, place, token, load(), put_back=True):
            return number
    return len(missing)


def _send(
    acting: Acting, log: TeamLog, me: DeviceKeys, rows: Sequence[Row], at_last: Contents | None, before: int
) -> tuple[int, bool]:
    """Append what waits, behind these rows and that place; returns how many items, and whether that was all: nobody else wrote, and no epoch began."""
    sent = 0
    with acting.vault.read() as session:
        state, line = state_of(session, require_team(session)), own_line(session)
        contents_waiting, is_whole = _waiting(acting, session, state, me)
    if at_last is not None and is_whole:
        contents_waiting.append(Sent(at_last))
    places, there = free_places(rows, before), set(chunks_in(rows))
    for one in contents_waiting:
        if isinstance(one, Sent):
            with acting.vault.write() as session:
                contents = set_apart(session, state, one)
            with acting.vault.read() as session:
                if not send_apart(log, session, state.team, contents, places, there):
                    return sent, False
            item = sealed_item(me, state, contents)
        else:
            item = one
        own = one.agreements if isinstance(one, Sent) else ()
        step = follow_own(state, item, line) if own else follow(state, item, me, line)
        if not log.append(state.team, next(places), item):
            return sent, False
        if own:
            _note_sent(acting, step, own)
        else:
            _apply(acting, [step])
        state, sent = step.state, sent + 1
    return sent, is_whole


def _note_sent(acting: Acting, step: Step, entries: Sequence[str]) -> None:
    """Write down that the log has these entries of agreements, which lie here: taking them in would find each already there."""
    with acting.vault.write() as session:
        _keep(session, step, "")
        note_logged(session, "entry", entries, step.item.sequence)
        note_heard(session, [step.item], acting.clock())


def _waiting(acting: Acting, session: Session, state: LogState, me: DeviceKeys) -> tuple[list[Sent | Item], bool]:
    """What waits, as much as is sent at a time, and whether that is all."""
    found: list[Sent | Item] = []
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


def sealed_item(me: DeviceKeys, state: LogState, contents: Contents, kind: Kind = "contents") -> Item:
    """The next item of this device: contents under the key in force."""
    number = state.sequence + 1
    sealed = seal(state.keys[state.epoch], contents.write(), state.team, number, state.epoch)
    return write_item(me.signs, state.team, number, state.epoch, state.head, kind, sealed)


def in_words(item: Item, why: str) -> str:
    """Why the content of an item was refused, in the language of the moment."""
    return _("Item {number}: {why}", number=item.sequence, why=str(read_stored_json(why)[current_language()]))
