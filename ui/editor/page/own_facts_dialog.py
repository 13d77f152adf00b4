"""Answer the screening questions beside agreements whose text stays as it is: one agreement, or all that have open ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from datapact.agreements.steps.own_facts import (
    HouseFacts,
    balancing_tests,
    for_the_house,
    further_facts,
    house_facts,
    record_own_facts,
    void_sentences,
)
from datapact.base.errors import DataPactError
from datapact.base.texts import _, counted
from datapact.consent.facts.contradictions import against_answers
from datapact_ui.editor.fields.balancing_rows import BalancingRows
from datapact_ui.editor.fields.further_facts import FurtherFacts
from datapact_ui.editor.fields.screening_list import ScreeningList
from datapact_ui.kit.background.garbage import later
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.dialogs.otherwise_dialog import tell_otherwise
from datapact_ui.kit.layout.scroll_page import ScrollPage, put_page
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read, underway
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class OwnFactsDialog(Dialog):
    """The questions of one agreement; with no history, the open ones of all on one page. ``at`` is a place of the terms: its
    question is marked, in view, and has the focus."""

    help_page = "agreement"

    def __init__(self, context: AppContext, history: str = "", parent: QWidget | None = None, *, at: str = "") -> None:
        super().__init__("own-facts", _("Facts of our own"), parent)
        self._context, self._history, self._at = context, history, at
        self._agreements: dict[str, HouseFacts] = {}
        self._answers: dict[str, dict[str, Any]] = {}
        self.lists: dict[str, ScreeningList] = {}
        self.tests: BalancingRows | None = None
        self.further: FurtherFacts | None = None
        self._place: QVBoxLayout | None = None
        self.turn(Words(_("Reading the agreement …"), parent=self))
        self.note = QLineEdit(self)
        self.note.setObjectName("own-facts-note")
        self.note.setAccessibleName(_("What the facts rest on"))
        self.note.setPlaceholderText(_("What the facts rest on (optional)"))
        self.column.addWidget(self.note)
        self.keep = self.add_button("own-facts-keep", _("Record"), "check", self._record, primary=True)
        bar_control(self.keep, being_read())
        self.finish(96, 34)
        context.worker.read(
            self, lambda acting: house_facts(acting, history), self._show, key="facts", failed=self._unread
        )

    def _unread(self, error: DataPactError) -> bool:
        self.turn(QWidget(self))
        return self.show_error(error)

    def _show(self, agreements: tuple[HouseFacts, ...]) -> None:
        self._agreements = {one.history: one for one in agreements}
        bar_control(self.keep, _("Answer a question first.") if agreements else _("No fact is open in any agreement."))
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setSpacing(space(3))
        sentence = (
            _("These facts stay in your house: the text of the agreement does not change, and no partner sees them.")
            if agreements
            else _("No fact is open in any agreement.")
        )
        column.addWidget(Words(sentence, parent=inner, quiet=True))
        for one in agreements:
            column.addWidget(Words(one.heading, "title", inner))
            for told in void_sentences(one.void, one.terms):
                column.addWidget(WarningLine(str(told), parent=inner))
            questions = ScreeningList(inner, only_open=True)
            questions.show_terms(one.terms)  # those that the text leaves open; what it says stays
            questions.show_terms(one.whole)
            if not questions.cards:
                column.addWidget(Words(_("The text answers every question itself."), parent=inner))
            questions.answered.connect(lambda answers, history=one.history: self._take(history, answers))
            self.lists[one.history] = questions
            column.addWidget(questions)
            tests = balancing_tests(one) if self._history else ()
            if tests:
                self.tests = BalancingRows(tests, inner)
                self.tests.answered.connect(lambda answers, history=one.history: self._take(history, answers))
                column.addWidget(self.tests)
            if self._history:
                self._place = QVBoxLayout()
                column.addLayout(self._place)
                self._show_further(one.history)
        column.addStretch()
        page = ScrollPage(self)
        put_page(page, inner)
        page.setWidgetResizable(True)
        self.turn(page)
        later(self, 0, lambda: self._go_to(page)).start()

    def _go_to(self, page: ScrollPage) -> None:
        """Lead to the question that was asked for."""
        questions = self.lists.get(self._history)
        card = questions.asked_at(self._at) if questions is not None and self._at else None
        field = None if self.further is None else self.further.fields.get(self._at)
        if card is not None:
            card.mark()
            page.ensureWidgetVisible(card)
            card.setFocus()
        elif field is not None:
            page.ensureWidgetVisible(field)
            field.setFocus()

    def _show_further(self, history: str) -> None:
        """Ask what else is open; answers given above can open more."""
        facts = further_facts(self._agreements[history])
        shown = set() if self.further is None else set(self.further.fields)
        if self._place is None or shown == {one.place for one in facts}:
            return
        if self.further is not None:
            self.further.hide()
            self.further.deleteLater()
            self.further = None
        if facts:
            self.further = FurtherFacts(facts, self)
            self.further.answered.connect(lambda answers: self._take(history, answers))
            self._place.addWidget(self.further)

    def _take(self, history: str, answers: dict[str, Any]) -> None:
        everywhere = for_the_house(list(self._agreements.values()), history, answers)
        for other, found in everywhere.items():
            self._answers.setdefault(other, {}).update(found)
            before = self._agreements[other]
            own = {place: value for place, value in {**before.own, **found}.items() if value not in (None, "", [])}
            self._agreements[other] = replace(before, own=own)
            self.lists[other].show_terms(self._agreements[other].whole)
        self._show_further(history)
        bar_control(self.keep, "")
        number = len(everywhere) - 1
        self.show_problem("")
        if number:
            self.note.setToolTip(
                str(counted("Also for {n} other agreement.", "Also for {n} other agreements.", number))
            )

    def _record(self) -> None:
        answers, note, seen = dict(self._answers), self.note.text().strip(), dict(self._agreements)
        bar_control(self.keep, underway())

        def write(acting: Acting, _progress: Progress) -> list[str]:
            for history, facts in answers.items():
                record_own_facts(acting, history, facts, note, seen=seen[history].text)
            with acting.vault.read() as session:
                return [str(one.words) for one in against_answers(acting, session, answers)]

        def refused(error: DataPactError) -> bool:
            bar_control(self.keep, "")
            self.show_problem(str(error))
            return True

        self._context.worker.change(
            self,
            _("Recording the facts"),
            write,
            self._recorded,
            touches=frozenset({*answers, "list"}),
            failed=refused,
        )

    def _recorded(self, otherwise: list[str]) -> None:
        self._context.notify(_("The facts are recorded beside the agreement."))
        owner = self.parentWidget()
        self.accept()
        if otherwise:
            tell_otherwise(otherwise, owner)
