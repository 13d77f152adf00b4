"""The filters of compliance records: a search line, kinds and states, each with its count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from datapact.base.texts import Message, _
from datapact.consent.views.compliance_record_list import STATES, FileLine, Kind, Narrowing, narrowed
from datapact_ui.consent.parts.compliance_record_appearance import KINDS, STATE_LOOKS
from datapact_ui.kit.tables.filter_bar import FilterBar, Offer, Pick, Toggle
from datapact_ui.kit.widgets.search_line import SearchLine

_STATE_WORDS = dict[str, str](STATES.items())


class ComplianceRecordFilters(FilterBar[Narrowing]):
    """The words are among the filters."""

    left = Signal()
    """From the search into the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("on-file", Narrowing(), parent)
        self._states: Counter[str] = Counter()
        self.search = SearchLine("on-file-search", _("Search what is on file"), _("Search"), 200, self, room=26)
        self.search.left.connect(self.left)
        self.search.textChanged.connect(lambda words: self.change(replace(self.filters(), words=words.strip())))
        self.row.addWidget(self.search)
        self.add_fields(
            *(
                Toggle(kind, str(Message(words)), partial(_has, kind), partial(_with, kind))
                for kind, (words, _picture, _add) in KINDS.items()
            ),
            Pick(
                "states",
                _("Status"),
                lambda f: [state for state in STATES if state in f.states],
                lambda f, chosen: replace(f, states=tuple(state for state in STATES if state in chosen)),
                lambda _f, state: str(Message(_STATE_WORDS[state])),
                lambda _f: [
                    Offer(state, str(Message(words)), STATE_LOOKS[state][0], self._states[state])
                    for state, words in STATES.items()
                ],
                several=True,
            ),
        )
        self.add_clear()
        self.update_state()

    def update_state(self) -> None:
        super().update_state()
        if self.search.text().strip() != self.filters().words:
            self.search.setText(self.filters().words)

    def show_counts(self, lines: Sequence[FileLine]) -> None:
        """Show how many each kind and state finds among what the other filters leave."""
        wanted = self.filters()
        kinds = Counter(one.kind for one in narrowed(lines, replace(wanted, kinds=())))
        self._states = Counter(one.state for one in narrowed(lines, replace(wanted, states=())))
        self.show_numbers({kind: kinds[kind] for kind in KINDS})


def _has(kind: Kind, filters: Narrowing) -> bool:
    return kind in filters.kinds


def _with(kind: Kind, filters: Narrowing, on: bool) -> Narrowing:
    chosen = {*filters.kinds, kind} if on else {*filters.kinds} - {kind}
    return replace(filters, kinds=tuple(one for one in KINDS if one in chosen))
