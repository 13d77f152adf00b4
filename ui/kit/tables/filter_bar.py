"""Chips above a list: each filters it, shows its count, and stays visible while set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.theme.switches import on_switch, set_quietly
from datapact_ui.kit.widgets.chips import Chip

_LONGEST = 32
"""Characters of a choice that a chip shows."""


@dataclass(frozen=True, slots=True)
class Toggle[F]:
    """A chip that is on or off."""

    name: str
    """Ends the object name of the chip."""
    words: str
    """The words of the chip."""
    is_on: Callable[[F], bool]
    """Whether these filters switch it on."""
    switch: Callable[[F, bool], F]
    """The filters once it is switched."""
    tip: str = ""
    """A sentence more, as its tool tip."""
    shown: Callable[[F], bool] | None = None
    """Whether it is there at all; always where nobody says."""
    says: Callable[[F], str] | None = None
    """Its words, where they depend on the filters."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry of a menu."""

    value: str
    """The value chosen by it."""
    words: str
    """The name of the value."""
    picture: str = ""
    """Name of an icon; empty for none."""
    count: int = -1
    """How many the list would show; below 0 where nobody counts."""


@dataclass(frozen=True, slots=True)
class Pick[F]:
    """A chip with a menu."""

    name: str
    """Ends the object names of chip and menu."""
    words: str
    """The words of the chip before the chosen value."""
    chosen: Callable[[F], Sequence[str]]
    """The values that these filters choose."""
    choose: Callable[[F, tuple[str, ...]], F]
    """The filters with other values."""
    named: Callable[[F, str], str]
    """The name of a chosen value."""
    offers: Callable[[F], Sequence[Offer]]
    """The entries of the menu, made when it opens."""
    several: bool = False
    """Whether any number of values can be chosen, instead of one."""
    every: str = ""
    """The entry that takes the choice away; empty for none."""
    rest: Callable[[], str] | None = None
    """Says at the end of the menu where others are; empty where all are in it."""


class FilterBar[F](QWidget):
    """Shows and changes the filters of a list. ``name`` is the prefix of its chips' names; ``nothing`` are empty
    filters.

    Arrow keys go from chip to chip. Subclasses may put lines above the chips into ``column``.
    """

    changed = Signal(object)
    """The new filters."""

    def __init__(self, name: str, nothing: F, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}-filters")
        self._name, self._nothing, self._filters = name, nothing, nothing
        self._chips: dict[str, tuple[Toggle[F] | Pick[F], Chip]] = {}
        self._counts: Mapping[str, int] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(space(2))
        self.row = FlowLayout()
        self.column.addLayout(self.row)

    def add_fields(self, *fields: Toggle[F] | Pick[F]) -> None:
        """More chips."""
        for field in fields:
            chip = Chip(field.words, f"{self._name}-{field.name}", self)
            self._chips[field.name] = field, chip
            if isinstance(field, Toggle):
                chip.setToolTip(field.tip)
                on_switch(chip, lambda on, field=field: self.change(field.switch(self._filters, on)))  # type: ignore[misc]
            else:
                on_switch(chip, lambda _on, field=field, chip=chip: self._open_menu(field, chip))  # type: ignore[misc]
            self.row.addWidget(chip)

    def add_clear(self) -> None:
        """Add the button that removes all filters."""
        self.clear = QToolButton(self)
        self.clear.setObjectName(f"{self._name}-clear")
        self.clear.setText(_("Show all"))
        self.clear.setAccessibleName(_("Show all"))
        self.clear.setIcon(icon("close"))
        self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear.setAutoRaise(True)
        self.clear.clicked.connect(lambda _checked=False: self.show_all())
        self.row.addWidget(self.clear)

    # ---- the filters ----

    def filters(self) -> F:
        """The filters as set."""
        return self._filters

    def show_filters(self, filters: F) -> None:
        """Show these filters, without a signal."""
        self._filters = filters
        self.update_state()

    def change(self, filters: F) -> None:
        """Set these filters, and emit the signal."""
        if filters == self._filters:
            self.update_state()
            return
        self.show_filters(filters)
        self.changed.emit(filters)

    def show_all(self) -> None:
        """Remove all filters."""
        self.change(self._nothing)

    def narrows(self) -> bool:
        """Whether any filter is set."""
        return self._filters != self._nothing

    def show_numbers(self, counts: Mapping[str, int]) -> None:
        """Show how many each chip finds, by its name."""
        self._counts = counts
        self.update_state()

    def update_state(self) -> None:
        """Update the chips from the filters."""
        for name, (field, chip) in self._chips.items():
            if isinstance(field, Toggle):
                on = field.is_on(self._filters)
                words = field.words if field.says is None else field.says(self._filters)
                chip.set_words(f"{words} {grouped(self._counts[name])}" if name in self._counts else words)
                chip.setVisible(field.shown is None or field.shown(self._filters))
            else:
                chosen = [field.named(self._filters, value) for value in field.chosen(self._filters)]
                on = bool(chosen)
                chip.set_words(_with_chosen(field.words, chosen))
            set_quietly(chip, on)
        if hasattr(self, "clear"):
            self.clear.setVisible(self.narrows())

    # ---- menus ----

    def _open_menu(self, field: Pick[F], chip: Chip) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{chip.objectName()}-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if field.every:
            every = menu.addAction(field.every)
            every.triggered.connect(lambda _checked=False: self.change(field.choose(self._filters, ())))
            menu.addSeparator()
        chosen = field.chosen(self._filters)
        for offer in field.offers(self._filters):
            words = offer.words.replace("&", "&&")
            action = menu.addAction(words if offer.count < 0 else f"{words}\t{grouped(offer.count)}")
            if offer.picture:
                action.setIcon(icon(offer.picture))
            action.setCheckable(True)
            action.setChecked(offer.value in chosen)
            action.toggled.connect(lambda on, value=offer.value: self._pick(field, value, on=on))
        rest = "" if field.rest is None else field.rest()
        if rest:
            menu.addSeparator()
            menu.addAction(rest).setEnabled(False)
        menu.aboutToHide.connect(self.update_state)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _pick(self, field: Pick[F], value: str, *, on: bool) -> None:
        others = tuple(one for one in field.chosen(self._filters) if one != value) if field.several else ()
        self.change(field.choose(self._filters, (*others, value) if on else others))

    # ---- keys ----

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move from chip to chip."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        chips = [chip for _field, chip in self._chips.values() if chip.isVisible()]
        focus = QApplication.focusWidget()
        if step is None or not isinstance(focus, Chip) or focus not in chips:
            super().keyPressEvent(event)
            return
        chips[(chips.index(focus) + step) % len(chips)].setFocus(Qt.FocusReason.TabFocusReason)


def _with_chosen(name: str, values: Sequence[str]) -> str:
    if not values:
        return f"{name} ▾"
    more = f" +{len(values) - 1}" if len(values) > 1 else ""
    short = values[0] if len(values[0]) <= _LONGEST else f"{values[0][: _LONGEST - 1]}…"
    return f"{name}: {short}{more} ▾"
