"""Join the team of one's organisation with a copy that a colleague made: an own vault at this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact_ui.kit.context.app_context import Opened, read_opened
from datapact_ui.kit.widgets.passphrase_field import PassphraseField
from datapact_ui.unlock.copy_screen import CopyScreen
from datapact_ui.unlock.gate import Gate

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress


class TeamScreen(CopyScreen):
    """The screen for the copy, the member, the database, and the target folder."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(
            gate,
            "team-join",
            _("Join your organisation's team"),
            _(
                "A colleague made a copy of the vault for you (Settings, Team). It becomes your own at this computer, and the"
                " database carries what you and your colleagues write."
            ),
            file=_("Choose the copy"),
            passphrase=_("Your passphrase"),
        )
        self._database = self._form.line("team-join-database", _("Database"))
        self._database.setPlaceholderText("postgresql://USER@SERVER/DATABASE")
        self._secret = PassphraseField("team-join-password", _("Password of the database's user"), self)
        self._secret.entered.connect(self.join)
        self._form.add("team-join-password-row", _("Password of the database's user"), self._secret)
        self._end(_("Team"), _("Join the team"), "partners", self.join)

    def join(self) -> None:
        """Make the vault, join, and open it."""
        file, folder = self._file, Path(self._folder.text())
        if file is None:
            return
        member, secret, clock = self._members.currentData(), self._field.text(), self.gate.clock
        url, password = self._database.text().strip(), self._secret.text()

        def job(_progress: Progress) -> Opened:
            from datapact.team.steps.joining import join_team

            folder.parent.mkdir(parents=True, exist_ok=True)
            acting, _synced = join_team(file, folder, member, secret, clock, url, password)
            return read_opened(acting)

        self.do(_("Joining the team …"), job, self._done)

    def refused(self, error: DataPactError) -> None:
        """Name the folder that is there already: the database is what is missing, and the vault opens without it."""
        if (Path(self._folder.text()) / "vault.json").is_file():
            self.problem.say(
                _(
                    "{error} The copy lies in {folder} already: open that vault, and under Settings, Team, give the address once more.",
                    error=str(error),
                    folder=self._folder.text(),
                )
            )

    def _done(self, opened: Opened) -> None:
        self._field.clear()
        self._secret.clear()
        self.gate.opened.emit(opened)
