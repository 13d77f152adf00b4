"""Our default days for telling recipients and dealing with data, where the agreement sets none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.consent.recalls.deadlines import MOST_DAYS, follow_up_days, house_days, set_house_days
from datapact_ui.consent.parts.consent_form import ConsentForm

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class RecallDaysDialog(ConsentForm):
    """The form that sets in how many days recipients are told, and after how many they are asked again."""

    def __init__(self, context: AppContext, days: int, follow_up: int, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "recall-days-form",
            _("Days to tell recipients in"),
            _(
                "The law says “without undue delay” and names no number (Art. 19 GDPR). Where an agreement says nothing, this"
                " many days are the rule of your house."
            ),
            _("Set"),
            "check",
            parent,
        )
        self.days = self.number("recall-days-number", _("Days"), 0, MOST_DAYS, days)
        self.follow_up = self.number(
            "recall-follow-up-number", _("Ask again after telling, days"), 1, MOST_DAYS, follow_up
        )
        self.fit_fields(76)

    def do(self) -> None:
        days, follow_up = self.days.value(), self.follow_up.value()

        def write(acting: Acting, _progress: Progress) -> None:
            set_house_days(acting, days, follow_up)

        def done(_none: None) -> None:
            self.context.notify(_("Recorded."))
            self.accept()

        self.run(_("Saving settings"), write, done)


def open_days(context: AppContext, parent: QWidget) -> None:
    """Read the number, and open the dialog to change it."""

    def job(acting: Acting) -> tuple[int, int]:
        with acting.vault.read() as session:
            return house_days(session), follow_up_days(session)

    context.worker.read(parent, job, lambda found: RecallDaysDialog(context, *found, parent).open(), key="recall-days")
