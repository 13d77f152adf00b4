"""Contracts signed elsewhere, registered in the window: one by a form, many by a table with a dry run, their badge."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen import canvas

from datapact.agreements.steps.in_force import amend
from datapact.agreements.views.filters import Filters
from datapact.agreements.views.list import find_agreement, list_agreements
from datapact.agreements.views.overview import overview
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.partners.partners import add_partner
from datapact.signing.elsewhere.form import Filled, filled_from, register_filled
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.agreement_page.page.ending_dialogs import EndElsewhereDialog
from datapact_ui.agreement_page.tabs.summary_tab import evidence_lines
from datapact_ui.agreements.agreements_view import AgreementsView
from datapact_ui.agreements.from_policy_dialog import FromPolicyDialog
from datapact_ui.agreements.register_dialog import RegisterDialog
from datapact_ui.agreements.register_many_dialog import RegisterManyDialog
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog
from datapact_ui.kit.context.app_context import AppContext
from tests.sample_vaults import CHEAP
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_proposed import GERMAN
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import dialog_of


@pytest.fixture
def view(context: AppContext, qtbot: QtBot) -> AgreementsView:
    made = AgreementsView(context)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    settle(context)
    return made


def settle(context: AppContext) -> None:
    for _round in range(4):
        assert context.worker.wait_until_idle()


def opened(view: AgreementsView) -> RegisterDialog:
    view.register()
    settle(view.context)
    return dialog_of(view, RegisterDialog)


def test_one_contract_is_registered_by_a_form(view: AgreementsView, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    dialog = opened(view)
    assert not dialog.doing.isEnabled()
    dialog.title_line.setText("Lieferung von Maschinendaten")
    dialog.partners.setText("Weber Analytik GmbH; Stadtwerke Ulm")
    dialog.reference.setText("V-2024-17")
    dialog.datasets.setText("Maschinendaten")
    dialog.provider.setCurrentIndex(dialog.provider.findText("Weber Analytik GmbH"))
    dialog.ends.set_day(date(2099, 12, 31))
    dialog.notice.setValue(3)
    dialog.notice_to.setCurrentIndex(dialog.notice_to.findData("quarter"))
    assert dialog.doing.isEnabled()
    assert dialog.evidence_box.currentData() == "reference_only"
    dialog.evidence_box.setCurrentIndex(dialog.evidence_box.findData("paper_scan"))
    dialog.doing.click()
    settle(view.context)
    assert dialog.isVisible(), "a scan is named and none attached"
    assert "scan" in dialog.problem.words.text().lower()
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(SCAN)
    dialogs.open_file = scan
    dialog.files.adding.click()
    assert dialog.files.paths() == [scan]
    assert not dialog.problem.words.text(), "the cause of the red line has gone"
    dialog.doing.click()
    settle(view.context)
    assert not [one for one in view.findChildren(RegisterDialog) if one.isVisible()]
    with view.context.worker.acting.vault.read() as session:
        history = find_agreement(session, "V-2024-17")
    assert filled_from(view.context.worker.acting, history).notice_to == "quarter"
    assert view.context.places[-1].key == history  # type: ignore[attr-defined]
    model = view.model
    shown = [str(model.index(row, 5).data()) for row in range(model.rowCount())]
    assert "Elsewhere: paper, scan" in shown


def test_its_page_says_so_and_offers_what_fits(view: AgreementsView, context: AppContext, qtbot: QtBot) -> None:
    filled = Filled("Rahmenvertrag", ("Weber Analytik GmbH",), reference="V-1", end=date(2099, 1, 1))
    history = register_filled(context.worker.acting, filled).history
    page = AgreementView(context, history)
    qtbot.addWidget(page)
    page.show()
    settle(context)
    assert page.evidence.isVisible()
    assert page.evidence.text() == "Elsewhere: no signature on file"
    visible = {action.objectName() for action in page.actions() if action.isVisible()}
    assert {"correct", "ended", "reading", "amend"} <= visible
    assert not {"terminate", "notice"} & visible
    page.do("correct")
    settle(context)
    dialog = dialog_of(page, RegisterDialog)
    assert dialog.title_line.text() == "Rahmenvertrag"
    dialog.title_line.setText("Rahmenvertrag Daten")
    dialog.doing.click()
    settle(context)
    assert page.title() == "V-1 · Rahmenvertrag Daten"
    page.do("ended")
    ending = dialog_of(page, EndElsewhereDialog)
    ending.text.setPlainText("Gekündigt zum Jahresende")
    ending.doing.click()
    settle(context)
    assert page.page is not None
    assert page.page.overview.terminated_on == context.today().isoformat()


def test_an_amendment_of_a_paper_contract_has_no_questions(
    view: AgreementsView, context: AppContext, qtbot: QtBot
) -> None:
    """Its text was made from no template, so there is nothing to answer."""
    filled = Filled("Rahmenvertrag", ("Weber Analytik GmbH",), reference="V-1", end=date(2099, 1, 1))
    acting = context.worker.acting
    amended = amend(acting, register_filled(acting, filled).history, b"[duration]\nend = 2098-12-31\n")
    assert amended.draft is not None
    page = AgreementView(context, amended.draft)
    editor = EditorView(context, amended.draft)
    for one in (page, editor):
        qtbot.addWidget(one)
        one.show()
        settle(context)
    assert "interview" not in {action.objectName() for action in page.actions() if action.isVisible()}
    named = {action.objectName() for action in editor.actions()}
    assert "find" in named
    assert "edit-answers" not in named
    interview = InterviewView(context, amended.draft)
    qtbot.addWidget(interview)
    interview.show()
    settle(context)
    assert context.places[-1].view == "editor"  # type: ignore[attr-defined]


def table_of(folder: Path, rows: list[dict[str, str]]) -> Path:
    path = folder / "contracts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["Aktenzeichen", "Titel", "Partner", "Ende", "Farbe"], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


GOOD = [
    {
        "Aktenzeichen": f"A-{number}",
        "Titel": f"Vertrag {number}",
        "Partner": "Weber Analytik GmbH",
        "Ende": "31.12.2099",
    }
    for number in range(3)
]


def test_a_policy_of_a_machine_becomes_a_draft(view: AgreementsView, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    dialogs.open_file = tmp_path / "policy.json"
    purpose = {
        "leftOperand": "purpose",
        "operator": "eq",
        "rightOperand": {"@id": "https://w3id.org/dpv#ScientificResearch"},
    }
    rule = {"target": "urn:x:logs", "action": "use", "constraint": [purpose]}
    dialogs.open_file.write_text(json.dumps({"@type": "Offer", "permission": [rule]}), "utf-8")
    view.draft_from_policy()
    settle(view.context)
    dialog = dialog_of(view, FromPolicyDialog)
    assert dialog.preview is not None
    assert dialog.preview.names == ("assigner", "assignee")
    assert "sharing on" in dialog.left_out.page.toPlainText()
    assert not dialog.doing.isEnabled()
    for number, box in enumerate(dialog.parties, start=1):
        box.setCurrentIndex(number)
    assert dialog.doing.isEnabled()
    acting = view.context.worker.acting
    with acting.vault.read() as session:
        before = len(list_agreements(session))
    dialog.doing.click()
    settle(view.context)
    with acting.vault.read() as session:
        assert len(list_agreements(session)) == before + 1
    dialogs.open_file.write_text(json.dumps({"@type": "Offer", "permission": [rule], "conflict": "perm"}), "utf-8")
    view.draft_from_policy()
    settle(view.context)
    refused = next(one for one in view.findChildren(FromPolicyDialog) if one.preview is None)
    assert "conflict" in refused.problem.words.text()
    refused.reject()


def opened_many(view: AgreementsView) -> RegisterManyDialog:
    view.register_many()
    return dialog_of(view, RegisterManyDialog)


def test_many_contracts_come_from_a_table_after_a_dry_run(
    view: AgreementsView, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    dialogs.open_file = table_of(tmp_path, GOOD)
    dialog = opened_many(view)
    assert not dialog.doing.isEnabled()
    dialog._choose_table()
    settle(view.context)
    acting = view.context.worker.acting
    with acting.vault.read() as session:
        before = len(list_agreements(session))
    assert dialog.lines.lines.rowCount() == 3
    assert "3 new" in dialog.summary.text()
    assert "Farbe" in dialog.summary.text()
    assert dialog.doing.text() == "Register 3 contracts"
    dialog.doing.click()
    settle(view.context)
    with acting.vault.read() as session:
        assert len(list_agreements(session)) == before + 3
    assert not dialog.doing.isEnabled()
    dialog._rehearse()
    settle(view.context)
    assert "3 already recorded" in dialog.summary.text()
    assert not dialog.doing.isEnabled()


def test_a_wrong_line_keeps_all_of_them_out(view: AgreementsView, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    dialogs.open_file = table_of(tmp_path, [*GOOD, {"Aktenzeichen": "A-9", "Titel": "", "Partner": "x", "Ende": ""}])
    dialog = opened_many(view)
    dialog._choose_table()
    settle(view.context)
    assert not dialog.doing.isEnabled()
    wrong = dialog.lines.current()
    assert wrong is not None
    assert wrong.line == len(GOOD) + 2  # the first line names the columns
    place = dialog.lines.currentIndex().row()
    assert dialog.lines.lines.text(place, 2) == "wrong"
    assert "title" in dialog.lines.lines.text(place, 3)
    assert dialog.reason.text() == str(wrong.reason)
    dialog.lines.selectRow(0)
    assert dialog.reason.isHidden()
    dialog.record()
    settle(view.context)
    with view.context.worker.acting.vault.read() as session:
        assert not [row for row in list_agreements(session) if row.number.startswith("A-")]


def test_a_file_that_is_no_table_is_refused_in_words(
    view: AgreementsView, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04nonsense")
    dialogs.open_file = broken
    dialog = opened_many(view)
    dialog._choose_table()
    settle(view.context)
    assert dialog.report is None
    assert dialog.summary.text()
    assert not dialog.doing.isEnabled()


def test_every_control_of_both_has_a_name(view: AgreementsView) -> None:
    for dialog in (opened(view), opened_many(view)):
        for widget in dialog.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not widget.focusProxy():
                assert QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name), widget.objectName()
        dialog.reject()


def test_several_partners_of_one_name_are_offered(view: AgreementsView, context: AppContext, tmp_path: Path) -> None:
    acting = context.worker.acting
    found = []
    for number in (1, 2):
        made = create_organisation(
            tmp_path / f"{number}",
            {"name": "Weber Analytik GmbH"},
            "Niemand",
            {"legal"},
            "vier Worte sind gut",
            "",
            acting.clock,
            CHEAP,
        ).acting
        add_partner(acting, write_card(made))
        found.append(made.organisation)
        made.close()
    dialog = opened(view)
    dialog.title_line.setText("Wartung")
    dialog.reference.setText("V-7")
    dialog.evidence_box.setCurrentIndex(dialog.evidence_box.findData("reference_only"))
    assert not dialog.meant.isVisible()
    dialog.partners.setText("Stadtwerke Ulm; Weber Analytik GmbH")
    assert dialog.meant.isVisible()
    (box,) = dialog.meant.findChildren(QComboBox)
    assert {box.itemData(n) for n in range(box.count())} == set(found)
    assert fingerprint(found[0])[:11] in box.itemText(box.findData(found[0]))
    dialog.doing.click()
    settle(context)
    assert "below" in dialog.problem.words.text()  # nobody was chosen, and nobody is guessed
    box.setCurrentIndex(box.findData(found[1]))
    dialog.partners.setText("Stadtwerke Ulm;  weber analytik gmbh; Weber Analytik GmbH")
    dialog.partners.setText("Stadtwerke Ulm; Weber Analytik GmbH")
    (box,) = dialog.meant.findChildren(QComboBox)
    assert box.currentData() == found[1]
    dialog.doing.click()
    settle(context)
    with acting.vault.read() as session:
        history = find_agreement(session, "V-7")
    assert overview(acting, history).parties[2].organisation == found[1]


def a_pdf(folder: Path, text: str) -> Path:
    """An ordinary PDF of another program with a text layer."""
    path = folder / "Vertrag_Weber.pdf"
    page = canvas.Canvas(str(path))
    for number, line in enumerate(text.strip().splitlines()):
        page.drawString(72, 780 - 16 * number, line)
    page.save()
    return path


def test_a_dropped_pdf_is_registered_found_and_not_scolded(
    context: AppContext, view: AgreementsView, qtbot: QtBot, tmp_path: Path
) -> None:
    pdf = a_pdf(tmp_path, GERMAN)
    looking = ReceivedDialog(context, pdf, view)
    looking.show()
    settle(context)
    assert "did not make" in " ".join(label.text() for label in looking.findChildren(QLabel))
    assert looking.findChild(QPushButton, "read-paper-file").isDefault(), "nobody signed it"
    looking.findChild(QPushButton, "register-file").click()
    place = context.places[-1]  # type: ignore[attr-defined]
    view.narrow(place.options)
    settle(context)
    dialog = dialog_of(view, RegisterDialog)
    qtbot.waitUntil(lambda: bool(dialog.title_line.text()))
    assert dialog.title_line.text() == "Vertrag über die Lieferung von Maschinendaten"
    assert "Weber Analytik GmbH & Co. KG" in dialog.partners.text()
    shown = [one.text().replace("&&", "&") for one in dialog.findChildren(QLabel) if "&&" in one.text()]
    assert shown == ["Country of Weber Analytik GmbH & Co. KG"], "a single ampersand is swallowed as a shortcut"
    assert dialog.ends.day() == date(2027, 12, 31)
    qtbot.waitUntil(lambda: dialog.evidence_box.currentIndex() < 0)
    assert dialog.unsigned.text().startswith(f"DataPact found no signature in {pdf.name}.\nOn what evidence")
    assert "on what evidence" in dialog.waiting.text(), "a text that nobody signed is neither a scan nor signed"
    assert dialog.likely.isVisibleTo(dialog)
    assert not dialog.doing.isEnabled()
    likely = dialog.findChild(QPushButton, "register_likely_paper_scan")
    assert likely is not None
    likely.click()
    assert dialog.doing.isEnabled(), "file, its name, the evidence, Register: with the menu five inputs (issue 11)"
    assert dialog.evidence_box.currentData() == "paper_scan"
    assert not dialog.likely.isVisibleTo(dialog)
    dialog.evidence_box.setCurrentIndex(dialog.evidence_box.findData("reference_only"))
    assert not dialog.personal.isEnabled()
    dialog.datasets.setText("Maschinendaten")
    assert dialog.personal.currentData() == ""
    dialog.personal.setCurrentIndex(dialog.personal.findData("yes"))
    assert dialog.basis.isEnabled()
    dialog.basis.setCurrentIndex(dialog.basis.findData("6(1)(a)"))
    dialog.purposes.setText("Fernwartung")
    dialog.doing.click()
    settle(context)
    acting = context.worker.acting
    with acting.vault.read() as session:
        history = find_agreement(session, "V-2024-17")
        found = list_agreements(session, Filters(words="Quittenmus"))
    assert [one.id for one in found] == [history]  # a word that stands in the PDF only
    page = AgreementView(context, history)
    qtbot.addWidget(page)
    page.show()
    settle(context)
    assert page.page is not None
    assert not [finding for finding in page.page.findings if finding.missing]
    lines = evidence_lines(page.page)
    assert (lines[0], lines[-1]) == (str(page.page.next.why), pdf.name), (
        "what is on file, and no text that was read from it"
    )
    assert not [one for one in lines if one.endswith(".txt")]
    terms = page.page.document.terms  # type: ignore[union-attr]
    assert terms.facts.personal_data is True
    assert not terms.datasets[0].personal, "nobody said for which party"
    assert {basis.party for basis in terms.legal_bases} == {terms.datasets[0].provider}
    assert {basis.article for basis in terms.legal_bases} == {"6(1)(a)"}
    page.show_tab("text")
    settle(context)
    assert "Gegenstand und Zweck" in page.text.reader.page.toPlainText()


@pytest.mark.parametrize(
    ("name", "word"), [("text.docx", "Word"), ("liste.csv", "table"), ("bild.bmp", "does not know")]
)
def test_a_file_of_another_kind_is_told_what_it_is(
    context: AppContext, view: AgreementsView, tmp_path: Path, name: str, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04 something")
    looking = ReceivedDialog(context, path, view)
    looking.show()
    settle(context)
    words = " ".join(label.text() for label in looking.findChildren(QLabel))
    assert word in words
    assert "JSON" not in words.replace(".json", "")
    assert looking.findChild(QPushButton, "register-file") is None
