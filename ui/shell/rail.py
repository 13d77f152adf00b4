"""The rail on the left: the rooms of the application, in the order of the member's work."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from datapact.base.texts import N_, _
from datapact_ui.kit.context.key_names import shown_keys
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import paint_icon
from datapact_ui.kit.theme.measures import line_height, space, type_font
from datapact_ui.kit.theme.switches import on_switch, set_quietly

ROOMS: dict[str, str] = {
    "overview": N_("Overview"),
    "agreements": N_("Agreements"),
    "consent": N_("Consent"),
    "calendar": N_("Calendar"),
    "library": N_("Library"),
    "audit": N_("Audit"),
    "partners": N_("Partners"),
    "settings": N_("Settings"),
}
"""The word of each room; ``ui/kit/context/pages.py`` says which class shows it."""


_ORDERS: dict[str, tuple[str, ...]] = {
    "lead": ("consent", "calendar", "overview", "agreements", "partners", "audit", "library"),
    "signatory": ("overview", "agreements", "consent", "calendar", "partners", "audit", "library"),
    "legal": ("agreements", "overview", "consent", "calendar", "partners", "audit", "library"),
    "auditor": ("audit", "agreements", "consent", "calendar", "overview", "partners", "library"),
    "admin": ("partners", "overview", "agreements", "consent", "calendar", "audit", "library"),
}
"""The rooms in the order of a role's work."""


def rooms_for(roles: Iterable[str], *, narrowed: bool = False) -> tuple[str, ...]:
    """The rooms in the order of a member's work, the first to be shown first. Settings are always last.

    ``narrowed``: an auditor whose audits do not cover everything has the own room alone.

    Leads begin with the consent room, signatories with the overview, legal staff with the agreements, auditors with
    their own room, and mere administrators with the partners, next to the settings.
    """
    if narrowed:
        return ("audit", "settings")
    held = set(roles)
    order = next((rooms for role, rooms in _ORDERS.items() if role in held), _ORDERS["admin"])
    return (*order, "settings")


class RailButton(QAbstractButton):
    """One room: icon above its word, a bar at the left when it is open."""

    chosen = Signal()
    """Clicked, or switched on by a screen reader, which does not click."""

    def __init__(self, name: str, parent: QWidget, keys: str = "") -> None:
        """``keys`` as the platform names them."""
        super().__init__(parent)
        self._keys, self._overdue_words = keys, ""
        self._in_click = False
        self.clicked.connect(lambda _checked=False: self.chosen.emit())
        on_switch(self, lambda on: self.chosen.emit() if on and not self._in_click else None)
        self._icon = name
        self._overdue = 0
        words = _(ROOMS[name])
        self.setObjectName(f"rail-{name}")
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._say()
        self.setFont(type_font("small"))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)

    def show_overdue(self, number: int, words: str) -> None:
        """A red number at the icon, with the words for screen readers and the tool tip; 0 shows none."""
        self._overdue, self._overdue_words = number, words if number else ""
        self.setAccessibleName(f"{self.text()}: {words}" if number else self.text())
        self._say()
        self.update()

    def _say(self) -> None:
        """The tool tip: what is overdue, else the name of the room; its keys stand behind it."""
        words = self._overdue_words or self.text()
        self.setToolTip(f"{words} ({self._keys})" if self._keys else words)

    def nextCheckState(self) -> None:
        self._in_click = True
        super().nextCheckState()
        self._in_click = False

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + space(6)
        return QSize(max(width, space(18)), round(line_height() * 3.4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), round(line_height() * 1.5))

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
        side = min(line_height() * 1.35, box.height() - line_height() * 1.05)
        if side < line_height() * 0.9:  # a low window with large text: only words
            side = 0.0
        top = box.top() + (box.height() - side - line_height()) / 2
        if side:
            paint_icon(painter, self._icon, QRectF(box.center().x() - side / 2, top, side, side), ink)
        painter.setPen(QColor(ink))
        words = QRectF(box.left(), top + side, box.width(), line_height())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        if self._overdue:
            corner = QPointF(box.center().x() + side / 2, top) if side else QPointF(box.right(), box.top())
            self._paint_overdue(painter, box, corner)
        painter.end()

    def _paint_overdue(self, painter: QPainter, box: QRectF, corner: QPointF) -> None:
        """Paint the number on red at the upper right of the icon; beyond 99 as such."""
        colours = colours_of(QApplication.palette())
        number = str(self._overdue) if self._overdue < 100 else "99+"
        font = type_font("small")
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        height = painter.fontMetrics().height() * 1.02
        width = max(height, painter.fontMetrics().horizontalAdvance(number) + height * 0.6)
        place = QRectF(min(corner.x() - height * 0.35, box.right() - width), corner.y() - height * 0.3, width, height)
        painter.setPen(QPen(QColor(colours.rail), 1.5))
        painter.setBrush(QColor(colours.bad.ink))
        painter.drawRoundedRect(place, height / 2, height / 2)
        painter.setPen(QColor(colours.surface))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, number)


class Rail(QWidget):
    """The rail of buttons, one of them checked; arrow keys move between them."""

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
        for number, name in enumerate(names, 1):
            if name == "settings":
                column.addStretch()
            button = RailButton(name, self, shown_keys(f"Ctrl+{number}"))  # as the menu has them
            button.chosen.connect(lambda name=name: self.chosen.emit(name))
            self._group.addButton(button)
            self._buttons[name] = button
            column.addWidget(button)
        if "settings" not in names:
            column.addStretch()

    def show_room(self, name: str) -> None:
        """Mark the open room; a page that belongs to none leaves the last one marked."""
        if name in self._buttons:
            set_quietly(self._buttons[name], True)

    def show_overdue(self, number: int, words: str) -> None:
        """Show the number of overdue obligations at the calendar's button, visible from every room."""
        if "calendar" in self._buttons:
            self._buttons["calendar"].show_overdue(number, words)

    def show_asked(self, number: int, words: str) -> None:
        """Show how much waits for this member (approvals, mentions) at the overview's button."""
        if "overview" in self._buttons:
            self._buttons["overview"].show_overdue(number, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(QApplication.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.rail))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(colours.line))
        painter.end()
