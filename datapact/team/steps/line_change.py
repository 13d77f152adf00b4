"""Changes of the organisation's public line, and new keys for pseudonyms, from any device while it is connected.

Such a change takes effect once the log has it, by compare-and-swap: it is appended to the log just before it is made durable here,
and where a colleague was faster or the database does not answer, nothing has changed anywhere. Where only the new key of the team comes too late, the log has the change, and the next
synchronisation brings it here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.history.entries.packed import pack
from datapact.history.fold.organisation import verify_line
from datapact.organisation.acting.acting_member import acting_within
from datapact.organisation.identity.own_history import own_line
from datapact.team.database.rows import Row, TeamLog, connected, free_places
from datapact.team.kept.facts import device_keys, keep_device, require_team, save_facts, state_of, with_state
from datapact.team.kept.store import keep_item, kept_items
from datapact.team.kept.unconfirmed import forget_unconfirmed, keep_unconfirmed
from datapact.team.log.chain import LogState, by_previous, continuation, follow
from datapact.team.log.contents import Contents
from datapact.team.log.device import DeviceKeys, new_keys, vouch
from datapact.team.log.item import Item
from datapact.team.steps.erasable_parts import chunks_in, erase_unsent, note_apart, send_apart, set_apart
from datapact.team.steps.outgoing import Sent, SentEntries, new_epoch, outgoing, own_roles, sealed_item
from datapact.team.steps.take_content import bring
from datapact.team.steps.taking_in import better_branch, readable

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session
    from datapact.vault.folder.open_vault import OpenVault


def confirm(vault: OpenVault, session: Session) -> Callable[[], None]:
    """Append what a transaction changes of the public line or of the keys for pseudonyms to the team's log.

    Raises AnswerNo where a colleague was faster, Locked for another member than the device's, and what the database says; the
    transaction must be undone then. Returns what to do once it is durable.
    """
    acting = acting_within(vault, session)
    facts = require_team(session)
    me = device_keys(acting, session, facts)
    with connected(facts.database) as log:
        kept = kept_items(session)
        rows = log.rows(facts.team, {item.token: item.token for item in kept})
        state, line = state_of(session, facts), own_line(session)
        before = verify_line(line.entries[: line.positions[state.line_head] + 1])
        _require_newest(log, rows, kept, state, me, before)
        following = new_keys() if state.devices[me.kid].author in line.state.revoked else None
        if following is not None:  # who had the revoked key may have those of this device, too
            save_facts(session, replace(facts, device=following.kid))
            keep_device(acting, session, following)
        has_erased = erase_unsent(session, acting.organisation)  # as before a synchronisation sends them
        keep_unconfirmed(vault, session)
        places = free_places(rows)
        changing = _Change(acting, session, log, places, me)
        fresh = line.entries[len(before.entries) :]
        there = set(chunks_in(rows))
        own = own_roles(acting, session)
        # what was written before the change goes before it: behind it, who loses a role or key by it would be refused
        for one in list(outgoing(session, acting.organisation, own, before.positions if fresh else None)):
            contents = set_apart(session, state, Sent(one.contents) if isinstance(one, SentEntries) else one)
            if not send_apart(log, session, state.team, contents, places, there):
                raise _overtaken()
            state = changing.append(state, contents, before)
        if fresh:
            statement = (
                ""
                if following is None
                else vouch(acting.author_key, following, acting.member.id, line.head, state.team)
            )
            told = Contents(
                device=statement,
                entries=tuple(map(pack, fresh)),
                line=True,
                replaces="" if following is None else me.kid,
            )
            changing = _Change(acting, session, log, places, following or me)
            state = changing.append(state, told, before)
            item = new_epoch(session, state, following or me)
            if item is not None:
                state = changing.append(state, item, line, _overtaken_key)
    return partial(_settled, vault, has_erased=has_erased)


def _settled(vault: OpenVault, *, has_erased: bool) -> None:
    """Once the change is durable: forget what was kept for a kill, and let no page from before an erasure lie about."""
    forget_unconfirmed(vault)
    if has_erased:
        vault.empty_log()


def _require_newest(
    log: TeamLog, rows: Sequence[Row], kept: Sequence[Item], state: LogState, me: DeviceKeys, line: OrganisationLine
) -> None:
    """Raise AnswerNo unless this copy has all that the log has, and the log all that this copy has of it."""
    found, _newer = readable(log, rows, state, kept)
    following = by_previous([*kept, *found.values()])
    in_database = {item.token for item in found.values()}
    if (
        me.kid not in state.devices
        or any(item.token not in in_database for item in kept)
        or continuation(state, following, me, line)
        or better_branch(kept, following, state, me, line) is not None
    ):
        raise _overtaken()


class _Change:
    """What is appended while a transaction waits for it."""

    __slots__ = ("_acting", "_log", "_me", "_places", "_session")

    def __init__(self, acting: Acting, session: Session, log: TeamLog, places: Iterator[int], me: DeviceKeys) -> None:
        self._acting, self._session, self._log, self._places, self._me = acting, session, log, places, me

    def append(
        self,
        state: LogState,
        contents: Contents | Item,
        line: OrganisationLine,
        lost: Callable[[], AnswerNo] | None = None,
    ) -> LogState:
        """Append one item, and note in the transaction that the log has it; raises AnswerNo."""
        item = sealed_item(self._me, state, contents) if isinstance(contents, Contents) else contents
        step = follow(state, item, self._me, line)
        if not self._log.append(state.team, next(self._places), item):
            raise _overtaken() if lost is None else lost()
        keep_item(self._session, item)
        note_apart(self._session, step)
        save_facts(self._session, with_state(require_team(self._session), step.state))
        bring(self._acting, self._session, step)
        return step.state


def _overtaken() -> AnswerNo:
    return AnswerNo(
        N_(
            "Colleagues have written something that is not here yet. Synchronise (datapact team sync), and do this once more."
        )
    )


def _overtaken_key() -> AnswerNo:
    return AnswerNo(
        N_(
            "The team's log has the change, but a colleague wrote before the team's new key. Synchronise (datapact team sync): that brings the change here. Do not make it again."
        )
    )
