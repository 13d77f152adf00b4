"""Colours of a widget's own that follow the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from datapact_ui.kit.theme.colours import Colours, Tone, colours_of
from datapact_ui.kit.theme.palette import coloured

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

type Roles = Callable[[Colours], Mapping[str, str]]


def tint(widget: QWidget, roles: Roles) -> None:
    """Give a widget colours of its own (``{"Window": "#…"}`` from the table of the theme), now and after each change of theme."""
    from PySide6.QtCore import Qt

    known = widget.findChild(_Tint, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if known is None:
        known = _Tint(widget)
    known.use(roles)


def tone_roles(tone: Tone) -> Roles:
    """The soft ground and the ink of a tone, for a bar with a message."""

    def roles(colours: Colours) -> Mapping[str, str]:
        toned = colours.tone(tone)
        return {"Window": toned.soft, "WindowText": toned.ink}

    return roles


class _Tint(QObject):
    """Sets the colours of its parent anew whenever the palette behind them has changed."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._roles: Roles = lambda _colours: {}
        widget.installEventFilter(self)

    def use(self, roles: Roles) -> None:
        self._roles = roles
        self._paint()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()
        return False

    def _paint(self) -> None:
        palette = QApplication.palette()
        self._widget.setPalette(coloured(palette, **self._roles(colours_of(palette))))
