"""The status of a team in sentences, for the command and the window."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.clock import in_zone, read_time
from datapact.base.texts import Message, _, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datapact.team.kept.facts import LastSync
    from datapact.team.steps.status import DeviceSeen, SettingSeen, TeamStatus


def waiting_line(found: TeamStatus) -> str:
    """The sentence on how many entries of this computer the log has not."""
    return str(counted("{n} entry of this computer waits.", "{n} entries of this computer wait.", found.waiting))


def seen_marks(one: DeviceSeen) -> str:
    """The marks of a device: this computer, the one for members and keys, one that has left."""
    marks = [
        *([_("this computer")] if one.is_here else []),
        *([_("created the team")] if one.is_keeper else []),
        *([_("has left")] if one.has_left else []),
        *([_("has not erased yet what a colleague erased")] if one.has_erased is False else []),
        *([_("not known whether it has erased what a colleague erased")] if one.has_erased is None else []),
    ]
    return ", ".join(marks)


def seen_line(one: DeviceSeen) -> str:
    """A device with its newest item, the code of that item, and since when it is known here."""
    marks = seen_marks(one)
    about = f" ({marks})" if marks else ""
    if not one.newest:
        return _("{name}{about}: no item yet", name=one.name, about=about)
    told: dict[str, str | int | Message] = {"name": one.name, "about": about, "number": one.newest, "code": one.code}
    if one.heard is None:
        return _("{name}{about}: newest item {number}, code {code}", **told)
    return _(
        "{name}{about}: newest item {number}, code {code}, known here since {time}", time=minute(one.heard), **told
    )


def minute(moment: datetime) -> str:
    """A moment by the clock on the wall: day and minute."""
    return f"{in_zone(moment):%Y-%m-%d %H:%M}"


def last_time(found: TeamStatus) -> datetime | None:
    """The moment at which this copy was synchronised last; None for never."""
    return read_time(found.last.at) if found.last.at else None


def setting_line(one: SettingSeen, title: str = "") -> str:
    """A setting of the house with who changed it last."""
    return _(
        "{setting}: last changed by {name}, item {number}", setting=title or one.key, name=one.name, number=one.number
    )


def counted_lines(found: TeamStatus) -> list[str]:
    """Consents and records of colleagues that do not count as they stand, and keys that nobody can open."""
    lines = []
    if found.repeated:
        lines.append(
            str(
                counted(
                    "{n} consent does not count: a colleague recorded it, too, or what holds against it.",
                    "{n} consents do not count: colleagues recorded them, too, or what holds against them.",
                    found.repeated,
                )
            )
        )
    if found.unopened:
        lines.append(
            _(
                "A change of keys was cut short, and nobody can open the new keys here: {file}. If the public history has the change, renew these keys (vault members renew). Then delete the file.",
                file=found.unopened,
            )
        )
    return [*lines, *map(str, found.against_each_other), *map(str, found.same_numbers)]


def found_lines(last: LastSync) -> list[str]:
    """The findings of a synchronisation in the database that somebody should look into."""
    lines = []
    if last.put_back:
        lines.append(
            str(
                counted(
                    "{n} item was missing or altered in the database and was put back. Ask its administrator why.",
                    "{n} items were missing or altered in the database and were put back. Ask its administrator why.",
                    last.put_back,
                )
            )
        )
    if last.strays:
        lines.append(
            _(
                "Rows in the database that count for nothing here: {places}. Nobody of the team wrote them at that place, or something before them is missing.",
                places=_places(last.strays),
            )
        )
    if last.beside:
        lines.append(
            _(
                "Rows beside the log: {places}. Colleagues' computers wrote them where another item counts since the database had lost something, and sent again what was in them. Nothing is to be done.",
                places=_places(last.beside),
            )
        )
    if last.to_erase:
        lines.append(
            str(
                counted(
                    "{n} erased part still lies, sealed, in the database: let its maintenance run (datapact team maintain).",
                    "{n} erased parts still lie, sealed, in the database: let its maintenance run (datapact team maintain).",
                    last.to_erase,
                )
            )
        )
    if last.branches:
        lines.append(
            _(
                "The database showed colleagues another log than this computer; both were joined. Ask its administrator why."
            )
        )
    return lines


def _places(several: Sequence[int]) -> str:
    return ", ".join(map(str, several[:10])) + (" …" if len(several) > 10 else "")
