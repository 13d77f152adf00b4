"""How lists beside a draft look: the chosen line on a soft ground, with icons that stay visible on it."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QListWidget

from datapact_ui.looks.colours import colours_of
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import icon_size
from datapact_ui.looks.palette import coloured


def soften(entries: QListWidget) -> None:
    """Mark the chosen line with the soft accent, whether the list has the focus or not."""
    base = QApplication.palette()
    colours = colours_of(base)
    entries.setPalette(coloured(base, Highlight=colours.accent_soft, HighlightedText=colours.ink))


def steady_icon(name: str, colour: str = "") -> QIcon:
    """An icon in one colour, chosen or not."""
    colours = colours_of(QApplication.palette())
    pixmap = icon(name, colour or colours.ink).pixmap(icon_size(), QApplication.primaryScreen().devicePixelRatio())
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made
