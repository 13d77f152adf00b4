"""Where settings, data and log lie: with the person, or beside a portable copy where its owner wants that."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from datapact.base.local_log import log_folder
from datapact.base.user_folders import data_home, settings_home
from datapact.signing.authorities.settings import authorities_file
from datapact.signing.keys.device import device_file
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
    places = (recent_file, lists_folder, sample_folder, log_folder, authorities_file, device_file)
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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("home", ["/home/anna", "relative", None])
@pytest.mark.parametrize("given", ["/etc/anna", "relative", " ", "", None])
def test_the_folders_are_those_that_platformdirs_finds(
    home: str | None, given: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("HOME", home), ("XDG_CONFIG_HOME", given), ("XDG_DATA_HOME", given)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert settings_home() == Path(platformdirs.user_config_dir("datapact", appauthor=False))
    assert data_home() == Path(platformdirs.user_data_dir("datapact", appauthor=False))
