"""What is on file, through the real window: put on file from a gap in an answer, listed, narrowed, corrected, ended, by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from datapact.base.texts import use_language
from datapact.cli.actions.demo import DATASET, RESEARCH
from datapact.consent.facts.compliance_records import authorisations, facts_on_file, legal_bases
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile
from datapact.consent.matrix.question_form import QuestionForm
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.views.compliance_record_form import is_of_same_document, keep_record
from datapact.consent.views.compliance_record_list import Part
from datapact.organisation.partners.references import find_reference
from datapact_ui.consent.compliance_records.add_compliance_record import open_form
from datapact_ui.consent.compliance_records.authorisation_dialog import AuthorisationDialog
from datapact_ui.consent.compliance_records.compliance_records_view import ComplianceRecordsView
from datapact_ui.consent.compliance_records.end_compliance_record_dialog import EndComplianceRecordDialog
from datapact_ui.consent.compliance_records.fact_dialog import FactDialog
from datapact_ui.consent.compliance_records.legal_basis_dialog import LegalBasisDialog
from datapact_ui.consent.compliance_records.purpose_link_dialog import PurposeLinkDialog
from datapact_ui.consent.decision.decision_view import DecisionView
from datapact_ui.consent.page.consent_view import ConsentView
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.otherwise_dialog import OtherwiseDialog
from datapact_ui.kit.fields.day_field import show_day
from datapact_ui.kit.fields.law_picker import LawPicker
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.obligations.calendar.calendar_view import CalendarView
from datapact_ui.shell.main_window import MainWindow
from tests.ui.audited import audit_demo, audited, auditor_context
from tests.ui.recorded import act, dialog, settle
from tests.ui.studied import study, study_context, study_demo

__all__ = ["audit_demo", "audited", "auditor_context", "study", "study_context", "study_demo"]
UNIVERSITY = "Hochschule Neckartal"
ANYTHING = {"add-legal_basis", "add-authorisation", "add-fact_on_file"}


def take_links_out(context: AppContext) -> None:
    """What the sample has signed about agreed purposes, for tests that count the other records."""
    with context.worker.acting.vault.write() as session:
        session.connection().execute(
            text("DELETE FROM organisation_record WHERE kind IN ('purpose_link', 'fact_on_file')")
        )


def window_of(context: AppContext) -> Iterator[MainWindow]:
    made = MainWindow(context)
    made.resize(1300, 850)
    made.show()
    yield made
    settle(context)
    made.hide()
    made.deleteLater()


@pytest.fixture
def window(study_context: AppContext, qtbot: QtBot) -> Iterator[MainWindow]:
    yield from window_of(study_context)


@pytest.fixture
def lead(study_context: AppContext, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window as a member sees it who is a lead and nothing else."""
    study_context.identity = replace(study_context.identity, roles=frozenset({"lead"}))
    yield from window_of(study_context)


@pytest.fixture
def auditor(auditor_context: AppContext, qtbot: QtBot) -> Iterator[MainWindow]:
    yield from window_of(auditor_context)


def on_file(window: MainWindow, **options: str) -> ComplianceRecordsView:
    window.context.show_view("consent", tab="on-file", **options)
    settle(window.context)
    return shown(window)


def shown(window: MainWindow) -> ComplianceRecordsView:
    view = window.view()
    assert isinstance(view, ConsentView)
    part = view.part()
    assert isinstance(part, ComplianceRecordsView)
    return part


def partner(context: AppContext, name: str = UNIVERSITY) -> str:
    with context.worker.acting.vault.read() as session:
        return find_reference(session, name)


def answer(window: MainWindow) -> DecisionView:
    """The one that misses the university's legal basis."""
    window.context.open_decision(QuestionForm(DATASET, partner(window.context), RESEARCH))
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    return view


def allowed(window: MainWindow) -> set[str]:
    return {action.objectName() for action in window.view().actions() if action.isEnabled()}


def put(context: AppContext, *parts: Part) -> list[str]:
    keys = [keep_record(context.worker.acting, part).key for part in parts]
    context.changed.emit(frozenset({"consent"}))
    settle(context)
    return keys


def push(window: MainWindow, form: QDialog) -> None:
    button = form.findChild(QPushButton, f"{form.objectName()}-do")
    assert button is not None
    assert button.isEnabled(), button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(window.context)


