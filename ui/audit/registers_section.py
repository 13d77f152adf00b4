"""Registers as at any day: which one, of what, the table, and beside it what it covers, leaves out and lacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.formatters import long_date
from datapact.agreements.status import WORDS
from datapact.audit.register_export import save_register
from datapact.documents.register_files import RegisterFormat
from datapact.texts import _, counted, current_language
from datapact.tracking.register import Register, Row
from datapact.tracking.register_filters import Filters
from datapact.tracking.registers import NAMES, TITLES, register
from datapact_ui.audit.lines_table import LinesTable
from datapact_ui.audit.register_about import RegisterAbout
from datapact_ui.audit.register_columns import register_columns
from datapact_ui.audit.section import Section
from datapact_ui.editor.day_field import DayField
from datapact_ui.looks.cards import PrimaryButton, Words
from datapact_ui.looks.chips import Chip
from datapact_ui.looks.empty_state import EmptyState
from datapact_ui.looks.flow_layout import FlowLayout
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import characters, margins, space
from datapact_ui.looks.numbers import grouped
from datapact_ui.looks.state_badge import STATES, state_words
from datapact_ui.looks.switched import on_switch, set_quietly

if TYPE_CHECKING:
    from datapact.parties.acting import Acting
    from datapact_ui.desk import Desk
    from datapact_ui.work.runner import Progress

FORMATS: tuple[RegisterFormat, ...] = get_args(RegisterFormat.__value__)
_TYPED_AFTER_MSECS = 400
_CHOSEN = "audit.register"


class RegistersSection(Section):
    """Chooses, shows and exports a register."""

    name = "registers"
    picture = "table"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.register: Register | None = None
        self._status: tuple[str, ...] = ()
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
        self._show_chosen()

    # ---- building ----

    def _build(self) -> None:
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.addWidget(self._choices())
        self.table: LinesTable[Row] = LinesTable("register-table", _("Register"), (), self)
        self.table.opened.connect(lambda row: self.desk.open_agreement(row.agreement))
        self.table.chosen.connect(self._on_row)
        self.nothing = EmptyState(
            "table", _("No entries"), _("No agreement belongs into this register as it is asked for."), parent=self
        )
        self.reading = Words(_("The register is being put together …"), parent=self, quiet=True)
        self.reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = QStackedWidget(self)
        for page in (self.table, self.nothing, self.reading):
            self.pages.addWidget(page)
        self.about = RegisterAbout(self)
        self.about.gap_opened.connect(self.desk.open_agreement)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setObjectName("register-splitter")
        splitter.addWidget(self.pages)
        splitter.addWidget(self.about)
        splitter.setStretchFactor(0, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([characters(160), characters(38)])
        column.addWidget(splitter, 1)
        self.count = Words("", "small", self, quiet=True)
        self.count.setObjectName("register-count")
        column.addWidget(self.count)

    def _choices(self) -> QWidget:
        box = QWidget(self)
        row = FlowLayout(box, 3)
        self.which = QComboBox(box)
        self.which.setObjectName("register-name")
        self.which.setAccessibleName(_("Register"))
        for name in NAMES:
            self.which.addItem(str(TITLES[name]), name)
        self.which.currentIndexChanged.connect(lambda _index: self._chose())
        row.addWidget(self.which)
        self.on = DayField("register-day", _("As at"), box)
        self.on.set_value(self.desk.today().isoformat())
        self.on.edited.connect(lambda _value: self.ask())
        row.addWidget(_labelled(_("As at"), self.on, box))
        self.status = Chip(f"{_('Status')} ▾", "register-status", box)
        on_switch(self.status, lambda _on: self._open_statuses())
        row.addWidget(self.status)
        self.partner = QLineEdit(box)
        self.partner.setObjectName("register-partner")
        self.partner.setAccessibleName(_("Name of the partner begins with"))
        self.partner.setPlaceholderText(_("Partner begins with …"))
        self.partner.setClearButtonEnabled(True)
        self.partner.setFixedWidth(characters(26))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPED_AFTER_MSECS)
        self._soon.timeout.connect(self.ask)
        self.partner.textChanged.connect(lambda _text: self._soon.start())
        row.addWidget(self.partner)
        self.export_button = PrimaryButton(_("Export …"), "export", box)
        self.export_button.setObjectName("export-register")
        menu = QMenu(self.export_button)
        menu.setObjectName("export-register-menu")
        for form, action in self._exports.items():
            menu.addAction(action)
            action.setText(_("Export the register as {form} …", form=form.upper()))
        self.export_button.clicked.connect(
            lambda _checked=False: menu.popup(self.export_button.mapToGlobal(self.export_button.rect().bottomLeft()))
        )
        row.addWidget(self.export_button)
        return box

    def _open_statuses(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("register-status-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        every = menu.addAction(_("Every status"))
        every.triggered.connect(lambda _checked=False: self.set_status(()))
        menu.addSeparator()
        for name in WORDS:
            action = menu.addAction(icon(STATES[name][0]), state_words(name))
            action.setCheckable(True)
            action.setChecked(name in self._status)
            action.toggled.connect(lambda on, name=name: self._toggle(name, on))
        menu.aboutToHide.connect(self._show_chosen)
        menu.popup(self.status.mapToGlobal(self.status.rect().bottomLeft()))

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
        if options.get("on"):
            self.on.set_value(options["on"])
        if "partner" in options:
            self.partner.setText(options["partner"])
        if "status" in options:
            self._status = tuple(one for one in options["status"].split(",") if one in WORDS)
        self._show_chosen()
        self.ask()

    def set_status(self, status: tuple[str, ...]) -> None:
        """Take in agreements of these statuses alone; all for none."""
        self._status = status
        self._show_chosen()
        self.ask()

    def _toggle(self, name: str, on: bool) -> None:
        others = tuple(one for one in self._status if one != name)
        self.set_status((*others, name) if on else others)

    def _show_chosen(self) -> None:
        words = [state_words(name) for name in self._status]
        more = f" +{len(words) - 1}" if len(words) > 1 else ""
        self.status.set_words(f"{_('Status')}: {words[0]}{more} ▾" if words else f"{_('Status')} ▾")
        set_quietly(self.status, bool(words))

    def day(self) -> date:
        """The day that is asked for; today where the field holds none."""
        value = self.on.value()
        return date.fromisoformat(value) if isinstance(value, str) else self.desk.today()

    def read(self) -> None:
        kept = self.desk.recall(_CHOSEN)
        index = self.which.findData(kept) if isinstance(kept, str) and self.register is None else -1
        if index > 0:
            self.which.blockSignals(True)
            self.which.setCurrentIndex(index)
            self.which.blockSignals(False)
        self.ask()

    def _chose(self) -> None:
        self.desk.remember(_CHOSEN, self.which.currentData())
        self.ask()

    def ask(self) -> None:
        """Put the register together, off the UI thread."""
        self._soon.stop()
        name, day = str(self.which.currentData()), self.day()
        filters = Filters(self._status, self.partner.text().strip())
        if self.register is None or self.register.name != name:
            self.pages.setCurrentWidget(self.reading)
        self.desk.worker.read(self, lambda acting: register(acting, name, day, filters), self._show, key="register")

    # ---- what is shown ----

    def _show(self, made: Register) -> None:
        self.register = made
        self.table.setAccessibleName(str(made.title))
        self.table.show_lines(made.rows, register_columns(made), same=lambda row: (row.agreement, str(row.cells)))
        self.pages.setCurrentWidget(self.table if made.rows else self.nothing)
        self.about.show_register(made)
        rows = counted("{n} entry", "{n} entries", len(made.rows), n=grouped(len(made.rows)))
        gaps = counted("{n} gap", "{n} gaps", len(made.gaps), n=grouped(len(made.gaps)))
        day = long_date(made.on, current_language())
        self.count.setText(_("{rows}, {gaps}, as at {day}", rows=rows, gaps=gaps, day=day))
        self._on_row()

    def _on_row(self) -> None:
        self._open.setEnabled(self.table.current() is not None)

    def _open_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self.desk.open_agreement(row.agreement)

    # ---- exporting ----

    def export(self, form: RegisterFormat) -> None:
        """Write the register that is shown into a file."""
        made = self.register
        if made is None:
            return
        name = f"{made.name}-{made.on.isoformat()}.{form}"
        path = self.desk.dialogs.ask_save_file(_("Export the register"), name, f"{form.upper()} (*.{form})")
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(f".{form}")

        def write(acting: Acting, _progress: Progress) -> None:
            save_register(acting, made, form, path)

        self.desk.worker.change(
            self,
            _("Exporting the register"),
            write,
            lambda _none: self.desk.notify(_("The register was written to {name}.", name=path.name)),
            touches=frozenset({"exports"}),
        )


def _labelled(words: str, field: QWidget, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space(1))
    label = QLabel(words, box)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    row.addWidget(label)
    row.addWidget(field)
    return box
