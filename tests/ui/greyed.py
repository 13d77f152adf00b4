"""What a window shows greyed without a reason, and which of its lists are empty without a word: what tests ask of any window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit)


def silent(window: QWidget) -> Iterator[str]:
    """What is shown greyed in a window without a reason, by mouse and to screen readers."""
    for action in {*window.actions(), *window.findChildren(QAction)}:
        named = action.objectName() and action.isVisible() and not action.isSeparator()
        if named and not action.isEnabled() and not action.statusTip():
            yield f"action {action.objectName()} ({action.text()})"
    for control in window.findChildren(QWidget):
        if not isinstance(control, CONTROLS) or control.isEnabled() or not control.isVisibleTo(window):
            continue
        if not control.objectName().strip() or control.objectName().startswith("qt_") or is_held(control, window):
            continue
        if isinstance(control.parentWidget(), QComboBox | QAbstractSpinBox | QTabBar):
            continue  # the field itself is asked; the arrows of tabs are greyed at their end
        words = {called(control), control.accessibleName()}
        if control.accessibleDescription() in {"", *words} or control.toolTip() in {"", *words}:
            yield f"{type(control).__name__} {control.objectName()} ({called(control)})"


def called(control: QWidget) -> str:
    """What a control shows of itself."""
    return control.text() if isinstance(control, QAbstractButton) else control.accessibleName()


def is_held(control: QWidget, window: QWidget) -> bool:
    """Whether what holds the control is greyed as a whole: a page that waits, or one that says why itself."""
    holder = control.parentWidget()
    while holder is not None and holder is not window:
        if not holder.isEnabled():
            return True
        holder = holder.parentWidget()
    return False


def empty(window: QWidget) -> Iterator[str]:
    """Lists in sight that hold nothing, and over which nothing says so."""
    for one in window.findChildren(QAbstractItemView):
        if not in_sight(one, window) or one.window() is not window or isinstance(one.parentWidget(), QComboBox):
            continue
        model = one.model()
        if isinstance(one, QHeaderView) or model is None or model.rowCount() or is_said(one):
            continue
        yield f"{type(one).__name__} {one.objectName()} ({one.accessibleName()})"


def in_sight(one: QWidget, window: QWidget) -> bool:
    """Whether a part can be seen in a window, or could be, once that is shown."""
    return not one.visibleRegion().isEmpty() if window.isVisible() else one.isVisibleTo(window)


def is_said(one: QWidget) -> bool:
    """Whether words stand on an empty list itself."""
    around = QRect(one.rect())
    return any(
        label.isVisibleTo(one) and label.text() and around.contains(label.mapTo(one, label.rect().center()))
        for label in one.findChildren(QLabel)
    )
