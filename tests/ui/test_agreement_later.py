"""After signature, in the window: notices, objections, annexes and amendments by forms, pauses, termination, duties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from datapact.agreements.steps import in_force as steps
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.drafting import open_draft
from datapact.agreements.views.agreement import agreement_page
from datapact.contract.editing.commands import AddMember, SetTerm
from datapact.contract.editing.orders import ORDER_PARTS
from datapact.contract.templates.template import example_answers
from datapact.contract.terms import write_terms
from datapact.history.entries import store
from datapact.obligations.due.projection import refresh_stale
from datapact.organisation.acting.acting_member import Acting
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.agreement_page.page.change_dialog import ChangeDialog
from datapact_ui.agreement_page.page.ending_dialogs import TerminateDialog
from datapact_ui.agreement_page.page.later_dialogs import (
    AgreeDialog,
    ConsentedEndDialog,
    NoticeDialog,
    ObjectDialog,
    ResumeDialog,
    SuspendDialog,
)
from datapact_ui.agreement_page.page.machines_dialog import MachinesDialog
from datapact_ui.agreement_page.page.order_questions import OrderedData, OrderQuestions
from datapact_ui.agreement_page.page.reading_dialog import ReadingDialog
from datapact_ui.consent.parts.upstream_dialog import UpstreamDialog
from tests.agreements.negotiated import Table
from tests.agreements.signed_table import TODAY, MovingClock, build, reopened
from tests.agreements.test_contract_steps import at
from tests.agreements.test_orders import order
from tests.ui.exchanged import dialog_of, settled

NEW_PROCESSOR = b'[[sub_processors]]\nkey = "wolke"\nname = "Wolke AG"\nengaged_by = "ipd"\n'


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("signed")
    return folder, build(folder, MovingClock())


@pytest.fixture
def table(signed: tuple[Path, str], tmp_path: Path) -> Iterator[Table]:
    opened = reopened(signed[0], tmp_path / "copies", signed[1], MovingClock())
    yield opened
    opened.sofia.close()
    opened.martin.close()


def accept(view: AgreementView, dialog: QDialog, name: str, qtbot) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled(), name
    button.click()
    settled(view.context, qtbot)


def kinds_of(acting: Acting, history: str) -> list[str]:
    """As they were written: in a fold, what knows nothing of one another has no such order."""
    with acting.vault.read() as session:
        return [entry.kind for entry in store.load(session, history)]


def acts(view: AgreementView) -> dict[str, bool]:
    return {action.objectName(): action.isVisible() and action.isEnabled() for action in view.actions()}


def test_only_what_is_possible_is_offered(at_context) -> None:
    view = at_context()
    possible = acts(view)
    assert possible["notice"]
    assert possible["amend"]
    assert possible["reading"]
    assert not possible["resume"]
    assert not possible["agree_change"]
    assert not possible["correct"]
    assert not possible["ended"]


def test_a_notice_is_given(table: Table, at_context, qtbot) -> None:
    view = at_context()
    view.do("notice")
    dialog = dialog_of(view, NoticeDialog)
    dialog.about.setCurrentIndex(dialog.about.findData("other"))
    dialog.text.setPlainText("Wir ziehen um.")
    dialog.days.setValue(14)
    accept(view, dialog, "notice_dialog-do", qtbot)
    assert kinds_of(table.anna, table.history)[-1] == "notice"
    assert view.page is not None
    assert view.page.since[0].text == "Wir ziehen um."
    assert view.summary.findChild(QWidget, "since_signature") is not None
    back = view.summary.findChild(QPushButton, "since_back_0")
    assert back is not None


def test_a_partners_change_is_objected_to_from_the_summary(table: Table, at_context, qtbot) -> None:
    steps.change_annex(table.sofia, table.history, "sub_processors", NEW_PROCESSOR, note="Neuer Dienst")
    table.carry(table.sofia, table.anna)
    view = at_context()
    button = view.summary.findChild(QPushButton, "since_object_0")
    assert button is not None
    button.click()
    dialog = dialog_of(view, ObjectDialog)
    assert not dialog.doing.isEnabled()
    dialog.text.setPlainText("Kein Sitz in der EU.")
    accept(view, dialog, "object_dialog-do", qtbot)
    assert kinds_of(table.anna, table.history)[-1] == "objection"
    assert view.page is not None
    assert "objected" in str(view.page.since[0].standing)


def test_a_proposed_order_is_agreed_to_once_it_was_read(table: Table, at_context, dialogs, qtbot) -> None:
    steps.change_annex(table.sofia, table.history, "datasets", b"[datasets.machine-logs.retention]\nmonths = 6\n")
    table.carry(table.sofia, table.anna)
    view = at_context()
    button = view.summary.findChild(QPushButton, "since_agree_0")
    assert button is not None
    button.click()
    settled(view.context, qtbot)
    dialog = dialog_of(view, AgreeDialog)
    assert any("6 months" in one.text() for one in dialog.findChildren(QLabel))
    dialog.authority.setText("Einzelprokura")
    accept(view, dialog, "agree_dialog-do", qtbot)
    assert kinds_of(table.anna, table.history)[-1] == "change_accepted"
    assert view.page is not None
    assert "by its own account on: Einzelprokura" in view.page.since[0].standing.text("en")


def test_what_an_order_says_stands_where_one_agrees_to_it(table: Table, at_context, qtbot) -> None:
    terms = write_terms(at(table.sofia, table.history, TODAY).terms)
    steps.change_annex(table.sofia, table.history, "order", order(terms, "eins"))
    table.carry(table.sofia, table.anna)
    view = at_context()
    view.do("answer_change")
    settled(view.context, qtbot)
    dialog = dialog_of(view, AgreeDialog)
    assert dialog.windowTitle().startswith("Agree to the order")
    said = "\n".join(one.text() for one in dialog.findChildren(QLabel))
    for words in ("provides it to", "The recipients may keep it", "It serves: ", "proposes:", "The whole order:"):
        assert words in said, said


def test_an_order_shows_all_its_places_and_changes_nothing_agreed(table: Table, at_context, dialogs, qtbot) -> None:
    view = at_context()
    dialogs.choice = "Order of datasets (only adds)"
    view.do("annex")
    settled(view.context, qtbot)
    dialog = dialog_of(view, ChangeDialog)
    assert {dialog.place.itemData(n) for n in range(dialog.place.count())} == {*ORDER_PARTS, "?"}
    for number in range(dialog.place.count()):
        dialog.place.setCurrentIndex(number)
        dialog.place.activated.emit(number)
        settled(view.context, qtbot)
    new = {"key": "runs", "name": {"en": "Runs"}, "provider": "keller", "recipients": ["ipd"]}
    dialog.session.do(AddMember("datasets", new, 3))
    total = len(ORDER_PARTS) + 1
    dialog.place.setCurrentIndex(dialog.place.findData("datasets"))
    dialog.place.activated.emit(dialog.place.currentIndex())
    dialog.next_place.click()
    assert dialog.place.currentText() == f"2 of {total}: What is it about? – 4 questions open"
    (asked,) = dialog.findChildren(OrderQuestions)
    assert [card.place for card in asked.list.cards] == ["datasets.runs"] * 4, "the agreement's own data are answered"
    asked.list.cards[0].none.click()
    assert [card.id for card in asked.list.cards] == ["recognise", "devices"]
    assert dialog.place.currentText() == f"2 of {total}: What is it about? – 1 question open"
    assert {one.judgement for one in dialog.session.document.terms.datasets[-1].personal} == {"not_personal"}
    dialog.session.stack.undo()
    dialog.session.stack.undo()
    dialog.place.setCurrentIndex(dialog.place.findData("datasets"))
    dialog.place.activated.emit(dialog.place.currentIndex())
    data = dialog._form
    assert isinstance(data, OrderedData)
    shown = {one.objectName() for one in data.findChildren(QToolButton) if one.isVisibleTo(data)}
    assert {"open-datasets.machine-logs"} <= shown
    assert not any(one.startswith("remove-") for one in shown), "nothing agreed can be taken out"
    data.name.setText("Presse 4")
    assert not data.add.isEnabled(), "nobody is named as provider but by hand"
    data.provider.setCurrentIndex(data.provider.findData("ipd"))
    data.provider.activated.emit(data.provider.currentIndex())
    data.add.click()
    added = dialog.session.document.terms.datasets[-1]
    assert (added.name.en, added.provider, added.recipients) == ("Presse 4", "ipd", ("keller",))
    assert "Presse 4" in dialog.lines.text()
    assert added.key not in dialog.lines.text()
    dialog.session.stack.undo()
    dialog.session.do(SetTerm("datasets.machine-logs.volume", "3 TB"))
    accept(view, dialog, "change_do", qtbot)
    assert dialog.problem.isVisibleTo(dialog), "what was entered is still there"
    assert "adds none" in dialog.problem.words.text()
    assert "annex_version" not in kinds_of(table.anna, table.history)


def test_contacts_are_changed_by_a_form(table: Table, at_context, dialogs, qtbot) -> None:
    view = at_context()
    dialogs.choice = "Contacts"
    view.do("annex")
    settled(view.context, qtbot)
    dialog = dialog_of(view, ChangeDialog)
    assert not dialog.doing.isEnabled()
    line = dialog.findChild(QLineEdit, "edit-parties.keller.contact.phone")
    assert line is not None
    line.setText("+49 7131 99")
    line.textEdited.emit(line.text())
    line.editingFinished.emit()
    assert "+49 7131 99" in dialog.lines.text()
    accept(view, dialog, "change_do", qtbot)
    assert kinds_of(table.anna, table.history)[-1] == "annex_version"
    assert view.page is not None
    assert view.page.changes[-1].change.content["parties"] == [{"contact": {"phone": "+49 7131 99"}, "key": "keller"}]


def test_an_end_by_consent_is_proposed_under_its_name(table: Table, at_context, qtbot) -> None:
    view = at_context()
    view.do("end_by_consent")
    dialog = dialog_of(view, ConsentedEndDialog)
    dialog.text.setPlainText("Das Vorhaben endet früher.")
    accept(view, dialog, "consented_end_dialog-do", qtbot)
    drafted = [place.view for place in view.context.places]
    assert kinds_of(table.anna, table.history)[-1] == "amendment" or drafted == ["editor"]


def test_an_amendment_follows_the_agreed_form(table: Table, at_context, qtbot) -> None:
    view = at_context()
    view.do("amend")
    settled(view.context, qtbot)
    dialog = dialog_of(view, ChangeDialog)
    if dialog.forms.isVisible():
        dialog.place.setCurrentIndex(dialog.place.findData("duration"))
        dialog.place.activated.emit(dialog.place.currentIndex())
        line = dialog.findChild(QLineEdit, "edit-duration.notice_months")
        assert line is not None
        line.setText("6")
        line.textEdited.emit("6")
        line.editingFinished.emit()
    written = dialog.written()
    accept(view, dialog, "change_do", qtbot)
    kinds = kinds_of(table.anna, table.history)
    drafted = [place.view for place in view.context.places]
    assert kinds[-1] == "amendment" or drafted == ["editor"]
    if drafted:
        first = written.effective
        assert first is not None
        assert (first.day, first >= TODAY + timedelta(days=14)) == (1, True)  # signatures take their time
        view.refresh(frozenset({"list"}))
        settled(view.context, qtbot)
        (line,) = [one for one in view.findChildren(QPushButton) if one.objectName().startswith("history_amendment_")]
        assert "draft" in line.text()
        line.click()
        assert [place.view for place in view.context.places] == ["editor", "agreement"]


def test_a_pause_and_its_end(table: Table, at_context, qtbot) -> None:
    view = at_context()
    view.do("suspend")
    dialog = dialog_of(view, SuspendDialog)
    last = TODAY + timedelta(days=30)
    dialog.until.set_day(last)
    dialog.text.setPlainText("Klärung des Vorfalls")
    accept(view, dialog, "suspend_dialog-do", qtbot)
    assert kinds_of(table.anna, table.history)[-1] == "suspended"
    assert acts(view)["resume"]
    view.do("resume")
    accept(view, dialog_of(view, ResumeDialog), "resume_dialog-do", qtbot)
    assert kinds_of(table.anna, table.history)[-1] == "resumed"


def test_termination_takes_the_computed_day(table: Table, at_context, dialogs, qtbot, tmp_path: Path) -> None:
    view = at_context()
    view.do("terminate")
    settled(view.context, qtbot)
    dialog = dialog_of(view, TerminateDialog)
    assert dialog.reckoning is not None
    assert dialog.reckoning.end is not None
    assert dialog.last_day() == dialog.reckoning.end
    assert dialog.steps.text()
    assert not dialog.doing.isEnabled(), "two jointly represent Keller, and one is ticked"
    assert "§ 174" in dialog.minded.text()
    dialog.people["Martin Vogt"].setChecked(True)
    assert "§ 174" not in dialog.minded.text()
    dialogs.confirmed, dialogs.folder = True, tmp_path  # yes, as a letter, too
    accept(view, dialog, "terminate_dialog-do", qtbot)
    assert kinds_of(table.anna, table.history)[-1] == "termination_notice"
    settled(view.context, qtbot)
    assert list(tmp_path.glob("*.pdf"))
    assert view.page is not None
    assert view.page.overview.terminated_on == dialog.reckoning.end.isoformat()
    assert "Anna Keller, Martin Vogt" in str(view.page.overview.notices[0])
    assert view.ending.isVisibleTo(view)
    assert "2027" in view.ending.text() or "2028" in view.ending.text()
    assert "arrival open" in view.ending.text()
    table.carry(table.anna, table.sofia)
    written = agreement_page(table.anna, table.history, TODAY)
    assert written.next.words.id.startswith("See that your notice of termination reaches")
    assert written.next.action == "send"
    table.carry(table.sofia, table.anna)
    arrived = agreement_page(table.anna, table.history, TODAY)
    assert not arrived.overview.notice_unproven
    assert arrived.next.action == "none"


def test_the_reading_version_of_any_day(table: Table, at_context, dialogs, qtbot, tmp_path: Path) -> None:
    steps.change_annex(table.anna, table.history, "contacts", b'[parties.keller.contact]\nphone = "+49 7131 99"\n')
    view = at_context()
    view.do("reading")
    settled(view.context, qtbot)
    dialog = dialog_of(view, ReadingDialog)
    assert "Contacts" in dialog.changes.text()
    assert "§ 1" in dialog.text.page.toPlainText() or "Section 1" in dialog.text.page.toPlainText()
    assert "+49 7131 99" in dialog.terms.reader.page.toPlainText()
    before = TODAY - timedelta(days=1)
    dialog.day.choose(before)
    settled(view.context, qtbot)
    assert dialog.changes.text() == "Nothing changed it up to this day."
    dialogs.save_file = tmp_path / "reading.pdf"
    dialog.findChild(QPushButton, "reading_save").click()
    settled(view.context, qtbot)
    assert (tmp_path / "reading.pdf").read_bytes().startswith(b"%PDF-")
    dialog.reject()


def test_a_machine_is_told_and_held_against_the_paper(table: Table, at_context, dialogs, qtbot, tmp_path: Path) -> None:
    view = at_context()
    view.do("machines")
    settled(view.context, qtbot)
    dialog = dialog_of(view, MachinesDialog)
    assert "may use" in dialog.understood.page.toPlainText()
    assert "liability" in dialog.left_out.page.toPlainText()
    assert "connector" not in dialog.left_out.page.toPlainText()
    dialog.form.setCurrentIndex(dialog.form.findData("edc"))
    assert "connector" in dialog.left_out.page.toPlainText()
    dialogs.folder = tmp_path
    dialog.form.setCurrentIndex(dialog.form.findData("odrl"))
    dialog.save_button.click()
    settled(view.context, qtbot)
    policy = next(tmp_path.glob("*/policy.jsonld"))
    policy.write_text(policy.read_text("utf-8").replace('"conflict":"prohibit"', '"conflict":"perm"'), "utf-8")
    dialogs.open_file = policy
    assert not dialog.record_button.isEnabled()
    dialog.compare_button.click()
    settled(view.context, qtbot)
    assert "conflict" in dialog.differences.page.toPlainText()
    dialog.record_button.click()
    settled(view.context, qtbot)
    assert kinds_of(table.anna, table.history)[-1] == "note"
    dialogs.open_file = tmp_path / "schema.yaml"
    dialogs.open_file.write_text(
        "apiVersion: v3.0.2\nkind: DataContract\nschema:\n- name: t\n  properties:\n  - name: gps_lat\n", "utf-8"
    )
    dialog.compare_button.click()
    settled(view.context, qtbot)
    assert "no data item for the field gps_lat" in dialog.differences.page.toPlainText()
    assert not dialog.record_button.isEnabled()
    dialog.bind_button.click()
    settled(view.context, qtbot)
    assert "frozen or ended" in dialog.problem.words.text()
    dialog.reject()
    draft = negotiation.new_agreement(table.anna, "ai-pilot", example_answers("ai-pilot"))
    dialog = MachinesDialog(view.context, draft, "DP-2", view)
    settled(view.context, qtbot)
    dialog.compare_button.click()
    settled(view.context, qtbot)
    assert "no data item for the field gps_lat" in dialog.differences.page.toPlainText()
    dialog.bind_button.click()
    settled(view.context, qtbot)
    assert not dialog.problem.words.text()
    assert dialog.bind_button.isHidden()
    bound = [one.data_contract for one in open_draft(table.anna, draft).document.terms.datasets]
    assert [one.name for held in bound for one in held.columns] == ["gps_lat"]
    dialog.reject()


def test_what_stands_upstream_is_told_from_the_page(table: Table, at_context, qtbot) -> None:
    view = at_context()
    view.do("upstream")
    settled(view.context, qtbot)
    dialog = dialog_of(view, UpstreamDialog)
    assert dialog.chain is not None
    assert dialog.chain.verdict == "proven"
    assert dialog.badge.text() == "Nothing upstream on file", "with nothing to break, nothing is said to be unbroken"
    told = dialog.answer.page.toPlainText()
    assert "Nothing on file stands upstream" in told
    assert "Not weighed" in told
    dialog.reject()


def test_obligations_of_the_agreement_stand_on_its_page(table: Table, at_context, qtbot) -> None:
    refresh_stale(table.anna)
    view = at_context()
    view.show_tab("obligations")
    settled(view.context, qtbot)
    assert view.obligations.table.agenda.rowCount() > 3
    obligation = view.obligations.table.current_obligation()
    assert obligation is not None
    assert obligation.agreement == table.history
    assert view.obligations.panel.obligation == obligation
    assert date(2026, 1, 1) < obligation.due
