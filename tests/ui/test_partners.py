"""The partners in the window: the list, who they are, confirming by telephone, the own card."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from datapact.base.errors import Surroundings
from datapact.history.entries import store
from datapact.history.entries.entry import organisation_history
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.fingerprint import fingerprint, fingerprint_code
from datapact.organisation.partners.partners import add_partner, get_partner, trust_partner
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.partners.confirm_dialog import ENTERED, ConfirmDialog
from datapact_ui.partners.external_dialog import ExternalDialog
from datapact_ui.partners.import_partners_dialog import ImportPartnersDialog
from datapact_ui.partners.organisation_meant import Seats
from datapact_ui.partners.own_card_dialog import OwnCardDialog
from datapact_ui.partners.partner_table import IDENTITY, NAME
from datapact_ui.partners.partners_view import PartnersView
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import Exchanged, settled, shown


@pytest.fixture
def lindner(files: Exchanged) -> bytes:
    """The card of a third organisation, made before the context opens the vault."""
    return files.stranger_card.read_bytes()


def view_of(context: AppContext, qtbot) -> PartnersView:
    view = PartnersView(context)
    qtbot.addWidget(view)
    view.resize(1300, 800)
    view.show()
    settled(context, qtbot)
    return view


def add(context: AppContext, card: bytes, qtbot) -> None:
    context.worker.change(context, "", lambda acting, _p: add_partner(acting, card), touches=frozenset({"partners"}))
    settled(context, qtbot)


def test_the_list_and_the_partner_beside_it(lindner, context, qtbot):
    view = view_of(context, qtbot)
    assert view.model.rowCount() == 1
    assert view.findChild(QLabel, "partner-name").text() == "Institut für Produktionsdaten e. V."
    assert view.findChild(StateBadge, "partner-identity").text() == "confirmed"
    agreements = view.findChild(RowsTable, "partner-agreements")
    assert agreements.lines.rowCount() >= 2
    agreements.selectRow(0)
    qtbot.mouseClick(view.findChild(QPushButton, "open-partner-agreement"), Qt.MouseButton.LeftButton)
    assert context.places[-1].view == "agreement"


def test_a_new_card_appears_and_the_choice_stays(lindner, context, qtbot):
    view = view_of(context, qtbot)
    before = view.current().organisation
    add(context, lindner, qtbot)
    assert [view.model.row(row).name for row in range(2)] == [
        "Institut für Produktionsdaten e. V.",
        "Werkzeugbau Lindner KG",
    ]
    assert view.model.data(view.model.index(1, IDENTITY)) == "only declared"
    assert view.current().organisation == before
    organisation = read_card(lindner).organisation
    view.narrow({"organisation": organisation})
    settled(context, qtbot)
    assert view.current().organisation == organisation
    assert view.findChild(StateBadge, "partner-identity").text() == "only declared"


def test_the_search_narrows_by_name_and_fingerprint(lindner, context, qtbot):
    view = view_of(context, qtbot)
    add(context, lindner, qtbot)
    view.search.setText("lindner ulm")
    assert [view.model.data(view.model.index(row, NAME)) for row in range(view.model.rowCount())] == [
        "Werkzeugbau Lindner KG"
    ]
    view.search.setText(fingerprint(read_card(lindner).organisation).replace(" ", "")[:12])
    assert view.model.rowCount() == 1
    view.search.setText("gibt es nicht")
    assert view.model.rowCount() == 0
    view.search.clear()
    settled(context, qtbot)
    assert view.model.rowCount() == 2


def confirm_dialog(context: AppContext, card: bytes, qtbot) -> ConfirmDialog:
    add(context, card, qtbot)
    found: list = []

    def look(acting):
        with acting.vault.read() as session:
            return get_partner(session, read_card(card).organisation)

    context.worker.read(context, look, found.append)
    settled(context, qtbot)
    return shown(ConfirmDialog(context, found[0]), qtbot)


def trust(context: AppContext, card: bytes) -> str | None:
    with context.worker.acting.vault.read() as session:
        found = get_partner(session, read_card(card).organisation)
        return None if found is None else found.trust


def test_confirming_by_entering_what_the_partner_reads_aloud(lindner, context, qtbot):
    dialog = confirm_dialog(context, lindner, qtbot)
    button = dialog.findChild(QPushButton, "confirm-partner")
    groups = fingerprint(read_card(lindner).organisation).split(" ")
    dialog.activateWindow()
    for field, group in zip(dialog.entry.fields, groups, strict=True):
        assert not button.isEnabled()
        qtbot.keyClicks(field, group)
    assert dialog.verdict.text() == "All eight groups are the same."
    closed = []
    dialog.accepted.connect(lambda: closed.append(True))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert closed
    assert trust(context, lindner) == "confirmed"
    with context.worker.acting.vault.read() as session:
        entries = store.load(session, organisation_history(context.identity.organisation))
    assert [entry.body["how"] for entry in entries if entry.kind == "partner_trusted"][-1] == ENTERED


def test_what_is_refused_can_be_confirmed_once_more(lindner, context, qtbot, monkeypatch):
    dialog = confirm_dialog(context, lindner, qtbot)
    button = dialog.findChild(QPushButton, "confirm-partner")
    for field, group in zip(dialog.entry.fields, fingerprint(read_card(lindner).organisation).split(" "), strict=True):
        field.setText(group)

    def refuse(*_given):
        raise Surroundings("The disk is full.")

    with monkeypatch.context() as full:
        full.setattr("datapact_ui.partners.confirm_dialog.trust_partner", refuse)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settled(context, qtbot)
    assert dialog.verdict.text() == "The disk is full."
    assert button.isEnabled()
    assert trust(context, lindner) == "declared"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert trust(context, lindner) == "confirmed"


def test_trust_is_withdrawn_with_a_reason(lindner, context, dialogs, qtbot):
    organisation = read_card(lindner).organisation
    add_partner(context.worker.acting, lindner)
    trust_partner(context.worker.acting, organisation, fingerprint(organisation))
    view = shown(PartnersView(context), qtbot)
    settled(context, qtbot)
    view.narrow({"organisation": organisation})
    settled(context, qtbot)
    dialogs.text = "Die Nummer war falsch."
    qtbot.mouseClick(view.detail.findChild(QPushButton, "withdraw-trust-button"), Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert trust(context, lindner) == "declared"
    view.refresh(frozenset({"partners"}))
    settled(context, qtbot)
    assert any("Die Nummer war falsch." in label.text() for label in view.detail.findChildren(QLabel))
    assert view.detail.findChild(QPushButton, "withdraw-trust-button") is None
    assert not view.distrust_one.isEnabled()
    dialogs.text = "Ein Irrtum."
    qtbot.mouseClick(view.detail.findChild(QPushButton, "remove-partner-button"), Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert trust(context, lindner) is None
    assert not view.remove_one.isEnabled() or view.current() is None or view.current().organisation != organisation


def test_a_group_that_differs_is_named_and_bars_confirming(lindner, context, qtbot):
    dialog = confirm_dialog(context, lindner, qtbot)
    groups = fingerprint(read_card(lindner).organisation).split(" ")
    for field, group in zip(dialog.entry.fields, groups, strict=True):
        field.setText(group)
    wrong = f"{(int(groups[4]) + 1) % 100_000:05d}"
    dialog.entry.fields[4].setText(wrong)
    assert dialog.verdict.text().startswith("Group 5 differs.")
    assert not dialog.findChild(QPushButton, "confirm-partner").isEnabled()
    assert trust(context, lindner) == "declared"


def test_a_scanned_code_fills_all_groups(lindner, context, qtbot):
    dialog = confirm_dialog(context, lindner, qtbot)
    QGuiApplication.clipboard().setText(fingerprint_code(read_card(lindner).organisation))
    qtbot.keyClick(dialog.entry.fields[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.findChild(QPushButton, "confirm-partner").isEnabled()


def test_comparing_takes_every_group(lindner, context, qtbot):
    dialog = confirm_dialog(context, lindner, qtbot)
    dialog.ways.setCurrentIndex(1)
    button = dialog.findChild(QPushButton, "confirm-partner")
    for box in dialog.comparison.boxes:
        assert not button.isEnabled()
        box.setChecked(True)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert trust(context, lindner) == "confirmed"


def test_the_own_card_is_written_and_mailed_without_its_fingerprint(
    context, dialogs: AnsweredDialogs, qtbot, tmp_path: Path
):
    dialog = shown(OwnCardDialog(context), qtbot)
    digits = fingerprint(context.identity.organisation)
    read = [dialog.findChild(QLabel, f"fingerprint-{number}").text() for number in range(1, 9)]
    assert " ".join(read) == digits
    dialogs.save_file = tmp_path / "keller"
    qtbot.mouseClick(dialog.findChild(QPushButton, "mail-card"), Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    card = read_card((tmp_path / "keller.dpcard").read_bytes())
    assert card.organisation == context.identity.organisation
    asked = dict(dialogs.asked)
    assert asked["show_in_folder"] == (tmp_path / "keller.dpcard",)
    _to, subject, body = asked["open_mail"]
    assert not any(group in subject + body for group in digits.split(" "))
    assert "keller.dpcard" in dialog.where.text()
    assert Path(dialog.file.taken_out().urls()[0].toLocalFile()) == tmp_path / "keller.dpcard"


def test_a_list_of_partners_without_datapact(context, dialogs: AnsweredDialogs, qtbot, tmp_path: Path):
    view = view_of(context, qtbot)
    dialogs.open_file = tmp_path / "partner.csv"
    dialogs.open_file.write_bytes("Firma;Ort;Land;Kürzel\nStadtwerke Ulm GmbH;Ulm;Österreich;SWU\n".encode("cp1252"))
    view.import_list.trigger()
    settled(context, qtbot)
    asking = view.window().findChildren(ImportPartnersDialog)[-1]
    assert asking.columns() == {"name": 0, "city": 1, "country": 2}
    asking.boxes["name"].setCurrentIndex(0)
    assert not asking.doing.isEnabled()
    asking.boxes["name"].setCurrentIndex(asking.boxes["name"].findData(0))
    qtbot.mouseClick(asking.doing, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    found = view.model.row(view.table.row_of("", "Stadtwerke Ulm GmbH"))
    assert found is not None
    assert found.region == "Ulm, AT"
    row = view.table.row_of("", "Stadtwerke Ulm GmbH")
    assert view.model.data(view.model.index(row, IDENTITY)) == "without DataPact"
    view.table.selectRow(row)
    settled(context, qtbot)
    assert view.findChild(QLabel, "partner-name").text() == "Stadtwerke Ulm GmbH"
    assert not view.confirm_one.isEnabled()


def test_a_partner_without_datapact_is_added_changed_and_removed_by_form(context, dialogs: AnsweredDialogs, qtbot):
    view = view_of(context, qtbot)
    view.add_external.trigger()
    dialog = view.window().findChildren(ExternalDialog)[-1]
    assert not dialog.doing.isEnabled()
    dialog.fields.name.setText("Testlabor Süd GmbH")
    dialog.fields.form.setCurrentText("GmbH")
    dialog.fields.city.setText("Ulm")
    assert (dialog.fields.country.currentData(), dialog.fields.rule.currentData()) == ("", ""), "nobody said either"
    dialog.fields.email.setText("vertrag@testlabor.example")
    qtbot.mouseClick(dialog.doing, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert view.findChild(QLabel, "partner-name").text() == "Testlabor Süd GmbH"
    assert "vertrag@testlabor.example" in words_of(view.detail)
    assert "Country, Signing rule" in words_of(view.detail)
    qtbot.mouseClick(view.findChild(QPushButton, "change-external-button"), Qt.MouseButton.LeftButton)
    dialog = view.window().findChildren(ExternalDialog)[-1]
    assert dialog.fields.city.text() == "Ulm"
    dialog.fields.name.setText("Testlabor Nord GmbH")
    qtbot.mouseClick(dialog.doing, Qt.MouseButton.LeftButton)
    settled(context, qtbot)
    assert view.findChild(QLabel, "partner-name").text() == "Testlabor Nord GmbH"
    assert view.table.row_of("", "Testlabor Süd GmbH") == -1
    dialogs.confirmed = True
    view.remove_one.trigger()
    settled(context, qtbot)
    assert view.table.row_of("", "Testlabor Nord GmbH") == -1


def words_of(page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_a_country_stays_with_the_name_that_it_was_chosen_for(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    seats = Seats(frozenset(), page)
    seats.ask(("Donau Analytik", "Atelier Dubois"))
    austria = seats._boxes[0].findData("AT")
    seats._boxes[0].setCurrentIndex(austria)
    seats.ask(("Donau Analytik GmbH", "Atelier Dubois"))
    assert seats.chosen() == {"Donau Analytik GmbH": "AT"}
    seats.ask(("Atelier Dubois", "Donau Analytik GmbH"))
    assert seats.chosen() == {"Donau Analytik GmbH": "AT"}
    seats.ask(("Atelier Dubois",))
    assert seats.chosen() == {}
