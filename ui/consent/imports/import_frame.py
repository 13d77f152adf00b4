"""The frame of the import: a heading, its pages, and the work in the background while the window is in use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QPushButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.background.progress_bar import ProgressBar
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.dropped_files import table_in
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class ImportFrame(Dialog):
    """Not modal: a long import can run in the background, and shows its result when it ends.

    ``choose_other`` and ``take`` are for another file, chosen or dropped.
    """

    help_page = "records"

    def __init__(self, context: AppContext, path: Path, parent: QWidget | None = None) -> None:
        super().__init__("import-dialog", _("Import consents from {name}", name=path.name), parent)
        self.busy = False
        """Whether the file is being checked or imported."""
        self.setAcceptDrops(True)
        head = QHBoxLayout()
        self._heading = Words("", "title", self)
        head.addWidget(self._heading, 1)
        self.other = QPushButton(icon("open"), _("Another file …"), self)
        self.other.setObjectName("another-file")
        self.other.clicked.connect(lambda _checked=False: self.choose_other())
        head.addWidget(self.other)
        self.column.addLayout(head)
        self._behind = QPushButton(icon("down"), _("Go on in the background"), self)
        self._behind.setObjectName("import-behind")
        self._behind.clicked.connect(lambda _checked=False: self.hide())
        self._behind.hide()
        self.name_file(path)
        self.finish(124, 40, ProgressBar(context.worker, self), self._behind)

    # ---- for the subclass ----

    def choose_other(self) -> None:
        """Choose another file."""
        raise NotImplementedError

    def take(self, path: Path) -> None:
        """Preview another file instead."""
        raise NotImplementedError

    def name_file(self, path: Path) -> None:
        """Show the name of the file while it is being read."""
        self._heading.setText(path.name)
        self.setWindowTitle(_("Import consents from {name}", name=path.name))
        self.show_page(Words(_("Looking into {name} …", name=path.name), parent=self))

    def show_page(self, page: QWidget, *buttons: QPushButton, leave: str = "") -> None:
        """Show another page with its buttons; ``leave`` is the label of the last one, Cancel by default."""
        self.turn(page)
        self.buttons.clear()
        for button in buttons:
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        cancel = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(leave or _("Cancel"))
        if leave:
            cancel.setIcon(icon("check"))  # leaving no longer discards anything
        cancel.setObjectName("import-cancel")
        self._closing = cancel

    def take_keys(self) -> None:
        """Have Return close the result: what asked for a file, and the progress, left the keys to the window behind."""
        self._closing.setDefault(True)
        self._closing.setFocus()
        if self.isVisible():
            self.activateWindow()

    def next_button(self, name: str, words: str, picture: str, do: Callable[[], object]) -> PrimaryButton:
        """The button of the next step."""
        button = PrimaryButton(words, picture, self)
        button.setObjectName(name)
        button.setDefault(True)
        button.clicked.connect(lambda _checked=False: do())
        return button

    # ---- in the background ----

    def set_busy(self, busy: bool) -> None:
        """Mark work as begun or ended; the result is shown wherever the user is by then."""
        self.busy = busy
        self.buttons.setVisible(not busy)
        self._behind.setVisible(busy)
        bar_control(self.other, underway() if busy else "")
        self.page.setEnabled(not busy)
        if busy:
            self._behind.setFocus()
        elif not self.isVisible():
            self.come_back()

    def come_back(self) -> None:
        """Show the dialog again, unless the window behind is gone: nothing of a vault being locked is shown."""
        behind = self.parentWidget()
        if behind is None or behind.isVisible():
            self.open()

    def open(self) -> None:
        """Show the dialog; unlike most, it leaves the window behind usable."""
        self.show()
        self.raise_()
        self.activateWindow()

    def reject(self) -> None:
        """Close the dialog; work continues in the background, and the button beside its progress cancels it."""
        if self.busy:
            self.hide()
        else:
            super().reject()

    # ---- files that are dropped ----

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if table_in(event) is not None and self.other.isVisible() and self.other.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = table_in(event)
        if path is not None:
            event.acceptProposedAction()
            self.take(path)
