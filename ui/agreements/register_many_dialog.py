"""Register many contracts from one table: first a report on each line, then all of them or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import Language, _, counted, current_language
from datapact.signing.elsewhere.table import LineReport, ManyReport, RegisteringRefused, register_many
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.path_line import PathLine
from datapact_ui.kit.tables.empty_words import EmptyWords
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_OUTCOMES = {"new": "add", "known": "check", "wrong": "error"}


class RegisterManyDialog(Dialog):
    """A table, the folder of its files, the report of a dry run, and the button that records."""

    help_page = "contracts"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("register_many", _("Register many contracts"), parent, leave="close")
        self._context = context
        self._table: Path | None = None
        self._folder: Path | None = None
        self.report: ManyReport | None = None
        column = self.column
        column.addWidget(Words(_("Register many contracts"), "heading", self))
        sentence = _(
            "A table (XLSX or CSV), a line a contract. Its first line names the columns; needed are reference, title"
            " and partner."
        )
        column.addWidget(Words(sentence, "body", self))
        form = QFormLayout()
        form.setSpacing(space(2))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.table_line = self._chooser(form, "table", _("Table"), self._choose_table)
        self.folder_line = self._chooser(form, "folder", _("Folder of the scans (may stay empty)"), self._choose_folder)
        self.language = ComboBox(self)
        self.language.setObjectName("register_many_language")
        self.language.setAccessibleName(_("Language of titles and names"))
        for code, words in (("de", _("German")), ("en", _("English"))):
            self.language.addItem(words, code)
        self.language.setCurrentIndex(self.language.findData(current_language()))
        self.language.activated.connect(lambda _index: self._rehearse())
        form.addRow(_("Language of titles and names"), self.language)
        column.addLayout(form)
        self.summary = Words(_("Choose a table. Nothing is recorded before you say so."), "strong", self)
        self.summary.setObjectName("register_many_summary")
        column.addWidget(self.summary)
        self.lines = RowsTable("register_many_lines", _("What each line brings"), _columns(), self)
        EmptyWords(_("What each line brings stands here before anything is recorded."), self.lines)
        self.lines.setMinimumHeight(round(line_height() * 8))
        self.lines.chosen.connect(self._show_reason)
        column.addWidget(self.lines, 1)
        self.reason = Words("", "body", self)
        self.reason.setObjectName("register_many_reason")
        self.reason.hide()
        column.addWidget(self.reason)
        self.doing = self.add_button("register_many_do", _("Register"), "check", self.record)
        self.doing.setAutoDefault(False)
        self.finish(100, 36)
        self._update_state()

    def _chooser(self, form: QFormLayout, name: str, words: str, do: object) -> QLineEdit:
        line = PathLine("", self)
        line.setObjectName(f"register_many_{name}")
        line.setAccessibleName(words)
        line.setReadOnly(True)
        line.setPlaceholderText(_("none"))
        button = QPushButton(icon("folder"), _("Choose …"), self)
        button.setObjectName(f"register_many_{name}_choose")
        button.setAccessibleName(_("Choose: {what}", what=words))
        button.setIconSize(icon_size())
        button.setAutoDefault(False)
        button.clicked.connect(do)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(line, 1)
        row.addWidget(button)
        form.addRow(words, row)
        return line

    # ---- choosing ----

    def _choose_table(self) -> None:
        path = self._context.dialogs.ask_open_file(
            _("Choose a table"), _("Tables ({patterns})", patterns="*.xlsx *.csv")
        )
        if path is not None:
            self._table = path
            self.table_line.setText(str(path))
            self._rehearse()

    def _choose_folder(self) -> None:
        path = self._context.dialogs.ask_folder(_("Folder of the scans"))
        if path is not None:
            self._folder = path
            self.folder_line.setText(str(path))
            self._rehearse()

    # ---- the report ----

    def _rehearse(self) -> None:
        """Report the effect of the table without writing."""
        if self._table is None:
            return
        table, folder, language = self._table, self._folder, self._chosen_language()

        def look(acting: Acting, _progress: Progress) -> ManyReport:
            return register_many(acting, table, folder, language=language, dry_run=True)

        self._context.worker.change(self, _("Looking through the table"), look, self._show, failed=self._refused)

    def record(self) -> None:
        """Record all contracts of the table, or none."""
        if self._table is None:
            return
        table, folder, language = self._table, self._folder, self._chosen_language()

        def write(acting: Acting, _progress: Progress) -> ManyReport:
            return register_many(acting, table, folder, language=language)

        def written(report: ManyReport) -> None:
            self._show(report)
            number = report.count("new")
            self._context.notify(counted("{n} contract is registered.", "{n} contracts are registered.", number))

        self._context.worker.change(
            self,
            _("Registering contracts"),
            write,
            written,
            touches=frozenset({"list", "partners"}),
            failed=self._refused,
        )

    def _chosen_language(self) -> Language:
        return "en" if self.language.currentData() == "en" else "de"

    def _refused(self, error: DataPactError) -> bool:
        if isinstance(error, RegisteringRefused):
            self._show(error.report)
            return True
        self.report = None
        self.lines.show_lines(())
        self.summary.setText(str(error))
        self._update_state()
        return True

    def _show(self, report: ManyReport) -> None:
        self.report = report
        self.lines.show_lines(report.lines)
        if not self.lines.choose(lambda line: line.outcome == "wrong"):
            self.lines.selectRow(0)
        self.summary.setText(report_words(report))
        self._update_state()

    def _show_reason(self) -> None:
        """The whole reason of the chosen line, of which the column may show the beginning only."""
        line = self.lines.current()
        self.reason.setText(_reason_words(line) if line is not None else "")
        self.reason.setVisible(bool(self.reason.text()))

    def _update_state(self) -> None:
        report = self.report
        new = report.count("new") if report is not None and not report.recorded else 0
        possible = report is not None and not report.recorded and bool(new) and not report.count("wrong")
        bar_control(self.doing, "" if possible else self._why_not())
        words = counted("Register {n} contract", "Register {n} contracts", new) if possible else _("Register")
        self.doing.setText(str(words))

    def _why_not(self) -> str:
        """Why nothing can be registered as it stands."""
        report = self.report
        if report is None:
            return _("Choose the list first.")
        if report.recorded:
            return _("These contracts are registered.")
        if report.count("wrong"):
            return _("Mend the lines that are wrong, and choose the list again.")
        return _("All of these are recorded already.")


def outcome_words(line: LineReport) -> str:
    """The result of a line in words."""
    return {"new": _("new"), "known": _("already recorded"), "wrong": _("wrong")}[line.outcome]


def _columns() -> tuple[Column[LineReport], ...]:
    return (
        Column("line", _("Line"), 7, lambda line: str(line.line), order=lambda line: line.line),
        Column("reference", _("Reference"), 18, lambda line: line.reference),
        Column("outcome", _("Outcome"), 20, outcome_words, picture=lambda line: _OUTCOMES[line.outcome]),
        Column(
            "reason",
            _("Reason"),
            40,
            _reason_words,
            flexible=True,
        ),
    )


def _reason_words(line: LineReport) -> str:
    return "" if line.reason is None else str(line.reason)


def report_words(report: ManyReport) -> str:
    """A sentence on all lines, and the columns that were not read."""
    numbers = {"new": report.count("new"), "known": report.count("known"), "wrong": report.count("wrong")}
    words = _("{new} new, {known} already recorded, {wrong} wrong.", **numbers)
    if report.recorded:
        words = _("Recorded.") + " " + words
    elif numbers["wrong"]:
        words += " " + _("While a line is wrong, nothing can be recorded: correct the table.")
    if report.ignored:
        words += " " + _("Columns not read: {names}", names=", ".join(report.ignored))
    return words
