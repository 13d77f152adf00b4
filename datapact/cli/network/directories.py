"""The actions of the directory commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.views.list import find_agreement
from datapact.agreements.views.members import Followed, followed
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, Message, _
from datapact.cli.kit.columns import Column, Columns, as_object, as_table, emit_list, unseen
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import acting
from datapact.cli.printed.partners import DirectoryConfirm, DirectoryMember, DirectoryShown, DirectoryWrite, LeftMember
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.fingerprint import fingerprint, parse_fingerprint
from datapact.organisation.network import taking_in, writing
from datapact.organisation.network.directory_file import LARGEST, LeftInFile, read_directory
from datapact.organisation.network.known import KnownDirectory, known_directories
from datapact.organisation.network.taking_in import DirectoryRow, DirectorySeen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

_STANDINGS = {
    "own": N_("your own organisation"),
    "unknown": N_("not among your partners yet"),
    "declared": N_("only declared"),
    "introduced": N_("introduced"),
    "renamed": N_("new name"),
    "confirmed": N_("confirmed"),
}

_NEWS = {
    "own": "",
    "new": N_("new"),
    "newer": N_("newer card"),
    "same": "",
    "older": N_("you have a newer card"),
    "contradicts": N_("contradicts your card"),
}

_MEMBERS: Columns[DirectoryRow] = (
    Column("organisation"),
    Column("name", N_("Name")),
    Column("fingerprint", N_("Fingerprint")),
    Column("sequence"),
    Column("news", "", 2, cell=lambda row: _(_NEWS[row.news]) if _NEWS[row.news] else ""),
    Column("standing", N_("Identity"), 1, cell=lambda row: str(Message(_STANDINGS[row.standing]))),
    Column("said_confirmed"),
    Column("can_be_confirmed"),
    Column("warnings", value=lambda row: [warning.both() for warning in row.warnings]),
)

_LEFT: Columns[LeftInFile] = unseen("organisation", "name", "day")


def write_to(
    output: Path,
    name: str,
    joining: Sequence[str],
    leaving: Sequence[str],
    never: Sequence[str],
    *,
    left_on: date | None,
    day: date | None,
    vouch: bool,
    labels: bool,
    follow: str | None = None,
) -> None:
    """Write the next version of a network's directory."""
    require_folder(output)
    with acting() as member:
        dropped = writing.listed_before(member, name, never)
        members = writing.members_after(member, name, joining, leaving) - dropped
        signed = Followed(frozenset(), {})
        if follow is not None:
            with member.vault.read() as session:
                history = find_agreement(session, follow)
            signed = followed(member, history, day)
            members = (members | signed.members) - signed.left.keys() - {member.organisation}
        written = writing.write_directory(
            member,
            name,
            members,
            day=day,
            left_on=left_on,
            vouch=vouch,
            never=dropped,
            labels=labels,
            last_days=signed.left,
        )
    write_whole(output, written.data, private=False)
    directory = written.directory
    emit(
        DirectoryWrite(
            {
                "file": str(output),
                "network": directory.network,
                "name": directory.name,
                "version": directory.version,
                "day": directory.day.isoformat(),
                "members": [one.card.organisation for one in directory.members],
                "left": [as_object(one, _LEFT, LeftMember) for one in directory.left],
                "labels": bool(directory.routing_key),
            }
        ),
        [
            _("Written: {file}", file=str(output)),
            _(
                "{name}, version {version}: {members} members. Send it to all of them; then each reads its own fingerprint "
                "aloud, in one meeting or call.",
                name=directory.name,
                version=directory.version,
                members=len(directory.members),
            ),
            *(_("Left: {name}, on {day}", name=one.name, day=one.day.isoformat()) for one in directory.left),
            *(
                [_("It holds the network's routing labels. Give it to members only; a relay needs the labels alone.")]
                if directory.routing_key
                else []
            ),
        ],
    )


def show_file(file: Path) -> None:
    """Print what a directory would change."""
    data = read_whole(file, limit=LARGEST)
    with acting() as member:
        seen = taking_in.look_at_directory(member, data)
    emit(_seen_json(seen), _seen_lines(seen))


