"""A copy's facts about its team, in one fact of the vault: the database, the own device, and how the log stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field, replace
from typing import TYPE_CHECKING, ClassVar

from datapact.base.errors import Damaged, Locked, WrongUse
from datapact.base.format import Base64url, Format, part
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.base.texts import N_
from datapact.organisation.acting.private_keys import forget_device_keys, store_key, wrapped_key
from datapact.organisation.identity.own_history import own_line
from datapact.team.log.chain import LogState
from datapact.team.log.device import Device, DeviceKeys, keys_from_bytes, read_device
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.remembered import Remembered
from datapact.vault.keys.own_data import SETTING, own_data

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

TEAM = "team"  # the key in meta


@part
class EpochKey:
    """A key of the team."""

    epoch: int
    """From 1."""
    key: Base64url = field(repr=False)
    """32 bytes."""


@part
class LastSync:
    """The findings of the last synchronisation."""

    optional: ClassVar = frozenset({"beside", "count", "mark", "place", "sequence", "to_erase"})

    at: str = ""
    """Time in UTC; empty before the first."""
    strays: tuple[int, ...] = ()
    """Places of rows in the database that no device of the team wrote, or that follow on nothing; the first thousand."""
    beside: tuple[int, ...] = ()
    """Places of rows that devices of the team wrote where another item counts now; the first thousand."""
    put_back: int = 0
    """Items that were missing in the database and were put back."""
    branches: int = 0
    """Items of colleagues that were written on another branch and did not count."""
    to_erase: int = 0
    """Chunks that were erased here and still lie in the database."""
    place: int = 0
    """The last place of the rows that were read; 0 where the next synchronisation reads all."""
    count: int = 0
    """Rows up to there."""
    mark: str = ""
    """What the database summed up over them."""
    sequence: int = 0
    """Number of the newest item among them."""


@part
class TeamFacts(Format):
    """The team of a copy of the vault."""

    numbers: ClassVar = ()
    malformed: ClassVar = SETTING.id
    optional: ClassVar = frozenset({"began"})

    database: str = field(repr=False)
    """How to reach the database, with the password."""
    device: str
    """Name of this device in the log; empty in a copy that has not joined yet."""
    devices: tuple[str, ...]
    """Statements of members for the devices of the team."""
    epoch: int
    """Number of the key in force."""
    head: str
    """Digest of the newest item."""
    keeper: str
    """The device that created the team, or took its place."""
    keys: tuple[EpochKey, ...]
    """Those that this device has."""
    last: LastSync
    """The last synchronisation."""
    left: tuple[str, ...]
    """Devices that have left since the epoch began."""
    line_head: str
    """Digest of the newest public entry in the log."""
    member: str
    """Id of the member whose device this is."""
    sequence: int
    """Number of the newest item."""
    team: str
    """Random id."""
    began: str = ""
    """Digest of the newest public entry in the log when the epoch began; an earlier DataPact kept none."""


_DEVICES: Remembered[tuple[tuple[str, ...], str, str], tuple[Device, ...]] = Remembered(2)
"""Devices by their statements, the team, and the head of the public line against which they were verified."""


def team_facts(session: Session) -> TeamFacts | None:
    """The team of this copy; None where it takes part in none. Raises Damaged."""
    text = get_meta(session, TEAM)
    if text is None:
        return None
    with own_data(SETTING):
        return TeamFacts.read(text.encode("utf-8"))


def require_team(session: Session) -> TeamFacts:
    """The team of this copy; raises WrongUse where it takes part in none."""
    facts = team_facts(session)
    if facts is None or not facts.device:
        raise WrongUse(N_("This copy of the vault takes part in no team. Create one, or join one."))
    return facts


def state_of(session: Session, facts: TeamFacts) -> LogState:
    """The state of the log in this copy."""
    line = own_line(session)
    key = facts.devices, facts.team, line.head
    devices = _DEVICES.made(session, key, lambda: tuple(read_device(one, facts.team, line) for one in facts.devices))
    return LogState(
        team=facts.team,
        sequence=facts.sequence,
        head=facts.head,
        epoch=facts.epoch,
        keeper=facts.keeper,
        line_head=facts.line_head,
        began=facts.began,
        devices={one.kid: one for one in devices},
        left=frozenset(facts.left),
        keys={one.epoch: from_base64url(one.key) for one in facts.keys},
    )


def with_state(facts: TeamFacts, state: LogState) -> TeamFacts:
    """The facts with another state of the log."""
    return replace(
        facts,
        sequence=state.sequence,
        head=state.head,
        epoch=state.epoch,
        keeper=state.keeper,
        line_head=state.line_head,
        began=state.began,
        devices=tuple(one.statement for one in state.devices.values()),
        left=tuple(sorted(state.left)),
        keys=tuple(EpochKey(epoch=epoch, key=to_base64url(key)) for epoch, key in sorted(state.keys.items())),
    )


def save_facts(session: Session, facts: TeamFacts | None) -> None:
    """Write what this copy knows of its team; None forgets it."""
    set_meta(session, TEAM, None if facts is None else facts.write().decode("utf-8"))


def keep_device(acting: Acting, session: Session, keys: DeviceKeys) -> None:
    """Store the keys of this device for its member alone; those of other devices, in a copy, are erased."""
    forget_device_keys(session)
    wrapped = acting.vault.wrap_private("device", keys.to_bytes())
    store_key(session, member=acting.member.id, purpose="device", kid=keys.kid, wrapped=wrapped, at=acting.clock())


def take_next_device(acting: Acting, kids: Collection[str]) -> DeviceKeys | None:
    """The keys that took the place of those of this device, which are erased; None where the log has not replaced it.

    ``kids``: the devices of the team now.
    """
    with acting.vault.read() as session:
        facts = require_team(session)
        mine = [kid for kid in kids if wrapped_key(session, facts.member, "device", kid) is not None]
        if facts.device in kids or len(mine) != 1:
            return None
    with acting.vault.write() as session:
        facts = replace(require_team(session), device=mine[0])
        save_facts(session, facts)
        keys = device_keys(acting, session, facts)
        keep_device(acting, session, keys)
        return keys


def device_keys(acting: Acting, session: Session, facts: TeamFacts) -> DeviceKeys:
    """The keys of this device; raises Locked for another member than the one whose device it is."""
    if acting.member.id != facts.member:
        raise Locked(
            N_("This copy of the vault belongs to {member}. Let {member} synchronise it, or join with your own copy."),
            member=facts.member,
        )
    wrapped = wrapped_key(session, facts.member, "device", facts.device)
    if wrapped is None:
        raise Damaged(N_("A private key in this vault is damaged or missing. Restore a backup."))
    return keys_from_bytes(acting.vault.unwrap_private("device", wrapped))
