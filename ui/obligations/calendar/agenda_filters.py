"""The chips above the agenda: mine, state, kind, owner, partner, all years; each stays visible while it narrows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message, _
from datapact.obligations.agenda.agenda import EVERYTHING, NOBODY, Filters
from datapact.obligations.agenda.page import AgendaPage
from datapact.obligations.due.obligation import KINDS, STATES
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.switched import on_switch, set_quietly
from datapact_ui.kit.widgets.chips import Chip
from datapact_ui.obligations.duties.duty_looks import KIND_ICONS

STATE_CHOICES: Mapping[str, str] = {
    "overdue": N_("overdue"),
    "open": STATES["open"],
    "done": STATES["done"],
    "waived": STATES["waived"],
    "not_ours": STATES["not_ours"],
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the agenda is narrowed to: the filters of the core, and whether it goes beyond the next twelve months."""

    filters: Filters = EVERYTHING
    """Empty members do not narrow it."""
    all_years: bool = False
    """Also what is due later than the end of this month in a year."""

    def as_json(self) -> JsonObject:
        """What is remembered of it."""
        return {
            "owner": self.filters.owner,
            "kinds": list(self.filters.kinds),
            "partner": self.filters.partner,
            "states": list(self.filters.states),
            "all_years": self.all_years,
        }


