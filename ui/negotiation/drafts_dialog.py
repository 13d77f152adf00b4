"""All drafts of an agreement: named, opened again, put away and taken back. Nothing saved is ever out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.views.drafts import LONGEST_NAME, DraftRow, drafts, mark_draft
from datapact.base.texts import _
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.tables.days import short_minute
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import nothing_chosen
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.negotiation.carry_dialog import open_carrying

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class DraftsDialog(Dialog):
    """A draft is opened by a double click or Return; editing goes on with it."""

    help_page = "editor"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__("drafts_dialog", _("Drafts"), parent, leave="close")
        self._context, self._history = context, history
        self._drafts: tuple[DraftRow, ...] = ()
        self.head = Words(
            _("Every saved draft stays here and is internal. What went to partners is marked as sent."),
            "body",
            self,
            quiet=True,
        )
        self.table: RowsTable[DraftRow] = RowsTable("drafts", _("Drafts"), _columns(), self)
        self.table.opened.connect(lambda row: self._open(row))
        self.table.chosen.connect(self._chosen)
        self.all_shown = Tick(_("Show those that were put away, too"), self)
        self.all_shown.setObjectName("drafts_all")
        self.all_shown.toggled.connect(lambda _on: self._fill())
        self.column.addWidget(self.head)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.all_shown)
        self.name_button = self.add_button("drafts_name", _("Name …"), "edit", self._name)
        self.away_button = self.add_button("drafts_away", _("Put away"), "archive", self._put_away)
        self.carry_button = self.add_button("drafts_carry", _("Carry over …"), "counter", self._carry)
        self.carry_button.setToolTip(_("Puts the changes of this draft onto the newest text."))
        self.open_button = self.add_button(
            "drafts_open", _("Go on with this one"), "open", lambda: self._open(self.table.current()), primary=True
        )
        self.finish(100, 26)
        self._load()

    def _load(self) -> None:
        history = self._history
        self._context.worker.read(self, lambda acting: drafts(acting, history), self._show, key="drafts")

    def _show(self, found: tuple[DraftRow, ...]) -> None:
        self._drafts = found
        self._fill()

    def _fill(self) -> None:
        rows = [row for row in self._drafts if self.all_shown.isChecked() or not row.put_away]
        self.table.show_lines(rows, same=lambda row: row.digest)
        if rows and self.table.current() is None:
            self.table.choose(lambda row: row.digest == rows[0].digest)
        self._chosen()

    def _chosen(self) -> None:
        row = self.table.current()
        for button in (self.name_button, self.away_button, self.carry_button, self.open_button):
            bar_control(button, nothing_chosen(row))
        self.away_button.setText(_("Take back") if row is not None and row.put_away else _("Put away"))

    def _open(self, row: DraftRow | None) -> None:
        if row is not None:
            self.accept()
            self._context.open_editor(self._history, row.digest)

    def _carry(self) -> None:
        row = self.table.current()
        if row is not None:
            self.accept()
            open_carrying(self._context, self._history, row.digest, parent=self.parentWidget())

    def _name(self) -> None:
        row = self.table.current()
        given = None if row is None else self._context.dialogs.ask_text(_("Name of the draft"), _("Name"), row.name)
        if row is not None and given is not None:
            self._mark(row, name=given[:LONGEST_NAME])

    def _put_away(self) -> None:
        row = self.table.current()
        if row is not None:
            self._mark(row, away=not row.put_away)

    def _mark(self, row: DraftRow, *, name: str | None = None, away: bool | None = None) -> None:
        history = self._history
        self._context.worker.change(
            self,
            _("Noting it at the draft"),
            lambda acting, _p: mark_draft(acting, history, row.digest, name=name, away=away),
            lambda _none: self._load(),
        )


def _columns() -> tuple[Column[DraftRow], ...]:
    def badge(row: DraftRow) -> Badge | None:
        if row.put_away:
            return ("archive", _("put away"), "neutral")
        if row.sent:
            return ("send", _("sent"), "good")
        return ("edit", _("in work"), "info") if row.worked_on else None

    return (
        Column("time", _("Saved"), 19, lambda row: short_minute(row.time), order=lambda row: row.time),
        Column("name", _("Name"), 24, lambda row: row.name or row.note, flexible=True),
        Column("author", _("Saved by"), 16, lambda row: row.author, gives_way=2),
        Column("changes", _("Changes"), 12, lambda row: "" if row.changes is None else str(row.changes), gives_way=1),
        Column("state", _("State"), 14, lambda row: (badge(row) or ("", "", ""))[1], badge=badge),
    )
