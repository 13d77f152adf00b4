"""One member of a list in a form: a line with its name that opens the member's own form below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.editor.fields.empty_fields import empty_fields
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.kit.fields.text_fields import Field
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, space


class _HeadButton(QToolButton):
    """The line of a member: its words are cut at the end rather than widening the form."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(characters(12))

    def say(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - icon_size().width() - space(4)
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, max(room, characters(8)))
        self.setText(cut.replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class MemberLine(QFrame):
    """A member of a list on one line."""

    toggled = Signal()
    removed = Signal()
    moved = Signal(int)

    def __init__(self, path: str, make_form: Callable[[QWidget], TermForm], parent: QWidget) -> None:
        super().__init__(parent)
        self.path, self._make_form = path, make_form
        self._form: TermForm | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._head = _HeadButton(self)
        self._head.setObjectName(f"open-{path}")
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setIcon(icon("chevron-right"))
        self._head.setIconSize(icon_size())
        self._head.setAutoRaise(True)
        self._head.clicked.connect(self.toggled)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._head, 1)
        self._buttons: list[tuple[QToolButton, str]] = []
        for name, symbol, words, do in (
            ("up", "move-up", _("Move {what} up"), lambda: self.moved.emit(-1)),
            ("down", "move-down", _("Move {what} down"), lambda: self.moved.emit(1)),
            ("remove", "delete", _("Remove {what}"), self.removed.emit),
        ):
            line.addWidget(self._button(name, symbol, words, do))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(1))
        self._column.addLayout(line)

    def _button(self, name: str, symbol: str, words: str, do: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{name}-{self.path}")
        button.setIcon(icon(symbol))
        button.setIconSize(icon_size())
        button.setAutoRaise(True)
        button.clicked.connect(lambda _on=False: do())
        self._buttons.append((button, words))
        return button

    def stand_for_many(self) -> None:
        """The line stands for several entries, which have no one place to be moved to."""
        for button, _pattern in self._buttons[:2]:
            button.hide()

    def keep(self) -> None:
        """The entry stays, and where it is."""
        for button, _pattern in self._buttons:
            button.hide()

    def refresh(self, words: str) -> None:
        self._head.say(words)
        for button, pattern in self._buttons:
            said = pattern.replace("{what}", words)
            button.setAccessibleName(said)
            button.setToolTip(said)
        if self._form is not None:
            self._form.refresh()

    def open(self) -> None:
        if self._form is None:
            self._form = self._make_form(self)
            box = QVBoxLayout()
            box.setContentsMargins(space(5), 0, 0, space(3))
            box.addWidget(self._form)
            self._column.addLayout(box)
        self._form.show()
        self._head.setIcon(icon("chevron-down"))

    def close_form(self) -> None:
        if self._form is not None:
            self._form.commit()
            self._form.hide()
        self._head.setIcon(icon("chevron-right"))

    def commit(self) -> None:
        if self._form is not None:
            self._form.commit()

    def take_focus(self) -> None:
        self._head.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._enter_form)

    def _enter_form(self) -> None:
        """Put the focus where typing begins, past the buttons of the line."""
        filled = self._form.findChildren(Field) if self._form is not None else []
        first = next(iter([*(empty_fields(self) if self._form is not None else []), *filled]), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focusNextChild()

    def reveal(self, path: str) -> QWidget | None:
        return (self._form.reveal(path) if self._form is not None else None) or self._head
