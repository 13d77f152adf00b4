"""The parts to withhold from a dossier: a tick a part, below it the items of this agreement that it removes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from datapact.audit.exports.dossier_plan import Withholdable
from datapact.audit.formats.withholding import CHOICES, Choice, choice_words
from datapact.base.texts import _, counted
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, space

_CHOICE = int(Qt.ItemDataRole.UserRole)
_MOST_ROWS = 9


class WithholdTree(QTreeWidget):
    """Ticked means withheld."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, name: str = "dossier-withhold") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(_("What is withheld"))
        self.setHeaderHidden(True)
        self.setIconSize(icon_size())
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tops: dict[Choice, QTreeWidgetItem] = {}
        for choice in CHOICES:
            words = str(choice_words(choice))
            item = QTreeWidgetItem(self, [words[:1].upper() + words[1:]])
            item.setData(0, _CHOICE, choice)
            item.setSizeHint(0, QSize(0, round(line_height() * 1.4)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Unchecked)
            self._tops[choice] = item
        self.setCurrentItem(self._tops["names"])
        self.itemChanged.connect(self._on_item)
        self.itemExpanded.connect(lambda _item: self._fit())
        self.itemCollapsed.connect(lambda _item: self._fit())
        self._fit()

    def chosen(self) -> tuple[Choice, ...]:
        """The parts that are ticked."""
        return tuple(choice for choice, item in self._tops.items() if item.checkState(0) == Qt.CheckState.Checked)

    def choose(self, choice: Choice, on: bool) -> None:
        """Tick a part, or not."""
        self._tops[choice].setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def show_parts(self, parts: Sequence[Withholdable]) -> None:
        """Show below each part the items that it removes."""
        blocker = QSignalBlocker(self)
        for part in parts:
            top = self._tops[part.choice]
            was_open = top.isExpanded()
            top.takeChildren()
            top.setToolTip(0, str(part.meaning))
            number = counted("{n} part of this agreement", "{n} parts of this agreement", len(part.items))
            name = str(part.words)
            top.setText(0, name[:1].upper() + name[1:])
            top.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, f"{part.meaning} {number}")
            for words in part.items:
                child = QTreeWidgetItem(top, [str(words)])
                child.setSizeHint(0, QSize(0, round(line_height() * 1.3)))
                child.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            top.setExpanded(was_open)
            self._mark(top)
        blocker.unblock()
        self._fit()

    def _fit(self) -> None:
        """Fit the height to the unfolded lines, within bounds; beyond them it scrolls."""
        rows = sum(1 + (top.childCount() if top.isExpanded() else 0) for top in self._tops.values())
        self.setFixedHeight(round(line_height() * 1.4 * min(rows, _MOST_ROWS)) + 2 * self.frameWidth() + space(1))

    def _mark(self, top: QTreeWidgetItem) -> None:
        away = top.checkState(0) == Qt.CheckState.Checked
        for number in range(top.childCount()):
            child = top.child(number)
            assert child is not None
            child.setIcon(0, icon("eye-off" if away else "eye"))
            state = _("withheld") if away else _("shown")
            child.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{child.text(0)}: {state}")

    def _on_item(self, item: QTreeWidgetItem, _column: int) -> None:
        if item.data(0, _CHOICE) is not None:
            blocker = QSignalBlocker(self)
            self._mark(item)
            blocker.unblock()
            self.changed.emit()
