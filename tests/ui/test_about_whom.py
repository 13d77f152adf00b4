"""Whoever confirms something about people sees about whom: the pseudonym or the first of the list, in the dialog or its question.

Each window that changes or writes something about people is found in the code; it stands below with what its dialog shows, or
with the reason why it is about nobody in particular.
"""

from __future__ import annotations

import ast
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPushButton

from datapact.cli.actions.demo import DATASET, SERVICE, Study
from datapact_ui.consent.deliveries.correct_dialog import CorrectDialog
from datapact_ui.consent.deliveries.deliveries_view import DeliveriesView
from datapact_ui.consent.deliveries.delivery_dialog import DeliveryDialog
from datapact_ui.consent.deliveries.recalls_view import RecallsView
from datapact_ui.consent.deliveries.send_recall_dialog import SendRecallDialog
from datapact_ui.consent.parts.decision_dialog import DecisionDialog
from datapact_ui.consent.records.change_dialog import ChangeDialog
from datapact_ui.consent.records.disclosure_log_dialog import DisclosureLogDialog
from datapact_ui.consent.records.erase_person_dialog import ErasePersonDialog
from datapact_ui.consent.records.records_view import RecordsView
from datapact_ui.consent.records.rectify_dialog import RectifyDialog
from datapact_ui.exchange.sending.sent_dialog import SentDialog
from datapact_ui.shell.main_window import MainWindow
from tests.parsed import parsed
from tests.ui.conftest import AnsweredDialogs
from tests.ui.recorded import act, dialog, part, press, said, settle, window
from tests.ui.studied import study, study_context, study_demo
from tests.ui.test_consent_recalls import PERSON, ZURICH, deliver_by_hand, line_of, recalls, withdraw
from tests.ui.test_consent_view import answer

__all__ = ["study", "study_context", "study_demo", "window"]
ROOT = Path(__file__).resolve().parents[2]
OF_PEOPLE = (
    "datapact.consent.deliveries",
    "datapact.consent.imports",
    "datapact.consent.matrix",
    "datapact.consent.recalls",
    "datapact.consent.records",
    "datapact.consent.views",
    "datapact.exchange.send.send_recall",
    "datapact.pdf.letters",
)
"""Packages of which a function, called with the member who acts, does or writes something about people."""
SHOWN = {
    "ui/consent/deliveries/correct_dialog.py",
    "ui/consent/deliveries/deliveries_view.py",
    "ui/consent/deliveries/delivery_by_hand_dialog.py",
    "ui/consent/deliveries/delivery_dialog.py",
    "ui/consent/deliveries/recalls_view.py",
    "ui/consent/deliveries/send_recall_dialog.py",
    "ui/consent/parts/decision_dialog.py",
    "ui/consent/records/change_dialog.py",
    "ui/consent/records/disclosure_log_dialog.py",
    "ui/consent/records/erase_person_dialog.py",
    "ui/consent/records/rectify_dialog.py",
}
"""Windows whose dialogs the tests below open, and look for the pseudonym in them."""
OF_NOBODY = {
    "ui/agreement_page/page/agreement_files.py": "letters between the parties of an agreement",
    "ui/obligations/breaches/breach_form.py": "a breach, with the number of people and the deliveries that it shows",
    "ui/consent/compliance_records/compliance_record_form.py": "records about datasets and purposes",
    "ui/consent/compliance_records/end_compliance_record_dialog.py": "records about datasets and purposes",
    "ui/consent/compliance_records/invalidate_dialog.py": "a version of a notice; the number who saw it stands there",
    "ui/consent/compliance_records/notices_view.py": "versions of notices",
    "ui/consent/decision/decision_view.py": "an answer for a whole dataset, whose page lists its people",
    "ui/consent/deliveries/recall_days_dialog.py": "days of the house",
    "ui/consent/imports/import_dialog.py": "a whole file, whose lines its preview shows",
    "ui/consent/parts/record_files.py": "shows what is on file of the chosen person",
    "ui/consent/parts/what_if_dialog.py": "records nothing",
    "ui/consent/records/aside_bar.py": "a whole file, by its name",
    "ui/consent/records/erased_dialog.py": "what was erased names nobody any more",
    "ui/consent/records/pseudonyms_dialog.py": "the table of a whole dataset",
    "ui/consent/records/record_dialog.py": "the pseudonym is typed there",
    "ui/consent/records/retention_dialog.py": "everybody whose time is over, by kind of record",
}
"""Windows that do something about nobody in particular, or where whoever confirms has typed who it is; with the reason."""


