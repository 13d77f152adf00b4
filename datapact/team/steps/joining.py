"""Creating a team, joining it with an own copy of the vault, and leaving it.

A copy is a backup that a colleague made of its vault after the team was created: it opens with each member's own
passphrase and brings everything so far, the keys of the team included. So nobody has to be let in twice: who can open the
copy as a member makes keys for the new device, and the member's author key vouches for them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.clock import Clock, write_time
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.base.texts import N_
from datapact.organisation.acting.acting_member import Acting, acting_in, require_more_than_reading
from datapact.organisation.acting.private_keys import forget_device_keys
from datapact.organisation.identity.house import HouseSynced, house_synced, note_synced
from datapact.organisation.identity.own_history import own_line
from datapact.team.database.address import address
from datapact.team.database.rows import connected
from datapact.team.kept.facts import (
    LastSync,
    TeamFacts,
    device_keys,
    keep_device,
    require_team,
    save_facts,
    state_of,
    team_facts,
    with_state,
)
from datapact.team.kept.store import forget_team, keep_item, note_everything
from datapact.team.kept.things import note_things_here
from datapact.team.log.chain import LogState, begun
from datapact.team.log.contents import Contents, wrap_epoch
from datapact.team.log.device import new_keys, read_device, vouch
from datapact.team.log.item import new_key, new_team, write_item
from datapact.team.steps.line_change import confirm
from datapact.team.steps.outgoing import sealed_item
from datapact.team.steps.synchronise import Synced, synchronise
from datapact.vault.folder.confirmation import confirm_with
from datapact.vault.folder.restore import copy_from_backup

if TYPE_CHECKING:
    from datapact.vault.folder.open_vault import OpenVault


def create_team(acting: Acting, url: str, password: str = "") -> TeamFacts:
    """Begin a team at this computer.

    Raises Locked unless the member is an administrator, WrongUse where there is a team already, and what the database
    says, before anything is written here.
    """
    database = address(url, password)
    if "admin" not in acting.member.roles:
        raise Locked(N_("Only an administrator can do this: ask one of them."))
    with acting.vault.read() as session:
        if team_facts(session) is not None:
            raise WrongUse(N_("This copy of the vault has a team already. See datapact team status."))
        if house_synced(session) is not None:
            raise WrongUse(
                N_(
                    "This copy left a team of your organisation, which may go on without it, so it lacks what colleagues record."
                    " Ask for a backup of a computer in that team, and join with it (datapact team join)."
                )
            )
        line = own_line(session)
    confirm_with(confirm)
    team, me, key = new_team(), new_keys(), new_key()
    statement = vouch(acting.author_key, me, acting.member.id, line.head, team)
    device = read_device(statement, team, line)
    first = write_item(me.signs, team, 1, 1, "", "keys", wrap_epoch(team, 1, key, b"", [device]).write())
    before = LogState(team, 1, first.digest, 1, me.kid, keys={1: key})
    second = sealed_item(me, before, Contents(device=statement))
    state = begun(first, second, before.keys, line)
    with connected(database) as log:
        log.make_tables()
        if not all(log.append(team, place, item) for place, item in ((1, first), (2, second))):
            raise AnswerNo(N_("The database has rows of this team already. Create the team once more."))
    with acting.vault.write() as session:
        facts = with_state(_facts(database, team, me.kid, acting.member.id), state)
        save_facts(session, facts)
        keep_device(acting, session, me)
        keep_item(session, first)
        keep_item(session, second)
        note_everything(session)
        note_things_here(session)
        now = write_time(acting.clock())
        note_synced(session, HouseSynced(at=now, head=facts.head, left=False, refused=0, sequence=facts.sequence))
    return facts


def join_team(
    backup: Path, folder: Path, member_id: str | None, passphrase: str, clock: Clock, url: str, password: str = ""
) -> tuple[Acting, Synced]:
    """Make an own copy of the vault from a colleague's backup, and join its team with it; returns the member at work.

    What is wrong with the address is said before anything is made. The folder stays where the database goes away after that:
    ``move_team`` goes on from there. Raises WrongUse for a backup from before the team was created or a folder that exists,
    Locked for a wrong passphrase or password.
    """
    database = address(url, password)
    with connected(database):
        pass
    confirm_with(confirm)
    vault: OpenVault = copy_from_backup(backup, folder, member_id=member_id, passphrase=passphrase, clock=clock)
    try:
        acting = acting_in(vault)
        require_more_than_reading(acting)
        me = new_keys()
        with acting.vault.write() as session:
            facts = team_facts(session)
            if facts is None:
                raise WrongUse(
                    N_(
                        "This copy is from before the team was created. Ask for a newer one; the new folder can be deleted."
                    )
                )
            state = state_of(session, facts)
            mine = with_state(_facts(database, facts.team, me.kid, acting.member.id), state)
            save_facts(session, mine)
            keep_device(acting, session, me)
            note_synced(session, HouseSynced(at="", head=mine.head, left=False, refused=0, sequence=mine.sequence))
        return acting, synchronise(acting)
    except BaseException:
        vault.close()
        raise


def move_team(acting: Acting, url: str, password: str = "") -> Synced:
    """Reach the team's database by another address or password from now on, and synchronise.

    The address of before stays where the new one leads to no database.
    """
    database = address(url, password)
    with connected(database):
        pass
    with acting.vault.write() as session:
        save_facts(session, replace(require_team(session), database=database))
    return synchronise(acting)


def leave_team(acting: Acting) -> None:
    """Leave the team with this device: it tells the others, and forgets the keys of the team.

    The copy of the vault stays with all that it has. Raises what ``synchronise`` raises; then the device has not left.
    """
    synchronise(acting)
    is_last = _is_last(acting)
    if not is_last:
        synchronise(acting, last=Contents(leaves=True))
    _forget(acting, is_last=is_last)


def _is_last(acting: Acting) -> bool:
    """Whether no other device is in the team."""
    with acting.vault.read() as session:
        facts = require_team(session)
        me, state = device_keys(acting, session, facts), state_of(session, facts)
    return state.devices.keys() - state.left <= {me.kid}


def delete_team(acting: Acting, url: str = "", password: str = "") -> int:
    """Leave as the last device and delete the team's rows in the database; returns how many. The vault keeps what it has.

    ``url`` and ``password`` are those of a user who may delete, for the team's own may only read and insert; without them
    the team's own are tried. Raises AnswerNo while others are in the team: they would put the rows back.
    """
    synchronise(acting)
    if not _is_last(acting):
        raise AnswerNo(N_("Others are still in the team. Let all others leave first (team leave), and synchronise."))
    with acting.vault.read() as session:
        facts = require_team(session)
    with connected(address(url, password) if url else facts.database) as log:
        number = log.delete(facts.team)
    _forget(acting, is_last=True)
    return number


def _forget(acting: Acting, *, is_last: bool) -> None:
    with acting.vault.write() as session:
        age = house_synced(session)  # of the last one: all that the house recorded lies here
        note_synced(session, None if is_last or age is None else replace(age, left=True))
        save_facts(session, None)
        forget_team(session)
        forget_device_keys(session)


def _facts(database: str, team: str, device: str, member: str) -> TeamFacts:
    return TeamFacts(
        database=database,
        device=device,
        devices=(),
        epoch=0,
        head="",
        keeper="",
        keys=(),
        last=LastSync(),
        left=(),
        line_head="",
        member=member,
        sequence=0,
        team=team,
    )
