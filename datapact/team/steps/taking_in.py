"""Taking in what colleagues wrote: rows judged by signature and place in the chain, contents that are refused tried again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo, DataPactError, MissingEntries, NewerFormat
from datapact.base.texts import N_
from datapact.history.commitments.jws import thumbprint
from datapact.history.entries.packed import unpack
from datapact.organisation.identity.own_history import own_line
from datapact.team.database.rows import Position, Row, TeamLog
from datapact.team.kept.chunks import chunks_here, kept_chunk
from datapact.team.kept.facts import (
    TeamFacts,
    require_team,
    save_facts,
    state_of,
    take_next_device,
    with_state,
)
from datapact.team.kept.heard import note_heard
from datapact.team.kept.store import (
    cut_after,
    has_refused,
    is_logged,
    keep_item,
    kept_items,
    kept_sealed,
    kept_since,
    note_taken,
    refused_items,
)
from datapact.team.log.apart import chunk_of, token_of
from datapact.team.log.chain import (
    LARGEST_SLICE,
    LogState,
    Step,
    begun,
    by_previous,
    continuation,
    follow,
    has_standing,
    require_readable,
    rival_items,
)
from datapact.team.log.contents import open_contents
from datapact.team.log.device import DeviceKeys
from datapact.team.log.item import Item, read_token
from datapact.team.steps.erasable_parts import chunks_in, fetch_apart, note_apart
from datapact.team.steps.take_content import bring, circle_of, decision, is_refusal, refusal, take_circle, take_line

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MOST_STRAYS = 1_000
"""Places of strays that are kept for people: anybody who may insert can make millions."""
_FAR = 2**53 - 1  # a larger number does not fit into what the vault keeps
BEGINNING = 2
"""Items that begin a team: its first key, and the device that keeps the public line."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of taking rows in."""

    new: int
    """Entries of colleagues that are new here."""
    missing: tuple[tuple[str, Callable[[], bytes]], ...]
    """Tokens of items and chunks that the database lacks, with what loads their bytes."""
    strays: tuple[int, ...]
    """Places of rows that are nothing of this team."""
    displaced: tuple[int, ...]
    """Places of rows that devices of the team wrote where another item counts now."""
    branches: int
    """Items of this copy that lay on a branch which does not count."""
    me: DeviceKeys
    """The keys of this device, which may have changed."""
    sequence: int
    """Number of the newest item in the rows that were read."""


def sealed_here(acting: Acting, digest: str) -> bytes:
    """The sealed content of an item that is kept here."""
    with acting.vault.read() as session:
        return kept_sealed(session, digest)


def take_in(acting: Acting, log: TeamLog, me: DeviceKeys, rows: Sequence[Row], kept: Sequence[Item]) -> Taken:
    """Judge all rows, move to a branch that counts more, take in what follows, and say what the database lacks."""
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
        new += apply_steps(acting, steps)
        state = steps[-1].state
        with acting.vault.read() as session:
            line = own_line(session)
    if kept[-1].digest != state.head:
        with acting.vault.read() as session:
            kept = kept_items(session, partial(sealed_here, acting))
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
    beside_log = rival_items(kept, following, state, me, line)
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
    return Taken(new, tuple(missing), *places, branches, me, state.sequence)


def take_news(acting: Acting, log: TeamLog, me: DeviceKeys, facts: TeamFacts) -> tuple[list[Row], Taken] | None:
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
        new += apply_steps(acting, steps)
        state = steps[-1].state
        with acting.vault.read() as session:
            line = own_line(session)
    if fresh and fresh[-1].digest != state.head:
        return None
    me = take_next_device(acting, state.devices.keys()) or me
    _require_in_team(acting, state, me, line, is_out=me.kid not in state.devices)
    return rows, Taken(new, (), last.strays, last.beside, 0, me, state.sequence)


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


def apply_steps(acting: Acting, steps: Sequence[Step]) -> int:
    """Take in valid items in one transaction; where a content is refused, each in its own, so that the others count."""
    try:
        with acting.vault.write() as session:
            new = sum(len(bring(acting, session, step)) for step in _kept(session, steps))
            note_heard(session, (step.item for step in steps), acting.clock())
    except Exception as error:
        if not is_refusal(error):
            raise
        if len(steps) > 1:
            return sum(apply_steps(acting, [step]) for step in steps)
        with acting.vault.write() as session:
            keep_step(session, steps[0], refusal(error))
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


def keep_step(session: Session, step: Step, refused: str) -> None:
    """Keep an item with the reason why its content is refused; empty where it is taken in."""
    keep_item(session, step.item, refused)
    note_apart(session, step)
    save_facts(session, with_state(require_team(session), step.state))


def try_refused_again(acting: Acting, log: TeamLog, rows: Sequence[Row]) -> None:
    """Take in anew what was refused, for it may be taken in now, as after an update of DataPact or once what it builds on has come."""
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
