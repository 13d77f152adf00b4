"""Dialogs of a team: create it, reach it by another address, the bound for answers, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.passphrase_field import PassphraseField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLineEdit, QWidget

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

EXAMPLE = "postgresql://USER@SERVER/DATABASE"


class DatabaseDialog(FormDialog):
    """Address and password of the database's user; the password is kept in the vault."""

    help_page = "team"

    def add_fields(self, touches: frozenset[str]) -> None:
        """The two fields; ``touches`` names what other views have to read anew afterwards."""
        self.touches = touches
        self.url: QLineEdit = self.line("team-database", _("Database"))
        self.url.setPlaceholderText(EXAMPLE)
        self.secret = PassphraseField("team-password", _("Password of the database's user"), self)
        self.secret.entered.connect(self.doing.click)
        self.form.add("team-password-row", _("Password of the database's user"), self.secret)
        self.fit_fields(92)

    def why_not(self) -> str:
        return self.needs("", self.url)

    def run_step(self, doing: str, step: Callable[[Acting, str, str], object], notice: str) -> None:
        """Do a step on the database with address and password, shown as ``doing``; then say ``notice`` and close."""
        url, secret = self.url.text().strip(), self.secret.text()

        def job(acting: Acting, _progress: Progress) -> None:
            step(acting, url, secret)

        def done(_none: None) -> None:
            self.context.notify(notice)
            self.accept()

        self.run(doing, job, done)


class CreateTeamDialog(DatabaseDialog):
    """Create the team of this vault."""

    def __init__(self, context: AppContext, touches: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "team-create",
            _("Create a team"),
            _(
                "Members, roles and keys of the organisation change at any computer of the team while it is connected, everything else"
                " without a connection, too. The database sees only sealed items; the password is kept in this vault."
            ),
            _("Create the team"),
            "add",
            parent,
        )
        self.add_fields(touches)

    def do(self) -> None:
        def step(acting: Acting, url: str, secret: str) -> None:
            from datapact.team.steps.joining import create_team

            create_team(acting, url, secret)

        notice = _("The team is created. Make a copy for each colleague.")
        self.run_step(_("Creating the team"), step, notice)


class MoveTeamDialog(DatabaseDialog):
    """Reach the database of the team by another address or password."""

    def __init__(self, context: AppContext, touches: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "team-move",
            _("Another address or password"),
            _("The team stays the same; this computer reaches its database this way from now on."),
            _("Save and synchronise"),
            "check",
            parent,
        )
        self.add_fields(touches)

    def do(self) -> None:
        def step(acting: Acting, url: str, secret: str) -> None:
            from datapact.team.steps.joining import move_team

            move_team(acting, url, secret)

        notice = _("The database is reached by this address.")
        self.run_step(_("Synchronising with the team"), step, notice)


class DeleteTeamDialog(DatabaseDialog):
    """Delete the team's rows, by the team's own address or by a user who may delete."""

    def __init__(self, context: AppContext, touches: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "team-delete",
            _("Delete the team"),
            _(
                "Possible here, once all others have left. The vault keeps all that it has. The team's own user may only read"
                " and insert: name one who may delete, or leave both fields empty to try the team's own."
            ),
            _("Delete the team"),
            "delete",
            parent,
        )
        self.add_fields(touches)

    def why_not(self) -> str:
        return ""

    def do(self) -> None:
        def step(acting: Acting, url: str, secret: str) -> None:
            from datapact.team.steps.joining import delete_team

            delete_team(acting, url, secret)

        notice = _("The team is deleted. This vault is one of a single computer again.")
        self.run_step(_("Deleting the team"), step, notice)


class HoursDialog(FormDialog):
    """Within how many hours of a synchronisation a computer answers “May we share?”."""

    help_page = "team"

    def __init__(self, context: AppContext, hours: int, touches: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "team-answers",
            _("Bound for answers"),
            _("It holds for all computers of the team, once they have synchronised."),
            _("Save"),
            "check",
            parent,
            above=True,
        )
        from datapact.organisation.identity.house import MOST_HOURS

        self.touches = touches
        self.hours = self.number(
            "team-hours", _("“May we share?” is answered so many hours after a synchronisation"), 1, MOST_HOURS, hours
        )
        self.fit_fields(84)

    def why_not(self) -> str:
        return ""

    def do(self) -> None:
        hours = self.hours.value()

        def job(acting: Acting, _progress: Progress) -> None:
            from datapact.team.steps.status import set_answer_hours

            set_answer_hours(acting, hours)

        def done(_none: None) -> None:
            self.context.notify(_("The bound is set; the next synchronisation carries it to the others."))
            self.accept()

        self.run(_("Saving settings"), job, done)
