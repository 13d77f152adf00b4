"""The audit room through its windows: registers, dossiers, exports of many, answers, audits, and an auditor's view."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from datapact.agreements.views.list import list_agreements
from datapact.audit.engagements.decisions import Replayed, recorded_decisions
from datapact.audit.engagements.engagements import close_engagement, engagement_lines, open_engagement
from datapact.audit.engagements.exports_list import exports
from datapact.audit.engagements.page import engagement_page
from datapact.audit.engagements.scope import EVERYTHING, scope_of
from datapact.audit.verify.verify import verify_file
from datapact.base.strictjson import hexadecimal, to_base64url
from datapact.organisation.partners.partners import get_partner, list_partners
from datapact.signing.elsewhere.form import Filled, register_filled
from datapact_ui.audit.engagements.answer_dialog import AnswerDialog
from datapact_ui.audit.engagements.engagement_dialog import EngagementDialog
from datapact_ui.audit.engagements.engagements_section import EngagementsSection
from datapact_ui.audit.engagements.remark_dialog import RemarkDialog
from datapact_ui.audit.engagements.sample_dialog import SampleDialog
from datapact_ui.audit.engagements.seal_dialog import SealDialog
from datapact_ui.audit.exports.bag_section import BagSection
from datapact_ui.audit.exports.decisions_section import DecisionsSection, replayed_words
from datapact_ui.audit.exports.deliveries_section import DeliveriesSection
from datapact_ui.audit.exports.dossier_dialog import DossierDialog
from datapact_ui.audit.exports.dossier_panel import DossierPanel
from datapact_ui.audit.exports.dossiers_section import DossiersSection
from datapact_ui.audit.exports.exports_section import ExportsSection
from datapact_ui.audit.exports.registers_section import RegistersSection
from datapact_ui.audit.page.audit_view import AuditView
from datapact_ui.audit.parts.access_log import AccessLog
from datapact_ui.audit.parts.audit_appearance import answer_words
from datapact_ui.exchange.receiving.verify_dialog import VerifyDialog
from datapact_ui.kit.context.app_context import AppContext, Place, read_facts
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.shell.command_palette import CommandPalette, Entry
from datapact_ui.shell.main_window import MainWindow
from datapact_ui.shell.topics import TOPICS
from tests.screenshots.sample_audit import AUDITOR, AUDITOR_NAME, SEED, TITLE
from tests.ui.accessible_names import said_in
from tests.ui.audited import Audited, audit_demo, audited, auditor_context, legal_context, outside_context
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import settled, shown
from tests.ui.studied import study_demo

__all__ = ["audit_demo", "audited", "auditor_context", "legal_context", "outside_context", "study_demo"]


def in_the_open(context: AppContext) -> list[str]:
    """What was exported, besides the sealed files of the sample."""
    return [one.what for one in exports(context.worker.acting) if one.digest]


def digest(data: bytes) -> str:
    return to_base64url(hashlib.sha256(data).digest())


def view_of(context: AppContext, qtbot: QtBot, section: str = "", **options: str) -> AuditView:
    view = AuditView(context)
    qtbot.addWidget(view)
    qtbot.holders = [*getattr(qtbot, "holders", ()), view]  # type: ignore[attr-defined]  # qtbot keeps weak references
    view.resize(1300, 850)
    view.show()
    if section:
        view.narrow({"section": section, **options})
    view.take_focus()
    settled(context, qtbot)
    return view


def act(view: QWidget, name: str) -> QAction:
    found = [action for action in view.findChildren(QAction) if action.objectName() == name]
    assert found, name
    return found[0]


def signed_agreement(context: AppContext) -> str:
    with context.worker.acting.vault.read() as session:
        return next(row.id for row in list_agreements(session) if row.stage == "signed" and not row.evidence)


def newest_dialog[D: QWidget](kind: type[D], qtbot: QtBot) -> D:
    from PySide6.QtWidgets import QApplication

    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    assert found, kind.__name__
    return found[-1]


# ---- who received what ----


def deliveries_shown(context, qtbot) -> list:
    section = view_of(context, qtbot, "deliveries").section()
    assert isinstance(section, DeliveriesSection)
    assert section.part is not None
    return list(section.part.table.lines.lines())


def test_the_audit_room_says_who_received_what(legal_context, qtbot):
    lines = deliveries_shown(legal_context, qtbot)
    assert lines
    assert all(one.recipient and one.delivery.count for one in lines)


# ---- registers ----


def test_a_register_shows_rows_population_and_gaps(legal_context, qtbot):
    view = view_of(legal_context, qtbot, "registers")
    section = view.section()
    assert isinstance(section, RegistersSection)
    made = section.register
    assert made is not None
    assert section.table.lines.rowCount() == len(made.rows) > 4
    QAbstractItemModelTester(section.table.lines)
    assert section.count.text().startswith(f"{len(made.rows)} entries, {len(made.gaps)} gaps, as at ")
    covers = [label.text() for label in section.about.findChildren(QLabel)]
    assert str(made.population[0]) in covers
    assert section.about.gaps.count() == len(made.gaps) > 0
    section.about.gaps.itemActivated.emit(section.about.gaps.item(0))
    assert legal_context.places[-1].view == "agreement"
    assert legal_context.places[-1].key == made.gaps[0].agreement


def test_a_register_is_narrowed_by_status_partner_and_day(legal_context, qtbot):
    view = view_of(legal_context, qtbot, "registers")
    section = view.section()
    everything = section.table.lines.rowCount()
    section.narrowing.set_status(("in_force",))
    settled(legal_context, qtbot)
    in_force = section.table.lines.rowCount()
    assert 0 < in_force < everything
    assert str(section.register.left_out[0].words) in [label.text() for label in section.about.findChildren(QLabel)]
    section.narrowing.narrow({"partner": "Gibt es nicht"})
    section.ask()
    settled(legal_context, qtbot)
    assert section.table.lines.rowCount() == 0
    assert section.pages.currentWidget() is section.nothing
    view.narrow({"section": "registers", "partner": "", "status": "", "on": "2020-01-01"})
    settled(legal_context, qtbot)
    assert section.register.on.isoformat() == "2020-01-01"
    assert not section.register.rows


def test_an_entry_of_the_record_of_processing_is_shown_whole(legal_context, qtbot):
    section = view_of(legal_context, qtbot, "registers", register="processing-controller").section()
    assert section.register.name == "processing-controller"
    assert section.entry.isVisible()
    assert "(a) Name and contact details of the controller" in section.entry.toPlainText()


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv", "json"])
def test_what_is_exported_is_the_register_on_the_screen(legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path, form):
    section = view_of(legal_context, qtbot, "registers", status="in_force").section()
    dialogs.save_file = tmp_path / "verzeichnis"
    act(section, f"export-register-{form}").trigger()
    settled(legal_context, qtbot)
    data = (tmp_path / f"verzeichnis.{form}").read_bytes()
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == len(section.register.rows)
    if form == "json":
        assert len(json.loads(data)["rows"]) == len(section.register.rows)
    assert exports(legal_context.worker.acting)[0].digest == digest(data)


# ---- dossiers ----


def panel_of(context: AppContext, qtbot: QtBot, audience: str = "partner") -> DossierPanel:
    view = view_of(context, qtbot, "dossiers", agreement=signed_agreement(context), audience=audience)
    section = view.section()
    assert isinstance(section, DossiersSection)
    assert section.panel.history == signed_agreement(context)
    return section.panel


def test_a_dossier_is_seen_before_it_leaves_and_verifies_afterwards(
    legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path
):
    panel = panel_of(legal_context, qtbot, "internal")
    panel.preview_action.trigger()
    settled(legal_context, qtbot)
    assert panel.pages.currentWidget() is panel.pdf
    assert panel.pdf.document.pageCount() > 5
    assert not in_the_open(legal_context)
    seen = panel._made[1].pdf
    dialogs.save_file = tmp_path / "akte.pdf"
    panel.recipient.setText("Wirtschaftsprüfung Nord")
    panel.save_action.trigger()
    settled(legal_context, qtbot)
    written = (tmp_path / "akte.pdf").read_bytes()
    assert written == seen
    verdict = verify_file(written, "akte.pdf")
    assert (verdict.kind, verdict.verdict) == ("dossier", "valid")
    line = exports(legal_context.worker.acting)[0]
    assert (line.digest, line.released, line.recipient) == (digest(written), True, "Wirtschaftsprüfung Nord")
    assert hexadecimal(digest(written))[:32] in panel.written.digest.text()
    panel.written.findChild(QPushButton, "dossier-written-copy").click()
    assert ("copy", (hexadecimal(digest(written)), False)) in dialogs.asked


def test_what_withholding_means_is_words_beforehand_and_held(legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path):
    panel = panel_of(legal_context, qtbot)
    assert panel.plan.has_signed_pdf
    panel.preview_action.trigger()
    settled(legal_context, qtbot)
    panel.tree.choose("names", on=True)
    settled(legal_context, qtbot)
    assert panel.pages.currentWidget() is panel.empty  # the pages were those of other choices
    told = [label.text() for label in panel.findChildren(QLabel)]
    assert any("signed PDF stays out as a whole" in text for text in told)
    assert any(text.endswith("parts are withheld.") for text in told)
    top = panel.tree.topLevelItem(0)
    assert any("Anna Keller" in top.child(number).text(0) for number in range(top.childCount()))
    dialogs.save_file = tmp_path / "akte"
    panel.save_action.trigger()
    settled(legal_context, qtbot)
    verdict = verify_file((tmp_path / "akte.pdf").read_bytes(), "akte.pdf")
    assert verdict.verdict == "valid"
    assert verdict.details["withheld"] == ["names"]
    assert verdict.details["missing_disclosures"] == panel.plan.missing > 0


def test_a_dossier_from_the_page_of_the_agreement(legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path):
    dialog = shown(DossierDialog(legal_context, signed_agreement(legal_context), "DP-1", "Titel"), qtbot)
    settled(legal_context, qtbot)
    dialogs.save_file = tmp_path / "akte.pdf"
    dialog.panel.save_action.trigger()
    settled(legal_context, qtbot)
    assert verify_file((tmp_path / "akte.pdf").read_bytes(), "akte.pdf").details["audience"] == "partner"


def test_the_dossier_of_a_paper_contract_is_internal_and_says_why_it_is_for_no_partner(legal_context, qtbot):
    contract = Filled("Lieferung", ("Weber Analytik GmbH",), reference="V-9")
    history = register_filled(legal_context.worker.acting, contract).history
    panel = shown(DossierDialog(legal_context, history, "V-9", "Lieferung"), qtbot).panel
    settled(legal_context, qtbot)
    assert panel.internal.isChecked()
    assert panel.preview_action.isEnabled()
    panel.for_partner.click()
    settled(legal_context, qtbot)
    assert not panel.preview_action.isEnabled()
    assert panel.why_not.isVisible()
    assert panel.why_not.words.text()


def test_an_auditor_looks_at_an_internal_dossier_and_does_not_release_it(auditor_context, qtbot):
    panel = panel_of(auditor_context, qtbot, "internal")
    assert panel.preview_action.isEnabled()
    assert not panel.save_action.isEnabled()
    assert "released by a legal member" in panel.save_action.toolTip()
    panel.choose_audience("partner")
    settled(auditor_context, qtbot)
    assert panel.save_action.isEnabled()


# ---- exports of many ----


def bag_of(context: AppContext, qtbot: QtBot, **options: str) -> BagSection:
    section = view_of(context, qtbot, "export", **options).section()
    assert isinstance(section, BagSection)
    return section


def test_an_export_says_what_is_in_it_and_then_holds_it(legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path):
    section = bag_of(legal_context, qtbot, status="in_force")
    plan = section.plan
    assert plan is not None
    assert section.table.lines.rowCount() == len(plan.agreements) > 0
    told = [label.text() for label in section.about.findChildren(QLabel)]
    assert str(plan.holds[0]) in told
    assert str(plan.left_out[0].words) in told
    dialogs.save_file = tmp_path / "pruefung"
    assert not act(section, "write-export").isEnabled()  # it is recorded who gets it
    section.recipient.setText("Aufsichtsbehörde")
    act(section, "write-export").trigger()
    settled(legal_context, qtbot)
    data = (tmp_path / "pruefung.zip").read_bytes()
    verdict = verify_file(data, "pruefung.zip")
    assert (verdict.kind, verdict.verdict) == ("bag", "valid")
    assert verdict.details["dossiers"] == len(plan.agreements)
    assert section.written.isVisible()
    assert hexadecimal(digest(data))[:32] in section.written.digest.text()
    assert section.written.sentence.words.text().startswith(f"{len(plan.agreements)} dossiers were written")
    assert exports(legal_context.worker.acting)[0].digest == digest(data)
    section.narrowing.set_status(("draft",))
    settled(legal_context, qtbot)
    assert not section.written.isVisible()


def test_a_cancelled_export_leaves_nothing(legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path):
    section = bag_of(legal_context, qtbot)
    dialogs.save_file = tmp_path / "out" / "pruefung.zip"
    dialogs.save_file.parent.mkdir()
    section.recipient.setText("Aufsichtsbehörde")
    legal_context.worker.progressed.connect(lambda number, *_told: legal_context.worker.cancel(number))
    act(section, "write-export").trigger()
    settled(legal_context, qtbot)
    assert not list(dialogs.save_file.parent.iterdir())
    assert not in_the_open(legal_context)


def test_an_export_of_nothing_says_why(legal_context, qtbot):
    section = bag_of(legal_context, qtbot, partner="Gibt es nicht")
    assert section.pages.currentIndex() == 1
    assert section.why_nothing.text()
    assert not act(section, "write-export").isEnabled()


# ---- used answers ----


def test_a_used_answer_is_given_again_and_exported(legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path):
    section = view_of(legal_context, qtbot, "decisions").section()
    assert isinstance(section, DecisionsSection)
    assert section.table.lines.rowCount() == 1
    one = section.table.current()
    assert one is not None
    assert (one.verdict, one.m) == ("partial", 5_000)
    assert str(one.partner) == "Institut für Produktionsdaten e. V."
    act(section, "replay-all-answers").trigger()
    settled(legal_context, qtbot)
    assert section.replayed[one.entry].outcome == "same"
    assert section.findChild(QWidget, "answer-again") is not None
    dialogs.save_file = tmp_path / "auskunft"
    act(section, "export-answer").trigger()
    settled(legal_context, qtbot)
    data = (tmp_path / "auskunft.pdf").read_bytes()
    verdict = verify_file(data, "auskunft.pdf")
    assert (verdict.kind, verdict.verdict) == ("decision", "valid")
    assert (verdict.details["n"], verdict.details["complete"]) == (one.n, True)
    assert "5,000 people" in section.written.sentence.words.text()
    section.search.setText("gibt es nicht")
    assert section.table.lines.rowCount() == 0


# ---- audits ----


def audits_of(context: AppContext, qtbot: QtBot, audited: Audited, tab: str = "scope") -> EngagementsSection:
    section = view_of(context, qtbot, "engagements", engagement=audited.engagement, tab=tab).section()
    assert isinstance(section, EngagementsSection)
    assert section.page is not None
    return section


def test_a_legal_member_sees_what_the_auditor_wrote_and_cannot_write_it(legal_context, audited, qtbot):
    section = audits_of(legal_context, qtbot, audited, "remarks")
    assert section.page.line.engagement.title == TITLE
    assert section.table.lines.rowCount() == 2
    assert {one.author for one in section.page.remarks} == {AUDITOR_NAME}
    assert {one.remark.mark for one in section.page.remarks} == {"in_order", "question"}
    assert not [action for action in section.actions_here() if action.objectName() in ("mark-item", "draw-sample")]
    section.tabs.setCurrentWidget(section.samples)
    sample = section.samples.current()
    assert sample is not None
    assert sample.drawn.sample.seed == SEED
    assert section.samples.table.lines.rowCount() == 4
    assert SEED in section.samples.steps.toPlainText()
    assert len(section.page.accesses) == 2


def test_a_legal_member_answers_a_remark_for_the_house(legal_context, audited, qtbot):
    section = audits_of(legal_context, qtbot, audited, "remarks")
    assert not act(section, "answer-remark").isEnabled()
    section.remarks.table.choose(lambda one: one.remark.mark == "question")
    settled(legal_context, qtbot)
    assert act(section, "answer-remark").isEnabled()
    act(section, "answer-remark").trigger()
    dialog = newest_dialog(AnswerDialog, qtbot)
    dialog.findChild(QPlainTextEdit, "answer-text").setPlainText("Steht im Vertrag, Klausel 4.")
    field = dialog.findChild(QComboBox, "answer-stands")
    field.setCurrentIndex(field.findData("disputed"))
    dialog.accept()
    settled(legal_context, qtbot)
    section.remarks.table.choose(lambda one: one.remark.mark == "question")
    settled(legal_context, qtbot)
    shown_whole = section.remarks.whole.text()
    assert "Answer of Anna Keller" in shown_whole
    assert "Steht im Vertrag, Klausel 4." in shown_whole
    (line,) = [one for one in section.page.remarks if one.answers]
    assert answer_words(line) == "seen otherwise"


def test_the_printed_steps_draw_the_same_sample(legal_context, audited, qtbot, tmp_path):
    import subprocess

    section = audits_of(legal_context, qtbot, audited, "samples")
    sample = section.samples.current()
    assert sample is not None
    with legal_context.worker.acting.vault.read() as session:
        population = sorted(row.id for row in list_agreements(session))
    (tmp_path / "population.txt").write_text("".join(f"{one}\n" for one in population), "utf-8")
    lines = section.samples.steps.toPlainText().splitlines()
    printed = lines[-1]
    assert lines[-3].endswith(sample.drawn.sample.items[-1].removeprefix("urn:uuid:"))
    drawn = subprocess.run(["bash", "-c", printed], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert [line.split(" ")[1] for line in drawn.splitlines()] == list(sample.drawn.sample.items)


def test_an_audit_is_opened_by_a_form_and_closed(legal_context, dialogs: AnsweredDialogs, audited, qtbot):
    section = audits_of(legal_context, qtbot, audited)
    dialog = shown(EngagementDialog(legal_context), qtbot)
    settled(legal_context, qtbot)
    assert not dialog.opening.isEnabled()
    dialog.name.setText("Kontrolle der Löschungen")
    assert dialog.who.currentText() == AUDITOR_NAME
    dialog.some.setChecked(True)
    settled(legal_context, qtbot)
    assert not dialog.opening.isEnabled()
    assert "at least one agreement" in dialog.opening.toolTip()
    dialog.picker.pick(signed_agreement(legal_context))
    settled(legal_context, qtbot)
    qtbot.mouseClick(dialog.adding, Qt.MouseButton.LeftButton)
    dialog.last.line.setText("01/01/2020")
    assert not dialog.opening.isEnabled()
    dialog.last.set_value(dialog.first.value())
    assert dialog.opening.isEnabled()
    qtbot.mouseClick(dialog.opening, Qt.MouseButton.LeftButton)
    settled(legal_context, qtbot)
    line = engagement_lines(legal_context.worker.acting)[0]
    assert line.engagement.title == "Kontrolle der Löschungen"
    assert line.engagement.agreements == (signed_agreement(legal_context),)
    assert line.state == "running"
    section.table.choose(lambda one: one.engagement.key == line.engagement.key)
    settled(legal_context, qtbot)
    assert section.scope.table.lines.rowCount() == 1
    dialogs.confirmed = True
    act(section, "close-engagement").trigger()
    settled(legal_context, qtbot)
    assert engagement_lines(legal_context.worker.acting)[0].state == "closed"
    assert not act(section, "close-engagement").isEnabled()


def test_the_last_day_is_explained_as_a_courtesy(legal_context, audited, qtbot):
    dialog = shown(EngagementDialog(legal_context), qtbot)
    settled(legal_context, qtbot)
    dialog.outside.setChecked(True)
    assert dialog.who.count() >= 1
    dialog.name.setText("Prüfung 2026")
    assert not dialog.opening.isEnabled()  # nobody is proposed: a copy cannot be called back
    dialog.who.setCurrentIndex(0)
    assert not dialog.opening.isEnabled()  # and no scope is: everything is a choice
    dialog.every.setChecked(True)
    assert dialog.opening.isEnabled()
    assert "courtesy, not a lock" in dialog.hint.text()


def test_a_firm_without_a_card_is_named_and_everything_is_asked(
    legal_context, dialogs: AnsweredDialogs, audited, qtbot
):
    section = audits_of(legal_context, qtbot, audited)
    dialog = shown(EngagementDialog(legal_context), qtbot)
    settled(legal_context, qtbot)
    dialog.outside.setChecked(True)
    dialog.name.setText("Prüfung ohne Karte")
    dialog.who.setCurrentIndex(dialog.who.count() - 1)
    dialog.every.setChecked(True)
    assert "Name the auditor" in dialog.opening.toolTip()
    dialog.firm.setText("Revision & Partner")
    dialogs.confirmed = False
    qtbot.mouseClick(dialog.opening, Qt.MouseButton.LeftButton)
    dialogs.confirmed = True
    qtbot.mouseClick(dialog.opening, Qt.MouseButton.LeftButton)
    settled(legal_context, qtbot)
    made = engagement_lines(legal_context.worker.acting)[0].engagement
    assert (made.auditor, made.member, made.organisation) == ("Revision & Partner", "", "")
    section.table.choose(lambda one: one.engagement.key == made.key)
    settled(legal_context, qtbot)
    assert not act(section, "seal-copy").isEnabled()
    assert "no card" in act(section, "seal-copy").toolTip()


def test_a_sealed_copy_is_opened_by_the_auditor_outside(
    legal_context, outside_context, dialogs: AnsweredDialogs, audited, qtbot, tmp_path
):
    lines = engagement_lines(legal_context.worker.acting)
    outside = next(line.engagement for line in lines if line.outside)
    dialog = shown(SealDialog(legal_context, outside), qtbot)
    settled(legal_context, qtbot)
    with legal_context.worker.acting.vault.read() as session:
        confirmed = get_partner(session, outside.organisation).trust == "confirmed"
    assert dialog.identity.isVisible() is not confirmed
    dialog.day.line.setText("01/01/2099")
    assert not dialog.sealing.isEnabled()
    dialog.day.set_value(outside.last.isoformat())
    dialogs.save_file = tmp_path / "kopie"
    qtbot.mouseClick(dialog.sealing, Qt.MouseButton.LeftButton)
    settled(legal_context, qtbot)
    path = tmp_path / "kopie.dpseal"
    assert hexadecimal(digest(path.read_bytes()))[:32] in dialog.written.digest.text()
    assert [one for one in exports(legal_context.worker.acting) if one.digest == digest(path.read_bytes())]
    opened = shown(VerifyDialog(outside_context, path), qtbot)
    settled(outside_context, qtbot)
    assert opened.findChild(StateBadge, "verdict").text() == "Valid"
    assert opened.findChild(StateBadge, "verdict-kind").text() == "Export of agreements"
    assert opened.findChild(QWidget, "sealed-copy") is not None
    outside_context.dialogs.save_file = tmp_path / "inhalt.zip"
    opened.saving.click()
    settled(outside_context, qtbot)
    assert verify_file((tmp_path / "inhalt.zip").read_bytes(), "inhalt.zip").verdict == "valid"


# ---- the auditor ----


def test_an_auditor_lands_in_its_audits_and_works_there(auditor_context, audited, qtbot, monkeypatch):
    window = MainWindow(auditor_context)
    qtbot.addWidget(window)
    window.resize(1300, 850)
    window.show()
    settled(auditor_context, qtbot)
    view = window.view()
    assert isinstance(view, AuditView)
    section = view.section()
    assert isinstance(section, EngagementsSection)
    assert section.table.lines.rowCount() == 1  # not the one for somebody outside
    assert [action.objectName() for action in section.actions_here()] == ["draw-sample", "mark-item", "export-scope"]
    act(section, "draw-sample").trigger()
    drawing = newest_dialog(SampleDialog, qtbot)
    drawing.choose_population("decisions")
    drawing.findChild(QWidget, "sample-size").setValue(5)
    settled(auditor_context, qtbot)
    told = drawing.findChild(QWidget, "sample-population").text()
    assert told == "The population has 1 item. That is fewer than you want: all of them are drawn."
    drawing.findChild(QWidget, "sample-size").setValue(1)
    drawing.doing.click()
    settled(auditor_context, qtbot)
    sample = section.samples.current()
    assert sample is not None
    assert sample.drawn.population_of == "decisions"
    section.samples.table.selectRow(0)
    assert "Answer:" in str(section.chosen_item().label)
    act(section, "mark-item").trigger()
    remarking = newest_dialog(RemarkDialog, qtbot)
    remarking._mark.setCurrentIndex(remarking._mark.findData("finding"))
    remarking._text.setPlainText("Zählung nachvollzogen.")
    remarking.doing.click()
    settled(auditor_context, qtbot)
    page = engagement_page(auditor_context.worker.acting, audited.engagement)
    assert page.remarks[0].remark.mark == "finding"
    assert page.remarks[0].own
    act(section, "mark-item").trigger()  # the same thing again changes one's own remark
    changing = newest_dialog(RemarkDialog, qtbot)
    assert changing.text() == "Zählung nachvollzogen."
    changing._text.setPlainText("Zählung nachvollzogen, ohne Abweichung.")
    changing.doing.click()
    settled(auditor_context, qtbot)
    again = engagement_page(auditor_context.worker.acting, audited.engagement)
    assert len(again.remarks) == len(page.remarks)
    act(section, "draw-sample").trigger()
    drawing = newest_dialog(SampleDialog, qtbot)
    drawing.choose_population("consents")
    drawing.doing.click()
    settled(auditor_context, qtbot)
    person = section.samples.current().items[0]
    with monkeypatch.context() as there:
        shown = []
        there.setattr(auditor_context, "show_view", lambda name, **options: shown.append((name, options["subject"])))
        section.samples.table.opened.emit(person)
    assert shown == [("consent", person.subject)]
    assert person.subject
    window.close()


def test_an_auditor_of_one_agreement_sees_what_the_audit_is_about(
    legal_context, auditor_context, audited, dialogs: AnsweredDialogs, qtbot, tmp_path
):
    anna = legal_context.worker.acting
    today = legal_context.today()
    close_engagement(anna, audited.engagement)
    with anna.vault.read() as session:
        everything = {row.id for row in list_agreements(session)}
    (answer,) = recorded_decisions(anna)
    one = signed_agreement(legal_context)
    about = {"title": "Eine Vereinbarung", "scope": "", "first": today, "last": today, "member": AUDITOR}
    open_engagement(anna, **about, agreements=[one])
    dossiers = view_of(auditor_context, qtbot, "dossiers").section()
    listed = [
        dossiers.picker.list.item(place).data(Qt.ItemDataRole.UserRole).id
        for place in range(9)
        if dossiers.picker.list.item(place) is not None
    ]
    assert listed == [one]
    registers = view_of(auditor_context, qtbot, "registers").section()
    assert {row.agreement for row in registers.register.rows} == {one}
    assert "Scope: 1 agreement" in map(str, registers.register.filters)
    answers = view_of(auditor_context, qtbot, "decisions").section()
    assert (answer.agreement == one, answers.table.lines.rowCount()) == (False, 0)
    assert "only what your audits are about" in answers.count.text()
    bag = view_of(auditor_context, qtbot, "export").section()
    bag.for_partner.setChecked(True)
    settled(auditor_context, qtbot)
    assert [found.history for found in bag.plan.agreements] == [one]
    dialogs.save_file = tmp_path / "akten"
    act(bag, "write-export").trigger()
    settled(auditor_context, qtbot)
    verdict = verify_file((tmp_path / "akten.zip").read_bytes(), "akten.zip")
    assert (verdict.verdict, verdict.details["dossiers"]) == ("valid", 1)
    open_engagement(anna, **{**about, "title": "Die Auskunft"}, agreements=[answer.agreement])
    auditor_context.changed.emit(frozenset({"audits", answer.agreement}))
    settled(auditor_context, qtbot)
    answers = view_of(auditor_context, qtbot, "decisions").section()
    assert answers.table.lines.rowCount() == 1
    registers = view_of(auditor_context, qtbot, "registers").section()
    assert {row.agreement for row in registers.register.rows} == {one, answer.agreement} < everything
    assert scope_of(anna) == EVERYTHING


def test_answers_given_again_are_told_in_three_words():
    """What the program cannot give again is neither the same nor another answer."""
    again = [Replayed(str(number), outcome, outcome, ()) for number, outcome in enumerate(("same", "different"))]
    unknown = [Replayed("2", "indeterminate", "indeterminate", ())]
    assert replayed_words(unknown).startswith("1 answer cannot be given again by this program")
    assert "came out" not in replayed_words(unknown)
    assert replayed_words(again) == "1 of 2 answers came out the same. 1 answer came out otherwise."


def test_what_an_auditor_opens_is_recorded(auditor_context, audited, qtbot):
    AccessLog.of(auditor_context)
    history = signed_agreement(auditor_context)
    before = len(engagement_page(auditor_context.worker.acting, audited.engagement).accesses)
    auditor_context.open_agreement(history)
    auditor_context.open_agreement(history)
    auditor_context.before_lock.emit()
    settled(auditor_context, qtbot)
    seen = engagement_page(auditor_context.worker.acting, audited.engagement).accesses
    assert len(seen) == before + 1
    assert seen[0].on.history == history
    assert seen[0].author == AUDITOR_NAME


def test_nobody_else_is_watched(legal_context, qtbot):
    window = MainWindow(legal_context)
    qtbot.addWidget(window)
    assert legal_context.findChild(AccessLog) is None
    window.close()


CHANGING = {
    "agreements": ("new-from-template", "send-selected", "archive-selected"),
    "partners": ("add-card", "import-partners", "confirm-one", "distrust-one", "remove-one"),
}


@pytest.mark.parametrize("room", ["agreements", "partners"])
def test_an_auditor_changes_nothing_in_other_rooms(auditor_context, qtbot, room):
    window = MainWindow(auditor_context)
    qtbot.addWidget(window)
    window.show()
    auditor_context.show_view(room)
    settled(auditor_context, qtbot)
    actions = {action.objectName(): action for action in window.view().actions()}
    for name in CHANGING[room]:
        assert not actions[name].isEnabled(), name
        assert "as an auditor" in actions[name].toolTip(), name
        actions[name].setEnabled(True)  # whoever tries
        assert not actions[name].isEnabled(), name
    assert not window.findChild(QAction, "new-agreement").isEnabled()
    window.close()


READING = {
    "consent": {
        *("open-answer", "what-if", "find-answers", "find-on-file", "matrix-layout", "matrix-today", "clear-answers"),
        *("find-pseudonym", "whom-we-told", "receipt-pdf", "receipt-json", "proof", "keeping"),
        *("show-notice-file", "save-notice-file", "notice-consents", "notice-what-if"),
        *("ask-before-delivery", "ask-whom", "save-delivery-list", "delivery-agreement", "recall-delivery"),
        *("open-recall-delivery", "recall-letter", "recall-people", "recall-evidence"),
        *("delivery-proof", "recall-proof"),
    },
    "calendar": {
        "export-calendar",
        "show-time-line",
        "show-as-month",
        "save-obligations-picture",
        "show-all-obligations",
        "open-obligation",
    },
}


@pytest.mark.parametrize("room", ["consent", "calendar"])
def test_an_auditor_only_reads_consents_and_obligations(auditor_context, qtbot, room):
    window = MainWindow(auditor_context)
    qtbot.addWidget(window)
    window.show()
    auditor_context.show_view(room)
    settled(auditor_context, qtbot)
    for tabs in window.view().findChildren(QTabWidget)[:1]:
        for number in range(tabs.count()):
            tabs.setCurrentIndex(number)
            settled(auditor_context, qtbot)
            may = {action.objectName() for action in window.view().actions() if action.isEnabled()}
            assert may <= READING[room], (tabs.tabText(number), may - READING[room])
    window.close()


def test_an_auditor_without_a_running_audit_sees_no_agreement(legal_context, auditor_context, audited, qtbot):
    close_engagement(legal_context.worker.acting, audited.engagement)
    auditor_context.changed.emit(frozenset({"audits"}))
    auditor_context.worker.read(auditor_context, read_facts, auditor_context._know, key="facts")
    settled(auditor_context, qtbot)
    assert auditor_context.identity.shut
    window = MainWindow(auditor_context)
    qtbot.addWidget(window)
    settled(auditor_context, qtbot)
    assert window.view().name == "audit"
    assert [section.name for section in window.view().sections] == ["engagements"]
    auditor_context.open_agreement(signed_agreement(auditor_context))
    for room in ("agreements", "consent", "calendar", "overview", "partners"):
        auditor_context.show_view(room)
        settled(auditor_context, qtbot)
        assert window.view().name == "audit", room
        assert window.findChild(QAbstractButton, f"rail-{room}") is None
    window.open_palette()
    settled(auditor_context, qtbot)
    palette = window.findChild(CommandPalette)
    assert not any("DP-2026" in f"{entry}" for entry in palette._entries)
    palette.reject()
    assert not window.reminders.isVisibleTo(window)


def test_no_action_and_no_place_shows_an_auditor_without_an_audit_what_the_vault_holds(
    legal_context, auditor_context, audited, dialogs: AnsweredDialogs, qtbot, tmp_path
):
    """Every action of the menu, and every line of the palette, one after the other: no agreement, partner or person is read."""
    acting = legal_context.worker.acting
    with acting.vault.read() as session:
        rows = list_agreements(session)
        kept = {row.number for row in rows} | {row.title for row in rows} | {one.name for one in list_partners(session)}
        found = session.connection().execute(text("SELECT pseudonym FROM consent_subject LIMIT 20")).scalars()
        kept |= set(map(str, found))
    assert len(kept) > 20
    close_engagement(acting, audited.engagement)
    auditor_context.worker.read(auditor_context, read_facts, auditor_context._know, key="facts")
    settled(auditor_context, qtbot)
    window = MainWindow(auditor_context)
    qtbot.addWidget(window)
    window.show()
    dialogs.save_file = tmp_path / "never"

    def nothing_shown(after: str) -> None:
        settled(auditor_context, qtbot)
        for top in [one for one in QApplication.topLevelWidgets() if one.isVisible()]:
            said = "\n".join(words for _place, words, _tip in said_in(top))
            assert not [one for one in kept if one in said], after
            if top is not window:
                top.close()

    nothing_shown("opening")
    leaving = {"quit", "lock", "other-vault", "open-file", "open-folder"}  # and a file that somebody brings
    for action in window.menus.every_action():
        if action.isEnabled() and action.objectName() not in leaving:
            action.trigger()
            nothing_shown(action.objectName() or action.text())

    def lines() -> list[Entry]:
        """The lines of the palette, opened anew and closed again as somebody who takes one leaves it."""
        window.open_palette()
        settled(auditor_context, qtbot)
        palette = window.findChildren(CommandPalette)[-1]
        palette.accept()
        return [one for one in palette._entries if _action_of(one) not in leaving]

    tried: dict[tuple[str, str, bool], Entry] = {}
    while left := [one for one in lines() if (one.text, one.detail, one.everyday) not in tried]:  # they change by place
        line = left[0]
        tried[line.text, line.detail, line.everyday] = line
        line.do()
        nothing_shown(line.text)
    places = [topic for topic in TOPICS if not topic.command]
    assert {topic.text for topic in places} <= {line.text for line in tried.values()}
    assert any(line.everyday and _action_of(line) for line in tried.values()), "a topic that an action does"
    assert any(topic.guide for topic in places), "a topic of the guide"
    window.close()


def _action_of(line: Entry) -> str:
    """The name of the action that a line triggers; empty for one that goes to a place or to the guide."""
    action = getattr(line.do, "__self__", None)
    return action.objectName() if isinstance(action, QAction) else ""


def test_a_limited_audit_opens_its_agreements_and_no_other_room(legal_context, auditor_context, audited, qtbot):
    covered, *others = (row.id for row in listed(legal_context))
    close_engagement(legal_context.worker.acting, audited.engagement)
    day, auditor = legal_context.today(), auditor_context.identity.member
    open_engagement(
        legal_context.worker.acting, title="Eine", scope="x", first=day, last=day, agreements=(covered,), member=auditor
    )
    auditor_context.worker.read(auditor_context, read_facts, auditor_context._know, key="facts")
    settled(auditor_context, qtbot)
    assert not auditor_context.identity.shut
    window = MainWindow(auditor_context)
    qtbot.addWidget(window)
    settled(auditor_context, qtbot)
    for room in ("agreements", "consent", "calendar", "overview", "partners"):
        auditor_context.show_view(room)
        settled(auditor_context, qtbot)
        assert window.view().name == "audit", room
        assert window.findChild(QAbstractButton, f"rail-{room}") is None
    delivered = deliveries_shown(legal_context, qtbot)
    assert deliveries_shown(auditor_context, qtbot) == [one for one in delivered if one.delivery.agreement == covered]
    auditor_context.open_agreement(covered)
    settled(auditor_context, qtbot)
    assert window.view().name == "agreement"
    for other in others:
        auditor_context.open_agreement(other)
        settled(auditor_context, qtbot)
        assert window.view().name == "audit"
    window.open_palette()
    settled(auditor_context, qtbot)
    palette = window.findChild(CommandPalette)
    assert not any("DP-2026" in f"{entry}" for entry in palette._entries)
    palette.reject()


def listed(context):
    with context.worker.acting.vault.read() as session:
        return list_agreements(session)


def test_an_auditor_takes_no_step_with_an_agreement(auditor_context, qtbot):
    window = MainWindow(auditor_context)
    qtbot.addWidget(window)
    window.show()
    auditor_context.open_agreement(signed_agreement(auditor_context))
    settled(auditor_context, qtbot)
    may = {action.objectName() for action in window.view().actions() if action.isEnabled()}
    assert may <= {
        "export_pdf",
        "print",
        "export_json",
        "machines",
        "dossier",
        "essence",
        "find",
        "reading",
        "what_if",
        "upstream",
        "comments",
        "compare",
        "deviations",
        "rounds",
    }, may
    for action in window.view().actions():
        assert action.isEnabled() or action.toolTip(), action.objectName()
    window.close()


def test_an_auditor_changes_only_its_own_settings(auditor_context, qtbot):
    window = MainWindow(auditor_context)
    qtbot.addWidget(window)
    window.show()
    auditor_context.show_view("settings")
    settled(auditor_context, qtbot)
    for row in window.view()._rows:
        assert row.control.isEnabled() == (row.setting.kept != "vault"), row.setting.key
    window.close()


# ---- the record of exports, and what is verified ----


def test_the_record_of_exports(legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path):
    registers = view_of(legal_context, qtbot, "registers").section()
    dialogs.save_file = tmp_path / "a.json"
    act(registers, "export-register-json").trigger()
    settled(legal_context, qtbot)
    section = view_of(legal_context, qtbot, "exports").section()
    assert isinstance(section, ExportsSection)
    assert section.table.lines.rowCount() == 1 + sum(not one.digest for one in exports(legal_context.worker.acting))
    line = section.table.lines.row(0)
    assert line is not None
    assert line.member == "Anna Keller"
    assert "Register of agreements" in line.what
    section.search.setText("keller register")
    assert section.table.lines.rowCount() == 1
    section.search.setText("nothing of the kind")
    assert section.table.lines.rowCount() == 0


def test_a_dossier_is_verified_in_the_window_with_what_it_does_not_show(
    legal_context, dialogs: AnsweredDialogs, qtbot, tmp_path: Path
):
    panel = panel_of(legal_context, qtbot)
    panel.tree.choose("terms", on=True)
    settled(legal_context, qtbot)
    dialogs.save_file = tmp_path / "akte.pdf"
    panel.save_action.trigger()
    settled(legal_context, qtbot)
    dialog = shown(VerifyDialog(legal_context, tmp_path / "akte.pdf"), qtbot)
    settled(legal_context, qtbot)
    assert dialog.findChild(StateBadge, "verdict").text() == "Valid"
    assert dialog.findChild(StateBadge, "verdict-kind").text() == "Dossier"
    hidden = dialog.findChild(QWidget, "verdict-not-shown")
    told = [label.text() for label in hidden.findChildren(QLabel)]
    assert any(text.startswith("Withheld: the terms") for text in told)
    assert any(text.endswith("parts are withheld.") for text in told)
    proven = dialog.findChild(QWidget, "verdict-proven")
    assert any("unaltered" in label.text() for label in proven.findChildren(QLabel))


def test_a_dropped_archive_is_only_verified(legal_context, qtbot, tmp_path: Path):
    from datapact_ui.kit.context.pages import make_received_dialog

    (tmp_path / "kaputt.zip").write_bytes(b"PK\x03\x04 no archive")
    dialog = shown(make_received_dialog(legal_context, Place("received", str(tmp_path / "kaputt.zip"))), qtbot)
    settled(legal_context, qtbot)
    assert isinstance(dialog, VerifyDialog)
    assert dialog.findChild(StateBadge, "verdict").text() == "Invalid"
