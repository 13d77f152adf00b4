"""Register many contracts from one table: first a report on each line, then all of them or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from datapact.base.errors import DataPactError
from datapact.base.texts import Language, _, counted, current_language
from datapact.signing.elsewhere.table import LineReport, ManyReport, RegisteringRefused, register_many
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.path_line import PathLine
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, line_height, space
from datapact_ui.kit.widgets.cards import Words
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
        self.lines = self._report_table()
        column.addWidget(self.lines, 1)
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

    def _report_table(self) -> QTreeWidget:
        table = QTreeWidget(self)
        table.setObjectName("register_many_lines")
        table.setAccessibleName(_("What each line brings"))
        table.setHeaderLabels([_("Line"), _("Reference"), _("Outcome"), _("Reason")])
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAllColumnsShowFocus(True)
        table.setTabKeyNavigation(False)
        table.setIconSize(icon_size())
        table.setMinimumHeight(round(line_height() * 8))
        header = table.header()
        header.setSectionsMovable(False)
        for column, width in ((0, 9), (1, 22), (2, 22)):
            table.setColumnWidth(column, characters(width))
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        return table

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
        self.lines.clear()
        self.summary.setText(str(error))
        self._update_state()
        return True

    def _show(self, report: ManyReport) -> None:
        self.report = report
        self.lines.clear()
        self.lines.addTopLevelItems([_item(line) for line in report.lines])
        wrong = next((n for n, line in enumerate(report.lines) if line.outcome == "wrong"), 0)
        item = self.lines.topLevelItem(wrong)
        if item is not None:
            self.lines.setCurrentItem(item)
        self.summary.setText(report_words(report))
        self._update_state()

    def _update_state(self) -> None:
        report = self.report
        new = report.count("new") if report is not None and not report.recorded else 0
        possible = report is not None and not report.recorded and bool(new) and not report.count("wrong")
        self.doing.setEnabled(possible)
        words = counted("Register {n} contract", "Register {n} contracts", new) if possible else _("Register")
        self.doing.setText(str(words))


def outcome_words(line: LineReport) -> str:
    """The result of a line in words."""
    return {"new": _("new"), "known": _("already recorded"), "wrong": _("wrong")}[line.outcome]


def _item(line: LineReport) -> QTreeWidgetItem:
    reason = str(line.reason) if line.reason is not None else ""
    item = QTreeWidgetItem([str(line.line), line.reference, outcome_words(line), reason])
    item.setIcon(2, icon(_OUTCOMES[line.outcome]))
    item.setToolTip(3, reason)
    for column in range(item.columnCount()):
        if not item.text(column):
            item.setData(column, Qt.ItemDataRole.AccessibleTextRole, "–")
    return item


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
