"""A key at a remote signing service in the windows: set up, chosen, and a hash that is shown before it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from datapact.base.clock import utc_now
from datapact.signing.ceremony.freeze import freeze
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.settings.own_page import OwnPage
from datapact_ui.settings.signing_key_dialog import ServiceDialog, SigningKeyDialog
from datapact_ui.signing.signing_view import SigningView
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.signing.csc_service import CLIENT, browser, running2
from tests.signing.samples import authority, signatory
from tests.ui.exchanged import settled


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    found_houses(tmp_path / "houses", utc_now)
    made = at_table(tmp_path / "houses", tmp_path / "copies", utc_now)
    yield made
    made.close()


def test_a_member_signs_at_a_service_after_seeing_the_hash(
    table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialogs, styled, qtbot
) -> None:
    anna = signatory(authority("Zertifizierungsdienst Nord"), "Anna Keller (Dienst)")
    settings = tmp_path / "signing-keys.json"
    monkeypatch.setattr("datapact.signing.keys.device.device_file", lambda: settings)
    monkeypatch.setattr("datapact.signing.keys.tokens.usual_modules", lambda: ())
    monkeypatch.setattr("webbrowser.open", lambda address: browser(address) is None)
    table.agree()
    context = AppContext(read_opened(table.anna), dialogs)
    context.worker.broke.connect(lambda error: pytest.fail(repr(error)))
    dialogs.passphrase = "client-geheim"
    with running2(anna, client_secret="client-geheim") as there:
        page = OwnPage(context)
        qtbot.addWidget(page)
        page.show()
        page.choose_key()
        (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, SigningKeyDialog))
        settled(context, qtbot)
        qtbot.mouseClick(dialog.add_service, Qt.MouseButton.LeftButton)
        (adding,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, ServiceDialog))
        assert not adding.doing.isEnabled()
        qtbot.keyClicks(adding.called, "Nord")
        qtbot.keyClicks(adding.address, there.address)
        qtbot.mouseClick(adding.doing, Qt.MouseButton.LeftButton)
        settled(context, qtbot)
        assert "client id" in adding.problem.words.text()  # what was entered stays
        qtbot.keyClicks(adding.client, CLIENT)
        adding.confidential.setCurrentIndex(1)
        qtbot.mouseClick(adding.doing, Qt.MouseButton.LeftButton)
        settled(context, qtbot)
        assert [dialog.place.itemText(row) for row in range(dialog.place.count())][1:] == ["Nord"]
        dialog.place.setCurrentIndex(1)
        dialog.place.activated.emit(1)
        assert "Your browser opens at 127.0.0.1" in dialog.words.text()
        qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
        settled(context, qtbot)
        assert dialog.keys.count() == 1
        qtbot.mouseClick(dialog.doing, Qt.MouseButton.LeftButton)
        settled(context, qtbot)
        table.anna = context.worker.acting
        freeze(table.anna, table.history, table.anna.clock().date())

        view = SigningView(context, table.history)
        qtbot.addWidget(view)
        view.show()
        settled(context, qtbot)
        card = view.card
        assert card is not None
        assert card.at_service.isChecked()
        assert "Anna Keller (Dienst) at Nord (127.0.0.1)" in card.remote.words.text()
        assert not card.passphrase.isVisible()  # the browser asks
        view.reading.tick.setChecked(True)
        before = len(there.asked)
        dialogs.confirmed = False
        qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
        settled(context, qtbot)
        method, (_title, words, *_rest) = dialogs.asked[-1]
        assert (method, len(there.asked), card.button.isEnabled()) == ("confirm", before, True)
        assert "Only this SHA-256 goes to Nord (127.0.0.1)" in words
        dialogs.confirmed = True
        there.fault = "refuses"
        qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
        settled(context, qtbot)
        assert "was not authorised" in card.wrong.words.text()
        assert view.receipt is None
        there.fault = ""
        qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
        settled(context, qtbot)
        assert view.receipt is not None
        assert "client-geheim" not in settings.read_text()
