"""From a withdrawal to the last acknowledgement through the real window: deliveries, recalls, letters, evidence, answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from datapact.audit.engagements.exports_list import exports
from datapact.audit.verify.verify import verify_file
from datapact.cli.actions.demo import DATASET, RESEARCH, SERVICE, STUDY_INSTITUTE, Study
from datapact.consent.deliveries.deliveries import deliveries
from datapact.consent.proof.unproven import RecallsNotProven
from datapact.consent.recalls.list import RecallLine, recall_lines
from datapact.consent.recalls.pending import open_recalls
from datapact.pdf.reports.parts import Paragraph, Report
from datapact.pdf.reports.report import render_report
from datapact_ui.consent.deliveries.correct_dialog import CorrectDialog
from datapact_ui.consent.deliveries.deliveries_view import DeliveriesView
from datapact_ui.consent.deliveries.delivery_by_hand_dialog import DeliveryByHandDialog
from datapact_ui.consent.deliveries.recall_days_dialog import RecallDaysDialog
from datapact_ui.consent.deliveries.recalls_view import RecallsView, step_badge
from datapact_ui.consent.deliveries.send_recall_dialog import SendRecallDialog
from datapact_ui.consent.parts.decision_dialog import DecisionDialog
from datapact_ui.consent.parts.record_appearance import short_time, whole_time
from datapact_ui.consent.parts.record_files import PdfDialog
from datapact_ui.consent.records.change_dialog import ChangeDialog
from datapact_ui.consent.records.disclosure_log_dialog import DisclosureLogDialog
from datapact_ui.consent.records.pseudonyms_dialog import PseudonymsDialog
from datapact_ui.consent.records.records_view import RecordsView
from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog
from datapact_ui.exchange.sending.sent_dialog import SentDialog
from datapact_ui.kit.widgets.state_badge import StateBadge, badge_width
from datapact_ui.obligations.calendar.reminder_bar import ReminderBar
from datapact_ui.shell.main_window import MainWindow
from tests.sample_vaults import Sample
from tests.screenshots.sample_records import sealed_withdrawal
from tests.ui.conftest import AnsweredDialogs
from tests.ui.recorded import act, dialog, enabled, part, press, read, said, settle, window
from tests.ui.studied import study, study_context, study_demo

__all__ = ["study", "study_context", "study_demo", "window"]
ZURICH = "Zürcher Ergonomie AG"
PERSON = "B-0005"


def recalls(window: MainWindow, **options: str) -> RecallsView:
    return part(window, RecallsView, "recalls", **options)


def line_of(view: RecallsView, partner: str, step: str) -> RecallLine:
    found = [one for one in view.table.lines.lines() if (one.partner_name, one.step) == (partner, step)]
    assert found, [(one.partner_name, one.step) for one in view.table.lines.lines()]
    assert view.table.choose(lambda one: one is found[0])
    return found[0]


def deliver_by_hand(window: MainWindow, folder: Path, *people: str) -> None:
    """Data of these people went to a partner without DataPact, before it was used."""
    view = part(window, DeliveriesView, "deliveries")
    act(window, "record-delivery")
    form = dialog(DeliveryByHandDialog, window.context)
    assert not form.doing.isEnabled()
    form.dataset.choose(DATASET)
    form.recipient.setCurrentText(ZURICH)
    form.purpose.choose(SERVICE)
    listed = folder / "personen.csv"
    listed.write_text("\n".join(["subject", *people]) + "\n", "utf-8")
    form.people.set_path(listed)
    form.reason.setText("Vor der Einführung von DataPact übergeben.")
    form.basis.choose("6(1)(a)")
    form.version.setText("1")
    window.context.dialogs.confirmed = True  # type: ignore[attr-defined]
    form.do()
    settle(window.context)
    counted = "1 person" if len(people) == 1 else f"{len(people)} people"
    assert f"{counted} in personen.csv" in window.context.dialogs.asked[-1][1][1]  # type: ignore[attr-defined]
    newest = view.table.lines.lines()[0]
    assert (newest.recipient, newest.delivery.count, newest.delivery.decision) == (ZURICH, len(people), "")
    assert view.table.current() == newest


def withdraw(window: MainWindow, subject: str, purpose: str) -> None:
    part(window, RecordsView, "records", subject=subject, dataset=DATASET, purpose=purpose)
    act(window, "withdraw")
    form = dialog(ChangeDialog, window.context)
    scopes = [number for number, one in enumerate(form.scopes) if one.scope.purpose == purpose]
    form.about.choose(str(scopes[0]))
    form.reference.setText("Formular am Terminal")
    form.do()
    settle(window.context)


def held(view: RecallsView) -> tuple[tuple[str, str, str] | None, dict[str, tuple[int, int]]]:
    """Whom the chosen line is about, and where the buttons are."""
    line = view.table.current()
    places = {one.objectName(): one.mapTo(view, QPoint()).toTuple() for one in view.findChildren(QPushButton)}
    return None if line is None else (line.partner, line.dataset, line.purpose), places


def test_a_day_of_the_calendar_opens_its_own_line(window: MainWindow, tmp_path: Path) -> None:
    """Whichever line is chosen before, what leads from the calendar chooses the line that it is about."""
    deliver_by_hand(window, tmp_path, PERSON, "B-0009")
    withdraw(window, PERSON, SERVICE)
    view = recalls(window)
    due = [one.obligation for one in view.table.lines.lines() if one.obligation]
    assert len(due) > 1
    for wanted in (*due, *reversed(due)):
        window.context.show_view("consent", tab="recalls", obligation=wanted)
        settle(window.context)
        chosen = view.table.current()
        assert chosen is not None
        assert chosen.obligation == wanted


# ---- the whole way, with a partner without DataPact ----


def test_from_a_withdrawal_to_the_acknowledgement_of_a_letter(
    window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    context = window.context
    deliver_by_hand(window, tmp_path, PERSON, "B-0009")
    withdraw(window, PERSON, SERVICE)
    view = recalls(window)
    told = line_of(view, ZURICH, "tell")
    assert (told.people, told.external, told.ask) == (1, True, "erase_or_return")
    assert "has no DataPact" in view.facts.text()
    assert not enabled(window, "partner-answered")
    offered = [one for one in view.facts.findChildren(QPushButton) if one.isVisible()]
    assert offered
    assert any(one.isEnabled() for one in offered)
    assert all(one.isEnabled() or one.toolTip() for one in offered), "each stays in its place and says why it is grey"

    dialogs.save_file = tmp_path / "before.csv"
    act(window, "recall-people")
    assert (tmp_path / "before.csv").read_text("utf-8-sig").splitlines()[1:] == [f"{PERSON},withdrawn"]
    act(window, "tell-partner")
    telling = dialog(SendRecallDialog, context)
    assert "a letter under Art. 19 GDPR is written as PDF" in said(telling)
    assert "Operator study, “Improving operation”: 1 person; asked to erase or return." in said(telling)
    assert f"About: {PERSON}" in said(telling)
    telling.note.setPlainText("Bitte auch die Sicherungen.")
    assert telling.language.currentData() == "de"  # a partner in Zürich
    telling.language.setCurrentIndex(telling.language.findData("en"))
    letter = tmp_path / "Schreiben.pdf"
    dialogs.save_file = letter
    before = held(view)
    press(telling, "tell-write", context)
    assert held(view) == before, "the same line is chosen, and no button has moved"
    assert letter.read_bytes().startswith(b"%PDF-")
    assert PERSON.encode() not in letter.name.encode()
    (mail,) = [arguments for method, arguments in dialogs.asked if method == "open_mail"]
    assert mail[0] == "meili@zh-ergonomie.example"
    assert mail[1] == "Please stop using some data: notice under Art. 19 GDPR"
    assert str(line_of(recalls(window), ZURICH, "send").step_words) == "e-mail opened, not recorded as sent"
    press(telling, "i-have-sent-it", context)
    assert held(view) == before

    waiting = line_of(recalls(window), ZURICH, "wait")
    assert waiting.letter
    assert waiting.sent is not None
    assert waiting.since == told.since
    dialogs.save_file = tmp_path / "people.csv"
    act(window, "recall-people")
    assert (tmp_path / "people.csv").read_text("utf-8-sig").splitlines()[1].startswith(PERSON)

    act(window, "partner-answered")
    answer = dialog(DecisionDialog, context)
    assert not answer.doing.isEnabled()
    answer.outcome.choose("erased")
    assert "evidence of this acknowledgement" in answer.why_not()  # nobody's word alone
    evidence = tmp_path / "Antwort.pdf"
    evidence.write_bytes(
        render_report(Report(title="Bestätigung", language="de", blocks=(Paragraph("Gelöscht."),)), context.now())
    )
    answer.file.set_path(evidence)
    answer.person.setText("U. Meili")
    answer.do()
    settle(context)

    view = recalls(window, done="1")
    done = line_of(view, ZURICH, "done")
    assert (done.outcome, done.people) == ("erased", 1)
    assert "erased" in view.facts.text()
    assert "U. Meili" in view.facts.text()
    act(window, "recall-evidence")
    dialog(PdfDialog, context).reject()
    dialogs.save_file = tmp_path / "nachweis.json"
    act(window, "recall-proof")
    verdict = verify_file((tmp_path / "nachweis.json").read_bytes(), "nachweis.json")
    assert (verdict.kind, verdict.verdict) == ("record", "valid")
    assert "What was done with the data: erased" in map(str, verdict.notes)

    part(window, DeliveriesView, "deliveries")
    act(window, "ask-whom")
    asked = dialog(DisclosureLogDialog, context)
    asked.subject.setText(PERSON)
    asked.dataset.choose(DATASET)
    asked.ask()
    settle(context)
    assert asked.says.text() == f"Data of {PERSON} went to 2 recipients:"
    assert {STUDY_INSTITUTE, ZURICH} <= set(said(asked).splitlines())
    assert "erased" in [badge.text() for badge in asked.findChildren(StateBadge)]
    asked.reject()


def test_our_own_house_stops_and_confirms(
    window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path, qtbot: QtBot
) -> None:
    view = recalls(window)
    (before,) = [one for one in view.table.lines.lines() if one.step == "own"]
    withdraw(window, "B-0009", RESEARCH)
    view = recalls(window)
    lines = {one.named: one for one in view.table.lines.lines() if one.step == "own"}
    assert set(lines) == {before.named, ("B-0009",)}, "each with its own day"
    assert view.table.choose(lambda one: one.step == "own" and one.named == ("B-0009",))
    dialogs.save_file = tmp_path / "ours.csv"  # whoever is to erase data has to know whose
    act(window, "recall-people")
    people = (tmp_path / "ours.csv").read_text("utf-8-sig").splitlines()[1:]
    assert people == ["B-0009,withdrawn"]
    # what is recorded in the very second of the confirmation is still to be looked at
    withdrawn = window.context.now()
    qtbot.waitUntil(lambda: window.context.now() >= withdrawn + timedelta(seconds=2))
    act(window, "do-recall")
    form = dialog(DecisionDialog, window.context)
    form.outcome.choose("kept")
    assert "may be kept" in form.why_not()
    form.note.setPlainText("Aufbewahrungspflicht nach § 147 AO.")
    form.do()
    settle(window.context)
    assert [one.named for one in view.table.lines.lines() if one.step == "own"] == [before.named], "confirmed alone"
    view.done_chip.click()
    settle(window.context)
    done = [one for one in view.table.lines.lines() if one.step == "done" and one.named == ("B-0009",)]
    assert [(one.outcome, one.note) for one in done] == [("kept", "Aufbewahrungspflicht nach § 147 AO.")]


def test_the_reminders_follow_what_was_withdrawn(window: MainWindow) -> None:
    bar = ReminderBar(window.context)
    settle(window.context)
    before = [one.obligation.title.text("en") for one in bar.given]
    assert any(words.startswith("Stop using data of 1 person in Operator study") for words in before)
    withdraw(window, "B-0009", RESEARCH)
    after = [one.obligation.title.text("en") for one in bar.given]
    about = "Stop using data of 1 person in Operator study"
    assert sum(one.startswith(about) for one in after) == sum(one.startswith(about) for one in before) + 1
    assert {one.obligation.kind for one in bar.shown()} >= {"recall"}
    bar.show_room("consent")  # which says recalls itself, above its parts
    assert "recall" not in {one.obligation.kind for one in bar.shown()}
    bar.deleteLater()


def test_a_recall_says_its_whole_state_and_a_day_is_no_midnight(window: MainWindow) -> None:
    view = recalls(window)
    for width in (1100, 700, 420):
        view.table.resize(width, 300)
        view.table.fit()
        words = [step_badge(one)[1] for one in view.table.lines.lines()]
        assert words
        assert view.table.columnWidth(0) >= min(max(map(badge_width, words)), view.table.viewport().width() // 2)
    midnight, minute = datetime(2026, 3, 1).astimezone(), datetime(2026, 3, 1, 14, 20).astimezone()
    assert [short_time(one) for one in (midnight, minute)] == ["1 Mar 2026", "1 Mar 2026, 14:20"]
    assert [whole_time(one) for one in (midnight, minute)] == ["1 March 2026", "1 March 2026, 14:20:00"]


def test_a_partner_with_datapact_is_told_by_a_sealed_file(
    window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    view = recalls(window)
    line_of(view, STUDY_INSTITUTE, "tell")
    act(window, "do-recall")
    telling = dialog(SendRecallDialog, window.context)
    assert "A sealed file tells it" in said(telling)
    dialogs.save_file = tmp_path / "Institut"  # the ending is put on
    press(telling, "tell-write-only", window.context)
    sealed = (tmp_path / "Institut.dpact").read_bytes()
    assert study.withdrawn.encode() not in sealed
    telling.reject()
    line_of(recalls(window), STUDY_INSTITUTE, "send")
    act(window, "do-recall")
    dialog(SentDialog, window.context).do()
    settle(window.context)
    line_of(recalls(window), STUDY_INSTITUTE, "wait")
    act(window, "recall-delivery")
    shown = window.view().part()  # type: ignore[attr-defined]
    assert isinstance(shown, DeliveriesView)
    current = shown.table.current()
    assert current is not None
    assert current.recipient == STUDY_INSTITUTE
    assert current.recalled_people == 1
    act(window, "correct-delivery")
    form = dialog(CorrectDialog, window.context)
    assert not form.doing.isEnabled()
    form.finding.choose("never_left")
    assert "until a second person records the same" in form.follows.words.text()
    form.reason.setPlainText("The stick lies here.")
    form.do()
    settle(window.context)
    current = shown.table.current()
    assert current is not None
    assert current.delivery.standing == "doubted"
    assert "recorded that it never left: The stick lies here." in shown.facts.text()


def test_what_a_partner_calls_back_is_dealt_with_and_confirmed(
    window: MainWindow, study_demo: tuple[Path, Study], dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    context = window.context
    houses = Sample(tmp_path / "studied")
    with houses.unlocked(houses.institute, "prof-dr-sofia-brandt") as sofia:
        data = sealed_withdrawal(sofia, context.identity.organisation, "E-001", sofia.clock() - timedelta(hours=1))
    file = tmp_path / "rueckruf.dpact"
    file.write_bytes(data)
    context.take_file(file)
    received = dialog(ReceivedDialog, context)
    assert "calls back data of 1 person" in said(received)
    press(received, "take-in", context)
    view = recalls(window)
    line = line_of(view, STUDY_INSTITUTE, "answer")
    assert line.step == "answer"
    assert "Bitte auch die Auswertung vom Oktober." in view.facts.text()
    act(window, "confirm-recall")
    form = dialog(DecisionDialog, context)
    form.outcome.choose("erased")
    form.person.setText("A. Keller")
    form.do()
    settle(context)
    assert not [
        one for one in read(context, lambda session: open_recalls(session, context.now())) if one.stage == "answer"
    ]
    assert str(line_of(view, STUDY_INSTITUTE, "reply").step_words) == "done, reply not sent yet"
    act(window, "do-recall")
    telling = dialog(SendRecallDialog, context)
    assert "1 person; your reply: erased" in said(telling)
    dialogs.save_file = tmp_path / "antwort.dpact"
    press(telling, "tell-write", context)
    assert (tmp_path / "antwort.dpact").exists()
    assert str(line_of(view, STUDY_INSTITUTE, "reply").step_words) in (
        "done; reply written, not sent yet",
        "e-mail opened, not recorded as sent",
    )
    press(telling, "i-have-sent-it", context)
    lines = read(context, lambda session: recall_lines(session, context.now(), done=True))
    assert [one.outcome for one in lines if str(one.sentence).startswith("We answered")] == ["erased"]
    assert all(one.step != "reply" for one in lines)


def test_the_days_of_the_house_move_the_last_day(window: MainWindow) -> None:
    view = recalls(window)
    before = line_of(view, STUDY_INSTITUTE, "tell").due
    act(window, "recall-days")
    form = dialog(RecallDaysDialog, window.context)
    form.days.setValue(form.days.value() + 5)
    form.do()
    settle(window.context)
    after = line_of(view, STUDY_INSTITUTE, "tell").due
    assert before is not None
    assert after is not None
    assert after >= before


def test_a_recall_whose_row_was_deleted_is_shown_and_says_so(window: MainWindow) -> None:
    view = recalls(window)
    line = line_of(view, STUDY_INSTITUTE, "tell")
    assert view.notice.isHidden()

    def change(*statements: str) -> None:
        with window.context.worker.acting.vault.write() as session:
            for statement in statements:
                session.connection().exec_driver_sql(statement)
        view.read()
        settle(window.context)

    change("DELETE FROM delivery")
    again = line_of(view, STUDY_INSTITUTE, "tell")
    assert (again.people, again.due) == (line.people, line.due)
    assert "row of a delivery behind it is missing" in view.facts.text()
    act(window, "recall-delivery")
    shown = window.view().part()  # type: ignore[attr-defined]
    assert isinstance(shown, DeliveriesView)
    settle(window.context)
    assert "The row of 1 delivery is missing" in shown.facts.text()
    change("DELETE FROM delivery_subject")
    assert "whom" in view.notice.words.text()
    assert not view.notice.isHidden()


def test_the_people_of_a_recall_are_written_and_what_does_not_fit_is_said_beside_them(
    window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    view, context = recalls(window), window.context
    said: list[Exception] = []
    context.worker.failed.connect(said.append)
    line_of(view, STUDY_INSTITUTE, "tell")
    dialogs.save_file = tmp_path / "fits.csv"
    act(window, "recall-people")
    assert not said
    with context.worker.acting.vault.write() as session:
        session.connection().exec_driver_sql("DELETE FROM delivery")
    dialogs.save_file = tmp_path / "people.csv"
    act(window, "recall-people")
    assert (tmp_path / "people.csv").read_bytes() == (tmp_path / "fits.csv").read_bytes()
    (beside,) = said
    assert isinstance(beside, RecallsNotProven)
    assert window.proof.isVisible(), "the bar offers the repair"


# ---- deliveries ----


def test_a_delivery_says_what_it_rests_on_and_gives_its_list(
    window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    view = part(window, DeliveriesView, "deliveries")
    (line,) = view.table.lines.lines()
    assert (line.recipient, line.delivery.count) == (STUDY_INSTITUTE, 4_813)
    assert "sealed, and unaltered" in view.facts.text()
    assert "4,813 of 5,000" in view.facts.text()
    assert "Article 6(1)(a) GDPR" in view.facts.text()
    dialogs.save_file = tmp_path / "liste.csv"
    act(window, "save-delivery-list")
    lines = (tmp_path / "liste.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 4_814
    assert any(study.withdrawn in one for one in lines)
    dialogs.save_file = tmp_path / "nachweis.json"
    act(window, "delivery-proof")
    verdict = verify_file((tmp_path / "nachweis.json").read_bytes(), "nachweis.json")
    assert (verdict.kind, verdict.verdict) == ("record", "valid")
    assert (verdict.details["lines"], verdict.details["shown"]) == (4_813, 4_813)
    assert exports(window.context.worker.acting)[0].what.startswith("Proof of a delivery")
    act(window, "delivery-agreement")
    assert window.context.places[-1].key == line.delivery.agreement  # type: ignore[attr-defined]


def test_a_wrong_delivery_is_recorded_again_from_what_it_said(window: MainWindow, tmp_path: Path) -> None:
    deliver_by_hand(window, tmp_path, PERSON, "B-0009")
    assert not enabled(window, "record-delivery-again")
    act(window, "correct-delivery")
    correction = dialog(CorrectDialog, window.context)
    correction.finding.choose("wrong")
    correction.reason.setPlainText("Es war die zweite Fassung.")
    correction.do()
    settle(window.context)
    act(window, "record-delivery-again")
    form = dialog(DeliveryByHandDialog, window.context)
    assert (form.dataset.value(), form.purpose.value(), form.version.text()) == (DATASET, SERVICE, "1")
    assert form.recipient.currentText() == ZURICH
    form.version.setText("2")
    assert form.why_not() == ""
    form.do()
    settle(window.context)
    shown = window.view().part().table.current()  # type: ignore[attr-defined]
    assert (shown.delivery.version, shown.delivery.count, shown.delivery.standing) == ("2", 2, "")


def test_a_list_with_a_name_in_it_is_no_delivery(window: MainWindow, tmp_path: Path) -> None:
    part(window, DeliveriesView, "deliveries")
    act(window, "record-delivery")
    form = dialog(DeliveryByHandDialog, window.context)
    form.dataset.choose(DATASET)
    form.recipient.setCurrentText(ZURICH)
    form.purpose.choose(SERVICE)
    listed = tmp_path / "personen.csv"
    listed.write_text("subject\nAnna Müller\n", "utf-8")
    form.people.set_path(listed)
    form.nobody.setChecked(True)
    form.reason.setText("Ein Grund.")
    assert "Take the tick away" in form.why_not()
    form.nobody.setChecked(False)
    form.version.setText("1")
    window.context.dialogs.confirmed = True  # type: ignore[attr-defined]
    form.do()
    settle(window.context)
    assert form.isVisible()
    assert form.problem.isVisible()
    assert len(read(window.context, deliveries)) == 1
    form.reject()


def test_the_table_of_pseudonyms_is_written_and_its_key_forgotten(
    window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    part(window, DeliveriesView, "deliveries")
    act(window, "pseudonym-table")
    form = dialog(PseudonymsDialog, window.context)
    assert not form.doing.isEnabled()
    assert not form.forget.isEnabled()
    form.dataset.choose(DATASET)
    form.recipient.setCurrentText(STUDY_INSTITUTE)
    dialogs.confirmed = True
    form.forget.click()
    settle(window.context)
    (asked,) = [arguments for method, arguments in dialogs.asked if method == "confirm"]
    assert asked[0] == "Forget the key for good?"
    dialogs.save_file = tmp_path / "table.csv"
    form.do()
    settle(window.context)
    assert (tmp_path / "table.csv").read_text("utf-8-sig").startswith("subject,sent_as")


# ---- who may what ----


@pytest.mark.parametrize(("kind", "tab"), [(RecallsView, "recalls"), (DeliveriesView, "deliveries")])
def test_who_only_reads_changes_nothing(window: MainWindow, kind: type, tab: str) -> None:
    context = window.context
    context.identity = replace(context.identity, roles=frozenset({"auditor"}))
    view = kind(context, window)
    settle(context)
    changes = {"do-recall", "tell-partner", "partner-answered", "confirm-recall", "recall-days"}
    changes |= {"record-delivery", "pseudonym-table"}
    for action in view.actions():
        if action.objectName() in changes:
            assert not action.isEnabled(), action.objectName()
            assert action.toolTip()
    assert not [one for one in view.findChildren(QPushButton, "empty-action") if one.isVisible()]
    view.deleteLater()
