"""A partner without DataPact through the windows: from the draft that is sent as a PDF to the contract in force."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.agreement import agreement_page
from datapact.contract.templates.template import example_answers
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.returned.take_part import read_packet
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.agreement_page.page.freeze_dialog import FreezeDialog
from datapact_ui.agreement_page.page.outside_dialogs import AnswerDialog, SignedDialog
from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog
from datapact_ui.exchange.sending.send_dialog import SendDialog
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.negotiation.take_part_dialog import TakePartDialog
from tests.agreements.negotiated import Table
from tests.signing.test_ades import by_another_program
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_known_keys import forged
from tests.signing.test_outside import INSTITUTE, LAB
from tests.signing.test_take_part import packet, two_parties
from tests.ui.conftest import AnsweredDialogs, read_opened
from tests.ui.exchanged import settled


def opened(view: AgreementView, kind, qtbot):
    """The newest dialog of a kind that a step opened."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in view.findChildren(kind)))
    return [one for one in view.findChildren(kind) if one.isVisible()][-1]


def press(dialog, name: str, qtbot) -> None:
    qtbot.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_an_agreement_with_a_partner_without_datapact_comes_into_force(
    context: AppContext, dialogs: AnsweredDialogs, qtbot, tmp_path: Path
):
    made: list[str] = []
    answers = example_answers("ai-pilot").replace(INSTITUTE.encode(), LAB.encode())
    context.worker.change(context, "", lambda acting, _p: made.append(new_agreement(acting, "ai-pilot", answers)))
    settled(context, qtbot)
    view = AgreementView(context, made[0])
    qtbot.addWidget(view)
    view.show()
    settled(context, qtbot)

    view.do("send")
    sending = opened(view, SendDialog, qtbot)
    settled(context, qtbot)
    assert LAB in "".join(label.text() for label in sending.findChildren(QLabel))
    dialogs.save_file = tmp_path / "angebot.pdf"
    press(sending, "write-pdf-and-mail", qtbot)
    settled(context, qtbot)
    assert dialogs.save_file.read_bytes().startswith(b"%PDF-")
    assert "angebot.pdf" in dict(dialogs.asked)["open_mail"][2]
    assert view.summary.primary is not None
    assert view.summary.primary.text() == "It was sent …"  # a written file is not a sent one
    press(sending, "i-have-sent-it", qtbot)
    settled(context, qtbot)
    assert view.summary.primary.text() == "Record the reply …"

    view.summary.primary.click()
    answering = opened(view, AnswerDialog, qtbot)
    assert answering.party.currentData() == LAB
    assert not answering.doing.isEnabled()
    letter = tmp_path / "antwort.eml"
    letter.write_bytes(b"From: lab@example.org\n\nEinverstanden.")
    answering.files.add(letter)
    press(answering, "answer_dialog-do", qtbot)
    settled(context, qtbot)
    assert view.page is not None
    assert view.page.stage == "agreed"
    assert any("antwort.eml" in label.text() for label in view.summary.findChildren(QLabel))

    view.summary.primary.click()
    settled(context, qtbot)
    freezing = opened(view, FreezeDialog, qtbot)
    freezing.checked.setChecked(True)
    press(freezing, "freeze_dialog-do", qtbot)
    settled(context, qtbot)
    assert view.page.stage == "frozen"

    dialogs.save_file = tmp_path / "paket.pdf"
    view.do("packet")
    settled(context, qtbot)
    assert {path.name for path in tmp_path.glob("paket*")} == {
        "paket.pdf",
        "paket-anleitung.pdf",
        "paket-how-to-sign.pdf",
    }
    signed = tmp_path / "unterschrieben.pdf"
    signed.write_bytes(by_another_program(dialogs.save_file.read_bytes(), "signature-3"))
    view.summary.primary.click()
    coming = opened(view, SignedDialog, qtbot)
    coming.attach(signed)
    settled(context, qtbot)
    assert coming.doing.isEnabled()
    assert "it fills that place as a signature" in " ".join(one.text() for one in coming.verdict.findChildren(QLabel))
    assert not coming.evidence_box.isEnabled()
    press(coming, "signed_dialog-do", qtbot)
    settled(context, qtbot)
    assert view.page.stage == "signing"
    assert view.page.overview.evidence == ""

    view.summary.primary.click()
    signing = opened(view, SignedDialog, qtbot)
    assert not signing.doing.isEnabled()
    assert signing.whose.ticked() == []  # a scan is nobody's signature before somebody says whose
    for row in range(signing.whose.count()):
        signing.whose.setCurrentRow(row)
        qtbot.keyClick(signing.whose, Qt.Key.Key_Space)
    assert signing.whose.ticked() == ["signature-1", "signature-2"]
    scan = tmp_path / "gescannt.pdf"
    scan.write_bytes(SCAN)
    signing.attach(scan)
    settled(context, qtbot)
    signing.signed_on.set_day(context.today() + timedelta(days=0))
    assert signing.caution.isVisible()
    assert "concluded by electronic signatures of all" in signing.caution.words.text()
    press(signing, "signed_dialog-do", qtbot)
    settled(context, qtbot)
    assert view.page.overview.evidence == "paper_scan"
    assert view.page.overview.status in ("signed", "in_force")
    assert view.evidence.text() == "Elsewhere: paper, scan"
    lack = next(str(one) for one in view.page.overview.warnings if "concluded by electronic signatures" in str(one))
    assert "Anna Keller" in lack


