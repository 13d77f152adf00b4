"""The what-if dialog: sharing that stops on another date, or if an agreement, a notice or an adequacy decision ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel import Locale
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QWidget,
)

from datapact.base.local_time import moment_of
from datapact.base.texts import _, counted, current_language
from datapact.consent.decision.wording import people_of, sentence, verdict_word
from datapact.consent.facts.question import Decision, Question
from datapact.consent.matrix.matrix import Cell
from datapact.consent.matrix.what_if import (
    CellChange,
    Change,
    Supposable,
    delivered_words,
    returned_if,
    supposable,
    what_if,
    what_if_question,
)
from datapact_ui.consent.parts.cell_words import VERDICT_LOOKS
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import nothing_chosen
from datapact_ui.kit.theme.measures import characters, line_height, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.consent.matrix.shown_page import DecisionPage
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_MOST_SHOWN = 500
_MOST_REASONS = 3
_AGAINST = ("deny", "incomplete", "partial")


@dataclass(frozen=True, slots=True)
class _Found:
    """The changes: all cells that change, and one decision before and after where the dialog is about one."""

    changes: tuple[CellChange, ...]
    answer: tuple[Decision, Decision] | None


@dataclass(frozen=True, slots=True)
class _Explained:
    """One decision before and after, and what becomes of data that has left."""

    answers: tuple[Decision, Decision]
    returns: list[str]


class WhatIfDialog(Dialog):
    """Shows suppositions and records nothing; ``agreement``, a history id, is supposed to end from the start."""

    help_page = "consent"

    def __init__(
        self, context: AppContext, page: DecisionPage | None, parent: QWidget | None = None, agreement: str = ""
    ) -> None:
        super().__init__("what-if-dialog", _("What if …?"), parent, leave="close")
        self._context, self._page, self._first = context, page, agreement
        column = self.column
        column.addWidget(Words(_("What stops if …?"), "heading", self))
        column.addWidget(
            Words(_("Suppose one thing or several. Nothing is recorded by looking."), "body", self, quiet=True)
        )
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(2))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)  # large German words have no room beside a box
        self.day = DayField("suppose-day", _("On another day"), self)
        self.day.line.setPlaceholderText(_("today"))
        self.day.edited.connect(lambda _value: self._read())
        form.addRow(_("On another day"), self.day)
        self.agreement = self._box("suppose-agreement", _("An agreement ends"), form)
        self.notice = self._box("suppose-notice", _("A version of a notice is no longer valid"), form)
        self.country = self._box("suppose-country", _("An adequacy decision no longer holds"), form)
        column.addLayout(form)
        self.says = Words("", "strong", self)
        self.says.setObjectName("what-stops")
        column.addWidget(self.says)
        self.answer = Words("", "body", self)
        self.answer.setObjectName("answer-then")
        self.answer.setVisible(page is not None)
        column.addWidget(self.answer)
        self.table = RowsTable("what-if-table", _("What changes"), self._columns(), self)
        self.table.setMinimumHeight(round(line_height() * 8))
        self.table.opened.connect(lambda _change: self._open())
        self.table.chosen.connect(self._show_current)
        column.addWidget(self.table, 1)
        self.why = Words("", "body", self)
        self.why.setObjectName("why-then")
        self.why.hide()
        column.addWidget(self.why)
        self.open_button = self.add_button("what-if-open", _("Open the answer"), "open", self._open)
        self.finish(128, 42)
        context.worker.read(self, supposable, self._fill, key="supposable")
        self._read()

    # ---- building ----

    def _box(self, name: str, words: str, form: QFormLayout) -> QComboBox:
        box = ComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setMinimumWidth(characters(40))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(_("as it is"), "")
        box.currentIndexChanged.connect(lambda _index: self._read())
        form.addRow(words, box)
        return box

    def _columns(self) -> tuple[Column[CellChange], ...]:
        def verdict(name: str, heading: str, cell_of: Callable[[CellChange], Cell | None]) -> Column[CellChange]:
            return Column(
                name,
                heading,
                28,
                lambda change: _cell_words(cell_of(change)),
                picture=lambda change: _picture(cell_of(change)),
            )

        return (
            Column(
                "dataset", _("Dataset"), 18, lambda change: str(_cell(change).dataset_name), flexible=True, gives_way=2
            ),
            Column(
                "purpose", _("Purpose"), 26, lambda change: str(_cell(change).purpose_name), flexible=True, gives_way=1
            ),
            Column("partner", _("Partner"), 26, lambda change: _cell(change).partner_name, flexible=True),
            verdict("today", _("Today"), lambda change: change.before),
            verdict("then", _("Then"), lambda change: change.after),
        )

    def _fill(self, found: Supposable) -> None:
        territories = Locale(current_language()).territories
        options: tuple[tuple[QComboBox, Sequence[tuple[str, object]]], ...] = (
            (self.agreement, [(f"{number} · {title}", id_) for id_, number, title in found.agreements]),
            (self.notice, [(str(named), (key, version)) for key, version, named in found.notices]),
            (self.country, sorted((str(territories.get(code, code)), code) for code in found.countries)),
        )
        for box, entries in options:
            for words, value in entries:
                box.addItem(words, value)
            bar_control(box, "" if entries else _("There is none to suppose."))
        self.agreement.setCurrentIndex(max(0, self.agreement.findData(self._first)) if self._first else 0)

    # ---- supposing ----

    def change(self) -> Change:
        """The present supposition."""
        agreement, notice = self.agreement.currentData(), self.notice.currentData()
        country, day = self.country.currentData(), self.day.day()
        now = self._context.now()
        return Change(
            at=None if day is None else moment_of(day, now),
            agreements=(str(agreement),) if agreement else (),
            notices=((str(notice[0]), str(notice[1])),) if notice else (),
            countries=(str(country),) if country else (),
        )

    def _read(self) -> None:
        change = self.change()
        page = self._page
        if change == Change():
            self._show_nothing()
            return

        def job(acting: Acting) -> _Found:
            changes = what_if(acting, change)
            if page is None:
                return _Found(changes, None)
            return _Found(changes, what_if_question(acting, page.decision.question, change))

        self.says.setText(_("Working out what would change …"))
        self._context.worker.read(self, job, self._show, key="what-if")

    def _show_nothing(self) -> None:
        self._context.worker.read(
            self, lambda _acting: None, lambda _nothing: None, key="what-if"
        )  # drops one underway
        self.says.setText(_("Choose what to suppose."))
        self.answer.setText("")
        self.table.show_lines(())

    def _show(self, found: _Found) -> None:
        stops = sum(change.stops for change in found.changes)
        others = len(found.changes) - stops
        words = str(counted("{count} sharing stops.", "{count} sharings stop.", stops, count=grouped(stops)))
        if others:
            words += " " + str(
                counted("{count} other answer changes.", "{count} other answers change.", others, count=grouped(others))
            )
        already = delivered_words(found.changes)
        if already is not None:
            words += f" {already}"
        self.says.setText(words if found.changes else _("Nothing changes."))
        if found.answer is not None and self._page is not None:
            before, after = (_words_of(one, self._page) for one in found.answer)
            self.answer.setText(_("This answer: today {before}; then {after}.", before=before, after=after))
        changes = sorted(found.changes, key=lambda change: not change.stops)
        self.table.show_lines([one for one in changes[:_MOST_SHOWN] if one.before is not None or one.after is not None])
        self.table.selectRow(0)

    def _show_current(self) -> None:
        """Explain why the chosen decision would change; the button opens the present decision, and says so."""
        chosen, change = self.table.current(), self.change()
        bar_control(self.open_button, nothing_chosen(chosen))
        only_day = change == Change(at=change.at)
        self.open_button.setText(_("Open the answer") if only_day else _("Open the answer of today, without this"))
        self.why.hide()
        if chosen is None:
            return
        cell, now = _cell(chosen), self._context.now()

        def job(acting: Acting) -> _Explained:
            question = Question(cell.dataset, cell.partner, cell.purpose, now, agreed=cell.agreed)
            returns = returned_if(acting, question, change)
            return _Explained(what_if_question(acting, question, change), [one.words() for one in returns])

        self._context.worker.read(self, job, self._show_why, key="why-then")

    def _show_why(self, found: _Explained) -> None:
        """Show the reasons that would be new, and what becomes of data that has left already."""
        before, then = ([str(one.message) for one in each.reasons if one.verdict in _AGAINST] for each in found.answers)
        new = [words for words in then if words not in before]
        lines = [_("Then: {reasons}", reasons=" ".join(new[:_MOST_REASONS]))] if new else []
        lines += [_("Already delivered: {what}", what=words) for words in found.returns]
        self.why.setText("\n".join(lines))
        self.why.setVisible(bool(lines))

    def _open(self) -> None:
        from datapact.consent.matrix.question_form import question_form_of

        chosen = self.table.current()
        if chosen is not None:
            cell, day = _cell(chosen), self.day.day()
            self.accept()
            self._context.open_decision(question_form_of(cell, day))


def _cell(change: CellChange) -> Cell:
    """The cell that changes, as it is today where it is there today."""
    cell = change.before or change.after
    assert cell is not None  # of the changes only such are shown
    return cell


def _picture(cell: Cell | None) -> str:
    return VERDICT_LOOKS[cell.verdict][0] if cell is not None else "remove"


def _cell_words(cell: Cell | None) -> str:
    if cell is None:
        return _("not there")
    people = people_of(cell.n, cell.m) if cell.verdict in ("permit", "partial") else ""
    word = str(verdict_word(cell.verdict, cell.begins))
    return f"{word}: {people}" if people else word


def _words_of(decision: Decision, page: DecisionPage) -> str:
    return sentence(decision.verdict, decision.n, decision.m, decision.valid_until, page.zone, decision.until_why)
