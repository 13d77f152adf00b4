"""The calm sign in the status line: how this copy stands with its team. It opens the page of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.clock import in_zone
from datapact.base.texts import _
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.theme.icons import icon
from datapact_ui.team.team_watch import TeamNow, TeamWatch

if TYPE_CHECKING:
    from datetime import datetime

    from datapact_ui.kit.context.app_context import AppContext


class TeamSign(QPushButton):
    """A flat button with a picture and few words; hidden without a team."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("team-sign")
        self.setFlat(True)
        self.clicked.connect(lambda _checked=False: context.show_view("settings", group="team"))
        self.watch = TeamWatch.of(context)
        self.watch.stands.connect(self._show)
        self._show(self.watch.now)

    def _show(self, now: TeamNow) -> None:
        self.setVisible(now.standing != "none")
        words, picture = words_of(now, self._context.now())
        self.setText(words)
        self.setIcon(icon(picture))
        self.setAccessibleName(words)
        self.setToolTip(now.why if now.standing in ("away", "stopped") else _("The team: Settings"))


def words_of(now: TeamNow, at: datetime) -> tuple[str, str]:
    """The words of the sign, and its picture."""
    match now.standing:
        case "away":
            return _("Working without a connection"), "pause"
        case "stopped":
            return _("Team: look here"), "info"
        case "fine":
            return _("Team: synchronised {time}", time=since(now.at, at)), "partners"
        case _:
            return _("Team"), "partners"


def since(moment: datetime | None, now: datetime) -> str:
    """A moment as short as it can be: the time of today, else the day with it."""
    if moment is None:
        return _("never")
    here = in_zone(moment)
    day = "" if here.date() == in_zone(now).date() else f"{short_day(here.date().isoformat())} "
    return f"{day}{here:%H:%M}"
