"""The directory of a network in the window: put together, opened, taken in, and confirmed by ticks in one step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from datapact.agreements.views.members import Followable, Followed
from datapact.exchange.receive.many import files_in
from datapact.history.entries import store
from datapact.history.entries.entry import organisation_history
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.card import read_card
from datapact.organisation.network.directory_file import read_directory
from datapact.organisation.network.taking_in import TICKED
from datapact.organisation.network.writing import to_write, write_directory
from datapact.organisation.partners.partners import add_partner, list_partners
from datapact_ui.exchange.receiving.many_received_dialog import ManyReceivedDialog
from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog
from datapact_ui.partners.directory_dialog import DirectoryDialog
from datapact_ui.partners.partners_view import PartnersView
from datapact_ui.partners.write_directory_dialog import WriteDirectoryDialog
from tests.ui.exchanged import Exchanged, settled, shown
from tests.ui.test_exchange import press

INSTITUTE = "Institut für Produktionsdaten e. V."
LINDNER = "Werkzeugbau Lindner KG"


@pytest.fixture
def by_institute(files: Exchanged, sample) -> Path:
    """A directory of three that the institute, which Keller has confirmed, put together."""
    path = files.stranger_card.with_name("netz-1.dpdir")
    with sample.unlocked(sample.institute, "prof-dr-sofia-brandt") as sofia:
        add_partner(sofia, files.stranger_card.read_bytes())
        members = [read_card(files.stranger_card.read_bytes()).organisation]
        with sofia.vault.read() as session:
            members += [one.organisation for one in list_partners(session) if one.name.startswith("Maschinenbau")]
        path.write_bytes(write_directory(sofia, "Netz Süd", set(members), vouch=True).data)
    return path


def standings(context) -> dict[str, str]:
    with context.worker.acting.vault.read() as session:
        return {one.name: one.standing for one in list_partners(session)}


def test_a_member_opens_a_directory_and_confirms_whom_it_hears(by_institute, context, dialogs, qtbot):
    view = shown(PartnersView(context), qtbot)
    settled(context, qtbot)
    dialogs.open_file = by_institute
    view.open_directory.trigger()
    dialog = view.window().findChild(DirectoryDialog)
    settled(context, qtbot)
    assert dialog.findChild(QLabel, "directory-name").text() == "Netz Süd"
    assert "put together by Institut" in dialog.findChild(QLabel, "directory-about").text()
    take, confirm = (dialog.findChild(QPushButton, name) for name in ("take-directory", "confirm-ticked"))
    assert (take.isVisible(), confirm.isVisible()) == (True, False)
    assert {one.row.name: one.row.standing for one in dialog.rows}[LINDNER] == "unknown"
    assert list(standings(context)) == [INSTITUTE]  # looking changes nothing
    take.click()
    settled(context, qtbot)
    assert standings(context) == {INSTITUTE: "confirmed", LINDNER: "declared"}
    assert (take.isVisible(), confirm.isVisible(), confirm.isEnabled()) == (False, True, False)
    assert dialog.verdict.text() == "0 of 1 ticked"
    (box,) = [one.box for one in dialog.rows if one.box is not None]
    assert LINDNER in box.accessibleName()
    box.click()
    assert dialog.verdict.text() == "1 of 1 ticked"
    confirm.click()
    settled(context, qtbot)
    assert standings(context) == {INSTITUTE: "confirmed", LINDNER: "confirmed"}
    assert not confirm.isVisible()
    with context.worker.acting.vault.read() as session:
        entries = store.load(session, organisation_history(context.identity.organisation))
    how = [entry.body["how"] for entry in entries if entry.kind == "partner_trusted"][-1]
    assert how == f"{TICKED} Netz Süd, version 1"


def test_a_broken_directory_is_refused_in_words(by_institute, context, qtbot):
    by_institute.write_bytes(by_institute.read_bytes()[:-40])
    window = QWidget()
    qtbot.addWidget(window)
    ReceivedDialog(context, by_institute, window).open()
    settled(context, qtbot)
    opened = window.findChild(DirectoryDialog)
    assert opened.findChild(QLabel, "read-error").text().endswith(".")
    assert list(standings(context)) == [INSTITUTE]


def test_a_coordinator_writes_the_first_version_and_the_next(files, context, dialogs, tmp_path, qtbot):
    card = files.stranger_card.read_bytes()
    add_partner(context.worker.acting, card)
    own = read_card(write_card(context.worker.acting)).organisation
    view = shown(PartnersView(context), qtbot)
    settled(context, qtbot)

    def opened() -> WriteDirectoryDialog:
        view.write_directory.trigger()
        settled(context, qtbot)
        return view.window().findChildren(WriteDirectoryDialog)[-1]

    dialog = opened()
    assert not dialog.doing.isEnabled()
    dialog.network.setEditText("Netz Süd")
    dialog.members.tick(read_card(card).organisation)
    assert dialog.waiting.text() == "Version 1, 3 members"
    dialogs.save_file = tmp_path / "first"
    dialog.doing.click()
    settled(context, qtbot)
    assert "show_in_folder" not in [method for method, _asked in dialogs.asked], "nobody asked for the folder"
    first = read_directory((tmp_path / "first.dpdir").read_bytes())
    assert [one.card.profile.name for one in first.members][1:] == [INSTITUTE, LINDNER]

    dialog = opened()
    assert dialog.network.value() == "Netz Süd"
    assert len(dialog.members.ticked()) == 2
    dialog.members.tick(read_card(card).organisation, on=False)
    assert dialog.waiting.text() == f"Listed as left: {LINDNER}"
    assert not dialog.left_on.isHidden()
    dialog.never.click()
    assert dialog.waiting.text() == f"Left out: {LINDNER}"
    assert dialog.left_on.isHidden()
    dialog.never.click()
    dialogs.save_file = tmp_path / "second.dpdir"
    dialog.mail.click()
    settled(context, qtbot)
    assert "second.dpdir" in next(asked[2] for method, asked in dialogs.asked if method == "open_mail")
    second = read_directory((tmp_path / "second.dpdir").read_bytes())
    assert (second.version, second.organisation, [one.name for one in second.left]) == (2, own, [LINDNER])

    lindner, institute = read_card(card).organisation, first.members[1].card.organisation
    write_directory(context.worker.acting, "Netz Süd", [institute, lindner])
    signed = Followed(frozenset({own, institute}), {lindner: date(2026, 10, 31)})
    proposed = WriteDirectoryDialog(
        context, to_write(context.worker.acting), view.window(), [Followable("urn:uuid:1", "DP-2026-0001 Netz", signed)]
    )
    shown(proposed, qtbot)
    assert proposed.agreement.value() == "urn:uuid:1"  # most members have signed it
    assert proposed.waiting.text() == f"Listed as left: {LINDNER} (31 October 2026)"
    assert proposed.left_on.isHidden()
    dialogs.save_file = tmp_path / "followed.dpdir"
    proposed.doing.click()
    settled(context, qtbot)
    followed = read_directory((tmp_path / "followed.dpdir").read_bytes())
    assert [(one.name, one.day) for one in followed.left] == [(LINDNER, date(2026, 10, 31))]


def test_the_agreement_that_is_chosen_says_who_is_ticked(files, context, qtbot):
    acting = context.worker.acting
    lindner = add_partner(acting, files.stranger_card.read_bytes()).partner.organisation
    own = context.identity.organisation
    with acting.vault.read() as session:
        institute = next(one.organisation for one in list_partners(session) if one.organisation != lindner)
    first = Followable("urn:uuid:1", "DP-1", Followed(frozenset({own, institute}), {}, {institute: date(2027, 1, 31)}))
    other = Followable("urn:uuid:2", "DP-2", Followed(frozenset({own, lindner, "a party whose card is elsewhere"}), {}))
    third = Followable("urn:uuid:3", "DP-3", Followed(frozenset({own, institute}), {}))
    dialog = shown(WriteDirectoryDialog(context, to_write(acting), None, [first, other, third]), qtbot)
    dialog.network.setEditText("Neues Netz")
    for history, expected in ((first.history, [institute]), (other.history, [lindner]), (first.history, [institute])):
        dialog.agreement.choose(history)
        assert dialog.members.ticked() == expected
    assert dialog.waiting.text() == "Version 1, 2 members"
    assert dialog.beside.text().endswith("leaves, last day 31 January 2027: a party until then")
    dialog.members.tick(lindner)
    assert dialog.beside.text().endswith(f"\nNot a party to the agreement: {LINDNER}")
    dialog.agreement.choose(other.history)
    assert "leaves out: 1 without a card here" in dialog.beside.text()
    dialog.agreement.choose(third.history)
    assert dialog.beside.text() == "Ticked are the parties to the agreement."
    before = dialog.sizeHint().height()
    dialog.members.tick(lindner)  # the button stays where the hand is
    assert dialog.beside.text() == f"Not a party to the agreement: {LINDNER}"
    assert dialog.sizeHint().height() == before
    dialog.agreement.choose("")
    assert dialog.beside.isHidden()


def test_a_directory_among_the_files_of_a_folder_leads_to_its_window(by_institute, context, qtbot):
    view = shown(PartnersView(context), qtbot)
    settled(context, qtbot)
    dialog = ManyReceivedDialog(context, files_in(by_institute.parent), view)
    dialog.show()
    press(dialog, "take-all", context, qtbot)
    button = dialog.findChild(QPushButton, f"open-directory-{by_institute.name}")
    assert button is not None
    button.click()
    settled(context, qtbot)
    (opened,) = view.findChildren(DirectoryDialog)
    assert opened.isVisible()
    opened.close()
