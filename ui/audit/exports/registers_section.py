"""The section of registers as at any day: choice, filters, the table, and beside it population, omissions and gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from datapact.audit.engagements.scope import scope_of
from datapact.audit.exports.register import save_register
from datapact.base.day_words import long_date
from datapact.base.texts import _, counted, current_language
from datapact.pdf.reports.register import RegisterFormat
from datapact.registers.register import Register, Row
from datapact.registers.registers import NAMES, TITLES, register
from datapact_ui.audit.exports.register_columns import register_columns, text_of
from datapact_ui.audit.parts.access_log import AccessLog
from datapact_ui.audit.parts.covers_panel import CoversPanel
from datapact_ui.audit.parts.narrowing import Narrowing
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.wrapping_splitter import WrappingSplitter
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import Section, bar, nothing_chosen
from datapact_ui.kit.theme.measures import characters, line_height, margins
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

FORMATS: tuple[RegisterFormat, ...] = get_args(RegisterFormat.__value__)
_CHOSEN = "audit.register"


class RegistersSection(Section):
    """Chooses, shows and exports a register."""

    name = "registers"
    picture = "table"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.register: Register | None = None
        self._exports = {
            form: self.action(
                f"export-register-{form}",
                _("Export the register as {form} …", form=form.upper()),
                lambda form=form: self.export(form),  # type: ignore[misc]
                "export",
            )
            for form in FORMATS
        }
        self._open = self.action("open-register-row", _("Open the agreement"), self._open_current, "open")
        self._build()

    # ---- building ----

    def _build(self) -> None:
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.addWidget(self._choices())
        self.table: RowsTable[Row] = RowsTable("register-table", _("Register"), (), self)
        self.table.opened.connect(lambda row: self.context.open_agreement(row.agreement))
        self.table.chosen.connect(self._on_row)
        self.nothing = EmptyState(
            "table", _("No entries"), _("No agreement belongs in this register as it is asked for."), parent=self
        )
        self.reading = Words(_("The register is being put together …"), parent=self, quiet=True)
        self.reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = FrontStack(self)
        self.entry = QPlainTextEdit(self)
        self.entry.setObjectName("register-entry")
        self.entry.setAccessibleName(_("The entry that is chosen"))
        self.entry.setReadOnly(True)
        self.entry.setTabChangesFocus(True)
        self.entry.setFixedHeight(round(line_height() * 12))
        rows = QWidget(self)
        below = QVBoxLayout(rows)
        margins(below, 0, 2)
        below.addWidget(self.table, 1)
        below.addWidget(self.entry)
        self.rows = rows
        for page in (self.rows, self.nothing, self.reading):
            self.pages.addWidget(page)
        self.about = CoversPanel("register", _("What this register covers"), self)
        self.about.gap_opened.connect(self.context.open_agreement)
        splitter = WrappingSplitter("register-splitter", ((self.pages, 12), (self.about, 8)), self)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([characters(160), characters(38)])
        column.addWidget(splitter, 1)
        self.count = Words("", "small", self, quiet=True)
        self.count.setObjectName("register-count")
        column.addWidget(self.count)

    def _choices(self) -> QWidget:
        self.which = ComboBox(self)
        self.which.setObjectName("register-name")
        self.which.setAccessibleName(_("Register"))
        for name in NAMES:
            words = _("Register of transfers outside the EEA") if name == "transfers" else str(TITLES[name])
            self.which.addItem(words, name)
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(max(len(str(title)) for title in TITLES.values()) * 5 // 8)
        self.which.currentIndexChanged.connect(lambda _index: self._chose())
        self.narrowing = Narrowing(self.context, "register", self, before=self.which)
        self.narrowing.changed.connect(self.ask)
        self.export_button = PrimaryButton(_("Export …"), "export", self.narrowing)
        self.export_button.setObjectName("export-register")
        menu = QMenu(self.export_button)
        menu.setObjectName("export-register-menu")
        menu.addActions(list(self._exports.values()))
        self.export_button.clicked.connect(
            lambda _checked=False: menu.popup(self.export_button.mapToGlobal(self.export_button.rect().bottomLeft()))
        )
        self.narrowing.row.addWidget(self.export_button)
        return self.narrowing

    # ---- what is asked for ----

    def title(self) -> str:
        return _("Registers")

    def actions_here(self) -> list[QAction]:
        return [*self._exports.values(), self._open]

    def take_focus(self) -> None:
        self.which.setFocus()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: register, on (ISO day), status (with commas), partner."""
        index = self.which.findData(options.get("register", ""))
        if index >= 0:
            self.which.setCurrentIndex(index)
        self.narrowing.narrow(options)
        self.ask()

    def read(self) -> None:
        kept = self.context.recall(_CHOSEN)
        index = self.which.findData(kept) if isinstance(kept, str) and self.register is None else -1
        if index > 0:
            self.which.blockSignals(True)
            self.which.setCurrentIndex(index)
            self.which.blockSignals(False)
        self.ask()

    def _chose(self) -> None:
        self.context.remember(_CHOSEN, self.which.currentData())
        self.ask()

    def ask(self) -> None:
        """Make the register, off the UI thread."""
        name, day, filters = str(self.which.currentData()), self.narrowing.day(), self.narrowing.filters()
        if self.register is None or self.register.name != name:
            self.pages.setCurrentWidget(self.reading)

        def job(acting: Acting) -> Register:
            return register(acting, name, day, scope_of(acting).within(filters))

        self._asked = name, day, filters
        self.context.worker.read(self, job, self._show, key="register")

    # ---- what is shown ----

    def _show(self, made: Register) -> None:
        self.register = made
        AccessLog.note(self.context, "register", made.name)
        self.table.setAccessibleName(str(made.title))
        self.table.show_lines(made.rows, register_columns(made), same=lambda row: (row.agreement, str(row.cells)))
        self.pages.setCurrentWidget(self.rows if made.rows else self.nothing)
        self.entry.setVisible(made.cards)
        if made.cards and self.table.current() is None:
            self.table.selectRow(0)
        self.about.show_groups(
            [
                (_("What this register covers"), (made.basis, *made.population)),
                (_("Filters"), made.filters),
                (_("Left out"), [one.words for one in made.left_out] or [_("Nothing was left out.")]),
            ],
            [(gap.agreement, f"{gap.number}: {gap.message}") for gap in made.gaps],
        )
        rows = counted("{n} entry", "{n} entries", len(made.rows), n=grouped(len(made.rows)))
        gaps = counted("{n} gap", "{n} gaps", len(made.gaps), n=grouped(len(made.gaps)))
        day = long_date(made.on, current_language())
        self.count.setText(_("{rows}, {gaps}, as at {day}", rows=rows, gaps=gaps, day=day))
        self._on_row()

    def _on_row(self) -> None:
        row = self.table.current()
        bar(self._open, nothing_chosen(row))
        if row is not None and self.register is not None and self.register.cards:
            self.entry.setPlainText(text_of(row, self.table.lines.columns()))

    def _open_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self.context.open_agreement(row.agreement)

    # ---- exporting ----

    def export(self, form: RegisterFormat) -> None:
        """Write the register that is shown into a file."""
        made = self.register
        if made is None:
            return
        name = f"{made.name}-{made.on.isoformat()}.{form}"
        path = self.context.dialogs.ask_save_file(_("Export the register"), name, f"{form.upper()} (*.{form})")
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(f".{form}")

        which, day, filters = self._asked

        def write(acting: Acting, _progress: Progress) -> Register:
            again = register(acting, which, day, scope_of(acting).within(filters), leaves=True)
            save_register(acting, again, form, path)
            return again

        self.context.worker.change(
            self,
            _("Exporting the register"),
            write,
            lambda again: self._written(again, path),
            touches=frozenset({"exports"}),
        )

    def _written(self, made: Register, path: Path) -> None:
        said = _(
            "The register was written to {name}. It is not signed: here “Verify a file” says whether it is exactly this file, "
            "elsewhere nothing of it can be determined.",
            name=path.name,
        )
        self.context.notify(said if made.proof is None else made.proof.written(said))
