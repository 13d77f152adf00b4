"""The rail on the left: the rooms of the application, in the order of the member's work."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QButtonGroup, QVBoxLayout, QWidget

from datapact.texts import N_, _
from datapact_ui.looks.colours import colours_of
from datapact_ui.looks.icons import paint_icon
from datapact_ui.looks.measures import line_height, space, type_font
from datapact_ui.looks.switched import on_switch, set_quietly

ROOMS: dict[str, tuple[str, str]] = {
    "overview": (N_("Overview"), "datapact_ui.overview.overview_view"),
    "agreements": (N_("Agreements"), "datapact_ui.agreements.agreements_view"),
    "partners": (N_("Partners"), "datapact_ui.partners.partners_view"),
    "settings": (N_("Settings"), "datapact_ui.settings.settings_view"),
}


def rooms_for(roles: Iterable[str]) -> tuple[str, ...]:
    """The rooms in the order of a member's work; the first is where it lands. Settings are always last.

    Leads and signatories begin with what waits for them, legal staff and auditors with the agreements, and who only
    administers with the settings' neighbour, the partners.
    """
    held = set(roles)
    if held & {"lead", "signatory"}:
        order = ("overview", "agreements", "partners")
    elif held & {"legal", "auditor"}:
        order = ("agreements", "overview", "partners")
    else:
        order = ("partners", "overview", "agreements")
    return tuple(name for name in (*order, "settings") if find_spec(ROOMS[name][1]) is not None)


class RailButton(QAbstractButton):
    """One room: icon above its word, a bar at the left when it is open."""

    chosen = Signal()
    """Clicked, or switched on by a screen reader, which does not click."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._in_click = False
        self.clicked.connect(lambda _checked=False: self.chosen.emit())
        on_switch(self, lambda on: self.chosen.emit() if on and not self._in_click else None)
        self._icon = name
        words = _(ROOMS[name][0])
        self.setObjectName(f"rail-{name}")
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(type_font("small"))

    def nextCheckState(self) -> None:
        self._in_click = True
        super().nextCheckState()
        self._in_click = False

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + space(6)
        return QSize(max(width, space(18)), round(line_height() * 3.4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(space(1.5), space(0.5), -space(1.5), -space(0.5))
        on = self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if on else colours.raised))
            painter.drawRoundedRect(box, space(1.5), space(1.5))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), space(1.5), space(1.5))
        ink = colours.info.ink if on else colours.quiet
        side = line_height() * 1.35
        top = box.top() + (box.height() - side - line_height()) / 2
        paint_icon(painter, self._icon, QRectF(box.center().x() - side / 2, top, side, side), ink)
        painter.setPen(QColor(ink))
        words = QRectF(box.left(), top + side, box.width(), line_height())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Rail(QWidget):
    """The buttons, one of them on; arrow keys move between them."""

    chosen = Signal(str)

    def __init__(self, names: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(_("Main areas"))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(2), 0, space(2))
        column.setSpacing(space(1))
        names = tuple(names)
        for name in names:
            if name == "settings":
                column.addStretch()
            button = RailButton(name, self)
            button.chosen.connect(lambda name=name: self.chosen.emit(name))
            self._group.addButton(button)
            self._buttons[name] = button
            column.addWidget(button)
        if "settings" not in names:
            column.addStretch()

    def show_room(self, name: str) -> None:
        """Mark the room that is open; a page that belongs to none leaves the last one marked."""
        if name in self._buttons:
            set_quietly(self._buttons[name], True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.rail))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(colours.line))
        painter.end()
