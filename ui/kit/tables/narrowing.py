"""As at which day, in which status, with which partner: what registers and exports are narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QWidget

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.base.texts import _
from datapact.registers.filters import Filters
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.theme.switched import on_switch, set_quietly
from datapact_ui.kit.widgets.chips import Chip
from datapact_ui.kit.widgets.state_badge import STATES, state_words

if TYPE_CHECKING:
    from datapact_ui.kit.context.desk import Desk

_TYPED_AFTER_MSECS = 400


class Narrowing(QWidget):
    """Three fields in a line; ``row`` takes more before and behind them. ``name`` begins the names of the fields."""

    changed = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None, *, before: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._name = name
        self._status: tuple[str, ...] = ()
        self.row = FlowLayout(self, 3)
        if before is not None:
            before.setParent(self)
            self.row.addWidget(before)
        self.on = DayField(f"{name}-day", _("As at"), self)
        self.on.set_value(desk.today().isoformat())
        self.on.edited.connect(lambda _value: self.changed.emit())
        self.row.addWidget(labelled(_("As at"), self.on, self))
        self.status = Chip(f"{_('Status')} ▾", f"{name}-status", self)
        on_switch(self.status, lambda _on: self._open_statuses())
        self.row.addWidget(self.status)
        self.partner = QLineEdit(self)
        self.partner.setObjectName(f"{name}-partner")
        self.partner.setAccessibleName(_("Name of the partner begins with"))
        self.partner.setPlaceholderText(_("Partner begins with …"))
        self.partner.setClearButtonEnabled(True)
        self.partner.setFixedWidth(characters(26))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPED_AFTER_MSECS)
        self._soon.timeout.connect(self.changed)
        self.partner.textChanged.connect(lambda _text: self._soon.start())
        self.row.addWidget(self.partner)
        self._show_chosen()

    def day(self) -> date:
        """The day that is asked for; today where the field holds none."""
        return self.on.day() or self._desk.today()

    def filters(self) -> Filters:
        """What is asked for besides the day."""
        self._soon.stop()
        return Filters(self._status, self.partner.text().strip())

    def set_status(self, status: tuple[str, ...]) -> None:
        """Take in agreements of these statuses alone; all for none."""
        self._status = status
        self._show_chosen()
        self.changed.emit()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: on (ISO day), status (with commas), partner. Tells of nothing: the caller asks anyway."""
        if options.get("on"):
            self.on.set_value(options["on"])
        if "partner" in options:
            self.partner.blockSignals(True)
            self.partner.setText(options["partner"])
            self.partner.blockSignals(False)
        if "status" in options:
            self._status = tuple(one for one in options["status"].split(",") if one in STATUS_WORDS)
        self._show_chosen()

    def _open_statuses(self) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{self._name}-status-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        every = menu.addAction(_("Every status"))
        every.triggered.connect(lambda _checked=False: self.set_status(()))
        menu.addSeparator()
        for name in STATUS_WORDS:
            action = menu.addAction(icon(STATES[name][0]), state_words(name))
            action.setCheckable(True)
            action.setChecked(name in self._status)
            action.toggled.connect(lambda on, name=name: self._toggle(name, on))
        menu.aboutToHide.connect(self._show_chosen)
        menu.popup(self.status.mapToGlobal(self.status.rect().bottomLeft()))

    def _toggle(self, name: str, on: bool) -> None:
        others = tuple(one for one in self._status if one != name)
        self.set_status((*others, name) if on else others)

    def _show_chosen(self) -> None:
        words = [state_words(name) for name in self._status]
        more = f" +{len(words) - 1}" if len(words) > 1 else ""
        self.status.set_words(f"{_('Status')}: {words[0]}{more} ▾" if words else f"{_('Status')} ▾")
        set_quietly(self.status, bool(words))


def labelled(words: str, field: QWidget, parent: QWidget) -> QWidget:
    """A field with its label before it."""
    box = QWidget(parent)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space(1))
    label = QLabel(words, box)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    row.addWidget(label)
    row.addWidget(field)
    return box
