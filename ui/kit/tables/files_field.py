"""A field for files to keep with a record: those on record, which stay, and those chosen now, which can be removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.tables.empty_words import EmptyWords
from datapact_ui.kit.tables.section import nothing_chosen
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, space
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.list_lines import add_line

if TYPE_CHECKING:
    from datapact_ui.kit.background.dialogs import Dialogs

_PATH = int(Qt.ItemDataRole.UserRole)


class FilesField(QWidget):
    """A field for several files.

    ``paths`` are the files that were chosen now; ``patterns`` are those offered for choice.
    """

    changed = Signal()
    """A file was added or taken away."""

    def __init__(
        self,
        dialogs: Dialogs,
        name: str,
        words: str,
        kept: Sequence[str] = (),
        parent: QWidget | None = None,
        *,
        patterns: str = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff",
    ) -> None:
        super().__init__(parent)
        self._patterns = patterns
        self._dialogs, self._words = dialogs, words
        self.list = QListWidget(self)
        self.list.setObjectName(f"{name}-list")
        self.list.setAccessibleName(words)
        self.list.setFixedHeight(round(line_height() * 3.6))
        self.list.currentItemChanged.connect(lambda *_now: self._update_state())
        EmptyWords(_("No file yet."), self.list)
        for file in kept:
            add_line(self.list, _("{name} (on record)", name=file), icon("lock"))
        self.adding = QPushButton(icon("attachment"), _("Add file …"), self)
        self.adding.setObjectName(f"{name}-add")
        self.adding.setIconSize(icon_size())
        self.adding.setAutoDefault(False)
        self.adding.clicked.connect(lambda _checked=False: self._add())
        self.removing = QPushButton(_("Take away"), self)
        self.removing.setObjectName(f"{name}-remove")
        self.removing.setAutoDefault(False)
        self.removing.clicked.connect(lambda _checked=False: self._remove())
        buttons = QVBoxLayout()
        buttons.setSpacing(space(1))
        buttons.addWidget(self.adding)
        buttons.addWidget(self.removing)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self.list, 1)
        row.addLayout(buttons)
        self.setFocusProxy(self.adding)
        self._update_state()

    def paths(self) -> list[Path]:
        """The files to add."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [Path(item.data(_PATH)) for item in items if item.data(_PATH)]

    def add(self, path: Path) -> None:
        """One more file."""
        if path not in self.paths():
            item = add_line(self.list, path.name, icon("attachment"))
            item.setData(_PATH, str(path))
            item.setToolTip(str(path))
            self.list.setCurrentItem(item)
            self.changed.emit()

    def _add(self) -> None:
        path = self._dialogs.ask_open_file(self._words, _("Scans and PDF ({patterns})", patterns=self._patterns))
        if path is not None:
            self.add(path)

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None and item.data(_PATH):
            self.list.takeItem(self.list.row(item))
            self.changed.emit()
        self._update_state()

    def _update_state(self) -> None:
        item = self.list.currentItem()
        kept = _("This file is in the vault, and stays.")
        bar_control(self.removing, nothing_chosen(item) or ("" if item is not None and item.data(_PATH) else kept))
