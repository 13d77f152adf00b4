"""The dialog for a new version of an annex, or an amendment: the terms as forms, changes in sentences, first day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.approvals.changes import NotApproved
from datapact.agreements.steps.change_draft import RULE_WORDS, ChangeDraft
from datapact.agreements.views.change_sentences import changes_of_order
from datapact.base.errors import DataPactError
from datapact.base.texts import Message, _, counted
from datapact.contract.editing.answers_file import ChangedTerms
from datapact.contract.editing.change import Change
from datapact.contract.editing.compare_terms import compare_terms
from datapact.contract.editing.orders import ORDER_PARTS
from datapact.contract.editing.term_difference import changed_terms
from datapact.contract.screening.data_words import datasets_added
from datapact.contract.screening.questions import questions_of_added
from datapact.contract.terms import Orders, Terms
from datapact_ui.agreement_page.page.change_session import ChangeSession
from datapact_ui.agreement_page.page.order_questions import OrderedData, OrderQuestions, agreed_entries
from datapact_ui.editor.fields.forms import MemberList, form_at
from datapact_ui.editor.fields.term_fields import field_words
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import SetDayField, TickedDay
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.measures import characters, line_height, margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.wheel_free import ComboBox, SpinBox

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

AMENDMENT = ""
_MOST_LINES = 12
_QUESTIONS = "?"
"""Stands for the screening questions of an order among the places of the terms."""
_FIRST = ("purposes", "datasets", "duration")


@dataclass(frozen=True, slots=True)
class Written:
    """The change entered; ``effective`` None takes the first day that the rule allows."""

    changes: ChangedTerms
    """What of the terms differs from those in force."""
    effective: date | None
    objection_days: int | None
    """Days for objections; None: as agreed, or nobody may object."""
    note: str
    """Free text, may be empty."""


def places_of(annex: str, own: str) -> tuple[str, ...]:
    """The places of the terms that belong to an annex; for an amendment all except the parties' keys."""
    match annex:
        case "sub_processors" | "measures":
            return (annex,)
        case "contacts":
            return (f"parties.{own}.contact", f"parties.{own}.dpo", "breach.contacts")
        case "order":
            return ORDER_PARTS
        case "datasets":
            return ("datasets", "purposes", "activities", "legal_bases")
        case _:
            return tuple(sorted((name for name in Terms.model_fields if name != "parties"), key=_chapter_rank))


def silence_words(orders: Orders) -> str:
    """The meaning of silence on an order by the contract; empty where it means nothing."""
    if not orders.days:
        return ""
    if orders.silence == "consent":
        return _("Silence counts as consent {n} days after receipt, but never of the provider.", n=orders.days)
    if orders.silence == "refusal":
        return _("It counts as refused unless all who are asked agree within {n} days.", n=orders.days)
    return ""


def _chapter_rank(name: str) -> int:
    """Amendments are mostly about purposes, data and the duration; the rest follows in the order of the terms."""
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _after_signing(today: date) -> date:
    """The first of a month that leaves two weeks for the signatures."""
    later = today + timedelta(days=14)
    return later if later.day == 1 else (later.replace(day=1) + timedelta(days=32)).replace(day=1)


