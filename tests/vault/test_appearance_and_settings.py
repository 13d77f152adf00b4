"""What is remembered: appearance beside the vault, settings in it, recent folders in the user's own file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.vault.database.settings import WHOLE_VAULT, read_settings, write_settings
from datapact.vault.folder.preferences import (
    Appearance,
    forget_vault,
    last_member,
    read_appearance,
    recent_vaults,
    remember_vault,
    write_appearance,
)
from datapact.vault.keys.paths import Paths
from tests.depth import examples

from .making import make_vault


@pytest.mark.parametrize("language", [None, "de", "en"])
@pytest.mark.parametrize("theme", ["system", "light", "dark"])
@pytest.mark.parametrize("size", [80, 100, 200])
def test_appearance_survives(tmp_path: Path, language: str, theme: str, size: int) -> None:
    look = Appearance(language, theme, size)  # type: ignore[arg-type]
    write_appearance(tmp_path, look)
    assert read_appearance(tmp_path) == look


@settings(max_examples=examples(60), deadline=None)
@given(st.one_of(st.binary(max_size=200), st.sampled_from([b"[]", b'{"text_size":true}', b'{"text_size":9e9}'])))
def test_any_appearance_file_is_harmless(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("look")
    Paths(folder).appearance.write_bytes(data)
    assert 80 <= read_appearance(folder).text_size <= 200


def test_a_wild_text_size_is_bounded(tmp_path: Path) -> None:
    Paths(tmp_path).appearance.write_bytes(b'{"format":1,"text_size":5000,"theme":"pink","language":"fr"}')
    assert read_appearance(tmp_path) == Appearance(None, "system", 200)


def test_settings_of_members_and_of_the_vault_are_apart(tmp_path: Path) -> None:
    with make_vault(tmp_path / "v.datapact").open() as vault:
        with vault.write() as session:
            write_settings(session, "anna", {"columns": ["a", "b"], "width": 3})
            write_settings(session, "anna_", {"columns": ["other"]})
            write_settings(session, WHOLE_VAULT, {"lock.idle_minutes": 5})
        with vault.write() as session:
            write_settings(session, "anna", {"width": None, "open": True})
        with vault.read() as session:
            assert read_settings(session, "anna") == {"columns": ["a", "b"], "open": True}
            assert read_settings(session, "anna_") == {"columns": ["other"]}
            assert read_settings(session, WHOLE_VAULT) == {"lock.idle_minutes": 5}


def test_recent_vaults_are_folders_only_and_the_last_is_first(tmp_path: Path) -> None:
    file = tmp_path / "config" / "recent.json"
    folders = [tmp_path / name for name in ("a.datapact", "b.datapact")]
    for folder in folders:
        folder.mkdir()
        Paths(folder).vault_file.write_text("{}")
        remember_vault(folder, file)
    assert recent_vaults(file) == folders[::-1]
    remember_vault(folders[0], file)
    assert recent_vaults(file) == folders
    assert set(file.read_text("utf-8")) & {"@"} == set()
    Paths(folders[1]).vault_file.unlink()
    assert recent_vaults(file) == folders[:1]
    forget_vault(folders[0], file)
    assert recent_vaults(file) == []


def test_a_damaged_or_unwritable_list_stops_nobody(tmp_path: Path) -> None:
    file = tmp_path / "recent.json"
    file.write_bytes(b"\xff\x00")
    assert recent_vaults(file) == []
    blocked = tmp_path / "recent.json" / "below" / "recent.json"
    remember_vault(tmp_path, blocked)
    assert recent_vaults(blocked) == []


def test_who_opened_a_vault_last_is_known_on_this_computer(tmp_path: Path) -> None:
    file = tmp_path / "recent.json"
    one, other = folders = [tmp_path / name for name in ("a.datapact", "b.datapact")]
    for folder in folders:
        folder.mkdir()
        Paths(folder).vault_file.write_text("{}")
    assert last_member(one, file) == ""
    remember_vault(one, file, "martin-vogt")
    remember_vault(other, file, "sofia")
    remember_vault(one, file)
    assert (last_member(one, file), last_member(other, file)) == ("martin-vogt", "sofia")
    forget_vault(one, file)
    assert (last_member(one, file), last_member(other, file)) == ("", "sofia")
    file.write_text('{"format":1,"vaults":[],"members":[3]}')
    assert last_member(other, file) == ""
