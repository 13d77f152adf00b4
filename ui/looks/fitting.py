"""Sizes of dialogs: what they need, but never more than the screen has, also at 200 % text."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from datapact_ui.looks.measures import characters, space

_OF_THE_SCREEN = 0.92


def fit(dialog: QDialog, wide: float, lines: float) -> None:
    """Make a dialog at least ``wide`` characters and ``lines`` lines large, if the screen allows."""
    room = (dialog.screen() or QGuiApplication.primaryScreen()).availableSize() * _OF_THE_SCREEN
    wanted = QSize(characters(wide), space(lines * 4)).expandedTo(dialog.minimumSizeHint()).boundedTo(room)
    layout = dialog.layout()
    if layout is not None and layout.hasHeightForWidth():
        wanted.setHeight(max(wanted.height(), layout.totalHeightForWidth(wanted.width())))
    dialog.resize(wanted.boundedTo(room))
