"""Beside a register: what it covers, what the filters left out, and every fact that is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from datapact.texts import _, counted
from datapact.tracking.register import Register
from datapact_ui.looks.cards import Words
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import characters, icon_size, margins, space
from datapact_ui.looks.numbers import grouped
from datapact_ui.looks.scroll_page import ScrollPage

_HISTORY = int(Qt.ItemDataRole.UserRole)


class RegisterAbout(QWidget):
    """Population, filters, what was left out, and gaps; a gap opens its agreement."""

    gap_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("register-about")
        self.setMinimumWidth(characters(30))
        column = QVBoxLayout(self)
        margins(column, 0, 2)
        column.setContentsMargins(space(3), 0, 0, 0)
        self._scroll = ScrollPage(self)
        self._scroll.setObjectName("register-covers")
        self._scroll.setAccessibleName(_("What this register covers"))
        column.addWidget(self._scroll, 3)
        self.gaps_heading = Words("", "strong", self)
        self.gaps_heading.setObjectName("register-gaps-heading")
        column.addWidget(self.gaps_heading)
        self.gaps = QListWidget(self)
        self.gaps.setObjectName("register-gaps")
        self.gaps.setAccessibleName(_("Gaps"))
        self.gaps.setWordWrap(True)
        self.gaps.setIconSize(icon_size())
        self.gaps.setFrameShape(QListWidget.Shape.NoFrame)
        self.gaps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.gaps.itemActivated.connect(lambda item: self.gap_opened.emit(item.data(_HISTORY)))
        column.addWidget(self.gaps, 4)

    def show_register(self, register: Register) -> None:
        """Show what this register says of itself."""
        page = QWidget(self._scroll)
        column = QVBoxLayout(page)
        margins(column, 0, 2)
        column.setContentsMargins(0, 0, space(2), 0)
        column.addWidget(Words(_("What this register covers"), "strong", page))
        column.addWidget(Words(str(register.basis), parent=page))
        for line in register.population:
            column.addWidget(Words(str(line), parent=page))
        if register.filters:
            column.addWidget(Words(_("Filters"), "strong", page))
            for line in register.filters:
                column.addWidget(Words(str(line), parent=page))
        column.addWidget(Words(_("Left out"), "strong", page))
        left = [str(one.words) for one in register.left_out] or [_("Nothing was left out.")]
        for words in left:
            column.addWidget(Words(words, parent=page))
        column.addStretch(1)
        self._scroll.set_page(page)
        number = len(register.gaps)
        heading = counted("{n} gap", "{n} gaps", number, n=grouped(number)) if number else _("No gaps were found.")
        self.gaps_heading.setText(str(heading))
        self.gaps.clear()
        for gap in register.gaps:
            item = QListWidgetItem(icon("warning"), f"{gap.number}: {gap.message}", self.gaps)
            item.setData(_HISTORY, gap.agreement)
        self.gaps.setVisible(bool(number))
