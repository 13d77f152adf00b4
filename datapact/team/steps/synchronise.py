"""Synchronising: take in what colleagues wrote, put back what the database lost, send what this copy has.

The database is believed in nothing: every row is judged by its signature and its place in the chain, and whoever
controls the database can at most withhold rows, which shows. What was sent counts once the database has made it durable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, NewerFormat, Surroundings
from datapact.base.texts import N_, Message, _, current_language
from datapact.organisation.acting.acting_member import require_more_than_reading
from datapact.organisation.identity.house import HouseSynced, house_synced, note_synced
from datapact.organisation.identity.own_history import own_line
from datapact.team.database.rows import Row, StayingConnection, TeamLog, connected, free_places
from datapact.team.kept.chunks import erased_chunks
from datapact.team.kept.facts import (
    LastSync,
    device_keys,
    require_team,
    save_facts,
    state_of,
)
from datapact.team.kept.heard import note_heard
from datapact.team.kept.store import (
    kept_items,
    note_logged,
    refused_items,
)
from datapact.team.kept.unconfirmed import forget_unconfirmed, has_unconfirmed, recall_unconfirmed
from datapact.team.log.chain import (
    Step,
    follow,
    follow_own,
)
from datapact.team.log.contents import Contents
from datapact.team.log.device import DeviceKeys
from datapact.team.log.item import Item
from datapact.team.steps.erasable_parts import chunks_in, let_erasures_win, send_apart, set_apart
from datapact.team.steps.numbers import settle_numbers
from datapact.team.steps.outgoing import Sent, SentEntries, next_items, sealed_item
from datapact.team.steps.taking_in import apply_steps, keep_step, sealed_here, take_in, take_news, try_refused_again
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MOST_TRIES = 50
"""The number of times that somebody else may be faster before a person is asked to try again."""


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


type _Unnoted = tuple[Step, Sequence[str]] | None
"""An item that was appended and is not written down here yet, with the digests of its entries."""


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
    unnoted: _Unnoted = None
    recall_unconfirmed(acting.vault)
    while fruitless < MOST_TRIES:
        with acting.vault.read() as session:
            facts = require_team(session)
            erased_before = erased_chunks(session)
        before, found = facts.last.place, take_news(acting, log, me, facts)
        if found is None:
            with acting.vault.read() as session:
                kept = kept_items(session, partial(sealed_here, acting))
            rows = log.rows(facts.team, {item.token: item.token for item in kept})
            before, found = 0, (rows, take_in(acting, log, me, rows, kept))
        rows, taken = found
        me = taken.me
        try_refused_again(acting, log, rows)
        new, branches = new + taken.new, branches + taken.branches
        if taken.missing:
            done = _put_back(log, facts.team, rows, taken.missing)
            put_back += done
        else:
            let_erasures_win(acting)
            position = log.position
            done, is_all, unnoted = _send(acting, log, me, rows, at_last, before)
            sent += done
            if is_all:
                if at_last is not None and at_last.decides:
                    try_refused_again(acting, log, rows)
                break
        fruitless += not done
    else:
        raise Surroundings(N_("Colleagues write at the same time again and again. Synchronise once more."))
    if has_unconfirmed(acting.vault):
        recall_unconfirmed(acting.vault)
        forget_unconfirmed(acting.vault)
    at = write_time(acting.clock())
    last = LastSync(at=at, strays=taken.strays, beside=taken.displaced, put_back=put_back, branches=branches)
    if position is not None:
        last = replace(last, place=position.place, count=position.count, mark=position.mark, sequence=taken.sequence)
    with acting.vault.write() as session:
        if unnoted is not None:
            _note_sent(acting, session, *unnoted)
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


def _put_back(log: TeamLog, team: str, rows: Sequence[Row], missing: Sequence[tuple[str, Callable[[], bytes]]]) -> int:
    """Insert items and chunks that the database has lost, byte for byte, until somebody else writes in between; how many it were."""
    for number, (place, (token, load)) in enumerate(zip(free_places(rows), missing, strict=False)):
        if not log.append_row(team, place, token, load(), put_back=True):
            return number
    return len(missing)


def _send(
    acting: Acting, log: TeamLog, me: DeviceKeys, rows: Sequence[Row], at_last: Contents | None, before: int
) -> tuple[int, bool, _Unnoted]:
    """Append what waits, behind these rows and that place; returns how many items, and whether that was all: nobody else wrote, and no epoch began.

    The last item is still to be noted where it brought entries of agreements alone: with what is written at the end in any
    case. Whoever is killed before finds it in the log.
    """
    sent = 0
    with acting.vault.read() as session:
        state, line = state_of(session, require_team(session)), own_line(session)
        contents_waiting, is_whole = next_items(acting, session, state, me)
    if at_last is not None and is_whole:
        contents_waiting.append(Sent(at_last))
    places, there = free_places(rows, before), set(chunks_in(rows))
    for one in contents_waiting:
        if isinstance(one, SentEntries):
            item = sealed_item(me, state, one.written)
        elif isinstance(one, Sent):  # what may have to be erased goes before the item, in a chunk of its own
            with acting.vault.write() as session:
                contents = set_apart(session, state, one)
            with acting.vault.read() as session:
                if not send_apart(log, session, state.team, contents, places, there):
                    return sent, False, None
            item = sealed_item(me, state, contents)
        else:
            item = one
        own = one.digests if isinstance(one, SentEntries) else ()
        step = follow_own(state, item, line) if own else follow(state, item, me, line)
        if not log.append(state.team, next(places), item):
            return sent, False, None
        state, sent = step.state, sent + 1
        if not own:
            apply_steps(acting, [step])
        elif is_whole and one is contents_waiting[-1]:
            return sent, True, (step, own)
        else:
            with acting.vault.write() as session:
                _note_sent(acting, session, step, own)
    return sent, is_whole, None


def _note_sent(acting: Acting, session: Session, step: Step, entries: Sequence[str]) -> None:
    """Write down that the log has these entries of agreements, which lie here: taking them in would find each already there."""
    keep_step(session, step, "")
    note_logged(session, "entry", entries, step.item.sequence)
    note_heard(session, [step.item], acting.clock())


def in_words(item: Item, why: str) -> str:
    """Why the content of an item was refused, in the language of the moment."""
    return _("Item {number}: {why}", number=item.sequence, why=str(read_stored_json(why)[current_language()]))
