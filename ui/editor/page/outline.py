"""The outline: every clause with its number and heading. Dragging a line moves the clause; so do the keys of the actions."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from datapact.base.texts import Language, _
from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import clause_marks
from datapact_ui.editor.fields.list_appearance import soften
from datapact_ui.kit.widgets.list_lines import add_line


class Outline(QListWidget):
    """The clauses in order."""

    chosen = Signal(str)
    entered = Signal()
    """Enter was pressed: go to the text."""
    moved = Signal(str, int)
    """A clause was dragged to another place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outline")
        self.setAccessibleName(_("Outline of clauses"))
        self.setWordWrap(True)
        soften(self)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._on_current)

    def show_document(self, document: AgreementDocument, language: Language) -> None:
        """Show the clauses; the chosen one stays chosen."""
        self.blockSignals(True)
        while self.count() > len(document.clauses):
            self.takeItem(self.count() - 1)
        numbers = clause_marks(document.clauses, language)
        for row, (number, clause) in enumerate(zip(numbers, document.clauses, strict=True)):
            item = self.item(row) or add_line(self)
            heading = plain_text(clause.heading.get(language, ())) or _("(no heading)")
            words = f"{number}  {heading}".strip()
            if item.text() != words:
                item.setText(words)
                item.setToolTip(words)
            item.setData(Qt.ItemDataRole.UserRole, clause.id)
        self.blockSignals(False)

    def choose(self, clause: str) -> None:
        """Show the current clause."""
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == clause:
                self.blockSignals(True)
                self.setCurrentRow(row)
                self.blockSignals(False)
                return

    def current_clause(self) -> str:
        """The chosen clause; empty where there is none."""
        item = self.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        clause = self.current_clause()
        at = self.indexAt(event.position().toPoint())
        target = at.row() if at.isValid() else self.count()
        if self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem:
            target += 1
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        source = self.currentRow()
        if target > source:
            target -= 1
        if clause and target != source:
            self.moved.emit(clause, target)
