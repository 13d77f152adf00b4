"""Base of all dialogs: a name, a title, F1, Tab in visible order, a line for refusals, one row of buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from datapact_ui.kit.layout.fitting import fit, grow, missing_height, room_for
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.cards import PrimaryButton
from datapact_ui.kit.widgets.disabled_controls import bar_unread, why_barred
from datapact_ui.kit.widgets.plain_buttons import PlainButtons
from datapact_ui.kit.widgets.warning_line import WarningLine

_LEAST_WORDS = 30  # characters that a sentence beside the buttons has at least

type Leave = Literal["cancel", "close"]

_LEAVING = {"cancel": QDialogButtonBox.StandardButton.Cancel, "close": QDialogButtonBox.StandardButton.Close}


class Dialog(QDialog):
    """Base of dialogs: put parts into ``column``, add buttons, call ``finish``; it is deleted once it is closed."""

    help_page = ""
    """Page of the user guide that F1 opens."""

    def __init__(
        self, name: str, title: str, parent: QWidget | None = None, *, leave: Leave = "cancel", help_page: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if help_page or self.help_page:
            _open_guide_on_f1(self, help_page or self.help_page)
        self.column = QVBoxLayout(self)
        margins(self.column, 5, 3)
        self.page = QWidget(self)
        """The page shown by ``turn``."""
        self.page.hide()
        self.problem = WarningLine("", "bad", self)
        self.problem.words.setObjectName(f"{name}-problem")
        self.problem.hide()
        self._shown_reason = _ShownReason(self)
        self.buttons = PlainButtons(self)
        self.buttons.rejected.connect(self.reject)
        self._leave = leave

    def add_button(
        self, name: str, words: str, picture: str, do: Callable[[], object], *, primary: bool = False
    ) -> QPushButton:
        """A button in the row; the ``primary`` one does the next step, by Return as well."""
        made = PrimaryButton(words, picture, self) if primary else QPushButton(icon(picture), words, self)
        made.setObjectName(name)
        made.clicked.connect(lambda _checked=False: do())
        roles = QDialogButtonBox.ButtonRole
        self.buttons.addButton(made, roles.AcceptRole if primary else roles.ActionRole)
        if primary:
            made.setDefault(True)
        return made

    def finish(self, wide: float, lines: float, beside: QWidget | None = None, *more: QWidget) -> None:
        """Call when all parts are there: at least ``wide`` characters and ``lines`` lines, as far as the screen goes.

        ``beside`` is in the row of buttons and takes its spare width, ``more`` are before the buttons.
        """
        self.leaving = self.buttons.addButton(_LEAVING[self._leave])  # last: the focus begins before it
        self.leaving.setObjectName(f"{self.objectName()}-{self._leave}")
        self.column.addWidget(self.problem)
        taken = sum(
            one.sizeHint().width() + space(2) for one in self.buttons.buttons()
        )  # before the row has its own size
        room = min(characters(wide), room_for(self).width()) - taken
        if isinstance(beside, QLabel) and not more and room < characters(_LEAST_WORDS):
            self.column.addWidget(beside)  # beside the buttons it would be a column of single words
            beside = None
        if beside is None:
            self.column.addWidget(self.buttons)
        else:
            row = QHBoxLayout()
            row.setSpacing(space(2))
            row.addWidget(beside, 1)
            if not isinstance(beside, QLabel):  # words take what is there
                row.addStretch(1)
            for one in more:
                row.addWidget(one)
            row.addWidget(self.buttons)
            self.column.addLayout(row)
        fit(self, wide, lines)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in a field never cancels: where no button does the next step by it, Qt would take the way out for it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            taken = next((one for one in self.findChildren(QPushButton) if one.isDefault()), None)
            if taken is not None and taken.objectName() == f"{self.objectName()}-cancel" and not taken.hasFocus():
                event.accept()
                return
            if taken is not None and why_barred(taken):
                self.show_problem(why_barred(taken))  # for whoever has no pointer to rest on it
                self._shown_reason.watch(taken, why_barred(taken))
                event.accept()
                return
        super().keyPressEvent(event)

    def turn(self, page: QWidget) -> None:
        """Show a page in place of the former one."""
        around = self.page.parentWidget()
        holder = around.layout() if around is not None else None  # where all scrolls, that is not ``column``
        if holder is None or holder.indexOf(self.page) < 0:
            self.column.addWidget(page, 1)
        else:
            holder.replaceWidget(self.page, page)
            page.show()
            self.page.hide()
        self.page.deleteLater()
        self.page = page

    def keep_entered(self) -> None:
        """The vault is about to be closed over this window: keep what was entered."""

    def show_problem(self, words: str) -> None:
        """Show a problem above the buttons; empty where there is none. What was whole stays whole: the window grows."""
        whole = bool(words) and self.isVisible() and missing_height(self) <= 0
        self.problem.words.setText(words)
        self.problem.setAccessibleName(words)
        self.problem.setVisible(bool(words))
        if whole:
            QTimer.singleShot(0, self, lambda: grow(self))

    def show_error(self, error: Exception) -> bool:
        """Show why a read or a change failed; what waited for the read says so, too. True, as who is told of an error answers."""
        self.show_problem(str(error))
        bar_unread(self, str(error))
        return True


class _ShownReason(QObject):
    """The reason that Return showed in red; it goes from the line as soon as it no longer bars the button."""

    def __init__(self, dialog: Dialog) -> None:
        super().__init__(dialog)  # reached as its parent: a reference of Python's own would hold the dialog in a circle
        self._reason = ""

    def watch(self, button: QPushButton, reason: str) -> None:
        """Watch a button that is barred for a reason which the line now shows."""
        self._reason = reason
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.EnabledChange, QEvent.Type.DynamicPropertyChange)
        if event.type() in kinds and isinstance(watched, QWidget) and why_barred(watched) != self._reason:
            watched.removeEventFilter(self)
            dialog = self.parent()
            if isinstance(dialog, Dialog) and dialog.problem.words.text() == self._reason:
                dialog.show_problem("")
        return False


def _open_guide_on_f1(dialog: QDialog, page: str) -> None:
    # the main window's own key does not reach modal dialogs
    def show() -> None:
        from datapact_ui.kit.dialogs.guide_window import show_guide

        show_guide(dialog, page)

    QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), dialog).activated.connect(show)
