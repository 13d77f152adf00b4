"""The fields of a form that have no answer yet, from the top: where typing begins, and where Enter goes on to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from datapact_ui.kit.fields.text_fields import Field


def empty_fields(inside: QWidget) -> list[QWidget]:
    """The fields without an answer that can be typed into or chosen from, from the top."""
    found: list[QWidget] = []
    for answer in inside.findChildren(Field):
        for field in answer.findChildren(QWidget):
            empty = (
                (isinstance(field, QLineEdit) and not field.text() and not isinstance(field.parent(), QComboBox))
                or (isinstance(field, QPlainTextEdit) and not field.toPlainText().strip())
                or (isinstance(field, QComboBox) and not field.currentData())
            )
            if (
                empty
                and field.isVisibleTo(inside)
                and field.isEnabled()
                and field.focusPolicy() != Qt.FocusPolicy.NoFocus
            ):
                found.append(field)
    return sorted(found, key=lambda one: one.mapTo(inside, one.rect().topLeft()).y())
