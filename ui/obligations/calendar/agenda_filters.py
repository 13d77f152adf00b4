"""The filter chips of the agenda: mine, state, kind, owner, partner, all years; and the remembered filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message, _
from datapact.obligations.agenda.agenda import EVERYTHING, NOBODY, Filters
from datapact.obligations.agenda.page import AgendaPage, quarters
from datapact.obligations.due.obligation import KINDS, STATES
from datapact_ui.kit.tables.filter_bar import FilterBar, Offer, Pick, Toggle
from datapact_ui.obligations.due.obligation_appearance import KIND_ICONS

STATE_CHOICES: Mapping[str, str] = {
    "overdue": N_("overdue"),
    "open": STATES["open"],
    "done": STATES["done"],
    "waived": STATES["waived"],
    "not_ours": STATES["not_ours"],
}


@dataclass(frozen=True, slots=True)
class AgendaSettings:
    """The filters of the agenda: those of the core, and whether it goes beyond the next twelve months."""

    filters: Filters = EVERYTHING
    """Empty members do not narrow it."""
    all_years: bool = False
    """Also what is due later than the end of this month in a year."""
    quarter: str = ""
    """Such as ``2027-Q1``: only what is due within it; empty for all."""

    def having(self, **changes: Any) -> AgendaSettings:
        """The settings of this bar with other filters."""
        return replace(self, filters=replace(self.filters, **changes))

    def as_json(self) -> JsonObject:
        """The filters to remember, as JSON; a quarter is asked for once, and not remembered."""
        return {
            "owner": self.filters.owner,
            "kinds": list(self.filters.kinds),
            "partner": self.filters.partner,
            "states": list(self.filters.states),
            "all_years": self.all_years,
        }


def read_agenda_settings(value: object) -> AgendaSettings:
    """The remembered filters, without parts that are no longer valid."""
    if not isinstance(value, dict):
        return AgendaSettings()

    def words(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
        given = value.get(name)
        return tuple(one for one in given if one in known) if isinstance(given, list) else ()

    filters = Filters(
        owner=str(value.get("owner") or ""),
        partner=str(value.get("partner") or ""),
        kinds=words("kinds", KINDS),
        states=words("states", STATE_CHOICES),
    )
    return AgendaSettings(filters, value.get("all_years") is True)


def quarter_words(quarter: str) -> str:
    """``1. Quartal 2027`` or ``1st quarter of 2027``."""
    year, number = quarter.split("-Q")
    words = {
        "1": N_("1st quarter of {year}"),
        "2": N_("2nd quarter of {year}"),
        "3": N_("3rd quarter of {year}"),
        "4": N_("4th quarter of {year}"),
    }[number]
    return str(Message(words, {"year": year}))


class AgendaFilters(FilterBar[AgendaSettings]):
    """The filter bar; its choices follow from the page shown."""

    def __init__(self, member: str, parent: QWidget | None = None) -> None:
        super().__init__("agenda", AgendaSettings(), parent)
        self._page: AgendaPage | None = None
        self.add_fields(
            Toggle(
                "mine",
                _("Looked after by me"),
                lambda f: f.filters.owner == member,
                lambda f, on: f.having(owner=member if on else ""),
            ),
            Toggle(
                "late",
                _("Overdue"),
                lambda f: f.filters.states == ("overdue",),
                lambda f, on: f.having(states=("overdue",) if on else ()),
            ),
            Pick(
                "state",
                _("State"),
                lambda f: () if f.filters.states == ("overdue",) else f.filters.states,  # that is the chip before
                lambda f, chosen: f.having(states=chosen),
                lambda _f, state: str(Message(STATE_CHOICES[state])),
                lambda _f: [Offer(state, str(Message(words))) for state, words in STATE_CHOICES.items()],
                several=True,
            ),
            Pick(
                "kind",
                _("Kind"),
                lambda f: f.filters.kinds,
                lambda f, chosen: f.having(kinds=chosen),
                lambda _f, kind: str(Message(KINDS[kind])),
                self._kinds,
                several=True,
            ),
            Pick(
                "owner",
                _("Looked after by"),
                lambda f: (f.filters.owner,) if f.filters.owner not in ("", member) else (),
                lambda f, chosen: f.having(owner="".join(chosen)),
                lambda _f, owner: dict(self._owners()).get(owner, owner),
                lambda _f: [Offer(owner, words) for owner, words in self._owners()],
                every=_("All"),
            ),
            Pick(
                "partner",
                _("Partner"),
                lambda f: (f.filters.partner,) if f.filters.partner else (),
                lambda f, chosen: f.having(partner="".join(chosen)),
                lambda _f, partner: partner,
                lambda _f: [Offer(name, name) for name in (self._page.partners if self._page is not None else ())],
                every=_("All partners"),
            ),
            Pick(
                "quarter",
                _("Quarter"),
                lambda f: (f.quarter,) if f.quarter else (),
                lambda f, chosen: replace(f, quarter="".join(chosen)),
                lambda _f, quarter: quarter_words(quarter),
                self._quarters,
                every=_("All"),
            ),
            Toggle("years", _("Beyond a year"), lambda f: f.all_years, lambda f, on: replace(f, all_years=on)),
        )
        self.add_clear()
        self.update_state()

    def show_page(self, page: AgendaPage) -> None:
        """Take the choices of the filters from the page."""
        self._page = page
        self.show_numbers({"late": page.counts.overdue})

    def _owners(self) -> list[tuple[str, str]]:
        members = self._page.members if self._page is not None else ()
        return [(NOBODY, _("Nobody")), *((member.id, member.name) for member in members)]

    def _quarters(self, narrowed: AgendaSettings) -> list[Offer]:
        known = quarters(self._page.today) if self._page is not None else ()
        return [Offer(one, quarter_words(one)) for one in sorted({*known, narrowed.quarter} - {""})]

    def _kinds(self, narrowed: AgendaSettings) -> list[Offer]:
        kinds = {*(self._page.kinds if self._page is not None else ()), *narrowed.filters.kinds}
        named = sorted(((str(Message(KINDS[kind])), kind) for kind in kinds), key=lambda one: one[0].casefold())
        return [Offer(kind, words, KIND_ICONS[kind]) for words, kind in named]
