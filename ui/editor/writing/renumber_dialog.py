"""Counting clauses anew: the table from old to new numbers, and the question whether to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.tables.fitted_table import FittedTable

if TYPE_CHECKING:
    from datapact.contract.changes.renumbering import NumberChange
    from datapact_ui.kit.context.app_context import AppContext


class RenumberDialog(FormDialog):
    """Shows every number that becomes another one; ``taken`` says that they may."""

    def __init__(self, context: AppContext, changes: Sequence[NumberChange], parent: QWidget) -> None:
        super().__init__(
            context,
            "renumber",
            _("Renumber clauses"),
            _(
                "Everything is counted from 1, and what was deleted goes without a trace. References follow. Letters, "
                "e-mails and comments that name the old numbers do not. Your partner sees it as one change."
            ),
            _("Renumber"),
            "terms",
            parent,
            above=True,
            help_page="editor",
        )
        rows = [(str(one.old), str(one.new) if one.new is not None else _("goes")) for one in changes]
        self.table = FittedTable([_("Number so far"), _("New number")], rows, parent=self.form)
        self.form.add("renumber-table", _("Old and new numbers"), self.table)
        self.fit_fields(76)
