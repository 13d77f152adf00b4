"""The interview: only the questions that are needed, answers as commands, the text beside it, drafts that stay."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.parties import known_parties, of_network
from datapact.agreements.steps.drafting import open_draft
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.agreement import agreement_page
from datapact.base.errors import WrongUse
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.editing.commands import SetTerm
from datapact.contract.templates.proposals import Proposal
from datapact.contract.templates.template import example_answers
from datapact.contract.terms import write_terms
from datapact.contract.text.clauses import plain_text
from datapact.library.templates.matters import Matter
from datapact.organisation.network.writing import write_directory
from datapact.organisation.partners.partners import list_partners
from datapact_ui.agreement_page.page.agreement_view import TABS, AgreementView
from datapact_ui.editor.fields.forms import BoundField, MemberList, form_at
from datapact_ui.editor.fields.member_line import MemberLine
from datapact_ui.editor.fields.proposed import together
from datapact_ui.editor.fields.question_block import QuestionBlock
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.editor.page.progress_list import SCREENING
from datapact_ui.editor.page.template_chooser import TemplateChooser
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.fields.choice_fields import TicksField
from datapact_ui.kit.fields.day_field import read_day
from datapact_ui.kit.fields.localised_field import Prose
from datapact_ui.kit.fields.text_fields import TYPED_AFTER_MSECS
from datapact_ui.kit.widgets.cards import Card, Words
from tests.agreements.drafts import TEMPLATES
from tests.benchmarks import network
from tests.checks.contracts import answers_file


def shown(qtbot: QtBot, context: AppContext, history: str | None, template: str | None) -> InterviewView:
    view = InterviewView(context, history, template)
    qtbot.addWidget(view)
    view.resize(1300, 850)
    view.show()
    assert context.worker.wait_until_idle()
    return view


def narrow(view: InterviewView, qtbot: QtBot, width: int) -> None:
    """Make a window narrow: without the preview it needs less, which Qt learns a few turns later."""

    def narrowed() -> bool:
        view.resize(width, 700)
        QApplication.processEvents()
        return view.width() == width

    qtbot.waitUntil(narrowed)


def child[W: QWidget](view: QWidget, kind: type[W], name: str) -> W:
    found = view.findChild(kind, name)
    assert found is not None, name
    return found


def go_to(view: InterviewView, title: str) -> None:
    row = next(n for n in range(view.progress.count()) if view.progress.item(n).text().startswith(title))
    view.progress.setCurrentRow(row)
    QApplication.processEvents()


def text_of(view: InterviewView) -> str:
    clauses = view.session.document.clauses
    return "\n".join(
        plain_text(texts)
        for clause in clauses
        for paragraph in clause.paragraphs
        for texts in (paragraph.text["en"], *(item.text["en"] for item in paragraph.items))
    )


def test_a_new_agreement_begins_with_a_template(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, None)
    assert view.actions() == []
    view.chooser.list.setCurrentRow(TEMPLATES.index("processing"))
    view.chooser.languages.setCurrentIndex(0)
    QTest.mouseClick(view.chooser.button, Qt.MouseButton.LeftButton)
    assert context.worker.wait_until_idle()
    assert view.session.document.template_id == "processing"
    assert view.session.document.terms.parties[0].name == context.identity.organisation_name
    assert view.title() == view.session.document.title["en"]
    assert {action.objectName() for action in view.actions()} >= {"undo", "redo", "save-draft", "finish"}


def test_typing_answers_and_the_text_follows(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Project")
    box = child(view, Prose, "edit-pilot.goal-en")
    box.setFocus()
    QTest.keyClicks(box, "fewer broken spindles")
    qtbot.waitUntil(lambda: view.session.document.terms.pilot.goal.en == "fewer broken spindles", timeout=4000)
    assert "fewer broken spindles" in text_of(view)
    view.session.undo()
    assert view.session.document.terms.pilot.goal.en == ""
    assert box.toPlainText() == ""
    view.session.redo()
    assert box.toPlainText() == "fewer broken spindles"


def test_an_answer_brings_the_questions_that_it_makes_necessary(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Background")
    assert view.findChild(QWidget, "question-joint.screened") is None
    box = child(view, QComboBox, "edit-facts.personal_data")
    assert box.currentText() == "– not answered –", "an empty tick would say no"
    box.setCurrentIndex(box.findData("yes"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: view.findChild(QWidget, "question-joint.screened") is not None)
    assert view.session.document.terms.facts.personal_data
    assert "facts.automated_decisions" not in {one.path for page in view._pages for one in page.questions}
    view.go_to_place("facts.automated_decisions")
    assert view.progress.order[view.progress.currentRow()] == SCREENING, "it is asked there, and once"


def test_a_tick_says_to_what_it_says_yes(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Background")
    assert child(view, QCheckBox, "edit-facts.research").text() == "Yes: research project"
    go_to(view, "Data")
    child(view, QToolButton, "add-datasets").click()
    ticks = [tick for tick in view.findChildren(QCheckBox) if tick.objectName().startswith("edit-datasets.")]
    assert ticks
    assert all(tick.text() and tick.text() != "Yes" for tick in ticks)


def test_a_click_in_the_list_of_pages_leads_into_the_first_field(qtbot: QtBot, context: AppContext) -> None:
    """By keys one goes on through the list, and Enter leads into the page."""
    view = shown(qtbot, context, None, "ai-pilot")
    view.activateWindow()
    item = next(
        view.progress.item(n)
        for n in range(view.progress.count())
        if view.progress.item(n).text().startswith("Project")
    )
    view.progress.setFocus()
    QTest.keyClick(view.progress, Qt.Key.Key_Down)
    assert view.progress.hasFocus()
    QTest.mouseClick(
        view.progress.viewport(), Qt.MouseButton.LeftButton, pos=view.progress.visualItemRect(item).center()
    )
    field = child(view, Prose, "edit-pilot.goal-en")
    qtbot.waitUntil(lambda: field.isAncestorOf(QApplication.focusWidget()) or field is QApplication.focusWidget())


def test_the_typed_name_of_a_known_organisation_brings_what_is_known_of_it(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Parties")
    tabs = child(view, QTabBar, "tabs-parties")
    tabs.setCurrentIndex(1)
    key = view.session.document.terms.parties[1].key
    fill = child(view, QPushButton, f"fill-parties.{key}")
    assert fill.isHidden(), "nobody is named yet"
    known = next(one for one in view.session.opened.known if one.organisation and not one.own)
    line = child(view, QLineEdit, f"edit-parties.{key}.name")
    line.setFocus()
    QTest.keyClicks(line, known.name.upper())
    line.editingFinished.emit()
    assert not fill.isHidden()
    assert known.name in fill.text()
    view.session.do(SetTerm(f"parties.{key}.address.city", "Anderswo"), "another city")
    fill.click()
    party = view.session.document.terms.parties[1]
    assert (party.name, party.organisation) == (known.name, known.organisation)
    assert (party.registration, party.legal_form) == (known.party.registration, known.party.legal_form)
    assert [one.name for one in party.signatories] == [one.name for one in known.party.signatories]
    assert party.address == type(party.address)(city="Anderswo"), "no address is made of two"
    view.session.do(SetTerm(f"parties.{key}.address.city", known.party.address.city), "its city")
    assert not fill.isHidden()
    fill.click()
    assert view.session.document.terms.parties[1].address == known.party.address
    assert fill.isHidden(), "nothing more is known"


def test_a_name_that_is_picked_while_typing_brings_its_data(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Parties")
    child(view, QTabBar, "tabs-parties").setCurrentIndex(1)
    key = view.session.document.terms.parties[1].key
    known = next(one for one in view.session.opened.known if one.organisation and not one.own)
    line = child(view, QLineEdit, f"edit-parties.{key}.name")
    line.setFocus()
    QTest.keyClicks(line, known.name.split()[0][1:5])
    completer = line.completer()
    assert completer.completionCount() == 1
    line.setText(completer.currentCompletion())
    line.textEdited.emit(line.text())
    completer.activated.emit(completer.currentCompletion())
    qtbot.waitUntil(lambda: view.session.document.terms.parties[1].organisation == known.organisation)
    assert view.session.document.terms.parties[1].address == known.party.address


def test_a_party_is_taken_over_from_a_card(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Parties")
    page = view.findChild(QWidget, "question-page")
    assert page is not None
    tabs = page.findChild(QWidget, "tabs-parties")
    tabs.setCurrentIndex(1)  # type: ignore[attr-defined]
    key = view.session.document.terms.parties[1].key
    known = child(view, QComboBox, f"known-parties.{key}")
    assert known.currentIndex() == -1, "nothing looks chosen while the fields are empty"
    known.setCurrentIndex(1)
    known.activated.emit(1)
    partner = view.session.document.terms.parties[1]
    view.session.do(SetTerm(f"parties.{key}.name", "Somebody else"), "another name")
    known.activated.emit(1)
    assert view.session.document.terms.parties[1].name == "Somebody else", "what is filled in is not lost by a look"
    child(view, QPushButton, f"take-parties.{key}").click()
    assert view.session.document.terms.parties[1] == partner
    assert partner.organisation == view.session.opened.known[1].organisation
    assert [person.order for person in partner.signatories] == list(
        range(
            len(view.session.document.terms.parties[0].signatories) + 1,
            len(view.session.document.terms.parties[0].signatories) + 1 + len(partner.signatories),
        )
    )
    assert child(view, QLineEdit, f"edit-parties.{key}.name").text() == partner.name


def test_the_members_of_a_network_become_parties_at_once(qtbot: QtBot, context: AppContext) -> None:
    acting = context.worker.acting
    with acting.vault.read() as session:
        (partner, *_others) = list_partners(session)
    write_directory(acting, "Netz Nord", [partner.organisation])
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Parties")
    key = view.session.document.terms.parties[1].key
    everybody = child(view, QPushButton, "network-1")
    assert everybody.text() == "Add 1 member of Netz Nord"
    everybody.click()
    parties = view.session.document.terms.parties
    assert [(one.key, one.organisation) for one in parties[1:]] == [(key, partner.organisation)]
    orders = [person.order for party in parties for person in party.signatories]
    assert orders == sorted(set(orders))
    assert everybody.isHidden()
    with acting.vault.read() as session:
        known = known_parties(session)
    wider = replace(known[1], organisation="X" * 43, networks=("Netz Nord",))
    grown = of_network(view.session.document.terms, [*known, wider], "Netz Nord")
    assert len({one.key for one in grown}) == len(grown) == 3  # a place of its own, under a key of its own


def test_what_was_typed_last_stays_when_a_list_grows(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "processing")
    go_to(view, "Protection")
    add = child(view, QPushButton, "add-measures")
    add.click()
    key = view.session.document.terms.measures[0].key
    box = child(view, Prose, f"edit-measures.{key}.description-de")
    box.insertPlainText("Verschluesselt")  # without the focus, as assistive programs write
    add.click()
    measures = view.session.document.terms.measures
    assert len(measures) == 2
    assert measures[0].description.text("de") == "Verschluesselt"


def test_an_empty_list_of_datasets_says_that_it_means_all(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "controller-to-controller")
    session, terms = view.session, write_terms(read_answers(network.answers(5, 3)).terms)
    purpose = {name: said for name, said in terms["purposes"][0].items() if name != "datasets"}
    for part, value in (("parties", terms["parties"]), ("datasets", terms["datasets"]), ("purposes", [purpose])):
        assert session.do(SetTerm(part, value)), part
    form = form_at(session, f"purposes.{purpose['key']}.datasets")
    qtbot.addWidget(form)
    assert isinstance(form, BoundField)
    assert isinstance(form.field, TicksField)
    every, (first, *others) = form.field.all, form.field.ticks.values()
    assert every is not None
    assert (every.text(), every.isChecked()) == ("All datasets", True)
    assert not first.isChecked()
    others[0].click()
    assert not every.isChecked()
    assert session.document.terms.purposes[0].datasets == ([*form.field.ticks][1],)
    every.click()
    assert session.document.terms.purposes[0].datasets == ()
    assert not any(tick.isChecked() for tick in (first, *others))
    every.click()  # taken away: one has to be chosen, for none means all
    assert first.isChecked()
    assert session.document.terms.purposes[0].datasets == (next(iter(form.field.ticks)),)
    recipients = form_at(session, "datasets.data-p2.recipients")
    qtbot.addWidget(recipients)
    assert isinstance(recipients, BoundField)
    assert isinstance(recipients.field, TicksField)
    assert recipients.field.all is None, "no recipient is none"


def test_a_network_is_answered_by_group_and_exceptions_are_named(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "controller-to-controller")
    session, terms = view.session, write_terms(read_answers(network.answers(5, 3)).terms)
    for part in ("parties", "datasets", "purposes"):
        assert session.do(SetTerm(part, terms[part])), part
    few = form_at(session, "datasets.data-p2.recipients")
    qtbot.addWidget(few)
    assert isinstance(few, BoundField)
    assert isinstance(few.field, TicksField)
    assert [*few.field.ticks] == ["p1", "p3", "p4", "p5"], "nobody receives what it provides"
    few.field.edited.emit(["p1"])
    child(few, QPushButton, "everybody-datasets.data-p2.recipients").click()
    assert session.document.terms.datasets[1].recipients == ("p1", "p3", "p4", "p5")
    use = next(one for one in terms["legal_bases"] if one["operation"] == "use")
    use = {name: said for name, said in use.items() if not name.startswith("balancing_test")}  # each has its own
    assert session.do(SetTerm("legal_bases", [use]))
    found = MemberList(session, "legal_bases")
    qtbot.addWidget(found)
    found.show()
    session.changed.connect(lambda _command: found.refresh())
    others = child(found, QPushButton, "others-legal_bases")
    assert others.text() == "The same for 11 others"
    others.click()
    assert len(session.document.terms.legal_bases) == 12

    def at(path: str) -> MemberLine:
        QApplication.processEvents()
        (line,) = (one for one in found.findChildren(MemberLine) if one.path == path and not one.isHidden())
        return line

    line = at("legal_bases.0")
    child(line, QToolButton, f"open-{line.path}").click()
    apart = child(line, QComboBox, f"exception-{line.path}")
    assert apart.count() == 12
    apart.activated.emit(4)
    exception = at("legal_bases.4")
    article = child(exception, BoundField, "form-legal_bases.4.article")
    article.field.edited.emit("6(1)(e)")
    whole = at("legal_bases.0")
    child(whole, QToolButton, "open-legal_bases.0").click()
    child(whole, BoundField, "form-legal_bases.0.law").field.edited.emit("Satzung")
    bases = session.document.terms.legal_bases
    assert [one.article for one in bases].count("6(1)(e)") == 1
    assert [one.law for one in bases].count("Satzung") == 11
    session.undo()  # in one step
    assert "Satzung" not in {one.law for one in session.document.terms.legal_bases}


def test_a_template_is_found_by_its_words(qtbot: QtBot) -> None:
    chooser = TemplateChooser()
    qtbot.addWidget(chooser)
    chooser.search.setText("article 28(2)")
    assert "rocessing" in chooser.list.currentItem().text()
    assert chooser.button.isEnabled()
    assert chooser.matter() == Matter()
    for words, template in (("NDA", "nda"), ("nda", "nda"), ("AVV", "processing"), ("dpa", "processing")):
        chooser.search.setText(words)
        assert chooser.list.currentItem().data(Qt.ItemDataRole.UserRole) == template, words
    chooser.search.setText("nobody writes this")
    assert not chooser.button.isEnabled()
    chooser.search.clear()
    assert chooser.button.isEnabled()


def test_no_words_are_cut_in_a_narrow_window(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "nda")
    view.resize(1160, 600)
    for number in list(view.progress.order):
        view._show_page(number)
        for _ in range(3):
            QApplication.processEvents()
        for words in view.findChildren(QLabel):
            if words.isVisible() and words.wordWrap():
                assert words.height() >= words.heightForWidth(words.width()), (number, words.text())


def test_open_questions_are_marked_until_they_are_answered(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Background")
    record = child(view, QLineEdit, "edit-facts.negotiation_record")
    assert record.placeholderText().startswith("e.g. "), "an example never looks like an answer"

    def marked() -> bool:  # looked up each time: an answer that brings further questions builds the page anew
        return child(view, QWidget, "lacks-facts.negotiation_record").isVisible()

    assert marked()
    assert not child(view, QWidget, "lacks-facts.research").isVisible()
    record.setFocus()
    QTest.keyClicks(record, "Minutes of 20 October")
    qtbot.waitUntil(lambda: not marked(), timeout=5 * TYPED_AFTER_MSECS)
    go_to(view, "Parties")
    tabs = child(view, QTabBar, "tabs-parties")
    assert not tabs.tabIcon(1).isNull()


def test_datasets_are_sub_forms_with_categories_by_label(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    go_to(view, "Data")
    child(view, QToolButton, "add-datasets").click()
    key = view.session.document.terms.datasets[0].key
    child(view, QPushButton, f"add-datasets.{key}.items").click()
    box = child(view, QComboBox, f"edit-datasets.{key}.items.0.categories")
    index = next(n for n in range(box.count()) if box.itemText(n) == "unique identifier")
    box.setCurrentIndex(index)
    box.activated.emit(index)
    item = view.session.document.terms.datasets[0].items[0]
    assert item.categories == (box.itemData(index),)
    child(view, QToolButton, "remove-datasets").click()
    assert view.session.document.terms.datasets == ()


def test_leaving_and_coming_back(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "processing")
    go_to(view, "Task")
    history = view.session.history
    box = child(view, Prose, "edit-processing.nature-en")
    box.setPlainText("hosting")
    view.leave()
    assert context.worker.wait_until_idle()
    opened = open_draft(context.worker.acting, history)
    assert opened.document.terms.processing.nature.en == "hosting"
    assert opened.document.number.startswith("DP-")
    assert opened.restored == 0


def test_a_draft_goes_on_where_its_interview_stopped(qtbot: QtBot, context: AppContext) -> None:
    history = new_agreement(context.worker.acting, "ai-pilot", without(b"governing", b"venue"))
    view = shown(qtbot, context, history, None)
    assert view.findChild(QWidget, "question-law.venue") is not None, "the first page with something open"
    go_to(view, "Protection")
    view.leave()
    assert context.worker.wait_until_idle()
    again = shown(qtbot, context, history, None)
    assert again.progress.currentItem().text().startswith("Protection")
    assert shown(qtbot, context, None, "ai-pilot").progress.currentRow() == 0, "a new one begins at the beginning"


def test_in_a_narrow_window_findings_take_the_place_of_the_list_of_pages(qtbot: QtBot, context: AppContext) -> None:
    history = new_agreement(context.worker.acting, "ai-pilot", without(b"governing", b"venue"))
    view = shown(qtbot, context, history, None)
    narrow(view, qtbot, 560)
    assert not view.side.isVisible()
    next(one for one in view.actions() if one.objectName() == "show-findings").trigger()
    qtbot.waitUntil(lambda: view.findings.isVisible() and not view.progress.isVisible())
    QApplication.processEvents()
    assert view.side.isVisible()
    assert view.minimumSizeHint().width() <= view.width() == 560, "nothing is pushed out of sight sideways"
    view.turn(1)
    QApplication.processEvents()
    assert view.progress.isVisible()
    assert not view.side.isVisible()


def test_findings_and_open_questions_are_counted_alike_everywhere(qtbot: QtBot, context: AppContext) -> None:
    history = new_agreement(
        context.worker.acting, "ai-pilot", without(b"balancing_test = ", b"governing", b"venue", b"propagation_days")
    )
    page = agreement_page(context.worker.acting, history, context.today())
    found, words = page.tally, f"Findings ({len(page.findings)}) · {page.tally.required} of them required"
    assert found.required
    assert [one.id for one in page.findings if not one.missing] == ["C03"]  # free texts to be read
    later = found.wrong_at_freezing + found.required_at_freezing
    assert found.barring + found.warnings + found.recommended + later == found.total == len(page.findings)
    assert page.open_questions > 1
    view = shown(qtbot, context, history, None)
    assert view.side.tabText(1) == words
    open_in_list = re.findall(
        r"(\d+) questions? open", "\n".join(view.progress.item(n).text() for n in range(view.progress.count()))
    )
    assert sum(map(int, open_in_list)) == page.open_questions
    view.progress.setCurrentRow(view.progress.count() - 1)
    QApplication.processEvents()
    listed = child(view, QListWidget, "open-questions")
    asked = {entry.path for one in view._pages for entry in one.open}
    others = [place for place in view.findings.barring if place not in asked]
    assert listed.count() == page.open_questions + len(others)
    assert f"{len(view.findings.barring)} points stand in the way" in "".join(
        one.text() for one in view.findChildren(QLabel)
    )
    editor = EditorView(context, history)
    qtbot.addWidget(editor)
    editor.show()
    assert context.worker.wait_until_idle()
    assert editor.side.tabText(1) == words
    agreement = AgreementView(context, history)
    qtbot.addWidget(agreement)
    agreement.show()
    assert context.worker.wait_until_idle()
    assert agreement.tabs.tabText(TABS.index("findings")) == words
    agreement.show_tab("findings")
    qtbot.waitUntil(lambda: not agreement.findings.writing)
    cards = [one for one in agreement.findings.findChildren(Card) if re.fullmatch(r"finding_\d+", one.objectName())]
    headings = [
        int(n) for one in agreement.findings.findChildren(Words) for n in re.findall(r".* \((\d+)\)$", one.text())
    ]
    listed_there = [editor.findings.list.item(n).text() for n in range(editor.findings.list.count())]
    below = [line for line in listed_there if re.match(r"(Error|Warning|Required|Recommended)\b", line)]
    assert len(cards) == sum(headings) == len(below) == found.total, "the tab counts what stands below it"
    assert found.at_freezing == len(view.findings.barring)
    assert str(page.next.why).startswith(f"{page.open_questions} questions")


def without(*members: bytes) -> bytes:
    """The answers of the example without the lines of these members."""
    lines = example_answers("ai-pilot").splitlines()
    return b"\n".join(line for line in lines if not line.strip().startswith(members))


def test_what_was_typed_is_in_the_journal_within_two_seconds(qtbot: QtBot, context: AppContext) -> None:
    history = new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot"))
    view = shown(qtbot, context, history, None)
    go_to(view, "Protection")
    line = child(view, QLineEdit, "edit-rights.propagation_days")
    line.selectAll()
    QTest.keyClicks(line, "9")
    QTest.qWait(2000 - TYPED_AFTER_MSECS)
    assert context.worker.wait_until_idle()
    opened = open_draft(context.worker.acting, history)
    assert opened.document.terms.rights.propagation_days == 9
    assert opened.restored == 1
    assert agreement_page(context.worker.acting, opened.history, context.today()).unsaved, (
        "its page says that more was typed"
    )
    again = shown(qtbot, context, history, None)
    assert again.bar.isVisible()
    assert again.bar.words().startswith("1 change")
    child(again.bar, QPushButton, "restored-discard").click()
    qtbot.waitUntil(lambda: not again.bar.isVisible() and context.worker.idle())
    assert again.session.document.terms.rights.propagation_days != 9


def test_finish_saves_and_shows_the_agreement(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "controller-to-controller")
    for _turn in range(view.progress.count()):
        view.turn(1)
    assert context.worker.wait_until_idle()
    place = context.places[-1]  # type: ignore[attr-defined]
    assert (place.view, place.key) == ("agreement", view.session.history)
    with context.worker.acting.vault.read() as session:
        assert len(load_state(session, view.session.history).facts.drafts) == 1


def test_a_finding_leads_to_its_question(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "processing")
    qtbot.waitUntil(lambda: view.findings.list.count() > 3)
    items = [view.findings.list.item(n) for n in range(view.findings.list.count())]
    item = next(item for item in items if str(item.data(Qt.ItemDataRole.UserRole)).startswith("measures"))
    view.findings.list.itemClicked.emit(item)
    QApplication.processEvents()
    assert view.findChild(QWidget, "question-measures") is not None


def test_what_only_a_finding_asks_for_has_a_page(qtbot: QtBot, context: AppContext) -> None:
    """A framework asks for no provision on form; a university among its parties needs one."""
    answers = example_answers("framework").replace(b'kind = "company"\nlegal_form = "eG"', b'kind = "university"')
    answers = answers.replace(b"Binnenreederei Mosel eG", b"Hochschule Mosel")  # a name with "eG" tells of private law
    answers = answers.replace(b"Bahnterminal Ruhr-West AG", context.identity.organisation_name.encode())
    view = shown(qtbot, context, new_agreement(context.worker.acting, "framework", answers), None)
    qtbot.waitUntil(lambda: "facts.public_form" in view.findings.barring)
    view.progress.setCurrentRow(view.progress.count() - 1)
    QApplication.processEvents()
    listed = child(view, QListWidget, "open-questions")
    row = next(listed.item(n) for n in range(listed.count()) if "facts.public_form" in listed.item(n).data(256))
    at = listed.visualItemRect(row).center()
    # the first press leads away, the second one comes to a page that is on its way out
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QApplication.processEvents()
    line = child(view, QLineEdit, "edit-facts.public_form")
    QTest.keyClicks(line, "§ 14 HRG")
    view._commit()
    qtbot.waitUntil(lambda: "facts.public_form" not in view.findings.barring, timeout=10_000)
    assert line.isVisible(), "what was settled stays in sight"
    view.turn(-1)
    assert not [page for page in view._pages if page.title.en == "What rules ask besides"]


def test_a_chip_in_the_preview_leads_to_its_question(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    view.preview.chip_opened.emit("pilot.costs")
    qtbot.waitUntil(lambda: view.findChild(QWidget, "question-pilot.costs") is not None)


@pytest.mark.parametrize(
    ("text", "day"), [("31.12.2027", "2027-12-31"), ("1/2/2027", "2027-02-01"), ("2027-02-30", None), ("bald", None)]
)
def test_days_as_people_type_them(text: str, day: str | None) -> None:
    found = read_day(text)
    assert (found.isoformat() if found else None) == day


def test_a_page_that_begins_with_answers_is_not_called_complete(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "processing")
    models = next(
        view.progress.item(n).text()
        for n in range(view.progress.count())
        if view.progress.item(n).text().startswith("Periods")
    )
    assert models.endswith("nothing required")


def test_a_licence_for_purposes_that_nobody_named_is_not_ticked(qtbot: QtBot, context: AppContext) -> None:
    ours = {"parties.agrarwetter.name": context.identity.organisation_name}
    answers = answers_file("data-licence", {"purposes": [], **ours})
    view = shown(qtbot, context, new_agreement(context.worker.acting, "data-licence", answers), None)
    qtbot.waitUntil(lambda: "purposes" in view.findings.barring)
    lines = [view.progress.item(n).text() for n in range(view.progress.count())]
    scope = next(one for one in lines if one.startswith("Scope of the licence"))
    assert scope.endswith("1 finding to settle")


def test_of_a_wrongly_picked_template_nothing_stays(qtbot: QtBot, context: AppContext) -> None:
    told: list[str] = []
    context.said.connect(told.append)
    view = shown(qtbot, context, None, "processing")
    view.leave()
    assert context.worker.wait_until_idle()
    with pytest.raises(WrongUse):
        agreement_page(context.worker.acting, view.session.history, context.today())
    assert told == ["Nothing was entered, so no draft was kept."]


def test_what_is_wrong_stands_apart_from_what_nobody_answered(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "processing")
    view.session.do(SetTerm("duration.start", "2027-02-01"))
    view.session.do(SetTerm("duration.end", "2027-01-01"))
    view.findings.check_now()
    assert context.worker.wait_until_idle()
    lines = [view.findings.list.item(n).text() for n in range(view.findings.list.count())]
    needed, free = (
        next(n for n, line in enumerate(lines) if line.startswith(f"Not stated yet, {kind}"))
        for kind in ("required", "recommended")
    )
    entered, required = needed - 1, sum(line.startswith("Required: ") for line in lines)
    later, recommended = free - needed - 1, len(lines) - free - 1
    assert lines[0] == f"To correct ({entered})"
    assert lines[needed] == f"Not stated yet, required ({later})"
    assert lines[free] == f"Not stated yet, recommended ({recommended})"
    assert view.side.tabText(1) == f"Findings ({entered + later + recommended}) · {required} of them required"
    assert all(line.startswith(("Error: ", "Warning: ")) for line in lines[1:needed])
    assert all(line.startswith(("Required: ", "Required for freezing: ")) for line in lines[needed + 1 : free])
    assert all(line.startswith("Recommended: ") for line in lines[free + 1 :]), "what bars freezing is no advice"
    summed = view.findings._summary.text()
    assert f"{recommended} recommended statements missing" in summed
    assert sum(map(int, re.findall(r"\d+", summed))) == entered + later + recommended
    assert any("Party 2" in line for line in lines[needed + 1 :])


def press(view: InterviewView, key: Qt.Key = Qt.Key.Key_Return) -> QWidget:
    """Press a key where the focus is; the widget that has it then."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    for _turn in range(4):
        QApplication.processEvents()
    now = QApplication.focusWidget()
    assert now is not None
    assert view.isAncestorOf(now)
    return now


