"""The rounds of a negotiation and the story of every clause; written as PDF, CSV or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from datapact.agreements.text.exchanged import Round
from datapact.agreements.views.rounds import NOTE, WAY_WORDS, ClauseRow, Rounds, rounds
from datapact.base.files import write_whole
from datapact.base.texts import _, counted
from datapact.pdf.reports.rounds import FileForm, rounds_file
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.layout.wrapping_splitter import WrappingSplitter
from datapact_ui.kit.tables.days import short_minute
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.measures import line_height
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class RoundsDialog(Dialog):
    """Two tabs: what each round changed, and what became of each clause."""

    help_page = "rounds"

    def __init__(
        self, context: AppContext, history: str, parent: QWidget | None = None, *, clause: str = "", story: bool = False
    ) -> None:
        """``clause`` is the id of the one that is chosen; with ``story`` its tab is in front."""
        super().__init__("rounds_dialog", _("Rounds of the negotiation"), parent, leave="close")
        self._clause, self._story = clause, story
        self._context = context
        self.found: Rounds | None = None
        self.head = Words("", "strong", self)
        self.head.setObjectName("rounds_head")
        self.rounds: RowsTable[Round] = RowsTable("rounds_rounds", _("Rounds"), _round_columns(), self)
        self.rounds.chosen.connect(self._show_round)
        self.clauses: RowsTable[ClauseRow] = RowsTable("rounds_clauses", _("Clauses"), _clause_columns(), self)
        self.clauses.chosen.connect(self._show_clause)
        self.round_words = self._reading("rounds_changes", _("What this round changed"))
        self.clause_words = self._reading("rounds_story", _("Story of this clause"))
        tabs = self.tabs = FrontTabs(self)
        tabs.setObjectName("rounds_tabs")
        tabs.setAccessibleName(_("Rounds and clauses"))
        tabs.addTab(WrappingSplitter("rounds_split", ((self.rounds, 7), (self.round_words, 4)), self), _("Rounds"))
        tabs.addTab(WrappingSplitter("clauses_split", ((self.clauses, 7), (self.clause_words, 4)), self), _("Clauses"))
        note = Words(str(NOTE), "small", self, quiet=True)
        self.column.addWidget(self.head)
        self.column.addWidget(tabs, 1)
        self.column.addWidget(note)
        self.pdf_button = self.add_button("rounds_pdf", _("Save as PDF …"), "export", lambda: self._save("pdf"))
        self.csv_button = self.add_button("rounds_csv", _("Save as CSV …"), "export", lambda: self._save("csv"))
        self.json_button = self.add_button("rounds_json", _("Save as JSON …"), "export", lambda: self._save("json"))
        for button in (self.pdf_button, self.csv_button, self.json_button):
            bar_control(button, being_read())
        self.finish(148, 40)
        context.worker.read(
            self, lambda acting: rounds(acting, history), self._show, key="rounds", failed=self.show_error
        )

    def _reading(self, name: str, words: str) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setReadOnly(True)
        made.setTabChangesFocus(True)
        made.setMinimumHeight(round(line_height() * 4))
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return made

    def _show(self, found: Rounds) -> None:
        self.found = found
        told = counted("{n} round", "{n} rounds", len(found.rounds))
        never = counted("{n} clause was never touched", "{n} clauses were never touched", len(found.untouched))
        self.head.setText(f"{told} · {never} · {found.standing}")
        self.rounds.show_lines(found.rounds, same=lambda row: row.number)
        self.rounds.choose(lambda row: row.number == found.rounds[-1].number)
        self.clauses.show_lines(found.clauses, same=lambda row: row.id)
        wanted = next((row.id for row in found.clauses if row.id == self._clause), found.clauses[0].id)
        self.clauses.choose(lambda row: row.id == wanted)
        for button in (self.pdf_button, self.csv_button, self.json_button):
            bar_control(button, "")
        self._show_round()
        self._show_clause()
        if self._story:
            self.tabs.setCurrentIndex(1)
        (self.clauses if self._story else self.rounds).setFocus()

    def _show_round(self) -> None:
        row = self.rounds.current()
        if row is None:
            return
        lines = [row.note, ""] if row.note else []
        lines += [str(one) for one in row.changes] or [
            _("The first text: nothing to compare with.") if row.number == 1 else _("Nothing changed.")
        ]
        self.round_words.setPlainText("\n".join(lines))

    def _show_clause(self) -> None:
        row = self.clauses.current()
        if row is not None:
            lines = [str(one) for one in row.story]
            if row.comments:
                lines.append(str(counted("{n} shared comment", "{n} shared comments", row.comments)))
            self.clause_words.setPlainText("\n".join(lines))

    def _save(self, form: FileForm) -> None:
        found = self.found
        if found is None:
            return
        name = f"{found.number} {_('rounds')}.{form}"
        path = self._context.dialogs.ask_save_file(_("Save the rounds"), name, f"{form.upper()} (*.{form})")
        if path is None:
            return
        target = path if path.suffix else path.with_suffix(f".{form}")

        def make(acting: Acting) -> str:
            write_whole(target, rounds_file(acting, found, form), private=False)
            return target.name

        self._context.worker.change(
            self,
            _("Writing the rounds"),
            lambda acting, _progress: make(acting),
            lambda written: self._context.notify(_("The rounds were written to {name}.", name=written)),
            touches=frozenset({"exports"}),
            failed=self.show_error,
        )


def _round_columns() -> tuple[Column[Round], ...]:
    return (
        Column("number", _("Round"), 7, lambda row: str(row.number), order=lambda row: row.number),
        Column("way", _("How"), 20, lambda row: _(WAY_WORDS[row.way]), flexible=True),
        Column("party", _("Whose text"), 20, lambda row: row.party, flexible=True, gives_way=2),
        Column("time", _("When"), 17, lambda row: short_minute(row.time), order=lambda row: row.time, gives_way=3),
        Column("changes", _("Changes"), 11, lambda row: str(row.count), order=lambda row: row.count, gives_way=1),
    )


def _clause_columns() -> tuple[Column[ClauseRow], ...]:
    def badge(row: ClauseRow) -> Badge | None:
        if row.deleted:
            return ("delete", _("gone"), "neutral")
        return ("edit", _("touched"), "info") if row.touched else ("lock", _("never touched"), "neutral")

    return (
        Column("number", _("Clause"), 11, lambda row: str(row.number)),
        Column("heading", _("Heading"), 26, lambda row: str(row.heading), flexible=True),
        Column("state", _("Words"), 18, lambda row: (badge(row) or ("", ""))[1], badge=badge),
        Column("last", _("Where it stands"), 28, lambda row: str(row.story[-1]), flexible=True, gives_way=1),
    )