class ChangeDialog(Dialog):
    """The dialog for an amendment, or for a new version of an annex. ``annex`` is a key of ANNEXES, or AMENDMENT."""

    help_page = "amendments"
    taken = Signal()
    """The button was pressed, and what was entered makes sense; the opener writes it by ``run``."""

    def __init__(
        self,
        context: AppContext,
        draft: ChangeDraft,
        annex: str,
        title: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("change_dialog", title, parent)
        self._context = context
        self._rule = draft.rules[annex]
        self._edits_text = self._rule in ("signature", "outside")  # the whole text is edited afterwards
        self._is_order = annex == "order"
        self.session = ChangeSession(context, draft.document, self)
        self._form: TermForm | None = None
        column = self.column
        column.addWidget(Words(title, "heading", self))
        column.addWidget(Words(str(Message(RULE_WORDS[self._rule])), "body", self))
        if annex == "order" and (silence := silence_words(draft.document.terms.orders)):
            column.addWidget(Words(silence, "body", self))
        self.place = ComboBox(self)
        self.place.setObjectName("change_place")
        self.place.setAccessibleName(_("What is to change"))
        for path in places_of(annex, draft.own):
            self.place.addItem(field_words(path), path)
            if annex == "order" and path == "datasets":
                self.place.addItem(_("What is it about?"), _QUESTIONS)
        self._names = [self.place.itemText(number) for number in range(self.place.count())]
        if self._rule == "on_paper":  # the contract may have been recorded without anybody who signs
            for party in draft.document.terms.parties:
                path = f"parties.{party.key}.signatories"
                self.place.addItem(f"{field_words(path)}: {party.short_name or party.name}", path)
        self.place.activated.connect(lambda _index: self._show_form())
        self.forms = ScrollPage(self)
        self.forms.setObjectName("change_forms")
        column.addLayout(self._places())
        column.addWidget(self.forms, 1)
        signature = self._edits_text
        self._makes_draft = signature or self._rule == "on_paper"
        for part in (self.place, self.place_label):
            part.setVisible(not signature and self.place.count() > 1)
        self.forms.setVisible(not signature)
        column.addWidget(self._outcome_card(signature=signature))
        column.addLayout(self._days(today))
        self.note = QPlainTextEdit(self)
        self.note.setObjectName("change_note")
        self.note.setAccessibleName(_("Remark"))
        self.note.setPlaceholderText(_("Remark (optional)"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(round(line_height() * 2.8))
        column.addWidget(self.note)
        words = _("Make the draft") if self._makes_draft else _("Record the change")
        self.doing = self.add_button("change_do", words, "check", self._accept, primary=True)
        self.doing.setAutoDefault(False)
        self.session.changed.connect(lambda _command: self._update_state())
        self.finish(96, 14 if signature else 46)
        if not signature:
            self._show_form()
        self._update_state()

    # ---- parts ----

    def _places(self) -> QHBoxLayout:
        """The choice of the place that is shown; an order goes through its parts one after another."""
        row = QHBoxLayout()
        row.setSpacing(space(2))
        self.place_label = QLabel(_("Part of the order:") if self._is_order else _("What is to change:"), self)
        self.place_label.setBuddy(self.place)
        row.addWidget(self.place_label)
        row.addWidget(self.place, 1)
        self.next_place = picture_button(self, "change_next", "forward", _("Continue"), self._next_place)
        self.next_place.setVisible(self._is_order)
        row.addWidget(self.next_place)
        return row

    def _next_place(self) -> None:
        """Show the part of the order behind the one that is shown."""
        self.place.setCurrentIndex(self.place.currentIndex() + 1)
        self._show_form()

    def _number_places(self) -> None:
        """Number the parts of an order, and say how many questions are open."""
        terms = self.session.document.terms
        asked = questions_of_added(terms, datasets_added(self.session.before.terms, terms))
        left = sum(one.is_open for one in asked)
        for number, name in enumerate(self._names):
            words = _("{number} of {total}: {name}", number=number + 1, total=len(self._names), name=name)
            if left and self.place.itemData(number) == _QUESTIONS:
                words = f"{words} – {counted('{n} question open', '{n} questions open', left)}"
            self.place.setItemText(number, words)
        more = self.place.currentIndex() + 1 < len(self._names)
        bar_control(self.next_place, "" if more else _("This is the last part."))

    def _outcome_card(self, *, signature: bool) -> Card:
        self.outcome = Card(_("What changes"), self)
        self.lines = Words("", "body", self.outcome)
        self.lines.setObjectName("change_lines")
        self.outcome.column.addWidget(self.lines)
        self.outcome.setVisible(not signature)
        return self.outcome

    def _days(self, today: date) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(3))
        if self._makes_draft:  # it stands in the text, and signatures take their time
            row.addWidget(Words(_("Counts from"), "strong", self))
            self.first = SetDayField("change-day", _("First day on which it counts"), _after_signing(today), self)
            row.addWidget(self.first)
            words = _(
                "It binds nobody before the last signature. An earlier day holds between the parties only: nothing done before "
                "becomes lawful by it."
            )
            told = Words(words, "small", self, quiet=True)
            told.setObjectName("change_backwards")
            row.addWidget(told, 1)
        else:
            tick = _("First day on which it counts; else as early as the rule allows")
            self.day = TickedDay("change-day", _("First day:"), tick, _("First day on which it counts"), today, self)
            row.addWidget(self.day)
        self.objection = SpinBox(self)
        self.objection.setObjectName("change_objection")
        self.objection.setAccessibleName(_("Days for objections, at least as agreed"))
        self.objection.setRange(0, 3650)
        self.objection.setSpecialValueText(_("objections: as agreed"))
        self.objection.setPrefix(_("objections within") + " ")
        self.objection.setSuffix(" " + _("days"))
        self.objection.setVisible(self._rule == "objection")
        row.addWidget(self.objection)
        if not self._makes_draft:
            row.addStretch(1)
        return row

    def _show_form(self) -> None:
        if self._form is not None:
            self._form.commit()
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 3, 2)
        path = str(self.place.currentData())
        at = self.place.currentIndex()
        field_name = self._names[at] if at < len(self._names) else self.place.currentText()
        self._form = self._order_form(path, page) if self._is_order else form_at(self.session, path, page)
        column.addWidget(Words(field_name, "strong", page))
        column.addWidget(self._form, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        page.setAutoFillBackground(False)
        self.forms.set_page(page)
        self.forms.setMinimumWidth(characters(60))
        if self._is_order:
            self._number_places()
        if isinstance(self._form, OrderQuestions):
            self._form.take_focus()

    def _order_form(self, path: str, page: QWidget) -> TermForm:
        """The form of a place of an order, which adds and takes nothing away."""
        if path == _QUESTIONS:
            return OrderQuestions(self.session, page)
        if path == "datasets":
            return OrderedData(self.session, page)
        form = form_at(self.session, path, page)
        if isinstance(form, MemberList):
            form.keep(agreed_entries(self.session, path))
        return form

    # ---- what was entered ----

    def _changes(self) -> ChangedTerms:
        return changed_terms(self.session.before.terms, self.session.document.terms)

    def _update_state(self) -> None:
        if self._form is not None:
            self._form.refresh()
        if self._is_order:
            self._number_places()
        found = self._found()
        lines = [str(change.message) for change in found[:_MOST_LINES]]
        if len(found) > _MOST_LINES:
            lines.append("…")
        self.lines.setText("\n".join(lines) or _("Nothing yet."))
        may = bool(found) or self._edits_text
        bar_control(self.doing, "" if may else _("Enter above what changes."))

    def _found(self) -> Sequence[Change]:
        """What the change says, as those read it who are to agree; of an order that is not whole yet, what was entered."""
        terms = self.session.before.terms
        if self._is_order:
            with suppress(DataPactError):
                return changes_of_order(terms, self._changes().content)
        return list(compare_terms(terms, self.session.document.terms))

    def _accept(self) -> None:
        if self._form is not None:
            self._form.commit()
        try:
            self._changes()
        except DataPactError as error:
            self.show_problem(str(error))
            return
        self.taken.emit()

    def run[T](
        self, words: str, job: Callable[[Acting, Progress], T], done: Callable[[T], object], touches: frozenset[str]
    ) -> None:
        """Write in the lane of changes, and close; a refusal is shown here, and nothing that was entered is lost."""
        self.show_problem("")
        self.buttons.setEnabled(False)

        def succeeded(value: T) -> None:
            self.accept()
            done(value)

        def failed(error: DataPactError) -> bool:
            if isinstance(error, NotApproved):  # the change is kept until then
                self.accept()
                return False
            self.buttons.setEnabled(True)
            self.show_problem(str(error))
            return True

        self._context.worker.change(self, words, job, succeeded, touches=touches, failed=failed)

    def written(self) -> Written:
        """The change entered."""
        days = self.objection.value() or None if self._rule == "objection" else None
        day = self.first.day() if self._makes_draft else self.day.day()
        return Written(self._changes(), day, days, self.note.toPlainText().strip())
