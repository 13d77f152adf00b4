"""Files that come and go through the windows: seen first, taken in on demand, refused in words, sent with a letter."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from datapact.agreements.projection.append import load_state
from datapact.audit.formats.trust import NOT_A_PARTY
from datapact.audit.formats.verdict import ASK_TO_REGISTER, Kind
from datapact.audit.own_vault.verify import verify_here
from datapact.audit.verify.verify import verify_file
from datapact.base.texts import Message
from datapact.exchange.receive.many import TakenFile, files_in
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.entries import store
from datapact.library.shelf.library_format import LibraryFile
from datapact.organisation.identity.card import read_card
from datapact.organisation.partners.partners import get_partner, list_partners
from datapact.signing.ceremony.export import export_json
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.exchange.receiving.endings import OWN_ENDINGS
from datapact_ui.exchange.receiving.many_received_dialog import ManyReceivedDialog
from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog
from datapact_ui.exchange.receiving.received_file import ordinary_kind
from datapact_ui.exchange.receiving.verdict_kinds import KINDS
from datapact_ui.exchange.receiving.verdict_page import VerdictPage
from datapact_ui.exchange.receiving.verify_dialog import VerifyDialog
from datapact_ui.exchange.sending.bulk_send_dialog import BulkSendDialog
from datapact_ui.exchange.sending.send_dialog import SendDialog
from datapact_ui.kit.context.app_context import AppContext, Place, read_opened
from datapact_ui.kit.theme.icons import icon_names
from datapact_ui.kit.widgets.cards import Card
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.written_file import WrittenFile
from datapact_ui.negotiation.compare_dialog import CompareDialog
from datapact_ui.partners.confirm_dialog import ConfirmDialog
from datapact_ui.partners.own_card_dialog import OwnCardDialog
from datapact_ui.partners.shared_folder_dialog import SharedFolderDialog
from datapact_ui.shell.folder_bar import FolderBar
from tests.exchange.houses import comment, contents_of
from tests.library.clauses_of_keller import LIABILITY
from tests.signing.samples import contract, signed_contract
from tests.ui.exchanged import Exchanged, settled, shown


@pytest.fixture
def context(files: Exchanged, context: AppContext) -> Iterator[AppContext]:
    """The context opens the vault after the files were made."""
    return context


def received(context: AppContext, path: Path, qtbot) -> ReceivedDialog:
    dialog = shown(ReceivedDialog(context, path), qtbot)
    settled(context, qtbot)
    return dialog


def press(dialog: QDialog, name: str, context: AppContext, qtbot) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None, [child.objectName() for child in dialog.findChildren(QPushButton)]
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)


def labels(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_counter_is_seen_before_anything_is_in_the_vault(files, context, qtbot):
    before = contents_of(context.worker.acting)
    dialog = received(context, files.counter, qtbot)
    assert contents_of(context.worker.acting) == before
    assert dialog.findChild(QLabel, "sender").text() == "Institut für Produktionsdaten e. V."
    assert dialog.findChild(StateBadge, "sender-identity").text() == "confirmed"
    words = labels(dialog)
    assert "made a counter-proposal" in words
    assert "Kürzere Speicherung genügt uns." in words
    assert "24 months to 12 months" in words
    tabs = dialog.page.tabs
    assert [tabs.tabText(place) for place in range(tabs.count())] == ["What it brings", "What changes", "Marked text"]
    tabs.setCurrentIndex(2)
    qtbot.wait(20)
    marked = tabs.widget(2)
    assert "Change 1 of" in labels(dialog)
    cursor = marked.reader.page.textCursor()
    assert "Maschinenprotokolle" in cursor.block().text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert contents_of(context.worker.acting) == before


def test_taking_in_and_going_on_to_the_agreement(files, context, qtbot):
    dialog = received(context, files.counter, qtbot)
    touched = []
    context.changed.connect(touched.append)
    press(dialog, "take-in", context, qtbot)
    assert files.history in touched[-1]
    with context.worker.acting.vault.read() as session:
        assert len(load_state(session, files.history).facts.offers) == 2
    press(dialog, f"open-{files.number}", context, qtbot)
    assert (context.places[-1].view, context.places[-1].key) == ("agreement", files.history)


def test_accepting_leads_to_sending(files, context, dialogs, qtbot):
    dialog = received(context, files.counter, qtbot)
    press(dialog, "take-in", context, qtbot)
    dialogs.confirmed = True
    press(dialog, f"accept-{files.number}", context, qtbot)
    assert dialogs.asked == [], "the page asks: it says what bars freezing, what is lost, and which text it is"
    view = AgreementView(context, files.history)
    qtbot.addWidget(view)
    view.narrow(context.places[-1].options)
    settled(context, qtbot)
    assert "(R2 Institut für Produktionsdaten e. V.: Counter-proposal" in str(dialogs.asked[0])
    with context.worker.acting.vault.read() as session:
        assert load_state(session, files.history).agreed
    sending = view.findChild(SendDialog)
    assert "our consent to the wording (not binding)" in labels(sending)


def test_the_enter_key_takes_in(files, context, qtbot):
    dialog = received(context, files.counter, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settled(context, qtbot)
    assert dialog.page.objectName() == "taken"


def test_a_file_received_before_brings_nothing(files, context, qtbot):
    receive_bundle(context.worker.acting, files.counter.read_bytes())
    dialog = received(context, files.counter, qtbot)
    assert "Nothing new" in labels(dialog)
    assert dialog.findChild(QPushButton, "take-in") is None


def test_a_broken_file_says_why_in_words_to_forward(files, context, dialogs, qtbot):
    dialog = received(context, files.broken, qtbot)
    reason = dialog.findChild(QLabel, "refusal-reason").text()
    assert "changed or damaged" in reason
    letter = dialog.findChild(QPlainTextEdit, "refusal-letter").toPlainText()
    assert "abgeschnitten.dpact" in letter
    press(dialog, "copy-refusal", context, qtbot)
    press(dialog, "mail-refusal", context, qtbot)
    assert [name for name, _arguments in dialogs.asked] == ["copy", "open_mail"]
    assert dialogs.asked[0][1][0] == letter


def test_a_strangers_file_leads_over_its_card_back_to_the_file(files, context, dialogs, qtbot):
    dialog = received(context, files.stranger, qtbot)
    assert "not among your partners" in dialog.findChild(QLabel, "refusal-reason").text()
    press(dialog, "look-at-card", context, qtbot)
    assert dialog.findChild(QLabel, "sender").text() == "Werkzeugbau Lindner KG"
    press(dialog, "add-partner", context, qtbot)
    assert dialog.page.objectName() == "bundle-preview"
    assert dialog.findChild(StateBadge, "sender-identity").text() == "only declared"
    press(dialog, "take-in", context, qtbot)
    assert dialog.page.objectName() == "taken"


def test_a_card_is_added_after_it_was_seen(files, context, dialogs, qtbot):
    organisation = read_card(files.stranger_card.read_bytes()).organisation
    dialog = received(context, files.stranger_card, qtbot)
    with context.worker.acting.vault.read() as session:
        assert get_partner(session, organisation) is None
    dialogs.confirmed = False
    press(dialog, "add-partner", context, qtbot)
    with context.worker.acting.vault.read() as session:
        assert get_partner(session, organisation).trust == "declared"
    assert context.places[-1].view == "partners"
    assert dialogs.asked[-1][0] == "confirm"


def test_agreement_json_becomes_a_draft(files, context, qtbot, tmp_path):
    path = tmp_path / "agreement.json"
    path.write_bytes(export_json(context.worker.acting, files.history))
    dialog = received(context, path, qtbot)
    press(dialog, "make-draft", context, qtbot)
    place = context.places[-1]
    assert place.view == "agreement"
    assert place.key != files.history
    with context.worker.acting.vault.read() as session:
        assert load_state(session, place.key).stage == "draft"


def test_a_missing_file_is_said(context, qtbot, tmp_path):
    dialog = received(context, tmp_path / "weg.dpact", qtbot)
    assert "There is no file" in dialog.findChild(QLabel, "read-error").text()


def test_a_draft_is_sent_with_a_note_and_a_letter(files, context, dialogs, qtbot, tmp_path):
    dialog = shown(SendDialog(context, files.draft), qtbot)
    settled(context, qtbot)
    dialog.findChild(QPlainTextEdit, "offer-note").setPlainText("Bitte bis Freitag.")
    dialogs.save_file = tmp_path / "angebot"
    press(dialog, "write-and-mail", context, qtbot)
    written = tmp_path / "angebot.dpact"
    assert written.is_file()
    assert [name for name, _arguments in dialogs.asked] == ["ask_save_file", "show_in_folder", "open_mail"]
    to, subject, body = dialogs.asked[-1][1]
    assert to == "projekte@produktionsdaten.example"
    assert subject == "Vereinbarung DP-2026-0003"
    assert "angebot.dpact" in body
    assert "Freitag" not in subject + body
    assert "Vorausschauende" not in subject + body
    assert "angebot.dpact" in dialog.findChild(QLabel, "sent-advice").text()
    file = dialog.findChild(WrittenFile)
    assert Path(file.taken_out().urls()[0].toLocalFile()) == written  # what a mail gets that it is dragged into
    qtbot.keyClick(file, Qt.Key.Key_Space)
    assert Path(QApplication.clipboard().mimeData().urls()[0].toLocalFile()) == written
    assert file.text() == "Copied: angebot.dpact"
    with context.worker.acting.vault.read() as session:
        (offer,) = load_state(session, files.draft).facts.offers.values()
        assert offer.note == "Bitte bis Freitag."


def test_what_a_text_changes_is_shown_from_the_page_that_sends_it(files, context, qtbot):
    dialog = shown(SendDialog(context, files.draft), qtbot)
    settled(context, qtbot)
    assert not dialog.findChild(QPushButton, "send-compare").isVisible(), "one version changes nothing"
    dialog = shown(SendDialog(context, files.history), qtbot)
    settled(context, qtbot)
    button = dialog.findChild(QPushButton, "send-compare")
    assert button.isVisible()
    button.click()
    settled(context, qtbot)
    compared = dialog.findChild(CompareDialog)
    assert compared.isVisible()
    assert compared.found is not None
    assert dialog.isVisible(), "and it is sent from the same page"


def test_nobody_chosen_nothing_to_write(files, context, qtbot):
    dialog = shown(SendDialog(context, files.draft), qtbot)
    settled(context, qtbot)
    dialog.findChild(QCheckBox, "to-1").setChecked(False)
    assert not dialog.write.isEnabled()
    assert not dialog.only.isEnabled()


def test_a_disk_that_refuses_is_said_and_the_dialog_stays(files, context, dialogs, qtbot, tmp_path):
    told = []
    context.worker.failed.connect(told.append)
    dialog = shown(SendDialog(context, files.draft), qtbot)
    settled(context, qtbot)
    dialogs.save_file = tmp_path / "gibt" / "es" / "nicht.dpact"
    press(dialog, "write-only", context, qtbot)
    assert len(told) == 1
    assert dialog.isVisible()
    assert dialog.write.isEnabled()


def test_many_are_sent_at_once(files, context, dialogs, qtbot, tmp_path):
    receive_bundle(context.worker.acting, files.counter.read_bytes())
    dialog = shown(BulkSendDialog(context, [files.history, files.draft]), qtbot)
    dialogs.folder = tmp_path / "raus"
    dialogs.folder.mkdir()
    press(dialog, "write-many", context, qtbot)
    assert len(list(dialogs.folder.glob("*.dpact"))) == 2
    press(dialog, "mail-1", context, qtbot)
    to, subject, _body = dialogs.asked[-1][1]
    assert to == "projekte@produktionsdaten.example"
    assert subject == "Vereinbarungen DP-2026-0002, DP-2026-0003"


def test_a_folder_is_taken_in_and_what_is_lacking_is_sent(files, context, dialogs, qtbot, tmp_path):
    folder = tmp_path / "rein"
    folder.mkdir()
    for place, file in enumerate((files.broken, files.counter, files.counter)):
        shutil.copy(file, folder / f"{place}.dpact")
    dialog = shown(ManyReceivedDialog(context, files_in(folder)), qtbot)
    assert "3 files to take in lie in the folder" in labels(dialog)
    press(dialog, "take-all", context, qtbot)
    words = labels(dialog)
    assert "2 files are in your vault" in words
    titles = {card.accessibleName() for card in dialog.findChildren(Card)}
    assert "0.dpact" in titles, "what was refused is known by its file alone"
    assert not {"1.dpact", "2.dpact"} & titles, "what came is called by number and title"
    assert "File 1.dpact" in words
    assert "Refused: " in words
    assert "Nothing new: everything had been received before." in words
    refused = [TakenFile(Path(f"{n}.dpact"), None, Message(f"No {n}.")) for n in range(300)]
    dialog._done((*refused, *(TakenFile(Path(f"ok-{n}"), None, None) for n in range(7))))
    assert len(dialog.findChildren(Card)) < 60, "each costs the window milliseconds"
    words = labels(dialog)
    assert all(f"{n}.dpact" in words and f"No {n}." in words for n in range(300))
    empty = shown(ManyReceivedDialog(context, (), folder=folder), qtbot)
    assert empty.findChild(QPushButton, "take-all") is None
    assert str(folder) in labels(empty), "a wrong folder is seen"
    sending = shown(BulkSendDialog(context, None), qtbot)
    dialogs.folder = tmp_path / "raus"
    dialogs.folder.mkdir()
    press(sending, "write-many", context, qtbot)
    assert not [*dialogs.folder.iterdir()]  # what we sent before nobody lacks, and drafts stay
    assert "0 files were written." in labels(sending)
    comment(context.worker.acting, "Danke.", files.history)
    sending = shown(BulkSendDialog(context, None), qtbot)
    press(sending, "write-many", context, qtbot)
    assert len([*dialogs.folder.iterdir()]) == 1


def test_what_the_other_side_receives(files, context, dialogs, qtbot, tmp_path, sample):
    dialog = shown(SendDialog(context, files.draft), qtbot)
    settled(context, qtbot)
    dialogs.save_file = tmp_path / "angebot.dpact"
    press(dialog, "write-only", context, qtbot)
    theirs = AppContext(read_opened(sample.unlocked(sample.institute, "prof-dr-sofia-brandt")), dialogs)
    try:
        arrived = received(theirs, tmp_path / "angebot.dpact", qtbot)
        assert "New here. It would be added to your agreements." in labels(arrived)
        press(arrived, "take-in", theirs, qtbot)
        with theirs.worker.acting.vault.read() as session:
            assert store.load(session, files.draft)
        arrived.close()
    finally:
        theirs.worker.close()


def test_a_signed_pdf_is_valid_and_a_changed_one_is_not(files, context, qtbot, tmp_path, sample):
    dialog = shown(VerifyDialog(context, sample.folder / "agreement-keller.pdf"), qtbot)
    settled(context, qtbot)
    assert dialog.findChild(StateBadge, "verdict").text() == "Valid"
    words = labels(dialog)
    assert "Anna Keller (Managing director) for Maschinenbau Keller GmbH" in words
    assert "covers the whole file" in words
    changed = tmp_path / "geändert.pdf"
    changed.write_bytes((sample.folder / "agreement-keller.pdf").read_bytes() + b"\n% more\n")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(changed))])
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    dialog.dropEvent(drop)
    settled(context, qtbot)
    assert dialog.findChild(StateBadge, "verdict").text() == "Invalid"


def test_a_card_that_the_file_does_not_concern_proves_nothing_of_it(context, qtbot, sample):
    data = (sample.folder / "agreement-keller.pdf").read_bytes()
    checked = verify_here(context.worker.acting, data, "agreement.pdf")
    remark = Message(NOT_A_PARTY, {"organisation": "Stadtwerke Ulm"})
    page = VerdictPage(replace(checked, verdict=replace(checked.verdict, notes=(*checked.verdict.notes, remark))))
    qtbot.addWidget(page)
    assert "Stadtwerke Ulm is not a party" in labels(page)
    proven = page.findChild(QWidget, "verdict-proven")
    assert proven is None or "Stadtwerke" not in labels(proven)


def test_a_pdf_that_is_opened_is_verified_and_can_be_used_again(files, context, qtbot, sample):
    dialog = received(context, sample.folder / "agreement-keller.pdf", qtbot)
    assert dialog.findChild(StateBadge, "verdict").text() == "Valid"
    press(dialog, "import-from-pdf", context, qtbot)
    press(dialog, "make-draft", context, qtbot)
    assert context.places[-1].view == "agreement"


def test_a_bundle_or_library_is_verified_without_being_taken_in(files, context, qtbot, tmp_path):
    before = contents_of(context.worker.acting)
    library = tmp_path / "clauses.dplib"
    library.write_bytes(LibraryFile((LIABILITY,), ()).write())
    opened = received(context, library, qtbot)
    assert opened.findChild(StateBadge, "verdict").text() == "Indeterminate"
    assert "not signed" in labels(opened)
    dialog = shown(VerifyDialog(context, files.counter), qtbot)
    settled(context, qtbot)
    assert dialog.findChild(StateBadge, "verdict").text() == "Valid"
    dialog.verify(files.stranger)
    settled(context, qtbot)
    assert dialog.findChild(StateBadge, "verdict").text() == "Indeterminate"
    assert contents_of(context.worker.acting) == before


def test_a_pdf_of_another_program_gets_plain_answers_and_can_be_registered(context, qtbot, tmp_path, monkeypatch):
    told: list[str] = []
    context.said.connect(told.append)
    path = tmp_path / "theirs.pdf"
    path.write_bytes(signed_contract().pdf)
    dialog = shown(VerifyDialog(context, path), qtbot)
    settled(context, qtbot)
    assert dialog.findChild(StateBadge, "verdict").text() == "Indeterminate"
    card = dialog.findChild(QWidget, "other-signatures")
    said = [label.text() for label in card.findChildren(QLabel)]
    assert "Signature by Anna Keller (PAdES B-B)" in said
    assert said.count("Intact?") == said.count("Qualified?") == 3
    assert "(INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND)" in said
    register = dialog.findChild(QPushButton, "register-verified")
    assert register.isVisible()
    monkeypatch.setattr(context.dialogs, "ask_folder", lambda *_given: tmp_path)
    dialog.findChild(QPushButton, "import-lists").click()  # the folder holds none
    settled(context, qtbot)
    assert "no XML file" in told[-1]
    register.click()
    assert context.places[-1].view == "agreements"
    assert context.places[-1].options == {"register": str(path)}
    received = shown(ReceivedDialog(context, path), qtbot)
    settled(context, qtbot)
    assert received.findChild(QWidget, "other-signatures") is not None
    assert received.findChild(QPushButton, "register-file") is not None
    path.write_bytes(contract())
    dialog = shown(VerifyDialog(context, path), qtbot)
    received = shown(ReceivedDialog(context, path), qtbot)
    settled(context, qtbot)
    assert dialog.findChild(StateBadge, "verdict").text() == "Not signed"
    for window, name in ((dialog, "register-verified"), (received, "register-file")):
        assert str(ASK_TO_REGISTER) in [label.text() for label in window.findChildren(QLabel)]
        assert window.findChild(QPushButton, name).isVisible()


def test_rubbish_is_no_reason_to_fall_over(context, qtbot, tmp_path):
    path = tmp_path / "rubbish.bin"
    path.write_bytes(b"\x00\x01nothing")
    dialog = shown(VerifyDialog(context, path), qtbot)
    settled(context, qtbot)
    page = dialog.findChild(QWidget, "ordinary-file")
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "DataPact does not know this kind of file" in said
    assert "There is nothing in it that DataPact could verify." in said
    dialog.verify(path.rename(tmp_path / "rubbish.json"))  # by its name it may be a proof of ours
    settled(context, qtbot)
    assert "neither a signature nor a proof" in dialog.findChild(QLabel, "verify-error").text()
    assert not dialog.findChild(QWidget, "ordinary-file")


def focusable(dialog: QDialog) -> list[QWidget]:
    return [
        widget
        for widget in dialog.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def every_dialog(files: Exchanged, context: AppContext, qtbot) -> list[QDialog]:
    organisation = context.worker.acting.organisation
    made = [
        received(context, files.counter, qtbot),
        received(context, files.broken, qtbot),
        received(context, files.stranger_card, qtbot),
        shown(SendDialog(context, files.draft), qtbot),
        shown(BulkSendDialog(context, [files.draft]), qtbot),
        shown(VerifyDialog(context, files.counter), qtbot),
        shown(OwnCardDialog(context), qtbot),
    ]
    with context.worker.acting.vault.read() as session:
        (partner, *_others) = list_partners(session)
    assert partner.organisation != organisation
    settled(context, qtbot)
    return [*made, shown(ConfirmDialog(context, partner), qtbot)]


def test_every_control_has_a_name(files, context, qtbot):
    nameless = []
    for dialog in every_dialog(files, context, qtbot):
        for widget in focusable(dialog):
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            if not name.strip():
                nameless.append((dialog.objectName(), type(widget).__name__, widget.objectName()))
    assert nameless == []


def test_the_tab_key_reaches_everything_and_is_caught_nowhere(files, context, qtbot):
    for dialog in every_dialog(files, context, qtbot):
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        wanted = {widget for widget in focusable(dialog) if not isinstance(widget, QScrollArea)}
        reached = set()
        for _press in range(3 * len(wanted) + 40):
            focused = QApplication.focusWidget()
            assert focused is not None
            reached.add(focused)
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
        missed = {(type(widget).__name__, widget.objectName()) for widget in wanted - reached}
        assert not missed, (dialog.objectName(), missed)
        dialog.close()


def test_every_kind_of_verified_file_has_its_picture_and_word() -> None:
    assert KINDS.keys() == set(get_args(Kind.__value__))
    assert {picture for picture, _word in KINDS.values()} <= set(icon_names())


def test_both_windows_take_each_ending_of_a_verified_file() -> None:
    page = (Path(__file__).parents[2] / "docs" / "file-format.md").read_text("utf-8")
    endings = set(re.findall(r"(?m)^#+ .*\(`(\.\w+)`", page))
    assert {".dpact", ".dpcard", ".p7s", ".json"} <= endings
    for ending in endings:
        if ending != ".json":  # which of our kinds it is, only its content says
            assert verify_file(b"x", f"x{ending}").verdict in ("invalid", "indeterminate")
        assert ending in OWN_ENDINGS
        assert ordinary_kind(b"x", ending) is None


def test_a_shared_folder_is_chosen_watched_and_used(files, context, dialogs, qtbot, tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    partner = next(one for one in partners_of(context) if one.name.startswith("Institut"))
    bar = FolderBar(context)
    qtbot.addWidget(bar)
    bar.watch.begin()
    choosing = shown(SharedFolderDialog(context, partner), qtbot)
    settled(context, qtbot)
    dialogs.folder = context.identity.folder
    choosing.choose()
    choosing.doing.click()
    settled(context, qtbot)
    assert "Choose a folder of its own" in choosing.problem.words.text()
    dialogs.folder = folder
    choosing.choose()
    choosing.doing.click()
    settled(context, qtbot)
    assert bar.isHidden()

    shutil.copy(files.counter, folder)
    shutil.copy(files.counter, folder / "gegenvorschlag (conflicted copy 2026-12-01).dpact")
    shutil.copy(files.broken, folder / "halb.dpact")
    for one in folder.iterdir():
        os.utime(one, (time.time() - 60, time.time() - 60))
    bar.watch.look()
    settled(context, qtbot)
    assert not bar.isHidden()
    assert bar.heading.text() == "1 file in a shared folder"
    assert "new step" in bar.first.words()
    bar.open.click()
    assert context.places[-1] == Place("received", str(folder / "gegenvorschlag.dpact"))
    receive_bundle(context.worker.acting, files.counter.read_bytes())
    context.changed.emit(frozenset({files.history, "list"}))
    bar.watch.look()
    settled(context, qtbot)
    assert bar.isHidden()

    dialog = shown(SendDialog(context, files.draft), qtbot)
    settled(context, qtbot)
    assert dialog.lay.isVisibleTo(dialog)
    assert not dialog.write.isVisibleTo(dialog)
    before = set(folder.iterdir())
    dialog.lay.click()
    settled(context, qtbot)
    (laid,) = set(folder.iterdir()) - before
    assert dialog.findChild(QWidget, "laid-into-folder") is not None
    assert laid.suffix == ".dpact"
    bar.watch.look()
    settled(context, qtbot)
    assert bar.isHidden()  # it is from us


def partners_of(context):
    with context.worker.acting.vault.read() as session:
        return list_partners(session)