def read_narrowed(value: object) -> Narrowed:
    """What was remembered; what makes no sense any more is left out."""
    if not isinstance(value, dict):
        return Narrowed()

    def words(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
        given = value.get(name)
        return tuple(one for one in given if one in known) if isinstance(given, list) else ()

    filters = Filters(
        owner=str(value.get("owner") or ""),
        partner=str(value.get("partner") or ""),
        kinds=words("kinds", KINDS),
        states=words("states", STATE_CHOICES),
    )
    return Narrowed(filters, value.get("all_years") is True)


class AgendaFilters(QWidget):
    """Shows and changes what the agenda is narrowed to."""

    changed = Signal(object)
    """The new Narrowed."""

    def __init__(self, member: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agenda-filters")
        self._member = member
        self._narrowed = Narrowed()
        self._page: AgendaPage | None = None
        self._chips: dict[str, Chip] = {}
        row = FlowLayout(self)
        self._toggle(row, "mine", _("Looked after by me"), lambda on: self._with(owner=self._member if on else ""))
        self._toggle(row, "late", _("Overdue"), lambda on: self._with(states=("overdue",) if on else ()))
        self._choice(row, "state", self._state_menu)
        self._choice(row, "kind", self._kind_menu)
        self._choice(row, "owner", self._owner_menu)
        self._choice(row, "partner", self._partner_menu)
        self._toggle(row, "years", _("Beyond a year"), lambda on: self._change(replace(self._narrowed, all_years=on)))
        self.clear = QToolButton(self)
        self.clear.setObjectName("agenda-clear-filters")
        self.clear.setText(_("Show all"))
        self.clear.setAccessibleName(_("Show all"))
        self.clear.setIcon(icon("close"))
        self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear.setAutoRaise(True)
        self.clear.clicked.connect(lambda _checked=False: self._change(Narrowed()))
        row.addWidget(self.clear)
        self._say()

    def narrowed(self) -> Narrowed:
        """What is shown now."""
        return self._narrowed

    def set_narrowed(self, narrowed: Narrowed) -> None:
        """Show another narrowing without telling of it."""
        self._narrowed = narrowed
        self._say()

    def show_page(self, page: AgendaPage) -> None:
        """What can be chosen follows from the page."""
        self._page = page
        self._chips["late"].set_count(page.counts.overdue)
        self._say()

    # ---- making chips ----

    def _toggle(self, row: FlowLayout, name: str, words: str, switch: Callable[[bool], None]) -> None:
        chip = Chip(words, f"agenda-{name}", self)
        on_switch(chip, switch)
        self._chips[name] = chip
        row.addWidget(chip)

    def _choice(self, row: FlowLayout, name: str, fill: Callable[[QMenu], None]) -> None:
        chip = Chip("", f"agenda-{name}", self)
        on_switch(chip, lambda _on: self._open_menu(chip, fill))
        self._chips[name] = chip
        row.addWidget(chip)

    def _open_menu(self, chip: Chip, fill: Callable[[QMenu], None]) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{chip.objectName()}-menu")
        fill(menu)
        menu.aboutToHide.connect(self._say)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _state_menu(self, menu: QMenu) -> None:
        for name, words in STATE_CHOICES.items():
            action = menu.addAction(str(Message(words)))
            action.setCheckable(True)
            action.setChecked(name in self._narrowed.filters.states)
            action.toggled.connect(
                lambda on, name=name: self._with(states=_among(self._narrowed.filters.states, name, on))
            )

    def _kind_menu(self, menu: QMenu) -> None:
        kinds = {*(self._page.kinds if self._page is not None else ()), *self._narrowed.filters.kinds}
        named = sorted(((str(Message(KINDS[kind])), kind) for kind in kinds), key=lambda one: one[0].casefold())
        for words, kind in named:
            action = menu.addAction(icon(KIND_ICONS[kind]), words)
            action.setCheckable(True)
            action.setChecked(kind in self._narrowed.filters.kinds)
            action.toggled.connect(
                lambda on, kind=kind: self._with(kinds=_among(self._narrowed.filters.kinds, kind, on))
            )

    def _owner_menu(self, menu: QMenu) -> None:
        people = [(member.id, member.name) for member in self._page.members] if self._page is not None else []
        for owner, words in [("", _("All")), (NOBODY, _("Nobody")), *people]:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(owner == self._narrowed.filters.owner)
            action.triggered.connect(lambda _on=False, owner=owner: self._with(owner=owner))

    def _partner_menu(self, menu: QMenu) -> None:
        names = self._page.partners if self._page is not None else ()
        for partner, words in [("", _("All partners")), *((name, name) for name in names)]:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(partner == self._narrowed.filters.partner)
            action.triggered.connect(lambda _on=False, partner=partner: self._with(partner=partner))

    # ---- what is shown ----

    def _with(self, **changes: object) -> None:
        self._change(replace(self._narrowed, filters=replace(self._narrowed.filters, **changes)))  # type: ignore[arg-type]

    def _change(self, narrowed: Narrowed) -> None:
        self._narrowed = narrowed
        self._say()
        self.changed.emit(narrowed)

    def _say(self) -> None:
        filters = self._narrowed.filters
        members = {member.id: member.name for member in self._page.members} if self._page is not None else {}
        for name, on in (
            ("mine", filters.owner == self._member),
            ("late", filters.states == ("overdue",)),
            ("state", bool(filters.states)),
            ("kind", bool(filters.kinds)),
            ("owner", bool(filters.owner)),
            ("partner", bool(filters.partner)),
            ("years", self._narrowed.all_years),
        ):
            set_quietly(self._chips[name], on)
        states = [str(Message(STATE_CHOICES[state])) for state in filters.states]
        owner = _("Nobody") if filters.owner == NOBODY else members.get(filters.owner, filters.owner)
        self._chips["state"].set_words(_chosen(_("State"), states))
        self._chips["kind"].set_words(_chosen(_("Kind"), [str(Message(KINDS[kind])) for kind in filters.kinds]))
        self._chips["owner"].set_words(_chosen(_("Looked after by"), [owner] if owner else []))
        self._chips["partner"].set_words(_chosen(_("Partner"), [filters.partner] if filters.partner else []))
        self.clear.setVisible(self._narrowed != Narrowed())


def _among(values: tuple[str, ...], value: str, on: bool) -> tuple[str, ...]:
    others = tuple(known for known in values if known != value)
    return (*others, value) if on else others


def _chosen(name: str, values: list[str]) -> str:
    if not values:
        return f"{name} ▾"
    more = f" +{len(values) - 1}" if len(values) > 1 else ""
    short = values[0] if len(values[0]) <= 28 else f"{values[0][:27]}…"
    return f"{name}: {short}{more} ▾"
