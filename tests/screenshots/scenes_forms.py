"""What is photographed of short forms that stand before a page: they are opened by themselves, over the page that has them."""

from __future__ import annotations

from reportlab.pdfgen import canvas

from datapact.agreements.steps.termination import Declaring
from datapact.base.texts import _
from datapact.organisation.acting.own_profile import own_profile
from datapact_ui.agreement_page.page.ending_dialogs import TerminateDialog
from datapact_ui.agreement_page.page.later_dialogs import ResumeDialog, SuspendDialog
from datapact_ui.agreement_page.page.members_dialogs import LeaveDialog
from datapact_ui.agreements.register_dialog import RegisterDialog
from datapact_ui.agreements.register_many_dialog import RegisterManyDialog
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.library.house_steps import TemplateDialog
from datapact_ui.obligations.due.obligation_dialogs import AddObligationDialog
from datapact_ui.settings.organisation_page import ProfileDialog
from datapact_ui.team.team_dialogs import CreateTeamDialog, HoursDialog
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage

CONTRACT = (
    "Vertrag über die Lieferung von Maschinendaten",
    "zwischen der Maschinenbau Keller GmbH und der Weber Analytik GmbH & Co. KG",
    "Der Vertrag beginnt am 1. Januar 2026 und endet am 31. Dezember 2027.",
    "Die Kündigungsfrist beträgt drei Monate.",
)


@scene
def register_elsewhere(stage: Stage) -> None:
    """A PDF that nobody signed: what it says is proposed, and the likely classes of evidence are a click each."""
    file = stage.sample.folder / "Vertrag_Weber.pdf"
    page = canvas.Canvas(str(file))
    for number, line in enumerate(CONTRACT):
        page.drawString(72, 780 - 16 * number, line)
    page.save()
    view = stage.go("agreements")
    view.register(file)
    stage.settle()
    dialog = stage.dialog(RegisterDialog)
    stage.shoot("register-elsewhere", dialog)
    stage.close_dialogs()


@scene
def forms(stage: Stage) -> None:
    context, window = stage.context, stage.open()
    nothing: frozenset[str] = frozenset()
    with context.worker.acting.vault.read() as session:
        profile = own_profile(session)
    for name, dialog in (
        ("suspend", SuspendDialog(context, window)),
        ("resume", ResumeDialog(context, window)),
        ("leave-agreement", LeaveDialog(context, None, window)),
        ("terminate", TerminateDialog(context, Declaring((), "sole", "Anna Keller", ""), window)),
        ("team-hours", HoursDialog(context, 24, nothing, window)),
        ("team-create", CreateTeamDialog(context, nothing, window)),
        ("own-profile", ProfileDialog(context, profile, window)),
        ("register-many", RegisterManyDialog(context, window)),
        ("add-duty", AddObligationDialog(context, (), "", window)),
        ("make-template", TemplateDialog(context, "", "Datenlizenz", window)),
        (
            "reason",
            ReasonDialog(
                context, "give-back", _("Give back"), _("Say why."), _("Reason"), _("Give back"), "undo", window
            ),
        ),
    ):
        dialog.open()
        stage.shoot(f"form-{name}", dialog)
        stage.close_dialogs()
