"""A list of which any number can be ticked, by mouse or with Space; it grows to a few lines and scrolls from there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QWidget

from datapact_ui.kit.theme.measures import line_height, space
from datapact_ui.kit.widgets.list_lines import add_line

_CODE = int(Qt.ItemDataRole.UserRole)
_MOST_LINES = 5


class TickedList(QListWidget):
    """A list in which several lines can be ticked. ``ticked_changed`` after each tick."""

    ticked_changed = Signal()

    def __init__(
        self,
        name: str,
        words: str,
        choices: Sequence[tuple[str, str]],
        ticked: Collection[str] = (),
        parent: QWidget | None = None,
        most_lines: int = _MOST_LINES,
    ) -> None:
        """``choices`` are codes with their words; of more than ``most_lines`` the rest is reached by scrolling."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setTabKeyNavigation(False)
        self._most_lines = most_lines
        self.offer(choices, ticked)
        self.itemChanged.connect(lambda _item: self.ticked_changed.emit())

    def offer(self, choices: Sequence[tuple[str, str]], ticked: Collection[str] = ()) -> None:
        """Show other choices, without a word of ``ticked_changed``."""
        self.blockSignals(True)
        self.clear()
        for code, shown in choices:
            item = add_line(self, shown)
            item.setData(_CODE, code)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if code in ticked else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        lines = min(self._most_lines, max(1, len(choices)))
        row = max(self.sizeHintForRow(0), round(line_height()))
        self.setFixedHeight(lines * row + 2 * self.frameWidth() + space(1))

    def ticked(self) -> list[str]:
        """The codes that are ticked, in their order."""
        items = [self.item(row) for row in range(self.count())]
        return [str(item.data(_CODE)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def tick(self, code: str, *, on: bool = True) -> None:
        """Tick one by its code."""
        for row in range(self.count()):
            if self.item(row).data(_CODE) == code:
                self.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
