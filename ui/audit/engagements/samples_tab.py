"""The samples of one audit: their items with marks, and the steps by which anybody can draw them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from datapact.audit.engagements.page import EngagementPage, Item, SampleView
from datapact.audit.engagements.remarks import save_population
from datapact.audit.engagements.sampling import POPULATION_WORDS
from datapact.base.local_time import exact_time
from datapact.base.texts import Message, _, counted, current_language
from datapact_ui.audit.parts.audit_appearance import mark_badge
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height, margins
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class SamplesTab(QWidget):
    """The samples of an audit: the list of them, and the items of the chosen one below."""

    picked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._page: EngagementPage | None = None
        self._places: dict[str, int] = {}
        self._wanted = ""
        self.setObjectName("engagement-samples-tab")
        self.which = ComboBox(self)
        self.which.setObjectName("sample-which")
        self.which.setAccessibleName(_("Sample"))
        self.which.currentIndexChanged.connect(lambda _index: self._show_sample())
        self.table: RowsTable[Item] = RowsTable(
            "sample-items",
            _("Items of the sample"),
            [
                Column("place", _("No."), 6, self._place, order=lambda item: self._places.get(item.id, 0)),
                Column("label", _("Item"), 70, lambda item: str(item.label), flexible=True),
                Column("marks", _("Mark"), 22, self._mark, badge=self._badge),
                Column("text", _("Remark"), 40, self._remark, flexible=True),
            ],
            self,
        )
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self.picked)
        self.steps = QPlainTextEdit(self)
        self.steps.setObjectName("sample-steps")
        self.steps.setAccessibleName(_("How to draw this sample again"))
        self.steps.setReadOnly(True)
        self.steps.setTabChangesFocus(True)
        self.steps.setFixedHeight(round(line_height() * 6.5))
        self.copying = QPushButton(icon("copy"), _("Copy the steps"), self)
        self.copying.setObjectName("copy-steps")
        self.copying.clicked.connect(lambda _checked=False: self._copy())
        self.saving = QPushButton(icon("export"), _("Save the population …"), self)
        self.saving.setObjectName("save-population")
        self.saving.clicked.connect(lambda _checked=False: self._save())
        self.none = Words(_("No sample was drawn yet."), parent=self, quiet=True)
        self.heading = QToolButton(self)
        self.heading.setObjectName("sample-fold")
        self.heading.setText(_("How to draw this sample again"))
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setAutoRaise(True)
        self.heading.setCheckable(True)
        self.heading.setIcon(icon("chevron-right"))
        self.heading.toggled.connect(self._on_fold)
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        column.addWidget(self.none)
        column.addWidget(self.which)
        column.addWidget(self.table, 1)
        column.addWidget(self.heading)
        column.addWidget(self.steps)
        row = FlowLayout()
        row.addWidget(self.copying)
        row.addWidget(self.saving)
        column.addLayout(row)
        column.addStretch(0)

    def show_page(self, page: EngagementPage) -> None:
        """Show the samples of this audit; the chosen one stays chosen."""
        before = self._wanted or self.which.currentData()
        self._wanted = ""
        self._page = page
        self.which.blockSignals(True)
        self.which.clear()
        for one in page.samples:
            self.which.addItem(_words(one), one.drawn.key)
        self.which.setCurrentIndex(max(0, self.which.findData(before)) if page.samples else -1)
        self.which.blockSignals(False)
        for part in (self.which, self.table, self.heading, self.copying, self.saving):
            part.setVisible(bool(page.samples))
        self._on_fold(self.heading.isChecked())
        self.none.setVisible(not page.samples)
        self._show_sample()

    def _on_fold(self, open_: bool) -> None:
        """Show the steps, which are for whoever draws it again: the items have the room."""
        self.heading.setIcon(icon("chevron-down" if open_ else "chevron-right"))
        self.steps.setVisible(open_ and self.heading.isVisibleTo(self))

    def choose(self, key: str) -> None:
        """Choose this sample when the page is shown next."""
        self._wanted = key

    def current(self) -> SampleView | None:
        """The sample that is chosen."""
        samples = self._page.samples if self._page is not None else ()
        return next((one for one in samples if one.drawn.key == self.which.currentData()), None)

    def chosen_item(self) -> Item | None:
        """The item that is chosen."""
        return self.table.current() if self.current() is not None else None

    def _show_sample(self) -> None:
        one = self.current()
        items = one.items if one is not None else ()
        self._places = {item.id: place for place, item in enumerate(items, 1)}
        self.table.show_lines(items, same=lambda item: item.id)
        lines = [f"{place}. {step}" for place, step in enumerate(one.steps, 1)] if one is not None else []
        drawn = [
            _("Drawn, by their identifiers:"),
            *(f"{place}. {_identifier(item)}" for place, item in enumerate(items, 1)),
        ]
        self.steps.setPlainText("\n".join([*lines, "", *drawn, "", one.shell]) if one is not None else "")

    def _place(self, item: Item) -> str:
        return str(self._places.get(item.id, ""))

    def _badge(self, item: Item) -> Badge | None:
        marks = self._page.marks_on(item.id) if self._page is not None else ()
        return mark_badge(marks[0].remark.mark) if marks else None

    def _mark(self, item: Item) -> str:
        badge = self._badge(item)
        return badge[1] if badge is not None else ""

    def _remark(self, item: Item) -> str:
        marks = self._page.marks_on(item.id) if self._page is not None else ()
        return marks[0].remark.text if marks else ""

    def _open(self, item: Item) -> None:
        sample = self.current()
        if sample is not None and sample.drawn.population_of == "decisions":
            self._context.show_view("audit", section="decisions", entry=item.id)
        elif item.history:
            self._context.open_agreement(item.history)
        elif item.subject:
            self._context.show_view("consent", tab="records", subject=item.subject, every="1")
        else:
            self._context.notify(_("This has no page of its own: its line says all that is on record of it here."))

    def _copy(self) -> None:
        self._context.dialogs.copy(self.steps.toPlainText())
        self._context.notify(_("Copied."))

    def _save(self) -> None:
        sample = self.current()
        path = self._context.dialogs.ask_save_file(_("Save the population"), "population.txt", _("Text (*.txt)"))
        if sample is None or path is None:
            return
        key = sample.drawn.key

        def job(acting: Acting, _progress: Progress) -> int:
            return save_population(acting, key, path)

        def done(number: int) -> None:
            words = counted(
                "{n} line was written to {name}.", "{n} lines were written to {name}.", number, name=path.name
            )
            self._context.notify(words)

        self._context.worker.change(self, _("Saving the population"), job, done, touches=frozenset({"exports"}))


def _identifier(item: Item) -> str:
    """What the steps print of an item, without the prefix that a screen reader would spell for each."""
    return item.id.removeprefix("urn:uuid:")


def _words(one: SampleView) -> str:
    drawn = one.drawn
    what = str(Message(POPULATION_WORDS.get(drawn.population_of, drawn.population_of)))
    items = counted("{n} of {count}", "{n} of {count}", len(drawn.sample.items), count=grouped(drawn.sample.population))
    return f"{what}: {items} · {one.author} · {exact_time(drawn.recorded, None, current_language())}"
