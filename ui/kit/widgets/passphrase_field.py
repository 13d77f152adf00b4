"""A field for a passphrase: hidden, with a button to look at it, and a warning when Caps Lock is on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.theme.by_name import set_by_name
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent


class _Line(QLineEdit):
    """Detects Caps Lock from key presses: a letter whose case does not fit Shift."""

    caps = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps.emit(caps_lock() or False)
        elif len(text) == 1 and text.lower() != text.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(text.isupper() != shift)
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # ``entered`` is emitted; the screen around must not handle the key, too

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        state = caps_lock()
        if state is not None:
            self.caps.emit(state)


def caps_lock() -> bool | None:
    """Whether Caps Lock is on, if the platform shows it without a key press (Windows); else None."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetKeyState(0x14) & 1)
    return None


class PassphraseField(QWidget):
    """The field; ``entered`` when Return is pressed, ``edited`` with every change."""

    entered = Signal()
    edited = Signal(str)

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = _Line(self)
        self.line.setObjectName(name)
        self.line.setAccessibleName(label)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        set_by_name(self.line, inputMethodHints="ImhSensitiveData|ImhNoPredictiveText|ImhHiddenText")
        self.line.returnPressed.connect(self.entered)
        self.line.textEdited.connect(self.edited)
        self.line.caps.connect(self._show_caps)
        self._eye = QToolButton(self)
        self._eye.setObjectName(f"{name}-show")
        self._eye.setCheckable(True)
        self._eye.setAutoRaise(True)
        self._eye.setIcon(icon("eye"))
        self._eye.setIconSize(icon_size())
        self._eye.setAccessibleName(_("Show the passphrase"))
        self._eye.setToolTip(_("Show the passphrase"))
        self._eye.toggled.connect(self._show_text)
        self.caps_warning = QLabel("⇪ " + _("Caps Lock is on."), self)
        self.caps_warning.setObjectName(f"{name}-caps")
        self.caps_warning.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        row.addWidget(self.line, 1)
        row.addWidget(self._eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(row)
        column.addWidget(self.caps_warning)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """The passphrase typed."""
        return self.line.text()

    def clear(self) -> None:
        """Clear the field, and hide its text again."""
        self.line.clear()
        self._eye.setChecked(False)

    def show_text(self, shown: bool) -> None:
        """Show or hide the passphrase."""
        self._eye.setChecked(shown)

    def _show_text(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if shown else "eye"))

    def _show_caps(self, on: bool) -> None:
        self.caps_warning.setVisible(on)
