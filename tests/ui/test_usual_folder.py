"""Windows that save begin where people keep their files, never where the program runs."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from datapact.vault.folder.preferences import keep_last_folder, last_folder
from datapact_ui.kit.background.dialogs import Dialogs, usual_folder
from datapact_ui.shell.rail import Rail, RailButton


@pytest.mark.parametrize("there", [True, False])
def test_saving_begins_in_documents_else_at_home(
    styled: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    documents, home = tmp_path / "Dokumente", tmp_path / "home"
    home.mkdir()
    if there:
        documents.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _where: str(documents))
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    proposed: list[str] = []

    def save(_parent: QWidget, _title: str, name: str, filter: str) -> tuple[str, str]:
        proposed.append(name)
        return str(tmp_path / "elsewhere" / "list.xlsx"), filter.split(";;")[0]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    dialogs = Dialogs()
    dialogs.ask_save_file("Save the list", "list.xlsx", "*.xlsx *.csv")
    dialogs.ask_save_file("Save the letter", "letter.pdf", "PDF (*.pdf)")
    dialogs.ask_save_file("Save the letter", tmp_path / "own" / "letter.pdf", "PDF (*.pdf)")
    assert proposed == [
        str((documents if there else home) / "list.xlsx"),
        str(tmp_path / "elsewhere" / "letter.pdf"),
        str(tmp_path / "own" / "letter.pdf"),
    ]


def test_the_last_folder_is_that_of_the_session_before(
    styled: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "Projekt").mkdir()
    begun: list[str] = []

    def open_file(_parent: QWidget, _title: str, folder: str, _filter: str) -> tuple[str, str]:
        begun.append(folder)
        return str(tmp_path / "Projekt" / "list.xlsx"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", open_file)
    for _session in range(2):
        Dialogs().ask_open_file("Open a list")
    (tmp_path / "Projekt").rmdir()
    Dialogs().ask_open_file("Open a list")
    assert begun == [str(usual_folder()), str(tmp_path / "Projekt"), str(usual_folder())]


def test_each_room_says_its_keys(styled: QApplication) -> None:
    rail = Rail(("overview", "agreements", "settings"))
    buttons = rail.findChildren(RailButton)
    assert [one.toolTip().rpartition("+")[2] for one in buttons] == ["1)", "2)", "3)"]
    buttons[0].show_overdue(2, "2 overdue")
    assert buttons[0].toolTip().startswith("2 overdue (")
    buttons[0].show_overdue(0, "")
    assert buttons[0].toolTip().startswith(f"{buttons[0].text()} (")
    rail.deleteLater()


def test_a_folder_on_a_share_out_of_reach_keeps_no_window_from_asking(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    keep_last_folder(tmp_path)
    assert last_folder() == tmp_path

    def out_of_reach(_folder: Path) -> bool:
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    monkeypatch.setattr(Path, "is_dir", out_of_reach)
    assert last_folder() is None
