"""The archive of signed agreements: until when their signatures can be proven, and one button that renews what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class ArchivePanel(Card):
    """The button, and what came of the round."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Archive"), parent)
        self._context = context
        words = _(
            "A timestamp proves a signature as long as its certificate lasts. A round adds proofs to every agreement that all"
            " have signed, to its level, and renews those that end within 90 days; the days stand in the calendar. Partners"
            " are not told: the PDF that all parties have stays as it is."
        )
        self.column.addWidget(Words(words, parent=self, quiet=True))
        row = FlowLayout()
        self.button = QPushButton(icon("refresh"), _("Renew the archive"), self)
        self.button.setObjectName("archive-renew")
        self.button.clicked.connect(lambda _checked=False: self.renew())
        row.addWidget(self.button)
        self.column.addLayout(row)
        self.result = Words("", parent=self)
        self.result.setObjectName("archive-result")
        self.result.hide()
        self.column.addWidget(self.result)

    def renew(self) -> None:
        """Go round, in the lane of changes; each agreement is kept as soon as it is done."""
        bar_control(self.button, underway())

        def job(acting: Acting, progress: Progress) -> list[str]:
            from datapact.signing.archive.renew import renew_archive, report_lines

            return report_lines(renew_archive(acting, progress))

        def failed(_error: object) -> bool:
            bar_control(self.button, "")
            return False

        self._context.worker.change(self, _("Renewing the archive"), job, self._show_lines, failed=failed)

    def _show_lines(self, lines: list[str]) -> None:
        bar_control(self.button, "")
        self.result.setText("\n".join(lines))
        self.result.show()
