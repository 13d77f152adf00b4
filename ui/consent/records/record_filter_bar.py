"""The filters of the list of consents: pseudonym, dataset, purpose, controller, state, and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from datapact.base.texts import _
from datapact.consent.terms.states import STATES
from datapact.consent.views.browse import LONGEST_SUBJECT, Choices, RecordFilters
from datapact_ui.consent.parts.record_appearance import STATE_LOOKS, state_word
from datapact_ui.kit.context.names import Names
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.flow_layout import FlowLayout, together
from datapact_ui.kit.tables.filter_bar import FilterBar, Offer, Pick, Toggle
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.search_line import SearchLine

_TYPED_MSECS = 250


class RecordFilterBar(FilterBar[RecordFilters]):
    """A line to search with, a day, and chips."""

    left = Signal()
    answer_wanted = Signal(str)
    """Back to the answer that led here: the question as it is written."""

    def __init__(self, called: Callable[[], Names], parent: QWidget | None = None) -> None:
        self._called = called
        super().__init__("record", RecordFilters(), parent)
        self._choices, self._names = Choices(), dict[str, str]()
        top = QHBoxLayout()
        top.setSpacing(space(2))
        self.subject = SearchLine(
            "find-subject", _("Find a pseudonym"), _("Pseudonym begins with …"), LONGEST_SUBJECT, self
        )
        self.subject.left.connect(self.left)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPED_MSECS)
        self._soon.timeout.connect(lambda: self.change(replace(self.filters(), subject=self.subject.text().strip())))
        self.subject.textChanged.connect(lambda _text: self._soon.start())
        top.addWidget(self.subject, 1, Qt.AlignmentFlag.AlignTop)
        as_at = QLabel(_("As at"), self)
        self.day = DayField("as-at", _("As at the end of which day; empty for now"), self)
        as_at.setBuddy(self.day.line)
        self.day.line.setPlaceholderText(_("now"))
        self.day.edited.connect(lambda _value: self.change(replace(self.filters(), day=self.day.day())))
        self.tools = FlowLayout()
        """Beside the search; buttons are added by the view."""
        self.tools.addWidget(together(as_at, self.day))
        top.addLayout(self.tools)
        self.column.insertLayout(0, top)
        self._answer = ""
        self.back = QToolButton(self)
        self.back.setObjectName("back-to-answer")
        self.back.setText(_("Back to the answer"))
        self.back.setAccessibleName(_("Back to the answer"))
        self.back.setIcon(icon("back"))
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.back.setAutoRaise(True)
        self.back.clicked.connect(lambda _checked=False: self.answer_wanted.emit(self._answer))
        self.back.hide()
        self.row.addWidget(self.back)
        self._add_chips()
        self.add_clear()
        self.update_state()

    def _add_chips(self) -> None:
        self.add_fields(
            Pick(
                "dataset",
                _("Dataset"),
                lambda f: (f.dataset,) if f.dataset else (),
                lambda f, chosen: replace(f, dataset="".join(chosen)),
                lambda _f, dataset: self._called().dataset(dataset),
                lambda _f: [Offer(one, self._called().dataset(one)) for one in self._choices.datasets],
                every=_("All datasets"),
            ),
            Pick(
                "purpose",
                _("Purpose"),
                lambda f: (f.purpose,) if f.purpose else (),
                lambda f, chosen: replace(f, purpose="".join(chosen), covering=False, lacking=False),
                self._purpose,
                lambda _f: sorted(
                    (Offer(one, self._called().purpose(one)) for one in self._choices.purposes),
                    key=lambda one: one.words.casefold(),
                ),
                every=_("All purposes"),
            ),
            Pick(
                "controller",
                _("Controller"),
                lambda f: (f.controller,) if f.controller else (),
                lambda f, chosen: replace(f, controller="".join(chosen)),
                lambda _f, controller: self._names.get(controller, controller),
                lambda _f: [Offer(one, self._names.get(one, one)) for one in self._choices.controllers],
                every=_("All controllers"),
            ),
            Pick(
                "state",
                _("Status"),
                lambda f: f.states,
                lambda f, chosen: replace(f, states=chosen),
                lambda _f, state: state_word(state),
                lambda _f: [Offer(state, state_word(state), STATE_LOOKS[state][0]) for state in STATES],
                several=True,
            ),
            Toggle(
                "notice",
                "",
                lambda f: f.notice is not None,
                lambda f, _on: replace(f, notice=None),
                _("Switch off to see consents on any notice"),
                shown=lambda f: f.notice is not None,
                says=lambda f: (
                    "" if f.notice is None else _("Notice: {notice}", notice=self._called().notice(*f.notice))
                ),
            ),
            Toggle(
                "every",
                _("Every event"),
                lambda f: f.every,
                lambda f, on: replace(f, every=on),
                _("Every event, instead of the one that holds of each person, purpose and controller"),
            ),
        )

    # ---- what is shown ----

    def show_filters(self, filters: RecordFilters) -> None:
        """Show these filters, without a signal."""
        if self.subject.text().strip() != filters.subject:
            self.subject.blockSignals(True)
            self.subject.setText(filters.subject)
            self.subject.blockSignals(False)
        self._soon.stop()
        if self.day.day() != filters.day:
            self.day.set_day(filters.day)
        super().show_filters(filters)

    def show_choices(self, choices: Choices, names: Mapping[str, str]) -> None:
        """Show the choices, and the names of parties."""
        self._choices, self._names = choices, dict(names)
        self.update_state()

    def show_answer(self, key: str) -> None:
        """Offer the way back to the decision on this question, or none."""
        self._answer = key
        self.back.setVisible(bool(key))

    def narrows(self) -> bool:
        return self.filters().narrows

    def _purpose(self, filters: RecordFilters, purpose: str) -> str:
        words = self._called().purpose(purpose, dataset=filters.dataset)
        if filters.lacking:
            return _("nothing for {purpose}", purpose=words)
        return _("covers {purpose}", purpose=words) if filters.covering else words

    def show_all(self, *, keep_subject: bool = False) -> None:
        """Remove all filters; ``keep_subject``: except the pseudonym, if others are set."""
        before = self.filters()
        subject = before.subject if keep_subject and before.narrows_otherwise else ""
        self.show_answer("")
        self.change(RecordFilters(subject=subject, every=before.every, order=before.order))