def does_to_people(tree: ast.Module) -> bool:
    """Whether a module changes or writes something by a function of those packages."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OF_PEOPLE)
        for alias in node.names
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    does = any(
        isinstance(call.func, ast.Name)
        and call.func.id in names
        and any(isinstance(one, ast.Name) and one.id == "acting" for one in call.args)
        for call in calls
    )
    writes = {"change", "run", "SentDialog", "write_exported", "exported"}
    return does and any(getattr(call.func, "attr", getattr(call.func, "id", "")) in writes for call in calls)


def test_every_window_that_does_something_about_people_is_known() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if does_to_people(parsed(path, "acting"))
    }
    known = SHOWN | OF_NOBODY.keys()
    assert found - known == set(), (
        "open its dialog in a test here and look for the pseudonym, or say why it is about nobody"
    )
    assert {one for one in known if not (ROOT / one).is_file()} == set()
    assert OF_NOBODY.keys() - found == set(), "no such window any more"


def test_deliveries_and_their_corrections_say_about_whom(
    window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    deliver_by_hand(window, tmp_path, PERSON, "B-0009")
    assert f"About: {PERSON}, B-0009" in dialogs.asked[-1][1][1]
    view = part(window, DeliveriesView, "deliveries")
    assert PERSON in view.facts.text()
    act(window, "correct-delivery")
    form = dialog(CorrectDialog, window.context)
    assert f"About: {PERSON}, B-0009" in said(form)
    form.reject()
    act(window, "ask-whom")
    asked = dialog(DisclosureLogDialog, window.context)
    asked.subject.setText(PERSON)
    asked.dataset.choose(DATASET)
    asked.ask()
    settle(window.context)
    assert PERSON in asked.says.text()
    asked.reject()
    answer(window, study).do("record-delivery")
    form_of_answer = window.findChild(DeliveryDialog)
    assert form_of_answer is not None
    version, record = (
        form_of_answer.findChild(QLineEdit, "delivery-version"),
        form_of_answer.findChild(QPushButton, "delivery-record"),
    )
    assert version is not None
    assert record is not None
    version.setText("2026-2")
    dialogs.confirmed = False
    record.click()
    settle(window.context)
    assert "About: B-0001, B-0002" in dialogs.asked[-1][1][1]
    form_of_answer.reject()


def test_recalls_and_what_people_declare_say_about_whom(
    window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    context = window.context
    deliver_by_hand(window, tmp_path, PERSON, "B-0009")
    part(window, RecordsView, "records", subject=PERSON, dataset=DATASET, purpose=SERVICE)
    for action, kind in (("withdraw", ChangeDialog), ("erase-person", ErasePersonDialog), ("rectify", RectifyDialog)):
        act(window, action)
        form = dialog(kind, context)
        typed = " ".join(one.text() for one in form.findChildren(QLineEdit))
        listed = form.subjects.toPlainText() if isinstance(form, RectifyDialog) else ""
        assert PERSON in f"{said(form)} {typed} {listed}", kind.__name__
        form.reject()
    withdraw(window, PERSON, SERVICE)
    line_of(recalls(window), ZURICH, "tell")
    act(window, "tell-partner")
    telling = dialog(SendRecallDialog, context)
    assert f"About: {PERSON}" in said(telling)
    dialogs.save_file = tmp_path / "brief.pdf"
    press(telling, "tell-write-only", context)
    telling.reject()
    line_of(recalls(window), ZURICH, "send")
    for action in ("tell-partner", "recall-was-sent", "partner-answered"):
        act(window, action)
        shown = dialog(
            {"tell-partner": SendRecallDialog, "recall-was-sent": SentDialog}.get(action, DecisionDialog), context
        )
        assert PERSON in said(shown), action
        shown.reject()
    own = next(one for one in recalls(window).table.lines.lines() if one.step == "own")
    view = part(window, RecallsView, "recalls")
    assert view.table.choose(lambda one: one == own)
    act(window, "confirm-recall")
    assert own.named
    assert f"About: {own.who}" in said(dialog(DecisionDialog, context))
