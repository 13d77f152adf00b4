"""Terms: the structured content of the agreement, as tables by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QWidget

from datapact.agreements.views.agreement import AgreementPage
from datapact.agreements.views.terms_table import TermGroup, terms_table
from datapact.base.texts import _
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.text.terms_document import write_terms_tables
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.list_lines import add_line

if TYPE_CHECKING:
    from datapact.contract.text.document import AgreementDocument
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_PLACE = Qt.ItemDataRole.UserRole


class TermsTab(QWidget):
    """The terms of one agreement."""

    def __init__(self, desk: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._document: AgreementDocument | None = None
        self._groups: tuple[TermGroup, ...] | None = None
        self._wanted = ""
        self.groups = QListWidget(self)
        self.groups.setObjectName("terms_groups")
        self.groups.setAccessibleName(_("Groups of terms"))
        self.groups.setFrameShape(QListWidget.Shape.NoFrame)
        self.groups.setMinimumWidth(characters(20))
        self.groups.setSpacing(space(0.5))
        self.groups.itemActivated.connect(self._go)
        self.groups.itemClicked.connect(self._go)
        self.reader = Reader("terms_page", _("Terms of the agreement"), self)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.groups)
        split.addWidget(self.reader)
        split.setStretchFactor(1, 1)
        split.setSizes([characters(34), characters(120)])
        layout = QHBoxLayout(self)
        margins(layout, 3, 2)
        layout.addWidget(split)
        self.setFocusProxy(self.reader)

    def show_page(self, page: AgreementPage) -> None:
        """Show the terms of the current text."""
        document = page.document
        if document is None:
            self.reader.page.setPlainText(_("Parts of this text are withheld or erased in this vault."))
            return
        if document == self._document:
            return
        self._document = document

        def job(_acting: Acting) -> tuple[TermGroup, ...]:
            return terms_table(document.terms)

        self._desk.worker.read(self, job, self._show, key="terms")

    def _show(self, groups: tuple[TermGroup, ...]) -> None:
        self._groups = groups
        self.groups.clear()
        for group in groups:
            entry = add_line(self.groups, str(group.label))
            entry.setData(_PLACE, group.path)
        bar = self.reader.page.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        write_terms_tables(self.reader.document, groups, colours_of(self.palette()))
        bar.setValue(round(share * bar.maximum()))
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.go_to(wanted)

    def _go(self, entry: QListWidgetItem) -> None:
        self.reader.go_to(str(entry.data(_PLACE)))

    def go_to(self, path: str) -> None:
        """Show the statement at a path of the terms, or the nearest one that holds it."""
        if self._groups is None:
            self._wanted = path
            return
        known = {group.path for group in self._groups}
        for group in self._groups:
            for part in group.parts:
                known.add(part.path)
                known.update(row.path for row in part.rows)
        steps = path.split(".")
        while steps and ".".join(steps) not in known:
            steps.pop()
        if steps:
            self.reader.go_to(".".join(steps))
