"""What narrows the list of consents: pseudonym, dataset, purpose, controller, state, and as at which day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.consent.terms.states import STATES
from datapact.consent.views.browse import LONGEST_SUBJECT, Choices, RecordFilters
from datapact_ui.consent.answer.record_looks import STATE_LOOKS, purpose_words, state_word
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.flow_layout import FlowLayout, together
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.theme.switched import on_switch, set_quietly
from datapact_ui.kit.widgets.chips import Chip
from datapact_ui.kit.widgets.search_line import SearchLine

_TYPED_MSECS = 250


class RecordFilterBar(QWidget):
    """Shows and changes the filters of the list."""

    changed = Signal(object)
    """The new RecordFilters."""
    left = Signal()
    answer_wanted = Signal(str)
    """Back to the answer that led here: the question as it is written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("record-filters")
        self._filters = RecordFilters()
        self._choices, self._names = Choices(), dict[str, str]()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        top = QHBoxLayout()
        top.setSpacing(space(2))
        self.subject = SearchLine(
            "find-subject", _("Find a pseudonym"), _("Pseudonym begins with …"), LONGEST_SUBJECT, self
        )
        self.subject.left.connect(self.left)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPED_MSECS)
        self._soon.timeout.connect(lambda: self._set(subject=self.subject.text().strip()))
        self.subject.textChanged.connect(lambda _text: self._soon.start())
        top.addWidget(self.subject, 1, Qt.AlignmentFlag.AlignTop)
        as_at = QLabel(_("As at"), self)
        self.day = DayField("as-at", _("As at the end of which day; empty for now"), self)
        as_at.setBuddy(self.day.line)
        self.day.line.setPlaceholderText(_("now"))
        self.day.edited.connect(lambda _value: self._set(day=self.day.day()))
        self.tools = FlowLayout()
        """Beside the search; buttons are added by the view."""
        self.tools.addWidget(together(as_at, self.day))
        top.addLayout(self.tools)
        column.addLayout(top)
        row = FlowLayout()
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
        row.addWidget(self.back)
        self._chips: dict[str, Chip] = {}
        self._choice(row, "dataset", self._datasets)
        self._choice(row, "purpose", self._purposes)
        self._choice(row, "controller", self._controllers)
        self._choice(row, "state", self._states)
        self._chips["notice"] = notice = Chip("", "filter-notice", self)
        notice.setToolTip(_("Switch off to see consents on any notice"))
        on_switch(notice, lambda _on: self._set(notice=None))
        row.addWidget(notice)
        every = Chip(_("Every event"), "filter-every", self)
        every.setToolTip(_("Every event, instead of the one that holds of each person, purpose and controller"))
        on_switch(every, lambda on: self._set(every=on))
        self._chips["every"] = every
        row.addWidget(every)
        self.clear = QToolButton(self)
        self.clear.setObjectName("clear-record-filters")
        self.clear.setText(_("Show all"))
        self.clear.setAccessibleName(_("Show all"))
        self.clear.setIcon(icon("close"))
        self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear.setAutoRaise(True)
        self.clear.clicked.connect(lambda _checked=False: self.show_all())
        row.addWidget(self.clear)
        column.addLayout(row)
        self._say()

    # ---- what is shown ----

    def filters(self) -> RecordFilters:
        """The filters as they are set."""
        return self._filters

    def show_filters(self, filters: RecordFilters) -> None:
        """Show these filters, and tell nobody."""
        self._filters = filters
        self.subject.blockSignals(True)
        self.subject.setText(filters.subject)
        self.subject.blockSignals(False)
        self._soon.stop()
        self.day.set_day(filters.day)
        self._say()

    def show_choices(self, choices: Choices, names: Mapping[str, str]) -> None:
        """What can be chosen, and the names of parties."""
        self._choices, self._names = choices, dict(names)
        self._say()

    def show_answer(self, key: str) -> None:
        """Offer the way back to the answer to this question, or none."""
        self._answer = key
        self.back.setVisible(bool(key))

    def show_all(self, *, keep_subject: bool = False) -> None:
        """Take all filters away; ``keep_subject``: but for the pseudonym, where others stand beside it."""
        subject = self._filters.subject if keep_subject and self._filters.narrows_beside_subject else ""
        filters = RecordFilters(subject=subject, every=self._filters.every, order=self._filters.order)
        self.show_answer("")
        self.show_filters(filters)
        self.changed.emit(filters)

    def _say(self) -> None:
        filters = self._filters
        purpose = purpose_words(filters.purpose) if filters.purpose else ""
        if purpose and filters.lacking:
            purpose = _("nothing for {purpose}", purpose=purpose)
        elif purpose and filters.covering:
            purpose = _("covers {purpose}", purpose=purpose)
        controller = self._names.get(filters.controller, filters.controller)
        for name, words, values in (
            ("dataset", _("Dataset"), [filters.dataset]),
            ("purpose", _("Purpose"), [purpose]),
            ("controller", _("Controller"), [controller]),
            ("state", _("Status"), [state_word(state) for state in filters.states]),
        ):
            chosen = [value for value in values if value]
            self._chips[name].set_words(_chosen(words, chosen))
            set_quietly(self._chips[name], bool(chosen))
        notice = self._chips["notice"]
        notice.setVisible(filters.notice is not None)
        notice.set_words("" if filters.notice is None else _("Notice: {notice}", notice=" ".join(filters.notice)))
        set_quietly(notice, filters.notice is not None)
        set_quietly(self._chips["every"], filters.every)
        self.clear.setVisible(filters.narrows)

    # ---- changing ----

    def _set(self, **changes: Any) -> None:
        filters = replace(self._filters, **changes)
        if filters != self._filters:
            self._filters = filters
            self._say()
            self.changed.emit(filters)

    def _choice(self, row: FlowLayout, name: str, fill: Callable[[QMenu], None]) -> None:
        chip = Chip("", f"filter-{name}", self)
        on_switch(chip, lambda _on: self._open_menu(chip, fill))
        self._chips[name] = chip
        row.addWidget(chip)

    def _open_menu(self, chip: Chip, fill: Callable[[QMenu], None]) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{chip.objectName()}-menu")
        fill(menu)
        menu.aboutToHide.connect(self._say)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _datasets(self, menu: QMenu) -> None:
        self._one_of(menu, "dataset", ((one, one) for one in self._choices.datasets), _("All datasets"))

    def _purposes(self, menu: QMenu) -> None:
        named = sorted(((one, purpose_words(one)) for one in self._choices.purposes), key=lambda one: one[1].casefold())
        self._one_of(menu, "purpose", named, _("All purposes"))

    def _controllers(self, menu: QMenu) -> None:
        named = ((one, self._names.get(one, one)) for one in self._choices.controllers)
        self._one_of(menu, "controller", named, _("All controllers"))

    def _one_of(self, menu: QMenu, name: str, values: Iterable[tuple[str, str]], every: str) -> None:
        current = getattr(self._filters, name)
        more = {"covering": False, "lacking": False} if name == "purpose" else {}
        menu.addAction(every).triggered.connect(lambda _checked=False: self._set(**{name: ""}, **more))
        menu.addSeparator()
        for value, words in values:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == current)
            action.triggered.connect(lambda on, value=value: self._set(**{name: value if on else ""}, **more))

    def _states(self, menu: QMenu) -> None:
        for name in STATES:
            action = menu.addAction(icon(STATE_LOOKS[name][0]), state_word(name))
            action.setCheckable(True)
            action.setChecked(name in self._filters.states)
            action.toggled.connect(lambda on, name=name: self._with_state(name, on))

    def _with_state(self, name: str, on: bool) -> None:
        others = tuple(one for one in self._filters.states if one != name)
        self._set(states=(*others, name) if on else others)


def _chosen(name: str, values: list[str]) -> str:
    if not values:
        return f"{name} ▾"
    more = f" +{len(values) - 1}" if len(values) > 1 else ""
    short = values[0] if len(values[0]) <= 32 else f"{values[0][:31]}…"
    return f"{name}: {short}{more} ▾"
