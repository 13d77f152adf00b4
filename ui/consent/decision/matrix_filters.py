"""The filter chips of the matrix, without its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.consent.decision.wording import VERDICTS, verdict_word
from datapact.consent.facts.question import Verdict
from datapact.consent.matrix.filters import SOON_DAYS, CellFilters, Counts
from datapact_ui.kit.tables.filter_bar import FilterBar, Offer, Pick, Toggle

_MOST_IN_MENU = 40


class MatrixFilters(FilterBar[CellFilters]):
    """Each filter shows how many decisions it would leave."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("matrix", CellFilters(), parent)
        self._found = Counts()
        self._datasets: Mapping[str, str] = {}
        self._partners: Mapping[str, str] = {}
        self.add_fields(
            *(
                Toggle(verdict, str(verdict_word(verdict)), partial(_has, verdict), partial(_with, verdict))
                for verdict in VERDICTS
            ),
            Toggle(
                "soon",
                _("Changes soon"),
                lambda f: f.soon,
                lambda f, on: replace(f, soon=on),
                _("The answer changes by itself within {days} days", days=SOON_DAYS),
            ),
            Toggle(
                "pending",
                _("To report"),
                lambda f: f.pending,
                lambda f, on: replace(f, pending=on),
                _("The partner has not acknowledged yet what it must be told"),
            ),
            self._one_of(
                "dataset",
                _("Dataset"),
                lambda f: f.dataset,
                lambda f, dataset: replace(f, dataset=dataset),
                lambda: (self._datasets, self._found.datasets),
            ),
            self._one_of(
                "partner",
                _("Partner"),
                lambda f: f.partner,
                lambda f, partner: replace(f, partner=partner),
                lambda: (self._partners, self._found.partners),
            ),
        )
        self.add_clear()
        self.update_state()

    def show_filters(self, filters: CellFilters) -> None:
        """Show these filters; their words are not shown here."""
        super().show_filters(replace(filters, words=""))

    def show_counts(self, counts: Counts, datasets: Mapping[str, str], partners: Mapping[str, str]) -> None:
        """Show how many decisions each filter finds; the names are those of the menus, by dataset and by reference."""
        self._found, self._datasets, self._partners = counts, datasets, partners
        numbers: dict[str, int] = {verdict: counts.verdicts.get(verdict, 0) for verdict in VERDICTS}
        self.show_numbers(numbers | {"soon": counts.soon, "pending": counts.pending})

    def _one_of(
        self,
        name: str,
        words: str,
        chosen: Callable[[CellFilters], str],
        choose: Callable[[CellFilters, str], CellFilters],
        known: Callable[[], tuple[Mapping[str, str], Mapping[str, int]]],
    ) -> Pick[CellFilters]:
        """``known``: names and numbers by key."""

        def offers(filters: CellFilters) -> Sequence[Offer]:
            names, counts = known()
            busiest = sorted(counts, key=lambda key: (-counts[key], key))[:_MOST_IN_MENU]
            keys = {*busiest, *([chosen(filters)] if chosen(filters) else [])}
            named = sorted(((names.get(key, key), key) for key in keys), key=lambda one: one[0].casefold())
            return [Offer(key, shown, count=counts.get(key, 0)) for shown, key in named]

        return Pick(
            name,
            words,
            lambda f: (chosen(f),) if chosen(f) else (),
            lambda f, keys: choose(f, "".join(keys)),
            lambda _f, key: known()[0].get(key, key),
            offers,
            every=_("All"),
            rest=lambda: _("Any other: search for its name") if len(known()[1]) > _MOST_IN_MENU else "",
        )


def _has(verdict: Verdict, filters: CellFilters) -> bool:
    return verdict in filters.verdicts


def _with(verdict: Verdict, filters: CellFilters, on: bool) -> CellFilters:
    """One answer at a time: whoever chooses another one means it in place of the first, not beside it."""
    return replace(filters, verdicts=(verdict,) if on else tuple(one for one in filters.verdicts if one != verdict))
