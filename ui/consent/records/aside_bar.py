"""The bar below the consents: lines of an import wait to be mended, and what that does to answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.base.clock import in_zone
from datapact.base.texts import _, counted
from datapact.consent.facts.unmended import Unmended, unmended
from datapact.consent.imports.lines_set_aside import settle_aside
from datapact_ui.consent.parts.consent_form import TOUCHED
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class AsideBar(QWidget):
    """Hidden where nothing waits; it names the oldest import. ``take`` opens the choice of a file, for the entry of that
    import."""

    def __init__(self, context: AppContext, take: Callable[[str], object], parent: QWidget, *, may_write: bool) -> None:
        super().__init__(parent)
        self._context = context
        self._first: Unmended | None = None
        self.setObjectName("aside-bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        self.line = WarningLine("", "warn", self)
        self.line.words.setObjectName("aside-words")
        row.addWidget(self.line, 1)
        self.mended = QPushButton(icon("receive"), _("Import the mended file …"), self)
        self.mended.setObjectName("import-mended")
        self.mended.clicked.connect(lambda _checked=False: take(self._first.entry if self._first else ""))
        self.never = QPushButton(icon("check"), _("They need not come …"), self)
        self.never.setObjectName("aside-never")
        self.never.clicked.connect(lambda _checked=False: self._open_reason())
        for button in (self.mended, self.never):
            bar_control(button, "" if may_write else _("A legal member or a lead does this."))
            row.addWidget(button)
        self.hide()

    def read(self) -> None:
        """Read what waits."""

        def job(acting: Acting) -> tuple[Unmended, ...]:
            with acting.vault.read() as session:
                return unmended(session)

        self._context.worker.read(self, job, self._show, key="aside")

    def _show(self, found: tuple[Unmended, ...]) -> None:
        self._first = found[0] if found else None
        self.setVisible(bool(found))
        if self._first is None:
            return
        one = self._first
        words = counted(
            "{n} line of “{file}” ({day}) was left aside: answers about {datasets} are incomplete until it is mended.",
            "{n} lines of “{file}” ({day}) were left aside: answers about {datasets} are incomplete until they are mended.",
            one.lines,
            file=one.source,
            day=short_day(in_zone(one.recorded).date().isoformat()),
            datasets=", ".join(self._context.names.dataset(key) for key in one.datasets),
        )
        self.line.words.setText(str(words))

    def _open_reason(self) -> None:
        one = self._first
        if one is None:
            return
        dialog = ReasonDialog(
            self._context,
            "aside-reason",
            _("These lines need not be imported"),
            _(
                "Answers about this dataset count what is on file as whole from then on. The reason is signed and stays."
            ),
            _("Reason"),
            _("Record and sign"),
            "check",
            self.window(),
            help_page="records",
        )

        def settle() -> None:
            reason = dialog.words()

            def record(acting: Acting, _progress: Progress) -> None:
                settle_aside(acting, one.entry, reason)

            dialog.accept()
            self._context.worker.change(self, _("Recording the reason"), record, lambda _none: None, touches=TOUCHED)

        dialog.taken.connect(settle)
        dialog.open()
