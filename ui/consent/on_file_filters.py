"""The chips above the records on file: kinds and states, each with how many it would show, and a line to search with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from datapact.consent.on_file_list import FileLine, Narrowing, narrowed
from datapact.consent.on_file_words import STATES
from datapact.texts import Message, _
from datapact_ui.consent.on_file_looks import KINDS
from datapact_ui.looks.chips import Chip
from datapact_ui.looks.flow_layout import FlowLayout
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import characters
from datapact_ui.looks.switched import on_switch, set_quietly


class _Search(QLineEdit):
    """Down or Enter goes into the table, Escape empties the line."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


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
        self.search = _Search(self)
        self.search.left.connect(self.left)
        self.search.setObjectName("on-file-search")
        self.search.setAccessibleName(_("Search what is on file"))
        self.search.setPlaceholderText(_("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMaxLength(200)
        self.search.setMinimumWidth(characters(26))
        self.search.textChanged.connect(lambda words: self.narrow(replace(self.wanted, words=words.strip())))
        row.addWidget(self.search)
        self._chips: dict[str, Chip] = {}
        for kind, (words, _picture, _add) in KINDS.items():
            self._toggle(row, kind, str(Message(words)))
        for state, words in STATES.items():
            self._toggle(row, state, str(Message(words)))
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

    def _toggle(self, row: FlowLayout, name: str, words: str) -> None:
        chip = Chip(words, f"on-file-{name}", self)
        on_switch(chip, lambda on: self._switch(name, on))
        self._chips[name] = chip
        row.addWidget(chip)

    def _switch(self, name: str, on: bool) -> None:
        field = "kinds" if name in KINDS else "states"
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
        """Show how many each chip finds among what the other filters leave."""
        kinds = Counter(one.kind for one in narrowed(lines, replace(self.wanted, kinds=())))
        states = Counter(one.state for one in narrowed(lines, replace(self.wanted, states=())))
        for kind in KINDS:
            self._chips[kind].set_count(kinds[kind])
        for state in STATES:
            self._chips[state].set_count(states[state])

    def _say(self) -> None:
        for name, chip in self._chips.items():
            set_quietly(chip, name in (*self.wanted.kinds, *self.wanted.states))
        if self.search.text().strip() != self.wanted.words:
            self.search.setText(self.wanted.words)
        self.clear.setVisible(self.wanted != Narrowing())