def said(parent: QWidget) -> str:
    return "\n".join(label.text() for label in parent.findChildren(QLabel))


def permission(context: AppContext, **changes: object) -> Authorisation:
    usual = Authorisation(
        "", "holder_permission", "spindle-vibration", "", "", "Frau Weber", "Ordner 1", date(2026, 1, 1)
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def training(context: AppContext, **changes: object) -> FactOnFile:
    usual = FactOnFile("", "training", partner(context), "", "Liste", date(2026, 1, 1), date(2026, 1, 1), weighed=True)
    return replace(usual, **changes)  # type: ignore[arg-type]


def bases(context: AppContext) -> tuple[BasisRecord, ...]:
    with context.worker.acting.vault.read() as session:
        return legal_bases(session)


# ---- from an answer that misses something ----


def verdict(view: DecisionView) -> str:
    assert view.page is not None
    return view.page.decision.verdict


def gap(view: DecisionView) -> QPushButton:
    found = [one for one in view.findChildren(QPushButton) if one.objectName().startswith("reason-enter-")]
    assert found, said(view)
    return found[0]


def test_a_gap_in_an_answer_opens_the_form_filled_in_and_is_closed_by_it(window: MainWindow) -> None:
    put(window.context, BasisRecord("", "", DATASET, RESEARCH, "any", "6(1)(e)", law="§ 13 LHG"))
    view = answer(window)
    assert verdict(view) == "incomplete"
    told: list[str] = []
    window.context.said.connect(told.append)
    QTest.mouseClick(gap(view), Qt.MouseButton.LeftButton)
    form = dialog(LegalBasisDialog, window.context)
    known = (form.controller.value(), form.dataset.value(), form.purpose.value(), form.valid_from.value())
    assert known == (partner(window.context), DATASET, view.page.decision.agreed, window.context.today().isoformat())
    assert form.controller.currentText() == UNIVERSITY
    assert not form.doing.isEnabled()
    form.article.choose("6(1)(e)")
    assert "name the provision" in form.lacks.words.text()
    form.law.setText("§ 13 LHG")
    form.outcome.setCurrentIndex(form.outcome.findData("carries"))
    assert not form.lacks.isVisible()
    push(window, form)
    assert told == ["The legal basis is on file, signed."]
    assert window.view() is view, "the answer is in front again"
    assert verdict(view) == "incomplete"
    assert "Hochschule Neckartal relies on Art. 6(1)(e) GDPR" in said(view)
    basis = bases(window.context)[-1]
    assert (basis.approver, basis.law, basis.operation) == ("Anna Keller", "§ 13 LHG", "any")
    gap(view).click()
    fact = dialog(FactDialog, window.context)
    assert (fact.sort.value(), fact.about.value(), fact.dataset.value()) == (
        "notice_13",
        partner(window.context),
        DATASET,
    )
    fact.reference.setText("Hinweis vom 1. März")
    fact.outcome.setCurrentIndex(fact.outcome.findData("carries"))
    push(window, fact)
    # people refused when they were asked for consent: the controller on whose basis it goes says why it holds
    assert verdict(view) == "partial"
    gap(view).click()
    form = dialog(LegalBasisDialog, window.context)
    assert not form.despite_refusal.text()
    form.despite_refusal.setText("Vermerk 12")
    form.outcome.setCurrentIndex(form.outcome.findData("carries"))
    push(window, form)
    assert verdict(view) == "permit"
    assert not [one for one in view.findChildren(QPushButton) if one.objectName().startswith("reason-enter-")]
    assert view.focusWidget() is view._scroll  # Enter once more records nothing


def test_a_provision_is_picked_and_another_act_is_confirmed(window: MainWindow) -> None:
    view = answer(window)
    gap(view).click()
    form = dialog(LegalBasisDialog, window.context)
    picker = form.findChild(LawPicker)
    assert picker is not None
    picker.number.setText("13 Abs. 1")
    assert not picker.add.isEnabled()  # an act of the list, too
    picker.act.setCurrentText("LHG")
    picker.add.click()
    assert form.law.text() == "§ 13 Abs. 1 LHG"
    assert picker.told.text() == "Understood as a provision of: LHG"
    assert form.other_act.isHidden()
    form.law.setText("§ 3 Hausordnung")
    assert not form.other_act.isHidden()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    settle(window.context)


def test_the_same_by_the_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    view = answer(window)
    button = gap(view)
    window.activateWindow()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    form = dialog(LegalBasisDialog, window.context)
    form.activateWindow()

    def at(name: str) -> QWidget:
        for _press in range(60):
            focus = form.focusWidget()
            assert focus is not None
            if focus.objectName() == name:
                return focus
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        raise AssertionError(name)

    for _press in range(5):
        QTest.keyClick(at("basis-article"), Qt.Key.Key_Down)
    assert form.article.value() == "6(1)(e)"
    QTest.keyClicks(at("basis-law"), "Art. 13 LHG")
    QTest.keyClick(at("basis-outcome"), Qt.Key.Key_Down)
    QTest.keyClick(at("basis-law"), Qt.Key.Key_Return)
    settle(window.context)
    assert len(bases(window.context)) == 1
    assert not [one for one in view.findChildren(QPushButton) if one.objectName().startswith("reason-enter-")]
    focus = view.focusWidget()
    assert focus is not None
    assert focus.isEnabled()
    assert view.isAncestorOf(focus)


def test_a_form_that_is_left_changes_nothing_and_the_gap_keeps_the_focus(window: MainWindow) -> None:
    view = answer(window)
    button = gap(view)
    button.setFocus()
    button.click()
    form = dialog(LegalBasisDialog, window.context)
    QTest.keyClick(form, Qt.Key.Key_Escape)
    settle(window.context)
    assert not form.isVisible()
    assert bases(window.context) == ()
    assert view.focusWidget() is button


def test_what_the_vault_refuses_is_said_in_the_form(window: MainWindow) -> None:
    view = answer(window)
    gap(view).click()
    form = dialog(LegalBasisDialog, window.context)
    form.article.choose("6(1)(a)")
    form.valid_to.line.setText("neulich")
    assert not form.doing.isEnabled()
    assert form.doing.toolTip() == "This is not a day. Write it like 31/12/2027."
    form.valid_to.line.setText("01/01/2020")
    push(window, form)
    assert form.isVisible()
    assert form.problem.words.text() == "The last day lies before the first one. Correct one of them."
    form.valid_to.line.clear()
    push(window, form)
    assert len(bases(window.context)) == 1


def test_an_expired_record_leads_to_its_place_and_is_renewed_from_the_answer(window: MainWindow) -> None:
    day = window.context.today() - timedelta(days=3)
    university = partner(window.context)
    law = {"law": "§ 13 LHG", "valid_to": day}
    (key,) = put(window.context, BasisRecord("", university, DATASET, RESEARCH, "any", "6(1)(e)", **law))  # type: ignore[arg-type]
    view = answer(window)
    assert verdict(view) == "deny"
    gap(view).click()
    form = dialog(LegalBasisDialog, window.context)
    assert (form.article.value(), form.law.text(), form.valid_to.line.text()) == ("6(1)(e)", "§ 13 LHG", "")
    form.reject()
    view.follow(("legal_basis", key))
    settle(window.context)
    part = shown(window)
    current = part.table.current()
    assert current is not None
    assert (current.key, current.state) == (key, "ended")


# ---- the list ----


def test_an_empty_list_says_what_belongs_there(window: MainWindow) -> None:
    take_links_out(window.context)
    part = on_file(window)
    assert "Nothing on file yet" in said(part.pages.currentWidget())
    assert not part.filters.isVisible()
    assert allowed(window) & ANYTHING == ANYTHING
    focus = part.focusWidget()
    assert focus is not None
    assert focus.objectName() == "add-legal_basis-button"


def test_a_fact_about_a_country_is_put_on_file_and_chosen_in_the_list(window: MainWindow) -> None:
    put(window.context, permission(window.context))
    part = on_file(window, kind="authorisation")
    act(window, "add-fact_on_file")
    form = dialog(FactDialog, window.context)
    assert not form.doing.isEnabled()
    form.sort.choose("training")
    assert form.about.accessibleName() == "Recipient"
    form.about.choose(partner(window.context))
    form.sort.choose("dpia")
    assert (form.about.accessibleName(), form.about.value()) == ("Controller", partner(window.context))
    form.dataset.choose(DATASET)
    form.sort.choose("adequacy")
    assert form.about.accessibleName() == "Country"
    assert (form.about.value(), form.dataset.value()) == ("", "")
    form.reference.setText("2000/518/EG")
    assert form.doing.toolTip() == "Say whom or which country it is about."
    form.about.choose("CH")
    assert form.about.currentText() == "Switzerland (CH)"
    form.note.setPlainText("Am 3. März geprüft")
    push(window, form)
    current = part.table.current()
    assert current is not None, "the filter that would hide it is gone"
    assert (current.name, current.what.text("en")) == ("Switzerland", "Adequacy decision (Art. 45 GDPR)")
    assert part.filters.filters().kinds == ()
    for words in ("Switzerland", "2000/518/EG", "Am 3. März geprüft", "Anna Keller", "every dataset"):
        assert words in part.facts.text(), words


def test_the_notice_may_mean_recipients_by_category(window: MainWindow) -> None:
    on_file(window)
    act(window, "add-fact_on_file")
    form = dialog(FactDialog, window.context)
    form.sort.choose("notice_13")
    form.reference.setText("Hinweis 2")
    assert form.about.currentText() == "whoever the notice means by category"
    push(window, form)
    with window.context.worker.acting.vault.read() as session:
        assert [(one.sort, one.about) for one in facts_on_file(session)][-1] == ("notice_13", "")


def test_a_permission_by_form(window: MainWindow) -> None:
    on_file(window)
    act(window, "add-authorisation")
    form = dialog(AuthorisationDialog, window.context)
    form.sort.choose("user_request")
    form.dataset.choose("spindle-vibration")
    form.partner.choose(partner(window.context))
    form.purpose.setEditText("dpv:ScientificResearch")
    form.granted_by.setText("Autohaus Weber")
    form.reference.setText("Schreiben vom 3. März")
    form.revocable.setText("jederzeit")
    form.bound.setChecked(True)
    assert form.revoked is None
    push(window, form)
    with window.context.worker.acting.vault.read() as session:
        (made,) = authorisations(session)
    assert (made.sort, made.partner, made.purpose) == ("user_request", partner(window.context), RESEARCH)
    assert made.no_sharing_on
    panel = shown(window).facts.text()
    for words in ("Autohaus Weber", "jederzeit", "Bound not to share on", UNIVERSITY):
        assert words in panel, words


def test_kinds_states_and_words_narrow_the_list(window: MainWindow) -> None:
    take_links_out(window.context)
    today = window.context.today()
    put(
        window.context,
        training(window.context, valid_to=today - timedelta(days=1)),
        permission(window.context),
        permission(window.context, granted_by="Herr Baum", valid_from=today + timedelta(days=9)),
        BasisRecord("", partner(window.context), DATASET, RESEARCH, "any", "6(1)(f)", review=today),
    )
    part = on_file(window)
    assert part.table.lines.rowCount() == 4
    assert part.count_words.text() == "4 records on file"

    def chip(name: str) -> QPushButton:
        found = part.findChild(QWidget, f"on-file-{name}")
        assert found is not None
        return found  # type: ignore[return-value]

    assert chip("authorisation").accessibleName() == "Permissions and requests 2"
    chip("authorisation").click()
    assert part.table.lines.rowCount() == 2
    chip("states").click()
    menu = part.filters.findChild(QMenu, "on-file-states-menu")
    assert menu is not None
    assert [one.text() for one in menu.actions()] == [
        "In force\t1",
        "Review due\t0",
        "Begins later\t1",
        "Words changed\t0",
        "Expired\t0",
        "Revoked\t0",
    ]
    menu.actions()[2].trigger()
    menu.close()
    assert chip("states").accessibleName() == "Status: Begins later ▾"
    assert [one.granted_by for one in part.table.lines.lines()] == ["Herr Baum"]
    part.filters.search.setText("weber")
    assert "Nothing on file fits" in said(part.pages.currentWidget())
    assert not {"correct-on-file", "end-on-file"} & allowed(window)
    part.nothing_fits.button.click()  # type: ignore[union-attr]
    assert part.table.lines.rowCount() == 4
    assert part.filters.search.text() == ""
    on_file(window, state="review,ended")
    assert {one.kind for one in part.table.lines.lines()} == {"legal_basis", "fact_on_file"}
    part.table.choose(lambda one: one.kind == "legal_basis")
    assert "The review has been due since" in part.facts.text()
    assert "only with a balancing test" in part.facts.text()


def test_the_search_by_keyboard(window: MainWindow) -> None:
    take_links_out(window.context)
    put(window.context, training(window.context), permission(window.context))
    part = on_file(window)
    window.activateWindow()
    act(window, "find-on-file")
    assert part.focusWidget() is part.filters.search
    QTest.keyClicks(part.filters.search, "weber ")
    assert part.table.lines.rowCount() == 1
    QTest.keyClick(part.filters.search, Qt.Key.Key_Down)
    assert part.focusWidget() is part.table
    part.filters.search.setFocus()
    QTest.keyClick(part.filters.search, Qt.Key.Key_Escape)
    assert part.table.lines.rowCount() == 2


# ---- correcting, renewing, ending ----


def test_a_correction_takes_the_place_of_what_is_there(window: MainWindow) -> None:
    take_links_out(window.context)
    put(window.context, training(window.context))
    part = on_file(window)
    act(window, "correct-on-file")
    form = dialog(FactDialog, window.context)
    assert form.windowTitle() == "Correct a fact"
    assert (form.about.value(), form.reference.text()) == (partner(window.context), "Liste")
    renewed = replace(part.table.current().part, key="")  # “put a further one on file” begins with a choice, too
    assert not is_of_same_document(renewed, replace(renewed, reference="Teilnahmeliste"))
    form.reference.setText("Teilnahmeliste")
    form.finding.setText("12 von 12")
    assert "choose again" in form.why_not()  # what one document came to says nothing of another
    form.outcome.activated.emit(form.outcome.currentIndex())
    push(window, form)
    assert part.table.lines.rowCount() == 1
    assert "Teilnahmeliste" in part.facts.text()
    assert "2 versions, the first of" in part.facts.text()


def test_a_correction_keeps_a_partner_that_is_known_no_more(window: MainWindow) -> None:
    from datapact.organisation.identity.tables import ExternalPartnerRow

    gone = partner(window.context)
    put(
        window.context,
        permission(window.context, partner=gone),
        BasisRecord("", gone, DATASET, RESEARCH, "any", "6(1)(a)"),
    )
    with window.context.worker.acting.vault.write() as session:
        session.delete(session.get(ExternalPartnerRow, int(gone.removeprefix("external:"))))
    part = on_file(window, kind="authorisation")
    act(window, "correct-on-file")
    form = dialog(AuthorisationDialog, window.context)
    assert form.partner.value() == gone, "not every recipient"
    push(window, form)
    on_file(window, kind="legal_basis")
    act(window, "correct-on-file")
    other = dialog(LegalBasisDialog, window.context)
    assert other.controller.value() == gone, "not our own organisation"
    push(window, other)
    assert {one.versions for one in part.table.lines.lines()} == {2}


def test_renewing_makes_a_further_record(window: MainWindow) -> None:
    take_links_out(window.context)
    today = window.context.today()
    put(window.context, training(window.context, valid_to=today - timedelta(days=1)))
    part = on_file(window)
    act(window, "renew-on-file")
    form = dialog(FactDialog, window.context)
    assert form.windowTitle() == "Put a fact on file"
    assert (form.dated.value(), form.valid_to.value()) == (today.isoformat(), None)
    push(window, form)
    assert sorted(one.state for one in part.table.lines.lines()) == ["ended", "in_force"]
    current = part.table.current()
    assert current is not None
    assert current.state == "in_force"


def test_a_permission_is_revoked_and_a_mistaken_revocation_taken_back(window: MainWindow) -> None:
    put(window.context, permission(window.context))
    part = on_file(window)
    action = next(one for one in part.actions() if one.objectName() == "end-on-file")
    assert action.text() == "Revoke …"
    act(window, "end-on-file")
    form = dialog(EndComplianceRecordDialog, window.context)
    assert "Permission of the data holder" in said(form)
    form.gone.line.clear()
    assert not form.doing.isEnabled()
    form.gone.line.setText(show_day(window.context.today()))
    push(window, form)
    current = part.table.current()
    assert current is not None
    assert current.state == "revoked"
    assert not action.isEnabled()
    assert action.toolTip() == "This has ended already."
    act(window, "correct-on-file")
    mistaken = dialog(AuthorisationDialog, window.context)
    assert mistaken.revoked is not None
    mistaken.revoked.line.clear()
    push(window, mistaken)
    current = part.table.current()
    assert current is not None
    assert (current.state, current.versions) == ("in_force", 3)


def test_a_basis_ends_from_a_day_on(window: MainWindow) -> None:
    put(window.context, BasisRecord("", partner(window.context), DATASET, RESEARCH, "any", "6(1)(a)"))
    part = on_file(window)
    tomorrow = window.context.today() + timedelta(days=1)
    act(window, "end-on-file")
    form = dialog(EndComplianceRecordDialog, window.context)
    form.gone.line.setText(show_day(tomorrow))
    push(window, form)
    (basis,) = bases(window.context)
    assert basis.valid_to == window.context.today()
    current = part.table.current()
    assert current is not None
    assert current.state == "in_force"
    act(window, "end-on-file")
    again = dialog(EndComplianceRecordDialog, window.context)
    again.gone.line.setText(show_day(tomorrow))
    push(window, again)
    assert again.problem.words.text() == "This has ended by that day already. Choose an earlier day."


def test_what_a_notice_means_is_signed_once_and_ended_at_once(window: MainWindow) -> None:
    part = on_file(window, kind="purpose_link")
    before = part.table.lines.rowCount()
    assert part.table.choose(lambda line: line.name == "Research on usability")
    act(window, "end-on-file")
    ending = dialog(EndComplianceRecordDialog, window.context)
    push(window, ending)
    assert [line.state for line in part.table.lines.lines()].count("revoked") == 1
    view = answer(window)
    assert "notice_unassigned" in view.page.decision.tally.counts or verdict(view) == "incomplete"
    part = on_file(window, kind="purpose_link")
    assert part.table.choose(lambda line: line.state == "revoked")
    act(window, "renew-on-file")
    form = dialog(PurposeLinkDialog, window.context)
    settle(window.context)
    assert form.told.isVisibleTo(form)
    assert not form.house.isVisibleTo(form)
    assert "Scientific research" in form.told.currentText()
    assert "Research on usability" in form.agreed.currentText()
    assert not form.doing.isEnabled()
    form.note.setPlainText("Same words in both.")
    push(window, form)
    assert part.table.lines.rowCount() == before + 1


def test_what_a_no_in_other_words_means_is_signed(window: MainWindow) -> None:
    acting = window.context.worker.acting
    no = Event("no-1", "P-0001", DATASET, "Umfrage 2025", acting.organisation, "withdrawn", acting.clock())
    with acting.vault.write() as session:
        append_events(acting, session, [no], source="test")
    part = on_file(window, kind="purpose_link")
    before = part.table.lines.rowCount()
    act(window, "add-purpose_link")
    form = dialog(PurposeLinkDialog, window.context)
    settle(window.context)
    form.sort.choose("not_said")
    settle(window.context)
    assert form.noes.isVisibleTo(form)
    assert not form.told.isVisibleTo(form)
    form.noes.choose("0")
    assert form.noes.currentText().startswith("“Umfrage 2025”, towards ")
    form.agreed.choose(form.agreed.itemData(1))
    form.note.setPlainText("A survey of customers.")
    settle(window.context)
    push(window, form)
    assert part.table.lines.rowCount() == before + 1


# ---- who may ----


def test_a_lead_is_told_who_puts_legal_bases_on_file(lead: MainWindow) -> None:
    take_links_out(lead.context)
    put(
        lead.context,
        training(lead.context),
        BasisRecord("", partner(lead.context), DATASET, RESEARCH, "any", "6(1)(a)"),
    )
    part = on_file(lead)
    reason = "A legal member puts legal bases on file. Ask one."
    assert part.told.words.text() == f"{reason} A legal member signs what an agreed purpose covers. Ask one."
    assert allowed(lead) & ANYTHING == ANYTHING - {"add-legal_basis"}
    button = part.findChild(QPushButton, "add-legal_basis-button")
    assert button is not None
    assert (button.isEnabled(), button.toolTip()) == (False, reason)
    part.table.choose(lambda one: one.kind == "legal_basis")
    assert not {"correct-on-file", "renew-on-file", "end-on-file"} & allowed(lead)
    part.table.choose(lambda one: one.kind == "fact_on_file")
    assert {"correct-on-file", "renew-on-file", "end-on-file"} <= allowed(lead)


def test_a_lead_reads_at_the_gap_whom_to_ask(lead: MainWindow) -> None:
    button = gap(answer(lead))
    assert not button.isEnabled()
    assert button.accessibleDescription() == "A legal member puts legal bases on file. Ask one."


def test_an_auditor_reads_all_and_changes_nothing(auditor: MainWindow) -> None:
    part = on_file(auditor)
    assert {one.kind for one in part.table.lines.lines()} == {"purpose_link", "fact_on_file"}
    reading = {"find-on-file"}
    assert allowed(auditor) == reading
    assert part.told.words.text() == "You read here as an auditor and change nothing. Ask a member with another role."


def test_an_auditor_reads_the_facts_of_a_record(window: MainWindow) -> None:
    window.context.identity = replace(window.context.identity, roles=frozenset({"auditor"}))
    put(window.context, training(window.context))
    part = on_file(window)
    assert "Training of the recipient's people" in part.facts.heading.text()
    assert allowed(window) == {"find-on-file"}


# ---- ways there ----


def test_the_calendar_leads_to_the_record_whose_day_it_is(window: MainWindow) -> None:
    soon = window.context.today() + timedelta(days=5)
    put(window.context, permission(window.context), training(window.context, valid_to=soon, reference="Liste B"))
    window.context.show_view("calendar")
    settle(window.context)
    calendar = window.view()
    assert isinstance(calendar, CalendarView)
    model = calendar.table.agenda
    row = next(
        row
        for row in range(model.rowCount())
        if (obligation := model.obligation(row)) and "Liste B" in str(obligation.title)
    )
    calendar.table.selectRow(row)
    settle(window.context)
    way = calendar.panel.findChild(QPushButton, "obligation-way")
    assert way is not None
    assert way.text() == "To the record on file"
    way.click()
    settle(window.context)
    current = shown(window).table.current()
    assert current is not None
    assert current.document == "Liste B"


def test_a_record_that_is_gone_is_said_to_be(window: MainWindow) -> None:
    put(window.context, permission(window.context))
    told: list[str] = []
    window.context.said.connect(told.append)
    on_file(window, kind="fact_on_file", key="none")
    assert told == ["There is no such record in this vault."]


def test_everything_is_said_in_german(window: MainWindow) -> None:
    use_language("de")
    try:
        put(window.context, permission(window.context), training(window.context))
        part = on_file(window, words="schulung")
        assert [one.kind for one in part.table.lines.lines()] == ["fact_on_file"]
        assert "Schulung der Beschäftigten des Empfängers" in part.facts.heading.text()
        act(window, "add-legal_basis")
        form = dialog(LegalBasisDialog, window.context)
        form.article.choose("6(1)(f)")
        assert form.article.currentText() == "Art. 6 Abs. 1 Buchst. f DSGVO – berechtigte Interessen"
        form.reject()
    finally:
        use_language("en")


def test_the_facts_in_sight_stay_when_the_list_is_read_again(window: MainWindow) -> None:
    view = on_file(window)
    page = view.facts.findChild(ScrollPage).widget()
    window.context.changed.emit(frozenset({"consent"}))
    settle(window.context)
    assert view.facts.findChild(ScrollPage).widget() is page
    view.table.selectRow(1)
    assert view.facts.findChild(ScrollPage).widget() is not page


def test_a_fact_that_an_agreement_contradicts_is_recorded_and_says_which(window: MainWindow) -> None:
    about = partner(window.context)
    part = FactOnFile("", "anonymity", about, DATASET, "Vermerk 9", date(2026, 1, 2), None)
    open_form(window.context, window, "fact_on_file", part)
    form = dialog(FactDialog, window.context)
    form.outcome.setCurrentIndex(form.outcome.findData("carries"))
    form.outcome.activated.emit(form.outcome.currentIndex())
    push(window, form)
    told = dialog(OtherwiseDialog, window.context)
    with window.context.worker.acting.vault.read() as session:
        assert [one.sort for one in facts_on_file(session)][-1] == "anonymity"
    sentences = [line.words.text() for line in told.lines]
    assert sentences
    assert all("says otherwise" in one and "amend the agreement" in one for one in sentences)
    told.reject()
    settle(window.context)