def read_file(file: Path) -> None:
    """Take a directory in and print its list."""
    data = read_whole(file, limit=LARGEST)
    with acting() as member:
        seen = taking_in.take_directory(member, data)
    waiting = sum(row.can_be_confirmed for row in seen.rows)
    lines = [
        *_seen_lines(seen),
        _(
            "Compare in one meeting or call in which you know each speaker: each reads its own fingerprint aloud. Confirm "
            "those you heard with “datapact directory confirm”."
        )
        if waiting
        else _("All members are confirmed."),
    ]
    emit(_seen_json(seen), lines)


def confirm_members(file: Path, heard: Sequence[str]) -> None:
    """Confirm the members whose fingerprints were heard."""
    data = read_whole(file, limit=LARGEST)
    with acting() as member:
        confirmed = taking_in.confirm_read_aloud(member, data, _with_names(data, heard))
        seen = taking_in.look_at_directory(member, data)
    lines = [_("The identity of {name} is confirmed.", name=one.name) for one in confirmed]
    emit(
        DirectoryConfirm({"confirmed": [one.organisation for one in confirmed], **_seen_json(seen)}),
        lines or [_("They had been confirmed before: nothing has changed.")],
    )


def _with_names(data: bytes, heard: Sequence[str]) -> dict[str, str]:
    """The name of each fingerprint: after “=” as the person typed it, else as the card in the directory has it."""
    listed = {fingerprint(one.card.organisation): one.card.profile.name for one in read_directory(data).members}
    named = {}
    for text in heard:
        typed, equals, name = text.partition("=")
        digits = parse_fingerprint(typed)
        named[digits] = name.strip() if equals else listed.get(digits, "")
    return named


def list_known() -> None:
    """Print the newest version of each directory."""
    with acting() as member, member.vault.read() as session:
        known = list(known_directories(session).values())
        names = known_names(session)
    columns: Columns[KnownDirectory] = (
        Column("network"),
        Column("name", N_("Name")),
        Column("version", N_("Version")),
        Column("day", N_("Day")),
        Column("by"),
        Column("by_name", N_("Put together by"), value=lambda one: names.get(one.by, "")),
        Column("members", N_("Members"), value=lambda one: list(one.members), cell=lambda one: str(len(one.members))),
        Column(
            "left",
            N_("Left"),
            value=lambda one: [as_object(left, _LEFT, LeftMember) for left in one.left],
            cell=lambda one: "; ".join(f"{left.name} ({left.day.isoformat()})" for left in one.left),
        ),
    )
    emit_list(known, columns, N_("No directories yet."), under="directories")


def _seen_json(seen: DirectorySeen) -> DirectoryShown:
    directory = seen.directory
    return {
        "network": directory.network,
        "name": directory.name,
        "version": directory.version,
        "day": directory.day.isoformat(),
        "by": directory.organisation,
        "by_name": seen.by_name,
        "by_standing": seen.by_standing,
        "news": seen.news,
        "former_version": seen.former_version,
        "members": [as_object(row, _MEMBERS, DirectoryMember) for row in seen.rows],
        "left": [as_object(one, _LEFT, LeftMember) for one in directory.left],
        "warnings": [warning.both() for warning in seen.warnings],
    }


def _seen_lines(seen: DirectorySeen) -> list[str]:
    directory = seen.directory
    lines = [
        _(
            "{name}, version {version} of {day}, put together by {by} ({standing})",
            name=directory.name,
            version=directory.version,
            day=directory.day.isoformat(),
            by=seen.by_name,
            standing=Message(_STANDINGS[seen.by_standing]),
        ),
        *as_table(seen.rows, _MEMBERS),
    ]
    lines += [
        _(
            "{by} says that it compared the fingerprint of {name} on {day}.",
            by=seen.by_name,
            name=row.name,
            day=row.said_confirmed.isoformat(),
        )
        for row in seen.rows
        if row.said_confirmed is not None
    ]
    lines += [
        _("{name} left on {day}, says {by}.", name=one.name, day=one.day.isoformat(), by=seen.by_name)
        for one in directory.left
    ]
    lines += [f"{row.name}: {warning}" for row in seen.rows for warning in row.warnings]
    return [*lines, *map(str, seen.warnings)]