def test_another_house_takes_part_in_the_signing(table: Table, dialogs: AnsweredDialogs, styled, qtbot, tmp_path: Path):
    history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE)
    came = tmp_path / "paket.pdf"
    came.write_bytes(export_pdf(table.anna, history))
    table.anna.close()
    context = AppContext(read_opened(table.sofia), dialogs)
    places: list[object] = []
    context.went.connect(places.append)
    received = ReceivedDialog(context, came)
    qtbot.addWidget(received)
    received.open()
    settled(context, qtbot)
    press(received, "take-part", qtbot)
    settled(context, qtbot)
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, TakePartDialog)]
    qtbot.addWidget(dialog)
    assert "Prof. Dr. Sofia Brandt" in dialog.findChild(QLabel, "take-part-people").text()
    assert [tick.isChecked() for tick in dialog.elsewhere.values()] == [False]
    press(dialog, "take_part_dialog-do", qtbot)
    settled(context, qtbot)
    assert history in str(places[-1])
    context.save_remembered()
    context.worker.close()


def test_a_packet_with_a_forged_signature_says_so_before_anything_is_recorded(
    table: Table, dialogs: AnsweredDialogs, styled, qtbot, tmp_path: Path, monkeypatch
):
    history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE)
    came = forged(export_pdf(table.anna, history), "signature-1", "Anna Keller", monkeypatch)
    table.anna.close()
    context = AppContext(read_opened(table.sofia), dialogs)
    dialog = TakePartDialog(context, read_packet(table.sofia, "paket.pdf", came))
    qtbot.addWidget(dialog)
    dialog.open()
    told = " ".join(one.text() for one in dialog.shown.findChildren(QLabel))
    assert "Erfundene Zertifizierungsstelle" in told
    assert "Intact?" in told
    assert dialog.by_word.isVisible()
    press(dialog, "take_part_dialog-do", qtbot)
    settled(context, qtbot)
    slots = agreement_page(table.sofia, history, context.today()).overview.slots
    assert [slot.signed for slot in slots] == [False, False, False]

    signed = tmp_path / "zurück.pdf"
    signed.write_bytes(came)
    view = AgreementView(context, history)
    qtbot.addWidget(view)
    view.show()
    settled(context, qtbot)
    coming = SignedDialog(context, history, view, slots)
    coming.open()
    coming.attach(signed)
    settled(context, qtbot)
    assert "Erfundene Zertifizierungsstelle" in " ".join(one.text() for one in coming.verdict.findChildren(QLabel))
    assert not coming.doing.isEnabled()
    coming.by_word.setChecked(True)
    assert coming.doing.isEnabled()
    coming.files._remove()
    settled(context, qtbot)
    coming.attach(signed)
    settled(context, qtbot)
    assert not coming.doing.isEnabled(), "a word is given for one file"
    coming.by_word.setChecked(True)
    press(coming, "signed_dialog-do", qtbot)
    settled(context, qtbot)
    slots = agreement_page(table.sofia, history, context.today()).overview.slots
    assert [slot.evidence for slot in slots] == ["other_service", "", ""]
    context.save_remembered()
    context.worker.close()
