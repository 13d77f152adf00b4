"""A key on a token in the windows: chosen in the settings, then signing by it; SoftHSM plays the token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from datapact.base.clock import utc_now
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.keys.device import write_device
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.settings.own_page import OwnPage
from datapact_ui.settings.signing_key_dialog import SigningKeyDialog
from datapact_ui.signing.signing_view import SigningView
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.signing.samples import author_usage, authority, signatory
from tests.signing.softhsm import MODULE, PIN, PROGRAMS, new_token
from tests.ui.exchanged import settled

pytestmark = PROGRAMS


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    found_houses(tmp_path / "houses", utc_now)
    made = at_table(tmp_path / "houses", tmp_path / "copies", utc_now)
    yield made
    made.close()


def test_a_member_chooses_a_key_on_a_token_and_signs_by_it(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialogs, styled, qtbot
) -> None:
    issuer = authority("Zertifizierungsdienst Nord")
    anna, enters = signatory(issuer, "Anna Keller (Karte)"), signatory(issuer, "Anmeldung", usage=author_usage())
    token = new_token(tmp_path / "softhsm", monkeypatch)
    token.put(enters.certificate, enters.key, "03")
    settings = tmp_path / "signing-keys.json"
    monkeypatch.setattr("datapact.signing.keys.device.device_file", lambda: settings)
    table.agree()
    context = AppContext(read_opened(table.anna), dialogs)
    context.worker.broke.connect(lambda error: pytest.fail(repr(error)))

    page = OwnPage(context)
    qtbot.addWidget(page)
    page.show()
    page.choose_key()
    (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, SigningKeyDialog))
    settled(context, qtbot)
    assert "No token is connected" in dialog.words.text()
    assert not dialog.doing.isEnabled()
    dialogs.open_file = MODULE
    qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert dialog.modules.count() == 1
    assert dialog.keys.count() == 1
    assert "valid until further notice" in dialog.keys.item(0).text()
    assert not dialog.doing.isEnabled()  # that certificate is for logging in
    token.put(anna.certificate, anna.key)
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert [dialog.keys.item(row).text().split(",")[0] for row in (0, 1)] == ["Anna Keller (Karte)", "Anmeldung"]
    qtbot.mouseClick(dialog.doing, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    table.anna = context.worker.acting
    freeze(table.anna, table.history, table.anna.clock().date())

    write_device(token.device, settings)
    view = SigningView(context, table.history)
    qtbot.addWidget(view)
    view.show()
    settled(context, qtbot)
    card = view.card
    assert card is not None
    assert card.on_token.isChecked()  # its key is not in the vault
    assert not card.own.isEnabled()
    assert "Anna Keller (Karte) on the token “Anna Keller”" in card.token.words.text()
    assert card.passphrase.accessibleName() == "PIN of the token"
    view.reading.tick.setChecked(True)
    qtbot.keyClicks(card.passphrase, "000000")
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert view.receipt is None
    assert "PIN is wrong" in card.wrong.words.text()
    assert "Few attempts" in card.token.attempts.words.text()
    qtbot.keyClicks(card.passphrase, PIN)
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert view.receipt is not None
    assert card.passphrase.text() == ""
