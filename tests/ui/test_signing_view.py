"""Read, then agree, then sign: nothing is signed unread, without the passphrase, or while something bars it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.in_force import amend
from datapact.agreements.steps.negotiation import accept, offer_draft
from datapact.agreements.views.agreement import agreement_page
from datapact.base.clock import utc_now
from datapact.contract.changes.amending import AMENDING
from datapact.signing.ceremony.amending import amending_of
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import sign
from datapact_ui.agreement_page.tabs.other_roads import other_roads
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import why_barred
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.signing.signing_view import SigningView
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.ui.exchanged import settled


@pytest.fixture(scope="module", params=[True])
def houses(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, utc_now, confirmed=request.param)
    return folder


@pytest.fixture
def table(houses: Path, tmp_path: Path) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", utc_now)
    yield made
    made.close()


@pytest.fixture
def signing(dialogs, styled, qtbot) -> Iterator[Callable[..., SigningView]]:
    contexts: list[AppContext] = []

    def open_view(acting, history: str) -> SigningView:
        context = AppContext(read_opened(acting), dialogs)
        context.places = []  # type: ignore[attr-defined]
        context.went.connect(context.places.append)  # type: ignore[attr-defined]
        context.worker.broke.connect(lambda error: pytest.fail(repr(error)))
        view = SigningView(context, history)
        view.resize(1200, 800)
        qtbot.addWidget(view)
        view.show()
        settled(context, qtbot)
        contexts.append(context)
        return view

    yield open_view
    for context in contexts:
        context.worker.wait_until_idle()


def press(view: SigningView, name: str, qtbot) -> None:
    button = view.findChild(QPushButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)


def field(view: SigningView) -> QLineEdit:
    found = view.findChild(QLineEdit, "signing_passphrase")
    assert found is not None
    return found


def test_a_token_with_a_locked_pin_says_so_where_one_would_sign(table: Table, signing) -> None:
    table.freeze()
    card = signing(table.anna, table.history).card
    assert card is not None
    card.token.key = SimpleNamespace(token=SimpleNamespace(attempts="locked", keypad=False))
    card.on_token.setChecked(True)
    assert why_barred(card.button).startswith("The PIN of this token is locked.")
    card.token.key = None
    card.update_state()
    assert why_barred(card.button) == "Choose the key that you sign with."


def test_reading_to_the_end_then_signing_gives_a_receipt(table: Table, signing, tmp_path, qtbot) -> None:
    table.freeze()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    view = signing(table.anna, table.history)
    assert view.card is not None
    assert view.panel.document.pageCount() > 5
    digest = view.findChild(Words, "signing_digest")
    assert digest is not None
    assert digest.text() == signing_sheet(table.anna, table.history).revision
    qtbot.keyClicks(field(view), PASSPHRASE)
    assert not view.card.button.isEnabled()  # not read yet
    assert view.card.unread.isVisible()
    view.panel.go_to_end(last=True)
    qtbot.waitUntil(lambda: "has been on" in view.reading.seen.text(), timeout=5_000)
    assert not view.reading.tick.isChecked()  # that a person has read the text, only that person declares
    assert not view.card.button.isEnabled()
    view.reading.tick.setChecked(True)
    assert view.card.button.isEnabled()
    assert not view.card.unread.isVisible()
    press(view, "signing_do", qtbot)
    assert view.receipt is not None
    assert not view.receipt.send.isVisible()  # Martin Vogt signs next, in the same organisation
    assert view.panel.document.pageCount() == 0
    press(view, "receipt_back", qtbot)
    assert view.context.places[-1].view == "agreement"  # type: ignore[attr-defined]
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert not any(path.read_bytes().startswith(b"%PDF") for path in new)
    assert "PDF" not in QGuiApplication.clipboard().text()


def test_the_tick_stays_in_sight_on_a_small_screen(table: Table, signing, qtbot) -> None:
    table.freeze()
    view = signing(table.anna, table.history)
    view.resize(1100, 620)
    settled(view.context, qtbot)
    assert view.card is not None
    assert view.panel.document.pageCount() > 5
    for widget in (view.reading.tick, view.reading.seen):
        assert not widget.visibleRegion().isEmpty()
        assert view.rect().contains(widget.mapTo(view, widget.rect().center()))
    view._load()  # a second card brings its own tick, and takes the first away
    settled(view.context, qtbot)
    qtbot.waitUntil(lambda: len(view.findChildren(QWidget, "signing_read")) == 1, timeout=5_000)


def test_an_amendment_is_signed_on_what_it_changes(table: Table, signing, qtbot) -> None:
    table.freeze()
    for person in (table.anna, table.martin, table.sofia):
        sign(person, table.history, PASSPHRASE)
        table.carry(person, table.sofia if person is not table.sofia else table.anna)
    changes = b"[duration]\nnotice_months = 5\n"
    draft = amend(table.anna, table.history, changes, effective=date(2099, 3, 1)).draft
    assert draft
    table.history = draft
    offer_draft(table.anna, draft)
    table.carry(table.anna, table.sofia)
    accept(table.sofia, draft)
    table.carry(table.sofia, table.anna)
    freeze(table.anna, draft, date(2099, 2, 1))
    view = signing(table.anna, draft)
    card = view.findChild(QWidget, "signing_amends")
    assert card is not None
    said = " ".join(one.text() for one in card.findChildren(Words))
    assert "1 March 2099" in " ".join(one.text() for one in card.findChildren(QLabel))
    assert "now reads" in said
    assert "nothing else differs" in said
    assert view.card is not None
    assert "what this amendment changes" in view.reading.tick.text()
    press(view, "signing_show_changes", qtbot)
    page = view.panel.pages.pageNavigator().currentPage()
    assert page > 2
    assert "What this amendment changes" in view.panel.document.getAllText(page).text()
    state = signing_state(table.anna, draft)
    clause = next(one for one in state["clauses"] if one["id"] == AMENDING)
    clause["paragraphs"][0]["items"][0]["text"]["en"] = [{"text": "Nothing of weight."}]
    with table.anna.vault.read() as session:
        worded = amending_of(session, state)
    assert worded is not None
    assert not worded.nothing_else, "worded by hand: whoever signs reads the whole text"


def signing_state(acting, history: str) -> dict:
    with acting.vault.read() as session:
        return json.loads(json.dumps(frozen_input(session, load_state(session, history)).state))


def test_a_wrong_passphrase_is_said_beside_the_field_and_nothing_is_kept(table: Table, signing, qtbot) -> None:
    table.freeze()
    view = signing(table.anna, table.history)
    assert view.card is not None
    view.reading.tick.setChecked(True)
    qtbot.keyClicks(field(view), "ganz falsch")
    qtbot.keyClick(field(view), Qt.Key.Key_Return)
    settled(view.context, qtbot)
    assert view.receipt is None
    assert view.card.wrong.isVisible()
    assert field(view).text() == ""
    qtbot.keyClicks(field(view), PASSPHRASE)
    assert not view.card.wrong.isVisible()  # once somebody types, it is no longer true
    press(view, "signing_do", qtbot)
    assert view.receipt is not None


def test_the_next_step_offers_to_sign_before_sending(table: Table, signing, qtbot) -> None:
    table.agree()
    freeze(table.anna, table.history, table.anna.clock().date())
    page = agreement_page(table.anna, table.history, table.anna.clock().date())
    assert page.next.action == "sign"
    assert "before you send" in str(page.next.why)
    assert other_roads(page) == ("send", "own_copy", "record_signature")


def test_the_last_signatory_sees_the_comparison_and_sends(table: Table, signing, qtbot) -> None:
    table.sign_twice()
    view = signing(table.sofia, table.history)
    badge = view.findChild(StateBadge, "signing_verdict")
    assert badge is not None
    assert badge.text() == "compared: the same"
    assert view.card is not None
    view.reading.tick.setChecked(True)
    qtbot.keyClicks(field(view), PASSPHRASE)
    press(view, "signing_do", qtbot)
    assert view.receipt is not None
    assert view.receipt.send.isVisible()
    again = signing(table.sofia, table.history)
    assert again.findChild(QWidget, "signing_complete") is not None
    assert again.findChild(QWidget, "signing_bars") is None
    assert again.card is not None
    assert not again.card.isVisible()


@pytest.mark.parametrize("houses", [False], indirect=True)
def test_an_unconfirmed_partner_bars_signing_with_a_way_out(table: Table, signing, qtbot) -> None:
    table.freeze()
    view = signing(table.anna, table.history)
    assert view.card is not None
    assert not view.card.passphrase.isEnabled()
    assert not view.card.button.isEnabled()
    bar = view.findChild(Words, "signing_bar_0")
    assert bar is not None
    assert "not confirmed" in bar.text()
    press(view, "signing_partner_0", qtbot)
    place = view.context.places[-1]  # type: ignore[attr-defined]
    assert place.options["organisation"] == table.sofia.organisation


def test_a_party_confirmed_under_another_name_bars_signing_with_a_way_out(table: Table, signing, qtbot) -> None:
    table.freeze()
    table.confirm_under("Foo Ltd")
    view = signing(table.anna, table.history)
    assert view.card is not None
    assert not view.card.button.isEnabled()
    bar = view.findChild(Words, "signing_bar_0")
    assert bar is not None
    assert "confirmed under another name: Foo Ltd" in bar.text()
    press(view, "signing_partner_0", qtbot)
    assert view.context.places[-1].options["organisation"] == table.sofia.organisation  # type: ignore[attr-defined]


def test_who_is_not_next_reads_and_cannot_sign(table: Table, signing) -> None:
    table.freeze()
    view = signing(table.martin, table.history)
    assert view.card is not None
    assert not view.card.button.isEnabled()
    assert view.panel.document.pageCount() > 5


def test_there_is_nothing_to_sign_before_freezing(table: Table, signing, qtbot) -> None:
    table.offer()
    view = signing(table.anna, table.history)
    assert view.sheet is None
    press(view, "empty-action", qtbot)
    assert view.context.places[-1].view == "agreement"  # type: ignore[attr-defined]


def test_declining_instead_of_signing(table: Table, signing, qtbot) -> None:
    table.freeze()
    view = signing(table.anna, table.history)
    view.decline()
    (dialog,) = [one for one in view.findChildren(ReasonDialog) if one.isVisible()]
    qtbot.keyClicks(dialog.text, "Der Vorstand hat anders entschieden.")
    qtbot.mouseClick(dialog.doing, Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)
    assert view.context.places[-1].key == table.history  # type: ignore[attr-defined]


def test_a_key_file_signs_with_its_own_passphrase(table: Table, signing, dialogs, tmp_path, qtbot) -> None:
    table.freeze()
    key, certificate, _chain = table.anna.signing_key(PASSPHRASE)
    file = tmp_path / "anna.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"a", key, certificate, None, BestAvailableEncryption(b"geheim"))
    )
    dialogs.open_file = file
    view = signing(table.anna, table.history)
    assert view.card is not None
    view.reading.tick.setChecked(True)
    view.card.from_file.click()
    assert "anna.p12" in view.card.from_file.text()
    qtbot.keyClicks(field(view), "geheim")
    press(view, "signing_do", qtbot)
    assert view.receipt is not None


def test_pages_zoom_search_and_plain_text(table: Table, signing, qtbot) -> None:
    table.freeze()
    panel = signing(table.anna, table.history).panel
    panel.next_page()
    assert panel.page.value() == 2
    panel.previous_page()
    assert panel.page.value() == 1
    panel.zoom_in()
    larger = panel.pages.zoomFactor()
    panel.zoom_out()
    assert panel.pages.zoomFactor() < larger
    panel.as_text.click()
    assert "Keller" in panel.plain.toPlainText()
    panel.as_text.click()
    qtbot.keyClicks(panel.words, "Spindel")
    qtbot.waitUntil(lambda: bool(panel.hits.text()) and not panel.hits.text().startswith("0"), timeout=10_000)
    panel.next_hit()
    assert panel.pages.currentSearchResultIndex() >= 0


def test_everything_that_takes_the_focus_has_a_name(table: Table, signing) -> None:
    table.freeze()
    view = signing(table.anna, table.history)
    for widget in view.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy():
            interface = QAccessible.queryAccessibleInterface(widget)
            name = interface.text(QAccessible.Text.Name) if interface else ""
            inner = widget.objectName() == "qt_spinbox_lineedit"
            assert name or inner, (widget.objectName(), type(widget).__name__)
