"""Invalidate a version of a notice from a day on, with the reason; the sharing that this stops is shown first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.errors import DataPactError
from datapact.base.local_time import moment_of
from datapact.base.texts import _, counted
from datapact.consent.matrix.what_if import CellChange, Change, what_if
from datapact.consent.notices.list import NoticeLine
from datapact.consent.notices.notice import Notice
from datapact.consent.notices.notices import invalidate_notice
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_MOST_SHOWN = 8


class InvalidateDialog(ConsentForm):
    """The dialog that invalidates a version: from then on consents given on it are not relied on; nobody's consent is changed."""

    def __init__(self, context: AppContext, line: NoticeLine, parent: QWidget | None = None) -> None:
        notice = line.notice
        super().__init__(
            context,
            "invalidate-notice-form",
            _("A notice is not valid any more"),
            _(
                "{notice}. Consents that were given on it are not relied on from that day; {count} are valid now.",
                notice=notice.named,
                count=grouped(line.consents),
            ),
            _("Record that it is not valid"),
            "declined",
            parent,
        )
        self._notice = notice
        self.day_from = self.maybe_day("invalid-from", _("Not valid from"), context.today())
        self.day_from.edited.connect(lambda _value: self._read())
        self.reason = self.paragraph("invalid-reason", _("Why?"), 3)
        self.stops = WarningLine(_("Looking for what that stops …"), "warn", self)
        self.stops.words.setObjectName("what-that-stops")
        self.body.addWidget(self.stops)
        self.cells = Words("", "small", self)
        self.body.addWidget(self.cells)
        self.fit_fields(100)
        self._read()

    def why_not(self) -> str:
        return (
            self.day_from.why_wrong()
            or self.needs(_("Say from which day on it is not valid."), self.day_from)
            or self.needs(_("Say why; the reason stays on file."), self.reason)
        )

    def _read(self) -> None:
        day: date = self.day_from.day() or self.context.today()
        change = Change(notices=((self._notice.key, self._notice.version),))

        def job(acting: Acting) -> tuple[CellChange, ...]:
            at = moment_of(day, acting.clock()) if day > self.context.today() else None
            return what_if(acting, replace(change, at=at))

        self.context.worker.read(self, job, self._show, key="stops", failed=self._nothing_known)

    def _nothing_known(self, error: DataPactError) -> bool:
        self.stops.words.setText(str(error))
        self.cells.setText("")
        return True

    def _show(self, changes: tuple[CellChange, ...]) -> None:
        stopping = [one for one in changes if one.stops]
        fewer = len(changes) - len(stopping)
        if not changes:
            self.stops.words.setText(_("Nothing stops: no answer of the matrix rests on it."))
        else:
            words = counted("{n} answer of the matrix stops.", "{n} answers of the matrix stop.", len(stopping))
            more = counted("{n} more changes.", "{n} more change.", fewer) if fewer else None
            self.stops.words.setText(f"{words} {more}" if more is not None else str(words))
        lines = []
        for one in (stopping or changes)[:_MOST_SHOWN]:
            cell = one.before or one.after
            if cell is not None:
                lines.append(f"•  {cell.dataset_name} → {cell.partner_name}: {cell.purpose_name}")
        if len(stopping) > _MOST_SHOWN:
            lines.append("…")
        self.cells.setText("\n".join(lines))

    def do(self) -> None:
        day = self.day_from.day()
        assert day is not None
        notice, reason = self._notice, self.reason.toPlainText().strip()

        def record(acting: Acting, _progress: Progress) -> Notice:
            with acting.vault.write() as session:
                return invalidate_notice(acting, session, notice.key, notice.version, day=day, reason=reason)

        self.run(_("Recording the notice"), record, self._recorded)

    def _recorded(self, notice: Notice) -> None:
        self.context.notify(_("Recorded as not valid: {notice}.", notice=notice.named))
        self.accept()
