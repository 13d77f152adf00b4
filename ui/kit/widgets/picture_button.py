"""A push button with a picture before its words, and room for other words that it may bear."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size


def picture_button(parent: QWidget, name: str, picture: str, words: str, do: Callable[[], object]) -> QPushButton:
    """A button of ``parent``; ``name`` is its object name, ``picture`` that of an icon, ``do`` is called at a click."""
    button = QPushButton(icon(picture), words, parent)
    button.setObjectName(name)
    button.setIconSize(icon_size())
    button.clicked.connect(lambda _checked=False: do())
    return button


def reserve_room(button: QPushButton, *texts: str) -> None:
    """Keep a button as wide as the widest of the words that it may bear: what stands beside it never moves under the pointer."""
    shown = button.text()
    button.ensurePolished()
    widths = []
    for one in (*texts, shown):  # the one that it bears is set last
        button.setText(one)
        widths.append(button.sizeHint().width())
    button.setMinimumWidth(max(widths))