def test_enter_goes_from_one_open_question_to_the_next(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "processing")
    view.activateWindow()
    view.take_focus()
    QApplication.processEvents()
    places: list[str] = []
    go_to(view, "Task")
    child(view, QComboBox, "edit-processing.controller").setFocus()
    own = view.session.document.terms.parties[0].key
    view.session.do(SetTerm("parties.partner.name", "Brenner Cloud GmbH"))
    view.session.do(SetTerm("processing.controller", own))
    assert press(view).objectName() == "edit-processing.processor"  # which is proposed now: the other one
    assert press(view).objectName().startswith("edit-processing.subject_matter")
    assert view.session.document.terms.processing.processor == view.session.document.terms.parties[1].key
    box = QApplication.focusWidget()
    assert isinstance(box, Prose)
    QTest.keyClicks(box, "Betrieb")
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(box, "der Server")
    assert press(view).objectName().startswith("edit-processing.nature")
    assert view.session.document.terms.processing.subject_matter.en == "Betrieb\nder Server"
    for _each in range(60):
        places.append(press(view).objectName())
        if places[-1] == "interview-next":
            break
    assert places[-1] == "interview-next"
    assert any(name.startswith("add-measures") for name in places) or "add-purposes" in places


def test_all_proposals_of_a_page_are_taken_and_undone_at_once(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "processing")
    go_to(view, "Frame")
    before = view.session.document
    assert before.terms.duration.start is None  # nothing is an answer before somebody takes it
    shown_ = {
        one.objectName(): one for one in view.findChildren(QPushButton) if one.objectName().startswith("propose-")
    }
    assert "propose-duration.start" in shown_
    assert not any(name.startswith(("propose-liability", "propose-facts")) for name in shown_)
    child(view, QPushButton, "take-all-proposals").click()
    terms = view.session.document.terms
    assert terms.duration.start is not None
    assert terms.review.first is not None
    assert terms.review.every_months
    assert terms.duration.end is None
    block = child(view, QuestionBlock, "question-duration.end")
    qtbot.waitUntil(lambda: block.isAncestorOf(QApplication.focusWidget()), timeout=2000)  # no jump over the open end
    view.session.undo()
    assert view.session.document == before


def test_one_proposal_taken_by_mouse_stays_on_its_page(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "framework")
    go_to(view, "Frame")
    at, title = view._at, view._where.text()
    below = child(view, QComboBox, "edit-membership.leaving")
    assert below.itemText(0) == "No: it ends the agreement for all"
    while offered := [
        one for one in view.findChildren(QPushButton) if one.objectName().startswith("propose-") and one.isVisible()
    ]:
        offered[0].click()
        qtbot.wait(20)
        assert (view._at, view._where.text()) == (at, title)  # what may stay without an answer is not passed over
    assert below.isVisibleTo(view)


def test_what_promises_what_is_done_is_taken_over_by_itself() -> None:
    offered = {
        "measures": Proposal("measures", [], "to_check"),
        "breach.hours": Proposal("breach.hours", 24, "usual"),
    }
    assert together(offered).keys() == {"breach.hours"}
