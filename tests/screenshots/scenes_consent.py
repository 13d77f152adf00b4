"""What is photographed of the consent room: the matrix in both layouts, one answer, and the dialogs above it."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from datapact.cli.actions.demo import DATASET, RESEARCH, SERVICE
from datapact.consent.matrix.question_form import QuestionForm, write_question_form
from datapact.organisation.partners.references import find_reference
from datapact_ui.consent.decision.question_form import QuestionFields
from datapact_ui.consent.deliveries.delivery_dialog import DeliveryDialog
from datapact_ui.consent.parts.what_if_dialog import WhatIfDialog
from datapact_ui.kit.context.app_context import Place
from datapact_ui.shell.main_window import MainWindow
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage


def _asked(stage: Stage, partner: str, purpose: str, dataset: str = DATASET) -> QuestionForm:
    with stage.context.worker.acting.vault.read() as session:
        return QuestionForm(dataset, find_reference(session, partner), purpose)


def _seen(stage: Stage) -> None:
    """The reminders above every room were read."""
    button = stage.open().findChild(QPushButton, "reminders-seen")
    if button is not None and button.isVisible():
        button.click()
        stage.settle()


@scene
def consent_matrix(stage: Stage) -> None:
    view = stage.go("consent", tab="matrix")
    stage.shoot("consent-with-reminders")
    _seen(stage)
    stage.shoot("consent-matrix")
    view.matrix.narrow({"verdict": "permit,partial"})
    stage.shoot("consent-matrix-narrowed")
    view.matrix.narrow({"search": "nirgends"})
    stage.shoot("consent-matrix-nothing")
    view.matrix.narrow({})
    stage.act("matrix-layout")
    stage.shoot("consent-list")
    stage.act("matrix-layout")


@scene
def consent_answer(stage: Stage) -> None:
    stage.go("consent", tab="matrix")
    _seen(stage)
    for name, partner, purpose in (
        ("partial", "Institut", RESEARCH),
        ("incomplete", "Hochschule Neckartal", RESEARCH),
        ("transfer", "Zürcher", SERVICE),
    ):
        view = stage.go("decision", write_question_form(_asked(stage, partner, purpose)))
        stage.shoot(f"consent-answer-{name}")
        bar = view._scroll.verticalScrollBar()
        if bar.maximum():
            bar.setValue(bar.maximum())
            stage.shoot(f"consent-answer-{name}-end")
        stage.open().go_back()
    view = stage.go("decision", write_question_form(_asked(stage, "Donau", "dpv:Marketing", "kundenpanel")))
    stage.shoot("consent-answer-unknown")
    stage.open().go_back()


@scene
def consent_asking(stage: Stage) -> None:
    stage.go("consent", tab="matrix")
    stage.open().ask_question()
    form = stage.dialog(QuestionFields)
    form.findChild(QComboBox, "ask-dataset").setCurrentIndex(0)
    stage.shoot("consent-ask", form)
    stage.close_dialogs()


@scene
def consent_what_if(stage: Stage) -> None:
    view = stage.go("consent", tab="matrix")
    view.matrix.what_if()
    dialog = stage.dialog(WhatIfDialog)
    dialog.findChild(QComboBox, "suppose-notice").setCurrentIndex(1)
    stage.settle()
    stage.shoot("consent-what-if", dialog)
    stage.close_dialogs()
    stage.go("decision", write_question_form(_asked(stage, "Zürcher", SERVICE)))
    stage.act("what-if-answer")
    dialog = stage.dialog(WhatIfDialog)
    country = dialog.findChild(QComboBox, "suppose-country")
    country.setCurrentIndex(country.findData("CH"))
    stage.settle()
    stage.shoot("consent-what-if-answer", dialog)
    stage.close_dialogs()


@scene
def consent_delivery(stage: Stage) -> None:
    stage.go("consent", tab="matrix")
    stage.go("decision", write_question_form(_asked(stage, "Institut", RESEARCH)))
    stage.act("record-delivery")
    dialog = stage.dialog(DeliveryDialog)
    stage.shoot("consent-delivery", dialog)
    dialog.day.choose(stage.context.today() - timedelta(days=11))
    stage.settle()
    stage.shoot("consent-delivery-other-day", dialog)
    dialog.day.choose(stage.context.today())
    stage.settle()
    people = stage.sample.folder / "fremd.csv"
    people.write_text("subject\nB-0001\nB-4999\n", "utf-8")
    stage.answers.files = [people]
    dialog.findChild(QPushButton, "delivery-choose").click()
    dialog.version.setText("2026-1")
    dialog.findChild(QPushButton, "delivery-record").click()
    stage.shoot("consent-delivery-refused", dialog)
    stage.close_dialogs()


@scene
def consent_record_on_file(stage: Stage) -> None:
    from datapact_ui.consent.compliance_records.compliance_record_dialog import ComplianceRecordDialog

    stage.go("consent", tab="matrix")
    stage.go("decision", write_question_form(_asked(stage, "Zürcher", SERVICE)))
    window: QWidget = stage.open()
    ComplianceRecordDialog(stage.context, "fact_on_file", "list:CH", window).open()
    stage.shoot("consent-on-file", stage.dialog(ComplianceRecordDialog))
    stage.close_dialogs()


@scene
def consent_empty(stage: Stage) -> None:
    stage.open(stage.sample.folder / "Donau.datapact", "franz-huber")
    window = stage.app.window
    assert isinstance(window, MainWindow)
    window.go(Place("consent"))
    stage.shoot("consent-empty")
    stage.close()
