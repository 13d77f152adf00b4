"""What is photographed of consent records: the browser, forms, the import, notices, deliveries, recalls, keeping and erasing."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QPushButton

from datapact.cli.actions.demo import DATASET
from datapact_ui.consent.compliance_records.invalidate_dialog import InvalidateDialog
from datapact_ui.consent.compliance_records.notice_dialog import NoticeDialog
from datapact_ui.consent.deliveries.correct_dialog import CorrectDialog
from datapact_ui.consent.deliveries.delivery_by_hand_dialog import DeliveryByHandDialog
from datapact_ui.consent.deliveries.recall_days_dialog import RecallDaysDialog
from datapact_ui.consent.deliveries.send_recall_dialog import SendRecallDialog
from datapact_ui.consent.imports.import_dialog import ImportDialog
from datapact_ui.consent.imports.import_mapping import MappingPage
from datapact_ui.consent.imports.import_report import ReportPage
from datapact_ui.consent.parts.decision_dialog import DecisionDialog
from datapact_ui.consent.parts.record_files import PdfDialog
from datapact_ui.consent.records.change_dialog import ChangeDialog
from datapact_ui.consent.records.disclosure_log_dialog import DisclosureLogDialog
from datapact_ui.consent.records.erase_person_dialog import ErasePersonDialog
from datapact_ui.consent.records.erased_dialog import ErasedDialog
from datapact_ui.consent.records.pseudonyms_dialog import PseudonymsDialog
from datapact_ui.consent.records.record_dialog import RecordDialog
from datapact_ui.consent.records.rectify_dialog import RectifyDialog
from datapact_ui.consent.records.retention_dialog import RetentionDialog
from datapact_ui.consent.records.rule_dialog import RuleDialog
from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog
from datapact_ui.exchange.sending.sent_dialog import SentDialog
from datapact_ui.kit.context.app_context import Place
from tests.screenshots.sample_records import BAD, GOOD
from tests.screenshots.scenes import scene
from tests.screenshots.stage import Stage


def _part(stage: Stage, name: str, **options: str) -> Any:
    return stage.go("consent", tab=name, **options).part()


@scene
def records(stage: Stage) -> None:
    part = _part(stage, "records", dataset=DATASET)
    stage.shoot("records")
    _part(stage, "records", dataset=DATASET, subject="B-4813")
    stage.shoot("records-person")
    part.filters.show_all()
    _part(stage, "records", state="withdrawn,refused", every="1", day="2026-11-01")
    stage.shoot("records-narrowed")
    _part(stage, "records", subject="nobody")
    stage.shoot("records-nothing")
    _part(stage, "records", subject="K-0007")
    stage.settle()
    part._files.show_form(part.person.story.happenings[0].form)
    stage.shoot("records-form-shown", stage.dialog(PdfDialog))
    stage.close_dialogs()


@scene
def records_forms(stage: Stage) -> None:
    _part(stage, "records", subject="B-0002")
    stage.act("record-consent")
    dialog = stage.dialog(RecordDialog)
    stage.shoot("record-consent", dialog)
    dialog.subject.setText("Anna Müller")
    dialog._scroll.verticalScrollBar().setValue(0)
    stage.shoot("record-consent-refused", dialog)
    stage.close_dialogs()
    for action in ("withdraw", "object", "restrict"):
        stage.act(action)
        stage.shoot(f"record-{action}", stage.dialog(ChangeDialog))
        stage.close_dialogs()


@scene
def records_import(stage: Stage) -> None:
    part = _part(stage, "records")
    part.import_file(stage.sample.file(BAD))
    dialog = stage.dialog(ImportDialog)
    stage.shoot("import-mapping", dialog)
    _read_as_ours(stage, dialog)
    stage.shoot("import-mapping-ready", dialog)
    _press(stage, dialog, "check-file")
    stage.shoot("import-refused", dialog)
    stage.close_dialogs()
    part.import_file(stage.sample.file(GOOD))
    dialog = stage.dialog(ImportDialog)
    stage.settle()
    _read_as_ours(stage, dialog)
    _press(stage, dialog, "check-file")
    stage.shoot("import-checked", dialog)
    _press(stage, dialog, "import-file")
    stage.shoot("import-done", dialog)
    stage.close_dialogs()


def _read_as_ours(stage: Stage, dialog: ImportDialog) -> None:
    page = dialog.page
    assert isinstance(page, MappingPage)
    page.for_all["dataset"].choose(DATASET)
    page.for_all["controller"].setCurrentIndex(1)
    page.for_all["notice"].setCurrentIndex(page.for_all["notice"].count() - 1)
    if page.order.isEnabled():
        page.order.setCurrentIndex(0)
    stage.settle()


def _press(stage: Stage, dialog: Any, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None, name
    button.click()
    stage.settle()


@scene
def notices(stage: Stage) -> None:
    part = _part(stage, "notices", notice="operator-study", version="2")
    stage.shoot("notices")
    stage.act("add-notice")
    stage.shoot("notice-add", stage.dialog(NoticeDialog))
    stage.close_dialogs()
    assert part.table.current() is not None
    stage.act("invalidate-notice")
    stage.shoot("notice-invalidate", stage.dialog(InvalidateDialog))
    stage.close_dialogs()


@scene
def deliveries(stage: Stage) -> None:
    _part(stage, "deliveries")
    stage.shoot("deliveries")
    stage.settle()
    stage.act("correct-delivery")
    form = stage.dialog(CorrectDialog)
    form.finding.choose("never_left")
    stage.shoot("delivery-correct", form)
    stage.close_dialogs()
    stage.act("record-delivery")
    stage.shoot("delivery-by-hand", stage.dialog(DeliveryByHandDialog))
    stage.close_dialogs()
    stage.act("ask-whom")
    dialog = stage.dialog(DisclosureLogDialog)
    dialog.subject.setText("B-4813")
    dialog.dataset.choose(DATASET)
    dialog.ask()
    stage.shoot("whom-we-told", dialog)
    stage.close_dialogs()
    stage.act("pseudonym-table")
    stage.shoot("pseudonyms", stage.dialog(PseudonymsDialog))
    stage.close_dialogs()


@scene
def recalls(stage: Stage) -> None:
    part = _part(stage, "recalls")
    stage.shoot("recalls")
    for step, external, name in (("tell", False, "file"), ("tell", True, "letter")):
        part.table.choose(lambda one, step=step, external=external: one.step == step and one.external == external)
        stage.settle()
        stage.act("do-recall")
        stage.shoot(f"recall-tell-{name}", stage.dialog(SendRecallDialog))
        stage.close_dialogs()
    for step in ("answer", "own"):
        part.table.choose(lambda one, step=step: one.step == step)
        stage.settle()
        stage.act("do-recall")
        stage.shoot(f"recall-act-{step}", stage.dialog(DecisionDialog))
        stage.close_dialogs()
    stage.act("recall-days")
    stage.shoot("recall-days", stage.dialog(RecallDaysDialog))
    stage.close_dialogs()
    stage.context.take_file(stage.sample.file("recall.dpact"))
    stage.shoot("recall-received", stage.dialog(ReceivedDialog))
    stage.close_dialogs()


@scene
def recalls_told(stage: Stage) -> None:
    part = _part(stage, "recalls")
    part.table.choose(lambda one: one.step == "tell" and one.external)
    stage.settle()
    stage.answers.files = [stage.sample.folder / "Schreiben.pdf"]
    stage.act("do-recall")
    dialog = stage.dialog(SendRecallDialog)
    stage.settle()
    dialog.write.click()
    stage.shoot("recall-told", dialog)
    stage.close_dialogs()
    part.table.choose(lambda one: one.step == "send")
    stage.shoot("recalls-waiting")
    stage.settle()
    stage.act("do-recall")
    stage.shoot("recall-sent", stage.dialog(SentDialog))
    stage.close_dialogs()
    stage.act("partner-answered")
    stage.shoot("recall-answer", stage.dialog(DecisionDialog))
    stage.close_dialogs()


@scene
def keeping(stage: Stage) -> None:
    _part(stage, "records", subject="B-0100")
    stage.act("keeping")
    dialog = stage.dialog(RetentionDialog)
    stage.shoot("keeping", dialog)
    dialog.change_rule()
    rule = stage.dialog(RuleDialog)
    stage.shoot("keeping-rule", rule)
    rule.months.setValue(6)
    rule.reason.setPlainText("Die Studie endet im Frühjahr.")
    rule.do()
    stage.shoot("keeping-due", dialog)
    dialog.erase_due()
    stage.shoot("erased", stage.dialog(ErasedDialog))
    stage.close_dialogs()
    stage.act("rectify")
    rectified = stage.dialog(RectifyDialog)
    rectified.what.setText("Geburtsdatum, Postleitzahl" if stage.look.language == "de" else "date of birth, postcode")
    stage.shoot("rectify", rectified)
    rectified.reject()
    stage.act("erase-person")
    person = stage.dialog(ErasePersonDialog)
    person.reason.setText("Antrag 12/2026")
    stage.shoot("erase-person", person)
    person.do()
    stage.shoot("erased-person", stage.dialog(ErasedDialog))
    stage.close_dialogs()


@scene
def records_import_withdrawals(stage: Stage) -> None:
    part = _part(stage, "records", subject="N-")
    file = stage.sample.folder / "widerrufe.csv"
    lines = "".join(
        f"B-{number:04d};wissenschaftliche Forschung;widerrufen;2026-11-20;2;\n" for number in range(200, 212)
    )
    file.write_text("Studien-ID;Zweck;Einwilligung;Datum;Fassung;Schulung\n" + lines, "utf-8")
    part.import_file(file)
    dialog = stage.dialog(ImportDialog)
    stage.settle()
    _read_as_ours(stage, dialog)
    _press(stage, dialog, "check-file")
    _press(stage, dialog, "import-file")
    stage.shoot("import-withdrawals", dialog)
    stage.close_dialogs()


@scene
def records_import_explained(stage: Stage) -> None:
    """A list of consents given as offices keep it: what is proposed, and a name that no agreement has."""
    part = _part(stage, "records", subject="N-")
    file = stage.sample.folder / "einwilligungen-werk.csv"
    file.write_text(
        "Personen-Nr;Zweck;Einwilligung am\nP-1001;Studie;02.11.2026\nP-1002;Bedienung verbessern;03.11.2026\n", "utf-8"
    )
    part.import_file(file)
    dialog = stage.dialog(ImportDialog)
    stage.settle()
    stage.shoot("import-given", dialog)
    assert isinstance(dialog.page, MappingPage)
    dialog.page.for_all["dataset"].choose(DATASET)
    _press(stage, dialog, "check-file")
    stage.shoot("import-read-as", dialog)
    box = dialog.page.findChild(QComboBox, "read-as-1")
    assert box is not None
    box.setCurrentIndex(1)
    box.activated.emit(1)
    stage.settle()
    stage.shoot("import-explained", dialog)
    stage.close_dialogs()


@scene
def records_import_check(stage: Stage) -> None:
    part = _part(stage, "records", subject="N-")
    file = stage.sample.folder / "nachtrag-november.csv"
    lines = (
        "B-0300;wissenschaftliche Forschung;widerrufen;2026-11-20;2",
        "b-0301;wissenschaftliche Forschung;widerrufen;2026-11-20;2",
        "X-0077;wissenschaftliche Forschung;widersprochen;2026-11-20;2",
        "B-0302;Marketing;widerrufen;2026-11-20;2",
    )
    file.write_text("Studien-ID;Zweck;Einwilligung;Datum;Fassung\n" + "\n".join(lines) + "\n", "utf-8")
    part.import_file(file)
    dialog = stage.dialog(ImportDialog)
    stage.settle()
    _read_as_ours(stage, dialog)
    _press(stage, dialog, "check-file")
    stage.shoot("import-to-check", dialog)
    assert isinstance(dialog.page, ReportPage)
    assert dialog.page.meant is not None
    dialog.page.meant.click()
    _press(stage, dialog, "import-file")
    stage.shoot("import-checked-done", dialog)
    stage.close_dialogs()


@scene
def records_empty(stage: Stage) -> None:
    window = stage.open(stage.sample.folder / "Donau.datapact", "franz-huber")
    for name in ("records", "notices", "deliveries", "recalls"):
        window.go(Place("consent", "", {"tab": name}))
        stage.shoot(f"{name}-empty")
    stage.close()
