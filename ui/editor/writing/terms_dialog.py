"""The defined terms of the text: where each is defined, how often it is used, and what is wrong; with the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from datapact.base.texts import Language, _, counted
from datapact.contract.text.defined_terms import FAULT_WORDS, DefinedTerm, terms_of
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import numbers
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import nothing_chosen
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact_ui.kit.context.app_context import AppContext


class TermsDialog(Dialog):
    """A list that goes to the place of a term; it changes nothing."""

    help_page = "editor"
    place_wanted = Signal(str)

    def __init__(
        self, context: AppContext, document: AgreementDocument, language: Language, parent: QWidget | None = None
    ) -> None:
        super().__init__("terms-dialog", _("Defined terms"), parent)
        self._numbers = numbers(document.clauses, language)
        self.said = Words(_("Reading the text …"), parent=self)
        self.said.setObjectName("terms-said")
        columns: list[Column[DefinedTerm]] = [
            Column("term", _("Defined term"), 26, lambda row: row.term, flexible=True),
            Column("fault", _("What is wrong"), 26, fault_words, badge=fault_badge),
            Column("defined", _("Defined in"), 22, self._defined),
            Column("uses", _("Uses"), 15, lambda row: str(row.uses), order=lambda row: row.uses, gives_way=1),
        ]
        self.table: RowsTable[DefinedTerm] = RowsTable("terms-table", _("Defined terms"), columns, self)
        self.table.opened.connect(lambda _row: self._go())
        self.table.chosen.connect(self._update)
        self.column.addWidget(self.said)
        self.column.addWidget(self.table, 1)
        self.go_button = self.add_button("terms-go", _("Go to the place"), "forward", self._go, primary=True)
        bar_control(self.go_button, being_read())
        self.finish(100, 24)
        context.worker.read(
            self, lambda _acting: terms_of(document, language), self._show, key="defined-terms", failed=self._unread
        )

    def _unread(self, error: DataPactError) -> bool:
        self.said.setText("")
        return self.show_error(error)

    def _show(self, found: tuple[DefinedTerm, ...]) -> None:
        wrong = sum(bool(one.fault) for one in found)
        self.said.setText(
            str(counted("{n} term needs a look.", "{n} terms need a look.", wrong))
            if wrong
            else _("Every term is defined once and used.")
            if found
            else _("The text defines no terms.")
        )
        self.table.show_lines(found, same=lambda row: row.term)
        if found:
            self.table.selectRow(0)
            self.table.setFocus()
        self._update()

    def _update(self) -> None:
        bar_control(self.go_button, nothing_chosen(self.table.current()))

    def _defined(self, row: DefinedTerm) -> str:
        return ", ".join(self._numbers.get(place, place) for place in row.defined) or _("nowhere")

    def _go(self) -> None:
        row = self.table.current()
        if row is not None:
            self.place_wanted.emit((*row.defined[-1:], row.first)[0])
            self.accept()


def fault_words(row: DefinedTerm) -> str:
    """The fault of a term in words, or that there is none."""
    return _(FAULT_WORDS[row.fault]) if row.fault else _("in order")


def fault_badge(row: DefinedTerm) -> Badge:
    """The same as a badge."""
    return ("warning", fault_words(row), "warn") if row.fault else ("check", fault_words(row), "good")
