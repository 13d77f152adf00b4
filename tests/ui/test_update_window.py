"""The window for newer versions: makers believed by typed digits, a release looked at, its package fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from datapact.updates.makers import fingerprint_of
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.kit.widgets.disabled_controls import why_barred
from datapact_ui.shell.update_dialog import UpdateDialog
from tests.agreements.negotiated import Table
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import settled
from tests.updates.makers import NOW, Makers
from tests.updates.recipe import recipe


@pytest.fixture
def room(table: Table, dialogs: AnsweredDialogs, styled: QApplication, qtbot) -> Iterator[AppContext]:
    made = AppContext(read_opened(table.anna), dialogs)  # type: ignore[arg-type]
    made.worker.broke.connect(lambda error: pytest.fail(repr(error)))
    yield made
    made.worker.close()


def test_a_release_is_looked_at_and_fetched_once_its_makers_are_believed(
    room: AppContext, dialogs: AnsweredDialogs, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("datapact.updates.makers.data_home", lambda: tmp_path / "home")
    recipe("release").make_keys(tmp_path / "keys", NOW)
    makers = Makers(tmp_path)
    dialog = UpdateDialog(room)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.look_button.isEnabled()
    dialogs.folder = makers.release("90.9.0")
    dialog._choose()
    dialog.look_button.click()
    settled(room, qtbot)
    assert "does not know its makers" in dialog.problem.words.text()

    root = makers.keys / "root.json"
    dialogs.open_file, dialogs.text = root, "00000 " * 8
    dialog.makers_button.click()
    assert "another than you have" in dialog.problem.words.text()
    dialogs.text = fingerprint_of(root.read_bytes())
    dialog.makers_button.click()
    assert "are believed from now on" in dialog.said.text()

    dialog.look_button.click()
    settled(room, qtbot)
    assert "It is newer than this program" in dialog.said.text()
    dialogs.folder = tmp_path / "into"
    dialogs.folder.mkdir()
    dialog.fetch_button.click()
    settled(room, qtbot)
    assert "as its makers signed it" in dialog.said.text()
    assert [one.read_bytes() for one in dialogs.folder.iterdir()] == [b"packed 90.9.0"]
    assert why_barred(dialog.fetch_button) == "The package is fetched. Look again to fetch it once more."
    dialog.look_button.click()
    settled(room, qtbot)
    assert dialog.fetch_button.isEnabled()

    dialog.place.setText(str(tmp_path / "nowhere"))
    assert not dialog.fetch_button.isEnabled()
    dialog.look_button.click()
    settled(room, qtbot)
    assert "no folder with a release" in dialog.problem.words.text()
