"""A bug: a dialog that says so plainly. The report stays on this computer until the user copies it.

The report has versions, the kind of the exception and the places in our code, never its message or any value: those
could hold something from the vault.
"""

from __future__ import annotations

import platform
import sys
import traceback
from importlib.metadata import version
from types import TracebackType

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.base.worker_process import FaultApart
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space, type_font


def report_of(error: BaseException) -> str:
    """The report: nothing in it comes from data."""
    lines = [
        f"DataPact {version('datapact')}, Python {platform.python_version()}, Qt {PySide6.__version__}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ]
    for step in _chain(error):
        lines.append("")
        lines.append(f"{type(step).__module__}.{type(step).__name__}")
        lines += [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(step.__traceback__)]
        if isinstance(step, FaultApart):
            lines += [f"  {step}", *(f"  {frame}" for frame in step.frames.splitlines())]
    return "\n".join(lines)


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in found:
        found.append(step)
        step = step.__cause__ or step.__context__
    return found[::-1]


def _frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(trace))


def _short(name: str) -> str:
    """A path from the package on: the folders before it can name a person."""
    parts = name.replace("\\", "/").split("/")
    for package in ("datapact", "ui", "site-packages"):
        if package in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(package) :])
    return parts[-1]


class FaultDialog(QDialog):
    """DataPact has a fault; here is what can be sent to those who mend it."""

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
        self.report = QPlainTextEdit(report_of(error), self)
        self.report.setObjectName("fault-report")
        self.report.setAccessibleName(_("Report"))
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
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
    """Show the dialog without blocking, and the whole trace on stderr for who started DataPact in a terminal."""
    if sys.stderr is not None:
        sys.stderr.write(report_of(error) + "\n")
    FaultDialog(error, dialogs, parent).open()
