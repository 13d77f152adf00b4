"""The filter chips of the list of agreements, without its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.agreements.views.filters import SOON_DAYS, Filters
from datapact.agreements.views.list_index import Counts
from datapact.base.texts import _, counted
from datapact.contract.templates.kinds import kind_name
from datapact_ui.kit.tables.filter_bar import FilterBar, Offer, Pick, Toggle
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.state_badge import STATES, state_words

_MOST_PARTNERS = 25


class AgreementFilters(FilterBar[Filters]):
    """The filters of the list of agreements. ``mine`` are the steps that the acting member can take."""

    def __init__(self, mine: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__("filter", Filters(), parent)
        self._found = Counts()
        self.add_fields(
            Toggle(
                "mine",
                _("For me"),
                _is_for_me,
                lambda f, on: replace(f, steps=mine if on else (), turn="us" if on else ""),
                shown=lambda _f: bool(mine),
            ),
            Toggle(
                "us",
                _("Waiting for us"),
                lambda f: f.turn == "us" and not _is_for_me(f),
                lambda f, on: replace(f, turn="us" if on else "", steps=()),
            ),
            Toggle(
                "soon",
                _("Ending soon"),
                lambda f: f.ending_days is not None,
                lambda f, on: replace(f, ending_days=SOON_DAYS if on else None),
                _("Within the next {days} days", days=SOON_DAYS),
            ),
            Pick(
                "status",
                _("Status"),
                lambda f: f.status,
                lambda f, chosen: replace(f, status=chosen),
                lambda _f, status: state_words(status),
                self._statuses,
                several=True,
            ),
            Pick(
                "kind",
                _("Kind"),
                lambda f: f.kind,
                lambda f, chosen: replace(f, kind=chosen),
                lambda _f, kind: kind_name(kind),
                self._kinds,
                several=True,
            ),
            Pick(
                "partner",
                _("Partner"),
                lambda f: (f.partner,) if f.partner else (),
                lambda f, chosen: replace(f, partner="".join(chosen)),
                lambda _f, partner: partner,
                self._partners,
                every=_("All partners"),
                rest=self._other_partners,
            ),
            Toggle("archived", _("Archive"), lambda f: f.archived, lambda f, on: replace(f, archived=on)),
        )
        self.add_clear()
        self.update_state()

    def show_filters(self, filters: Filters) -> None:
        """Show these filters; their words are not shown here."""
        super().show_filters(replace(filters, words=""))

    def show_counts(self, counts: Counts) -> None:
        """Show how many agreements each filter finds."""
        self._found = counts
        self.show_numbers(
            {
                "mine": counts.mine,
                "us": counts.waiting_for_us,
                "soon": counts.ending_soon,
                "archived": counts.archived,
            }
        )

    # ---- menus ----

    def _statuses(self, filters: Filters) -> Sequence[Offer]:
        numbers = {status: self._found.by_status.get(status, 0) for status in STATUS_WORDS}
        return [
            Offer(status, state_words(status), STATES[status][0], number)
            for status, number in numbers.items()
            if number or status in filters.status
        ]

    def _kinds(self, filters: Filters) -> Sequence[Offer]:
        kinds = sorted({*self._found.by_kind, *filters.kind}, key=lambda kind: kind_name(kind).casefold())
        return [Offer(kind, kind_name(kind), count=self._found.by_kind.get(kind, 0)) for kind in kinds]

    def _named_partners(self) -> list[tuple[str, int]]:
        """Partners with the number of their agreements, those with most first."""
        named = [(name, number) for name, number in self._found.by_partner.items() if name]
        return sorted(named, key=lambda one: (-one[1], one[0]))

    def _partners(self, _filters: Filters) -> Sequence[Offer]:
        shown = sorted(self._named_partners()[:_MOST_PARTNERS], key=lambda one: one[0].casefold())
        return [Offer(name, name, count=number) for name, number in shown]

    def _other_partners(self) -> str:
        more = len(self._named_partners()) > _MOST_PARTNERS
        return _("Any other: search for partner:NAME") if more else ""


def _is_for_me(filters: Filters) -> bool:
    return bool(filters.steps) and filters.turn == "us"


def as_of_now(filters: Filters, mine: tuple[str, ...]) -> Filters:
    """Filters that were kept: "for me" means the steps that the member can take now, not those of then."""
    return replace(filters, steps=mine) if _is_for_me(filters) else filters


class OutsideFilters(EmptyState):
    """In place of an empty list: what is searched is there, but the filters leave it out."""

    def __init__(self, without_filters: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__("search", _("Outside the filters"), " ", _("Search without filters"), without_filters, parent)

    def show_count(self, count: int) -> None:
        """Say how many agreements fit the words alone."""
        words = counted(
            "Nothing within the filters fits, but {count} agreement outside them does.",
            "Nothing within the filters fits, but {count} agreements outside them do.",
            count,
            count=grouped(count),
        )
        self.sentence.setText(str(words))
