"""Record that what was written was sent: when, and how. From then on it counts as told, and its recipients are waited for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.consent.matrix.question_form import moment_entered
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

type Record = Callable[["Acting", datetime | None, str], object]
"""Records the word: the time, None for now, and how it was sent."""


class SentDialog(FormDialog):
    """The form that records that files for somebody were sent: all that wait for that word."""

    def __init__(
        self,
        context: AppContext,
        to: str,
        record: Record,
        touches: frozenset[str],
        parent: QWidget | None = None,
        *,
        asks_how: bool = True,
        help_page: str = "exchange",
        about: str = "",
    ) -> None:
        """``asks_how``: False where the way was entered when the file was written. ``about``: the people whom it concerns."""
        super().__init__(
            context,
            "was-sent",
            _("Record that it was sent to {partner}", partner=to),
            _("It counts as sent from then on. Whoever wrote a file has not told anybody yet."),
            _("It was sent: record it"),
            "send",
            parent,
            help_page=help_page,
        )
        if about:
            self.put_before(WarningLine(_("About: {who}", who=about), "info", self))
        self._record, self.touches = record, touches
        self.at = self.maybe_day("sent", _("Sent on"), context.today())
        self.how = self.line("sent-how", _("How (optional)"), longest=300) if asks_how else None
        if self.how is not None:
            self.how.setPlaceholderText(_("by e-mail, by post, by hand …"))
        self.fit_fields(84)

    def why_not(self) -> str:
        return self.at.why_wrong() or self.needs(_("Say on which day it was sent."), self.at)

    def do(self) -> None:
        day, how, record = self.at.day(), "" if self.how is None else self.how.text().strip(), self._record
        at = None if day == self.context.today() else moment_entered(day, self.context.now())

        def write(acting: Acting, _progress: Progress) -> None:
            record(acting, at, how)

        self.run(_("Recording that it was sent"), write, lambda _none: self._recorded())

    def _recorded(self) -> None:
        self.context.notify(_("Recorded."))
        self.accept()
