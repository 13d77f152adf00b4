"""What narrows the records on file: a line to search with, kinds and states, each with how many it would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from datapact.base.texts import Message, _
from datapact.consent.views.compliance_record_list import STATES, FileLine, Kind, Narrowing, narrowed
from datapact_ui.consent.answer.on_file_looks import KINDS, STATE_LOOKS
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.switched import on_switch, set_quietly
from datapact_ui.kit.widgets.chips import Chip
from datapact_ui.kit.widgets.search_line import SearchLine


class OnFileFilters(QWidget):
    """``wanted`` is what is looked at."""

    changed = Signal()
    left = Signal()
    """From the search into the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("on-file-filters")
        self.wanted = Narrowing()
        row = FlowLayout(self)
        self.search = SearchLine("on-file-search", _("Search what is on file"), _("Search"), 200, self, room=26)
        self.search.left.connect(self.left)
        self.search.textChanged.connect(lambda words: self.narrow(replace(self.wanted, words=words.strip())))
        row.addWidget(self.search)
        self._chips: dict[Kind, Chip] = {}
        for kind, (words, _picture, _add) in KINDS.items():
            self._chips[kind] = chip = Chip(str(Message(words)), f"on-file-{kind}", self)
            on_switch(chip, partial(self._switch, "kinds", kind))
            row.addWidget(chip)
        self._counts: Counter[str] = Counter()
        self.states = Chip("", "on-file-states", self)
        on_switch(self.states, lambda _on: self._open_states())
        row.addWidget(self.states)
        self.clear = QToolButton(self)
        self.clear.setObjectName("clear-on-file-filters")
        self.clear.setText(_("Show all"))
        self.clear.setAccessibleName(_("Show all"))
        self.clear.setIcon(icon("close"))
        self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear.setAutoRaise(True)
        self.clear.clicked.connect(lambda _checked=False: self.narrow(Narrowing()))
        row.addWidget(self.clear)
        self._say()

    def _open_states(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("on-file-states-menu")
        for state, words in STATES.items():
            action = menu.addAction(icon(STATE_LOOKS[state][0]), f"{Message(words)} ({self._counts[state]})")
            action.setCheckable(True)
            action.setChecked(state in self.wanted.states)
            action.toggled.connect(partial(self._switch, "states", state))
        menu.aboutToHide.connect(self._say)
        menu.popup(self.states.mapToGlobal(self.states.rect().bottomLeft()))

    def _switch(self, field: str, name: str, on: bool) -> None:
        chosen = {*getattr(self.wanted, field)} | {name} if on else {*getattr(self.wanted, field)} - {name}
        change = tuple(one for one in (*KINDS, *STATES) if one in chosen)
        self.narrow(replace(self.wanted, kinds=change) if field == "kinds" else replace(self.wanted, states=change))

    def narrow(self, wanted: Narrowing) -> None:
        """Look at something else."""
        if wanted != self.wanted:
            self.wanted = wanted
            self._say()
            self.changed.emit()

    def show_counts(self, lines: Sequence[FileLine]) -> None:
        """Show how many each kind and state finds among what the other filters leave."""
        kinds = Counter(one.kind for one in narrowed(lines, replace(self.wanted, kinds=())))
        self._counts = Counter(one.state for one in narrowed(lines, replace(self.wanted, states=())))
        for kind, chip in self._chips.items():
            chip.set_count(kinds[kind])

    def _say(self) -> None:
        for kind, chip in self._chips.items():
            set_quietly(chip, kind in self.wanted.kinds)
        named = [str(Message(words)) for state, words in STATES.items() if state in self.wanted.states]
        first = f": {named[0]}" if named else ""
        more = f" +{len(named) - 1}" if len(named) > 1 else ""
        self.states.set_words(f"{_('Status')}{first}{more} ▾")
        set_quietly(self.states, bool(named))
        if self.search.text().strip() != self.wanted.words:
            self.search.setText(self.wanted.words)
        self.clear.setVisible(self.wanted != Narrowing())
