"""The gate before a vault: shared parts of the screens of first start, unlock, invitation and restore."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.by_name import set_by_name
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.theme.tint import tint, tone_roles
from datapact_ui.kit.widgets.cards import PrimaryButton, Words

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from datapact.base.clock import Clock
    from datapact.base.errors import DataPactError
    from datapact.vault.keys.slot import KdfParameters
    from datapact_ui.kit.background.dialogs import Dialogs
    from datapact_ui.kit.background.runner import Progress, Runner


class Gate(QObject):
    """The services of screens for their work, and for handing over."""

    opened = Signal(object)
    """Opened: the vault is open, the main window may come."""
    wanted = Signal(object)
    """A callable that makes the next Screen."""
    vault_chosen = Signal(object)
    """Path of a vault to unlock, or None for the welcome screen."""

    def __init__(
        self,
        runner: Runner,
        dialogs: Dialogs,
        clock: Clock,
        kdf: KdfParameters | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.runner, self.dialogs, self.clock, self.kdf = runner, dialogs, clock, kdf

    def show(self, make: Callable[[], Screen]) -> None:
        """Replace the present screen by another."""
        self.wanted.emit(make)


class Screen(ScrollPage):
    """One screen: a column of comfortable width in the middle, which scrolls where the window is small."""

    def __init__(self, gate: Gate, name: str, heading: str, sentence: str = "") -> None:
        super().__init__()
        self.gate = gate
        self.setObjectName(name)
        sheet = QWidget(self)
        row = QHBoxLayout(sheet)
        margins(row, 6)
        middle = QWidget(sheet)
        middle.setMaximumWidth(characters(78))
        row.addStretch(1)
        row.addWidget(middle, 20)
        row.addStretch(1)
        self.column = QVBoxLayout(middle)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(space(3))
        self.column.addStretch(1)
        self.column.addWidget(Words(heading, "title", self))
        if sentence:
            self.column.addWidget(Words(sentence, "body", self, quiet=True))
        self.column.addSpacing(space(2))
        self.problem = Problem(self)
        self._busy_words = Words("", "body", self, quiet=True)
        self._busy_bar = QProgressBar(self)
        self._busy_bar.setRange(0, 0)
        self._busy_bar.setTextVisible(False)
        self._busy_bar.setAccessibleName(_("Progress"))
        self._work: list[QWidget] = []
        self.set_page(sheet)
        gate.runner.progressed.connect(self._show_progress)

    def finish(self, *work: QWidget) -> None:
        """Finish the column; ``work`` are the widgets disabled while something runs."""
        self._work = list(work)
        for widget in (self.problem, self._busy_words, self._busy_bar):
            self.column.addWidget(widget)
        self._busy_words.hide()
        self._busy_bar.hide()
        self.column.addStretch(2)

    def do[T](self, words: str, job: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Run a long job off the UI thread, show that it runs, and report a failure plainly."""
        self.problem.clear()
        self._rest(True, words)

        def finished(value: T) -> None:
            self._rest(False)
            done(value)

        self.gate.runner.run(self, words, job, finished, failed=self._show_error)

    def _show_error(self, error: DataPactError) -> bool:
        self._rest(False)
        self.problem.say(str(error))
        self.refused(error)
        return True

    def refused(self, error: DataPactError) -> None:
        """Handle a refusal."""

    def _rest(self, resting: bool, words: str = "") -> None:
        self._busy_words.setText(words)
        self._busy_words.setVisible(resting)
        self._busy_bar.setRange(0, 0)
        self._busy_bar.setVisible(resting)
        for widget in self._work:
            widget.setEnabled(not resting)

    def _show_progress(self, _number: int, what: str, done: int, total: int) -> None:
        if self._busy_bar.isVisible():
            self._busy_words.setText(what or self._busy_words.text())
            self._busy_bar.setRange(0, total)
            self._busy_bar.setValue(done)

    def take_focus(self) -> None:
        """Put the focus where work begins."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the next step on Return, as in a dialog; on another button push that one."""
        from PySide6.QtCore import Qt

        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = QApplication.focusWidget()
        wanted = focus if isinstance(focus, QPushButton) and self.isAncestorOf(focus) else None
        primary = [button for button in self.findChildren(PrimaryButton) if button.isVisible()]
        button = wanted or (primary[-1] if primary else None)
        if button is not None:
            button.click()

    def links(self, entries: Iterable[tuple[str, str, str, Callable[[], object]]]) -> QWidget:
        """A row of quiet buttons: (objectName, icon, text, what to do)."""
        row = QWidget(self)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, space(2), 0, 0)
        column.setSpacing(space(1))
        for name, picture, text, do in entries:
            button = QPushButton(icon(picture), text, row)
            button.setObjectName(name)
            button.setFlat(True)
            button.setIconSize(icon_size())
            button.clicked.connect(lambda _checked=False, do=do: do())
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            column.addLayout(line)
        return row


class Problem(QLabel):
    """A problem in words on a soft ground; hidden without one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self.setWordWrap(True)
        set_by_name(self, textFormat="PlainText")
        self.setMargin(space(2))
        self.setAutoFillBackground(True)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence, and have it announced."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        tint(self, tone_roles("bad"))
        self.setText(text)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        super().clear()
        self.hide()
