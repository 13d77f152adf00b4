"""Terms: the structured content of the agreement, as tables by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QWidget

from datapact.agreements.views.agreement import AgreementPage
from datapact.agreements.views.terms_table import TermGroup, TermPart, terms_table
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
_PAGE = Qt.ItemDataRole.UserRole + 1
_MOST_ROWS = 500
"""Statements that stand on one page together; terms of a large network have thousands, and a table of so many takes minutes."""
_ROWS_OF_A_PAGE = 120
"""Statements on a page where they do not: written in some 50 ms."""


class TermsTab(QWidget):
    """The terms of one agreement."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._document: AgreementDocument | None = None
        self._groups: tuple[TermGroup, ...] | None = None
        self._pages: tuple[tuple[TermGroup, ...], ...] = ()
        self._page = -1
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
            return terms_table(document.terms, entered_only=not document.clauses)

        self._context.worker.read(self, job, self.show_groups, key="terms")

    def show_groups(self, groups: tuple[TermGroup, ...]) -> None:
        """Show terms, those of a large network on pages."""
        self._groups = groups
        self.groups.clear()
        whole = sum(len(part.rows) for group in groups for part in group.parts) <= _MOST_ROWS
        pages = [groups] if whole else []
        for group in groups:
            slices = [group.parts] if whole else slices_of(group.parts)
            first = 1
            for parts in slices:
                words = str(group.label)
                if len(slices) > 1:
                    words = _(
                        "{group}: {first} to {last} of {n}",
                        group=words,
                        first=first,
                        last=first + len(parts) - 1,
                        n=len(group.parts),
                    )
                    first += len(parts)
                if not whole:
                    pages.append((replace(group, parts=parts),))
                entry = add_line(self.groups, words)
                entry.setData(_PLACE, group.path)
                entry.setData(_PAGE, 0 if whole else len(pages) - 1)
        bar = self.reader.page.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        before = self._page
        self._pages, self._page = tuple(pages), -1
        self._turn(min(max(before, 0), len(pages) - 1))
        bar.setValue(round(share * bar.maximum()))
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.go_to(wanted)

    def _turn(self, page: int) -> None:
        if page >= 0 and page != self._page:
            self._page = page
            write_terms_tables(self.reader.document, self._pages[page], colours_of(self.palette()))

    def _go(self, entry: QListWidgetItem) -> None:
        self._turn(int(entry.data(_PAGE)))
        self.reader.go_to(str(entry.data(_PLACE)))

    def go_to(self, path: str) -> None:
        """Show the statement at a path of the terms, or the nearest one that holds it."""
        if self._groups is None:
            self._wanted = path
            return
        known: dict[str, int] = {}
        for page, groups in enumerate(self._pages):
            for group in groups:
                known.setdefault(group.path, page)
                for part in group.parts:
                    known.setdefault(part.path, page)
                    known.update({row.path: page for row in part.rows})
        steps = path.split(".")
        while steps and ".".join(steps) not in known:
            steps.pop()
        if steps:
            self._turn(known[".".join(steps)])
            self.reader.go_to(".".join(steps))


def slices_of(parts: Sequence[TermPart]) -> list[tuple[TermPart, ...]]:
    """The members of a group in pages of so many statements; one that has more stands alone."""
    found: list[list[TermPart]] = []
    rows = 0
    for part in parts:
        if not found or rows + len(part.rows) > _ROWS_OF_A_PAGE:
            found.append([])
            rows = 0
        found[-1].append(part)
        rows += len(part.rows)
    return [tuple(one) for one in found]
