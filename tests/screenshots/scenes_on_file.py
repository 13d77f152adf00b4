"""What is photographed of what is on file: the list, its forms, a gap in an answer that is closed, and who only reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QPushButton

from datapact.cli.actions.demo import DATASET, RESEARCH
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile
from datapact.consent.matrix.question_form import QuestionForm, write_question_form
from datapact.consent.views.compliance_record_form import end_record, keep_record
from datapact.consent.views.compliance_record_list import Narrowing
from datapact.organisation.partners.references import find_reference
from datapact_ui.consent.compliance_records.add_compliance_record import open_form
from datapact_ui.consent.compliance_records.authorisation_dialog import AuthorisationDialog
from datapact_ui.consent.compliance_records.end_compliance_record_dialog import EndComplianceRecordDialog
from datapact_ui.consent.compliance_records.fact_dialog import FactDialog
from datapact_ui.consent.compliance_records.legal_basis_dialog import LegalBasisDialog
from datapact_ui.kit.context.app_context import Place
from datapact_ui.kit.dialogs.otherwise_dialog import OtherwiseDialog
from tests.screenshots.sample_audit import AUDITOR
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage

PARTNER = "Hochschule Neckartal"


def _part(stage: Stage, **options: str) -> Any:
    return stage.go("consent", tab="on-file", **options).part()


def _partner(stage: Stage, name: str = PARTNER) -> str:
    with stage.context.worker.acting.vault.read() as session:
        return find_reference(session, name)


def _fill(stage: Stage) -> None:
    """Records in every state, of every kind."""
    acting, today = stage.context.worker.acting, stage.context.today()
    university, zurich = _partner(stage), _partner(stage, "Zürcher")
    years = timedelta(days=365)
    review = {"approver": "Anna Keller", "review": today - timedelta(days=4), "valid_from": today - years}
    keep_record(acting, BasisRecord("", "", "customer-panel", "dpv:Marketing", "any", "6(1)(f)", **review))  # type: ignore[arg-type]
    shared = ("spindle-vibration", university)
    request = keep_record(
        acting,
        Authorisation("", "user_request", *shared, "", "Autohaus Weber GmbH", "Schreiben vom 3. März", today - years),
        revocable="jederzeit in Textform",
    )
    permission = Authorisation("", "holder_permission", *shared, "", "Stadtwerke Heilbronn", "Vertrag 17/2026", today)
    keep_record(acting, permission)
    end_record(acting, "authorisation", request.key, today - timedelta(days=20))
    for sort, about, reference, since, until in (
        ("training", university, "Teilnahmeliste Oktober", today - years, today - timedelta(days=1)),
        ("dpia", acting.organisation, "DSFA 2026-02, Ordner Datenschutz", today - years, today + years),
        ("adequacy", "CH", "2000/518/EG", today - years, None),
        ("notice_14", zurich, "Hinweis der Zürcher Ergonomie AG", today + timedelta(days=12), None),
    ):
        keep_record(
            acting, FactOnFile("", sort, about, "", reference, since, since, until, "ohne Auflagen", weighed=True)
        )
    stage.context.changed.emit(frozenset({"consent"}))
    stage.settle()


@scene
def on_file(stage: Stage) -> None:
    _part(stage)
    stage.shoot("on-file-empty")
    _fill(stage)
    part = _part(stage)
    stage.shoot("on-file")
    part.table.choose(lambda line: line.kind == "legal_basis")
    stage.settle()
    stage.shoot("on-file-basis")
    _part(stage, kind="authorisation", state="revoked")
    stage.shoot("on-file-narrowed")
    _part(stage, words="nirgends")
    stage.shoot("on-file-nothing")
    part.filters.change(Narrowing())
    for action, kind in (
        ("add-legal_basis", LegalBasisDialog),
        ("add-authorisation", AuthorisationDialog),
        ("add-fact_on_file", FactDialog),
    ):
        stage.act(action)
        stage.shoot(f"on-file-{action}", stage.dialog(kind))
        stage.close_dialogs()
    part.table.choose(lambda line: line.state == "revoked")
    stage.act("correct-on-file")
    stage.shoot("on-file-correct", stage.dialog(AuthorisationDialog))
    stage.close_dialogs()
    part.table.choose(lambda line: line.kind == "authorisation" and line.state == "in_force")
    stage.act("end-on-file")
    stage.shoot("on-file-revoke", stage.dialog(EndComplianceRecordDialog))
    stage.close_dialogs()


@scene
def on_file_otherwise(stage: Stage) -> None:
    part = FactOnFile("", "anonymity", _partner(stage), DATASET, "Vermerk 9", stage.context.today(), None)
    open_form(stage.context, stage.app.window, "fact_on_file", part)
    form = stage.dialog(FactDialog)
    form.outcome.setCurrentIndex(form.outcome.findData("carries"))
    form.outcome.activated.emit(form.outcome.currentIndex())
    form.doing.click()
    stage.shoot("on-file-otherwise", stage.dialog(OtherwiseDialog))
    stage.close_dialogs()


@scene
def on_file_gap(stage: Stage) -> None:
    keep_record(stage.context.worker.acting, BasisRecord("", "", DATASET, RESEARCH, "any", "6(1)(e)", law="§ 13 LHG"))
    view = stage.go("decision", write_question_form(QuestionForm(DATASET, _partner(stage), RESEARCH)))
    stage.shoot("on-file-gap")
    view._scroll.ensureWidgetVisible(view.findChild(QPushButton, "reason-enter-1"))
    view.findChild(QPushButton, "reason-enter-0").setFocus()
    stage.shoot("on-file-gap-reasons")
    view.findChild(QPushButton, "reason-enter-0").click()
    form = stage.dialog(LegalBasisDialog)
    form.article.choose("6(1)(e)")
    stage.shoot("on-file-gap-form", form)
    form.law.setText("§ 13 LHG")
    form.do()
    stage.settle()
    stage.shoot("on-file-gap-closed")
    stage.open().go_back()


@scene
def on_file_read_only(stage: Stage) -> None:
    window = stage.open(stage.sample.vault, AUDITOR)
    window.go(Place("consent", "", {"tab": "on-file"}))
    stage.settle()
    stage.shoot("on-file-read-only")
    stage.close()
