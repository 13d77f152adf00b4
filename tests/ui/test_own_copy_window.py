"""A place of a frozen text signed in a copy of our own, through the windows: ways shown, file brought back, what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from datapact.base.clock import utc_now
from datapact.signing.ceremony.sign import sign
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.agreement_page.page.outside_dialogs import SignedDialog
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.signing.signing_view import SigningView
from tests.agreements.negotiated import PASSPHRASE, Table, at_table
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_own_copy import packet, signed_by
from tests.ui.exchanged import settled
from tests.ui.test_on_paper import opened


@pytest.fixture
def table(houses: Path, tmp_path: Path) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", utc_now)
    made.freeze()
    yield made
    made.close()


def page_of(table: Table, who: str, dialogs, qtbot) -> tuple[AppContext, AgreementView]:
    context = AppContext(read_opened(getattr(table, who)), dialogs)
    context.worker.broke.connect(lambda error: pytest.fail(repr(error)))
    view = AgreementView(context, table.history)
    view.resize(1200, 800)
    qtbot.addWidget(view)
    view.show()
    settled(context, qtbot)
    return context, view


def link(view: AgreementView, name: str) -> QPushButton:
    found = view.summary.findChild(QPushButton, name)
    assert found is not None, name
    return found


def test_from_the_next_step_to_the_copy_on_file(table: Table, dialogs, styled, qtbot, tmp_path: Path, monkeypatch):
    context, view = page_of(table, "anna", dialogs, qtbot)
    words = [link(view, name).text() for name in ("next_own_copy", "next_record_signature")]
    assert words == ["Sign in another program or by hand …", "Bring the signed file back …"]
    dialogs.save_file = tmp_path / "paket.pdf"
    qtbot.mouseClick(link(view, "next_own_copy"), Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert dialogs.save_file.read_bytes() == packet(table.anna, table.history)
    signed = tmp_path / "signiert.pdf"
    signed.write_bytes(signed_by("Anna Keller", dialogs.save_file.read_bytes(), "signature-1", monkeypatch))
    back = link(view, "next_record_signature")
    back.setFocus()
    qtbot.keyClick(back, Qt.Key.Key_Space)
    dialog = opened(view, SignedDialog, qtbot)
    assert dialog.whose.ticked() == []  # a scan is nobody's signature before somebody says whose
    dialog.attach(signed)
    settled(context, qtbot)
    assert any("fills that place as a signature" in one.text() for one in dialog.verdict.findChildren(Words))
    said: list[str] = []
    context.said.connect(said.append)
    qtbot.mouseClick(dialog.findChild(QPushButton, "signed_dialog-do"), Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert said == ["Recorded; 2 signatures are still missing."]
    assert view.page is not None
    assert [one.signed for one in view.page.overview.slots] == [True, False, False]
    assert link(view, "next_record_signature").isVisible()  # the colleague's place is ours, too


def test_a_scan_of_one_of_two_colleagues_by_keys(table: Table, dialogs, styled, qtbot, tmp_path: Path):
    context, view = page_of(table, "martin", dialogs, qtbot)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(SCAN)
    qtbot.keyClick(view, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = opened(view, SignedDialog, qtbot)
    dialog.attach(scan)
    settled(context, qtbot)
    assert (dialog.doing.isEnabled(), dialog.why_not()) == (False, "Say whose signature it shows.")
    dialog.whose.setFocus()
    QApplication.sendPostedEvents()
    dialog.whose.setCurrentRow(0)
    qtbot.keyClick(dialog.whose, Qt.Key.Key_Space)
    assert dialog.whose.ticked() == ["signature-1"]
    dialog.doing.setFocus()
    qtbot.keyClick(dialog.doing, Qt.Key.Key_Space)
    settled(context, qtbot)
    assert view.page is not None
    assert [one.evidence for one in view.page.overview.slots] == ["paper_scan", "", ""]


def test_the_last_of_our_house_is_not_the_last_of_all(table: Table, dialogs, styled, qtbot, tmp_path: Path):
    sign(table.anna, table.history, PASSPHRASE)
    context, view = page_of(table, "martin", dialogs, qtbot)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(SCAN)
    said: list[str] = []
    context.said.connect(said.append)
    qtbot.mouseClick(link(view, "next_record_signature"), Qt.MouseButton.LeftButton)
    dialog = opened(view, SignedDialog, qtbot)
    dialog.attach(scan)
    settled(context, qtbot)
    assert dialog.whose.ticked() == ["signature-2"]
    qtbot.mouseClick(dialog.doing, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert said == ["Recorded; 1 signature is still missing."]


def test_the_page_for_signing_leads_to_both_ways(table: Table, dialogs, styled, qtbot):
    context = AppContext(read_opened(table.anna), dialogs)
    wanted: list[tuple[str, str]] = []
    context.answer_proposal = lambda history, step: wanted.append((history, step))  # type: ignore[method-assign]
    view = SigningView(context, table.history)
    view.resize(1200, 900)
    qtbot.addWidget(view)
    view.show()
    settled(context, qtbot)
    assert "copy of your own" in view.findChild(Words, "signing_own_copy").text()
    for name, key in (("signing_packet", False), ("signing_back", True)):
        button = view.findChild(QPushButton, name)
        button.setFocus()
        (qtbot.keyClick(button, Qt.Key.Key_Space) if key else qtbot.mouseClick(button, Qt.MouseButton.LeftButton))
    assert wanted == [(table.history, "packet"), (table.history, "record_signature")]
    context.worker.wait_until_idle()
