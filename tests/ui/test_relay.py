"""The windows of a relay: sent under labels, carried by a folder, taken in with its receipts, and a loss is shown."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from datapact.exchange.receive.many import files_in
from datapact.exchange.relay.received_receipts import receipts_in
from datapact.organisation.network.taking_in import take_directory
from datapact.organisation.network.writing import to_write, write_directory
from datapact_ui.exchange.receiving.many_received_dialog import ManyReceivedDialog
from datapact_ui.exchange.sending.bulk_send_dialog import BulkSendDialog
from datapact_ui.exchange.sending.relay_dialog import RelayDialog
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.partners.write_directory_dialog import WriteDirectoryDialog
from tests.exchange.houses import comment
from tests.ui.exchanged import settled, shown
from tests.ui.test_exchange import context, labels, press

__all__ = ["context"]


def test_a_round_through_a_relay_in_windows(files, context, dialogs, qtbot, tmp_path, sample):
    anna = context.worker.acting
    plain = shown(BulkSendDialog(context, None), qtbot)
    settled(context, qtbot)
    assert not plain.way_out.box.isVisible()  # no network has labels
    plain.close()

    # The directory gets labels by a tick, and keeps them.
    writing = shown(WriteDirectoryDialog(context, to_write(anna)), qtbot)
    writing.network.setEditText("Netz Süd")
    writing.labels.setChecked(True)
    dialogs.save_file = tmp_path / "netz.dpdir"
    press(writing, "write-directory-do", context, qtbot)
    again = shown(WriteDirectoryDialog(context, to_write(anna)), qtbot)
    assert again.labels.isChecked()
    assert not again.labels.isEnabled()
    again.close()

    # A relay begins with the labels of a network; then a file goes through it.
    home = tmp_path / "relais"
    home.mkdir()
    carrying = shown(RelayDialog(context), qtbot)
    settled(context, qtbot)
    assert carrying.labels.itemText(1) == "Network Netz Süd"
    carrying.labels.setCurrentIndex(1)
    dialogs.folder = home
    press(carrying, "carry", context, qtbot)
    assert "The folder “incoming” is empty." in labels(carrying)
    comment(anna, "Eins.", files.history)
    lost = tmp_path / "verloren"
    lost.mkdir()
    for folder in (lost, home / "incoming"):
        sending = shown(BulkSendDialog(context, None), qtbot)
        settled(context, qtbot)
        assert sending.way_out.box.isVisible()
        sending.way_out.box.setCurrentIndex(1)
        dialogs.folder = folder
        press(sending, "write-many", context, qtbot)
        assert "Put them into the folder incoming of its relay." in labels(sending)
        assert sending.findChild(QPushButton, "mail-1") is None
        comment(anna, "Zwei.", files.history)
    shutil.copy(files.counter, home / "incoming" / "alt.dpact")
    press(carrying, "carry-again", context, qtbot)
    words = labels(carrying)
    assert "1 file was carried." in words
    assert "bears no labels" in words

    # The recipient takes its folder in; the sender sees by its receipts that one never arrived.
    (place,) = [one for one in (home / "outgoing").iterdir() if one.name.startswith("Institut")]
    theirs = AppContext(read_opened(sample.unlocked(sample.institute, "prof-dr-sofia-brandt")), dialogs)
    try:
        take_directory(theirs.worker.acting, (tmp_path / "netz.dpdir").read_bytes())
        words = taken(theirs, place, qtbot)
        assert "1 file is in your vault" in words
        assert "A file that was sent to you before this one is missing" in words
        assert "A file from Maschinenbau Keller GmbH for you is not in this vault" in words
        words = taken(theirs, lost, qtbot)
        words = taken(theirs, place, qtbot)
        assert "No file is missing." in words
        assert "0 files of yours were carried; 1 file for you is here." in words
    finally:
        theirs.worker.close()
    (own,) = [one for one in (home / "outgoing").iterdir() if one.name.startswith("Maschinenbau")]
    words = taken(context, own, qtbot)
    assert "Receipts of the relay of Netz Süd" in words
    assert "The relay never had, or dropped, your file for Institut" in words
    (own / "receipts.dpreceipts").write_bytes(b"eyJ")
    assert "Refused: " in taken(context, own, qtbot)


def taken(context: AppContext, folder: Path, qtbot) -> str:
    dialog = shown(ManyReceivedDialog(context, files_in(folder), receipts=receipts_in(folder)), qtbot)
    press(dialog, "take-all", context, qtbot)
    words = labels(dialog)
    dialog.close()
    return words


def test_what_a_relay_refuses_is_said_in_its_window(files, context, dialogs, qtbot, tmp_path):
    partners = [one.organisation for one in to_write(context.worker.acting).partners]
    write_directory(context.worker.acting, "Ohne", partners[:1])
    carrying = shown(RelayDialog(context), qtbot)
    settled(context, qtbot)
    assert carrying.labels.count() == 2  # a network without labels is not offered
    dialogs.folder = tmp_path
    press(carrying, "carry", context, qtbot)
    assert carrying.start.isEnabled()
    assert not (tmp_path / "incoming").exists()
