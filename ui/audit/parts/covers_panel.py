"""The panel beside a register or an export: its population, its omissions, and every missing fact."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from datapact.base.texts import Message, _, counted
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.list_lines import add_line

type Group = tuple[str, Sequence[Message | str]]
"""A heading with its sentences; a group without sentences is not shown."""

_HISTORY = int(Qt.ItemDataRole.UserRole)


class CoversPanel(QWidget):
    """Panel for what an audit covers: groups of sentences, and gaps below; a gap opens its agreement."""

    gap_opened = Signal(str)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}-about")
        self.setMinimumWidth(characters(30))
        column = QVBoxLayout(self)
        margins(column, 0, 2)
        column.setContentsMargins(space(3), 0, 0, 0)
        self._scroll = ScrollPage(self)
        self._scroll.setObjectName(f"{name}-covers")
        self._scroll.setAccessibleName(words)
        column.addWidget(self._scroll, 5)
        self.gaps_heading = Words("", "strong", self)
        self.gaps_heading.setObjectName(f"{name}-gaps-heading")
        column.addWidget(self.gaps_heading)
        self.gaps = QListWidget(self)
        self.gaps.setObjectName(f"{name}-gaps")
        self.gaps.setAccessibleName(_("Gaps"))
        self.gaps.setWordWrap(True)
        self.gaps.setIconSize(icon_size())
        self.gaps.setFrameShape(QListWidget.Shape.NoFrame)
        self.gaps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.gaps.itemActivated.connect(lambda item: self.gap_opened.emit(item.data(_HISTORY)))
        column.addWidget(self.gaps, 3)

    def show_groups(self, groups: Sequence[Group], gaps: Sequence[tuple[str, str]]) -> None:
        """Show these groups; ``gaps`` are pairs of the agreement's history id and its missing fact."""
        page = QWidget(self._scroll)
        column = QVBoxLayout(page)
        margins(column, 0, 2)
        column.setContentsMargins(0, 0, space(2), 0)
        for heading, lines in groups:
            if lines:
                column.addWidget(Words(heading, "strong", page))
            for line in lines:
                column.addWidget(Words(str(line), parent=page))
        column.addStretch(1)
        self._scroll.set_page(page)
        number = len(gaps)
        words = counted("{n} gap", "{n} gaps", number, n=grouped(number))
        self.gaps_heading.setText(str(words) if number else _("No gaps were found."))
        self.gaps.clear()
        for history, text in gaps:
            item = add_line(self.gaps, text, icon("warning"))
            item.setData(_HISTORY, history)
        self.gaps.setVisible(bool(number))
