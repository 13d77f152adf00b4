"""Where settings, data and log lie: with the person, or beside a portable copy where its owner wants that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from datapact.base.local_log import log_folder
from datapact.signing.trusted_lists.folder import lists_folder
from datapact.vault.folder.preferences import recent_file, recent_vaults, remember_vault
from datapact_ui.kit.fields.vault_folders import sample_folder


@pytest.fixture
def portable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packaged program in a folder of its own."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(sys, "executable", str(folder / "datapact"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return folder


def test_a_portable_copy_keeps_its_settings_beside_it_where_the_folder_is_there(portable: Path, tmp_path: Path) -> None:
    places = (recent_file, lists_folder, sample_folder, log_folder)
    assert all(place().is_relative_to(tmp_path / "home") for place in places)
    (portable / "settings").mkdir()
    assert all(place().is_relative_to(portable / "settings") for place in places)
    vault = tmp_path / "Keller.datapact"
    vault.mkdir()
    (vault / "vault.json").touch()
    remember_vault(vault)
    assert recent_vaults() == [vault.resolve()]
    assert not (tmp_path / "home").exists()


def test_the_source_never_keeps_settings_beside_a_python(portable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (portable / "settings").mkdir()
    monkeypatch.delattr(sys, "frozen")
    assert not recent_file().is_relative_to(portable)
