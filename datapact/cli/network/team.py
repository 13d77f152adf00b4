"""The actions of the commands on a team."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from datapact.base.clock import utc_now, write_time
from datapact.base.errors import Surroundings
from datapact.base.texts import Message, _, counted
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import acting, passphrase, read_secret, vault_folder
from datapact.cli.kit.settings import settings
from datapact.cli.printed.team import (
    TeamAnswers,
    TeamCreate,
    TeamDelete,
    TeamLeave,
    TeamLosses,
    TeamMaintain,
    TeamStatus,
    TeamSync,
)
from datapact.organisation.identity.house import code_to_read_aloud
from datapact.team.kept.classes import NOT_YET
from datapact.team.steps import joining
from datapact.team.steps.maintaining import maintain
from datapact.team.steps.news import POLL, wait_for_news
from datapact.team.steps.refused_items import decide_refused
from datapact.team.steps.status import set_answer_hours, team_status
from datapact.team.steps.synchronise import synchronise
from datapact.team.steps.words import counted_lines, found_lines, seen_line, setting_line, waiting_line

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.team.kept.facts import LastSync
    from datapact.team.steps.synchronise import Synced


ROUND = 300.0
"""Seconds after which a follower synchronises even where nobody told it anything."""


def create_team(url: str, password_file: Path | None) -> None:
    """Create the team of this vault."""
    with acting() as member:
        facts = joining.create_team(member, url, _secret(password_file))
    emit(
        TeamCreate({"team": facts.team, "device": facts.device, "sequence": facts.sequence}),
        [
            _(
                "The team is created. For each colleague: make a backup (vault backup), hand it over, and let the colleague join."
            ),
            _("Members, roles and keys of the organisation change at any computer of the team while it is connected."),
        ],
    )


def join_team(backup: Path | None, url: str, password_file: Path | None) -> None:
    """Join with a copy, or reach the database of the team by another address."""
    if backup is None:
        with acting() as member:
            synced = joining.move_team(member, url, _secret(password_file))
    else:
        secret = _secret(password_file)
        member, synced = joining.join_team(
            backup, vault_folder(), settings().member, passphrase(), utc_now, url, secret
        )
        member.close()
    emit(_as_json(synced), [_("This computer is in the team."), *_lines(synced)])


def synchronise_team() -> None:
    """Synchronise with the database of the team."""
    with acting() as member:
        synced = synchronise(member)
    emit(_as_json(synced), _lines(synced))


def follow_team() -> None:
    """Synchronise whenever a colleague wrote, until somebody stops it; without a connection it tries again."""
    with suppress(KeyboardInterrupt):
        while True:
            try:
                synchronise_team()
                with acting() as member:
                    wait_for_news(member, ROUND)
            except Surroundings as error:
                typer.echo(str(error), err=True)
                time.sleep(POLL)


def show_team() -> None:
    """Show how the team stands."""
    with acting() as member:
        found = team_status(member)
    lines = [
        _("Database: {database}", database=found.database),
        _("Newest item here: {number}, code {code}", number=found.sequence, code=found.code),
        _("A colleague with the same number reads the same code; another one means that somebody shows you two logs."),
        _("Synchronised: {time}", time=found.last.at or _("never")),
        waiting_line(found),
    ]
    lines += [seen_line(one) for one in found.devices]
    lacks = found.age.lacks
    lines.append(_("“May we share?” is answered here.") if lacks is None else str(lacks))
    lines += counted_lines(found)
    lines += [setting_line(one) for one in found.settings]
    lines += [*found_lines(found.last), *found.refused, _("What does not travel yet:")]
    lines += [f"- {Message(one)}" for one in NOT_YET]
    result: TeamStatus = {
        "team": found.team,
        "database": found.database,
        "sequence": found.sequence,
        "head": found.head,
        "code": found.code,
        "synchronised": found.last.at or None,
        "waiting": found.waiting,
        "answers": lacks is None,
        "answer_hours": found.age.hours,
        "repeated": found.repeated,
        "unopened": found.unopened or None,
        "against_each_other": [one.both() for one in found.against_each_other],
        "same_numbers": [one.both() for one in found.same_numbers],
        "settings": [{"key": one.key, "name": one.name, "number": one.number} for one in found.settings],
        "devices": [
            {
                "device": one.device,
                "member": one.member,
                "name": one.name,
                "keeper": one.is_keeper,
                "here": one.is_here,
                "left": one.has_left,
                "erased": one.has_erased,
                "newest": one.newest,
                "code": one.code,
                "heard": None if one.heard is None else write_time(one.heard),
            }
            for one in found.devices
        ],
        **_losses(found.last),
        "refused": list(found.refused),
        "not_yet": [Message(one).both() for one in NOT_YET],
    }
    emit(result, lines)


def set_hours(hours: int) -> None:
    """Set the bound of the house for answers."""
    with acting() as member:
        set_answer_hours(member, hours)
    emit(
        TeamAnswers({"answer_hours": hours}),
        [_("The bound is set; the next synchronisation carries it to the others.")],
    )


def maintain_team(url: str, password_file: Path | None) -> None:
    """Delete in the database what was erased."""
    with acting() as member:
        number = maintain(member, url, _secret(password_file))
    emit(
        TeamMaintain({"deleted": number}),
        [
            str(
                counted(
                    "{n} part was deleted in the database. Backups of the database from before keep theirs.",
                    "{n} parts were deleted in the database. Backups of the database from before keep theirs.",
                    number,
                )
            )
        ],
    )


def decide_item(number: int, *, take: bool) -> None:
    """Decide on a refused item."""
    with acting() as member:
        synced = decide_refused(member, number, take=take)
    emit(_as_json(synced), _lines(synced))


def leave_team() -> None:
    """Leave the team with this device."""
    with acting() as member:
        joining.leave_team(member)
    emit(
        TeamLeave({"left": True}),
        [_("This computer has left the team. Its copy of the vault stays with all that it has.")],
    )


def delete_team(url: str, password_file: Path | None) -> None:
    """Delete the team and its rows."""
    with acting() as member:
        number = joining.delete_team(member, url, _secret(password_file))
    emit(
        TeamDelete({"deleted": number}),
        [str(counted("The team is deleted, with {n} row.", "The team is deleted, with {n} rows.", number))],
    )


def _secret(file: Path | None) -> str:
    return "" if file is None else read_secret(file)


def _as_json(synced: Synced) -> TeamSync:
    return {
        "new_entries": synced.new_entries,
        "sent_items": synced.sent_items,
        "sequence": synced.sequence,
        "head": synced.head,
        "code": code_to_read_aloud(synced.head),
        **_losses(synced.last),
        "refused": list(synced.refused),
        "renumbered": [one.both() for one in synced.renumbered],
    }


def _losses(last: LastSync) -> TeamLosses:
    return {
        "strays": list(last.strays),
        "beside": list(last.beside),
        "put_back": last.put_back,
        "branches": last.branches,
        "to_erase": last.to_erase,
    }


def _lines(synced: Synced) -> list[str]:
    return [
        str(counted("{n} new entry of colleagues.", "{n} new entries of colleagues.", synced.new_entries)),
        str(counted("{n} item sent.", "{n} items sent.", synced.sent_items)),
        _("Newest item here: {number}, code {code}", number=synced.sequence, code=code_to_read_aloud(synced.head)),
        *map(str, synced.renumbered),
        *found_lines(synced.last),
        *synced.refused,
    ]
