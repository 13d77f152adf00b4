"""The chips above the list: each narrows it, says how many it would show, and stays visible while it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.agreements.views.filters import SOON_DAYS, Filters
from datapact.agreements.views.list_index import Counts
from datapact.base.texts import _
from datapact.contract.templates.kinds import kind_name
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.theme.switched import on_switch, set_quietly
from datapact_ui.kit.widgets.chips import Chip
from datapact_ui.kit.widgets.state_badge import STATES, state_words

_MOST_PARTNERS = 25


class FilterBar(QWidget):
    """Shows and changes the filters of the list, all but its words."""

    changed = Signal(object)
    """The new Filters."""

    def __init__(self, mine: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter-bar")
        self._mine = mine
        self._filters = Filters()
        self._counts = Counts()
        row = FlowLayout(self)
        self._chips: dict[str, Chip] = {}
        self._words: dict[str, str] = {}
        self._toggle(
            row, "mine", _("For me"), lambda f, on: replace(f, steps=mine if on else (), turn="us" if on else "")
        )
        self._toggle(row, "us", _("Waiting for us"), lambda f, on: replace(f, turn="us" if on else "", steps=()))
        self._toggle(row, "soon", _("Ending soon"), lambda f, on: replace(f, ending_days=SOON_DAYS if on else None))
        self._chips["soon"].setToolTip(_("Within the next {days} days", days=SOON_DAYS))
        self._choice(row, "status", _("Status"), self._status_menu)
        self._choice(row, "kind", _("Kind"), self._kind_menu)
        self._choice(row, "partner", _("Partner"), self._partner_menu)
        self._toggle(row, "archived", _("Archive"), lambda f, on: replace(f, archived=on))
        self.clear = QToolButton(self)
        self.clear.setObjectName("clear-filters")
        self.clear.setText(_("Show all"))
        self.clear.setAccessibleName(_("Show all"))
        self.clear.setIcon(icon("close"))
        self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear.setAutoRaise(True)
        self.clear.clicked.connect(lambda _checked=False: self._change(Filters()))
        row.addWidget(self.clear)
        self._say()

    def show_filters(self, filters: Filters) -> None:
        """Show these filters; their words are not shown here."""
        self._filters = replace(filters, words="")
        self._say()

    def show_counts(self, counts: Counts) -> None:
        """Show how many agreements each filter finds."""
        self._counts = counts
        for name, number in (
            ("mine", counts.mine),
            ("us", counts.waiting_for_us),
            ("soon", counts.ending_soon),
            ("archived", counts.archived),
        ):
            self._chips[name].set_words(f"{self._words[name]} {grouped(number)}")

    # ---- making chips ----

    def _toggle(self, row: FlowLayout, name: str, words: str, change: Callable[[Filters, bool], Filters]) -> None:
        chip = Chip(words, f"filter-{name}", self)
        on_switch(chip, lambda on: self._change(change(self._filters, on)))
        self._chips[name], self._words[name] = chip, words
        row.addWidget(chip)

    def _choice(self, row: FlowLayout, name: str, words: str, fill: Callable[[QMenu], None]) -> None:
        chip = Chip(f"{words} ▾", f"filter-{name}", self)
        on_switch(chip, lambda _on: self._open_menu(chip, fill))
        self._chips[name] = chip
        row.addWidget(chip)

    def _open_menu(self, chip: Chip, fill: Callable[[QMenu], None]) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{chip.objectName()}-menu")
        fill(menu)
        menu.aboutToHide.connect(self._say)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    # ---- menus ----

    def _status_menu(self, menu: QMenu) -> None:
        for name in STATUS_WORDS:
            number = self._counts.by_status.get(name, 0)
            chosen = name in self._filters.status
            if number or chosen:
                action = menu.addAction(icon(STATES[name][0]), _counted(state_words(name), number))
                action.setCheckable(True)
                action.setChecked(chosen)
                action.toggled.connect(lambda on, name=name: self._set_status(name, on))

    def _kind_menu(self, menu: QMenu) -> None:
        kinds = {*self._counts.by_kind, *self._filters.kind}
        for kind in sorted(kinds, key=lambda kind: kind_name(kind).casefold()):
            action = menu.addAction(_counted(kind_name(kind), self._counts.by_kind.get(kind, 0)))
            action.setCheckable(True)
            action.setChecked(kind in self._filters.kind)
            action.toggled.connect(lambda on, kind=kind: self._set_kind(kind, on))

    def _partner_menu(self, menu: QMenu) -> None:
        every = menu.addAction(_("All partners"))
        every.triggered.connect(lambda _checked=False: self._change(replace(self._filters, partner="")))
        menu.addSeparator()
        busiest = sorted(_with_partner(self._counts.by_partner).items(), key=lambda item: (-item[1], item[0]))
        for name, number in sorted(busiest[:_MOST_PARTNERS], key=lambda item: item[0].casefold()):
            action = menu.addAction(_counted(name.replace("&", "&&"), number))
            action.setCheckable(True)
            action.setChecked(name == self._filters.partner)
            action.triggered.connect(
                lambda on, name=name: self._change(replace(self._filters, partner=name if on else ""))
            )
        if len(busiest) > _MOST_PARTNERS:
            menu.addSeparator()
            hint = menu.addAction(_("Any other: search for partner:NAME"))
            hint.setEnabled(False)

    def _set_status(self, status: str, on: bool) -> None:
        self._change(replace(self._filters, status=_among(self._filters.status, status, on)))

    def _set_kind(self, kind: str, on: bool) -> None:
        self._change(replace(self._filters, kind=_among(self._filters.kind, kind, on)))

    # ---- what is shown ----

    def _change(self, filters: Filters) -> None:
        self._filters = filters
        self._say()
        self.changed.emit(filters)

    def _say(self) -> None:
        filters = self._filters
        mine = bool(filters.steps) and filters.turn == "us"
        for name, on in (
            ("mine", mine),
            ("us", filters.turn == "us" and not mine),
            ("soon", filters.ending_days is not None),
            ("status", bool(filters.status)),
            ("kind", bool(filters.kind)),
            ("partner", bool(filters.partner)),
            ("archived", filters.archived),
        ):
            set_quietly(self._chips[name], on)
        self._chips["mine"].setVisible(bool(self._mine))
        self._chips["status"].set_words(_chosen(_("Status"), [state_words(name) for name in filters.status]))
        self._chips["kind"].set_words(_chosen(_("Kind"), [kind_name(kind) for kind in filters.kind]))
        self._chips["partner"].set_words(_chosen(_("Partner"), [filters.partner] if filters.partner else []))
        self.clear.setVisible(filters != Filters())


def _among(values: tuple[str, ...], value: str, on: bool) -> tuple[str, ...]:
    others = tuple(known for known in values if known != value)
    return (*others, value) if on else others


def _counted(words: str, number: int) -> str:
    return f"{words}\t{grouped(number)}"


def _chosen(name: str, values: list[str]) -> str:
    if not values:
        return f"{name} ▾"
    more = f" +{len(values) - 1}" if len(values) > 1 else ""
    short = values[0] if len(values[0]) <= 28 else f"{values[0][:27]}…"
    return f"{name}: {short}{more} ▾"


def _with_partner(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if name}
