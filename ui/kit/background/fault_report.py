"""The dialog for a bug, which says so plainly. The report stays on this computer until the user copies it."""

from __future__ import annotations

import sys
from contextlib import suppress

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from datapact.base.errors import Surroundings
from datapact.base.fault_report import report_of
from datapact.base.local_log import keep_report
from datapact.base.texts import _
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space, type_font
from datapact_ui.kit.widgets.plain_buttons import PlainButtons


def qt() -> str:
    """The version of Qt, for reports."""
    return f"Qt {PySide6.__version__}"


class FaultDialog(QDialog):
    """The dialog for a fault, with a report to send to the developers."""

    def __init__(self, error: BaseException, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("fault")
        self.setWindowTitle(_("DataPact has a fault"))
        heading = QLabel(_("That should not have happened: DataPact has a fault."), self)
        heading.setFont(type_font("heading"))
        words = QLabel(
            _(
                "What was saved is safe. You can go on working. The report below stays on this computer; it holds"
                " nothing from your vault. Copy it and send it to those who look after DataPact for you."
            ),
            self,
        )
        for label in (heading, words):
            label.setWordWrap(True)
        self.report = QPlainTextEdit(report_of(error, qt()), self)
        self.report.setObjectName("fault-report")
        self.report.setAccessibleName(_("Report"))
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        buttons = PlainButtons(self, QDialogButtonBox.StandardButton.Close)
        copy = QPushButton(icon("copy"), _("Copy report"), self)
        copy.setObjectName("fault-copy")
        copy.clicked.connect(lambda: dialogs.copy(self.report.toPlainText()))
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margins(column, 4, 3)
        for widget in (heading, words, self.report, buttons):
            column.addWidget(widget)
        self.resize(characters(80), space(80))


def show_fault(error: BaseException, dialogs: Dialogs, parent: QWidget | None) -> None:
    """Show the dialog without blocking, keep its report beside the log, and print it on stderr if DataPact was started
    in a terminal.
    """
    with suppress(OSError, Surroundings):
        keep_report(error, qt())
    if sys.stderr is not None:
        sys.stderr.write(report_of(error, qt()) + "\n")
    FaultDialog(error, dialogs, parent).open()
