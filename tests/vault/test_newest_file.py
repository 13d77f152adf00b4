"""An older vault.json beside a newer database is seen; a changed passphrase shuts out who has the old one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from datapact.base.errors import Damaged, DataPactError, Locked, Surroundings, WrongUse
from datapact.vault.database.checkpoint import read_checkpoint
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.newest_file import stated_file, statements
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.opening import open_with_recovery
from datapact.vault.folder.restore import accept_losses
from datapact.vault.folder.rotation import has_key
from datapact.vault.keys import slots
from datapact.vault.keys.header import Belonging, read_vault_file
from datapact.vault.keys.recovery_code import new_invitation_code
from tests.vault.making import CHEAP, PASSPHRASE, Made, files_of, fixed_clock, write_entries

OTHER = "ein zweites Geheimnis"
CHANGES: dict[str, Callable[[OpenVault], object]] = {
    "passphrase": lambda vault: vault.set_passphrase(PASSPHRASE, OTHER, CHEAP),
    "invitation": lambda vault: vault.add_slot("invitation", "carla", "Carla", new_invitation_code(), CHEAP),
    "recovery code": lambda vault: vault.renew_recovery_code(CHEAP),
    "key": lambda vault: vault.rotate_vault_key(),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("with_checkpoint", [False, True])
def test_an_older_vault_file_is_seen(made: Made, tmp_path: Path, change: str, with_checkpoint: bool) -> None:
    kept = ("vault.json", "checkpoint.json") if with_checkpoint else ("vault.json",)
    for name in kept:
        shutil.copy(made.folder / name, tmp_path / name)
    with made.open() as vault:
        CHANGES[change](vault)
        write_entries(vault, 1)
    newest = files_of(made.folder)
    for name in kept:
        shutil.copy(tmp_path / name, made.folder / name)
    before = files_of(made.folder)
    for opening in (made.open, lambda: open_with_recovery(made.folder, made.code, fixed_clock)):
        with pytest.raises(Damaged, match="older copy"):
            opening()
    with pytest.raises(Damaged):  # nor is it a loss that could be accepted
        accept_losses(made.folder, passphrase=PASSPHRASE, clock=fixed_clock)
    after = files_of(made.folder)
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    for name in kept:  # the newest file back in its place is all that is needed
        (made.folder / name).write_bytes(newest[name])
    made.open(passphrase=OTHER if change == "passphrase" else PASSPHRASE).close()


def test_who_types_the_new_passphrase_beside_an_older_file_is_told(made: Made, tmp_path: Path) -> None:
    shutil.copy(made.folder / "vault.json", tmp_path)
    with made.open() as vault:
        CHANGES["passphrase"](vault)
    with pytest.raises(Locked, match="passphrase is wrong"):
        made.open(passphrase="keines von beiden")
    shutil.copy(tmp_path / "vault.json", made.folder)
    with pytest.raises(Locked, match="older copy than the database"):
        made.open(passphrase=OTHER)


def test_what_the_old_passphrase_gives_opens_nothing_new(made: Made) -> None:
    old = read_vault_file(made.folder / "vault.json").slots[0]
    with made.open() as vault:
        vault.set_passphrase(PASSPHRASE, OTHER)
        new = read_vault_file(vault.paths.vault_file).slots[0]
        known = slots.unlock(old, slots.master_secret(old, PASSPHRASE))
        assert not has_key(vault.paths, known.vault_key)
        assert new.everyday_public != old.everyday_public
        assert new.signing_public != old.signing_public
        assert new.rotations == ()
        wrapped = vault.wrap_private("author", b"secret")
        assert vault.unwrap_private("author", wrapped) == b"secret"
        assert check_storage(vault) == []
    with pytest.raises(Locked):
        made.open()


def test_an_older_vault_file_is_not_built_on_in_an_open_vault(made: Made, tmp_path: Path) -> None:
    shutil.copy(made.folder / "vault.json", tmp_path / "old.json")
    with made.open() as vault:
        CHANGES["invitation"](vault)
        newest = (made.folder / "vault.json").read_bytes()
        shutil.copy(tmp_path / "old.json", made.folder / "vault.json")
        for change in CHANGES.values():
            with pytest.raises(Damaged, match="older copy"):
                change(vault)
        assert any("older copy" in str(problem) for problem in check_storage(vault))
        (made.folder / "vault.json").write_bytes(newest)
        CHANGES["key"](vault)


def test_a_passphrase_is_not_changed_under_another_opening(made: Made) -> None:
    with made.open() as other, made.open() as vault:
        write_entries(other, 1)
        before = files_of(made.folder)
        with pytest.raises(Surroundings, match="open in another program"):
            vault.set_passphrase(PASSPHRASE, OTHER, CHEAP)
        with pytest.raises(Surroundings, match="open in another program"):
            vault.require_new_key_possible()
        after = files_of(made.folder)
        assert {name: after[name] for name in after if name.endswith(".json")} == {
            name: before[name] for name in before if name.endswith(".json")
        }
        write_entries(other, 1)
    made.open().close()


def test_progress_says_what_is_done(made: Made) -> None:
    told: list[str] = []
    with made.open() as vault:
        vault.set_passphrase(PASSPHRASE, OTHER, CHEAP, progress=lambda what, done, total: told.append(what))
    assert told[:2] == ["Looking whether another program has the vault open", "Encrypting the vault anew"]


def as_before(made: Made) -> None:
    """Take the generation out again: the vault as the first program wrote it."""
    import json

    from datapact.vault.folder import newest_file
    from datapact.vault.keys.header import write_vault_file

    with made.open() as vault:
        file = read_vault_file(vault.paths.vault_file)
        key = vault.vault_key
        reached = read_checkpoint(vault.paths.checkpoint, key)
        with vault.write() as session:
            newest_file.put_fact(statements(session.connection()), "vault_file", None)
    from dataclasses import replace

    from datapact.vault.database.checkpoint import write_checkpoint

    write_vault_file(made.folder / "vault.json", replace(file, generation=0), key)
    write_checkpoint(made.folder / "checkpoint.json", replace(reached, belongs=Belonging()), key)
    assert json.loads((made.folder / "vault.json").read_bytes())["format"] == 1
    assert set(json.loads((made.folder / "checkpoint.json").read_bytes())) == {"format", "n", "running", "mac"}


def test_a_vault_of_the_first_program_opens_and_gets_its_generation_with_the_first_write(
    made: Made, tmp_path: Path
) -> None:
    as_before(made)
    before = files_of(made.folder)
    with made.open() as vault:
        assert check_storage(vault) == []
    assert {name: data for name, data in files_of(made.folder).items() if name.endswith(".json")} == {
        name: data for name, data in before.items() if name.endswith(".json")
    }
    shutil.copy(made.folder / "vault.json", tmp_path / "old.json")
    with made.open() as vault:
        write_entries(vault, 2)
        file = read_vault_file(vault.paths.vault_file)
        assert file.generation == 1
        assert read_checkpoint(vault.paths.checkpoint, vault.vault_key).belongs == file.belonging()
        with vault.read() as session:
            assert stated_file(statements(session.connection())) == file.belonging()
        write_entries(vault, 1)
        assert read_vault_file(vault.paths.vault_file).generation == 1
    made.open().close()
    shutil.copy(tmp_path / "old.json", made.folder / "vault.json")
    with pytest.raises(Damaged, match="older copy"):
        made.open()


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_may_be_the_first_in_a_vault_of_the_first_program(made: Made, change: str) -> None:
    as_before(made)
    with made.open() as vault:
        CHANGES[change](vault)
        assert read_vault_file(vault.paths.vault_file).generation >= 1
        assert check_storage(vault) == []
    made.open(passphrase=OTHER if change == "passphrase" else PASSPHRASE).close()


def test_two_openings_agree_which_file_is_the_newest(made: Made) -> None:
    """One adds a slot, the other goes on writing: its checkpoint names the newest file, not the one that it met."""
    with made.open() as first, made.open() as second:
        CHANGES["invitation"](first)
        write_entries(second, 1)
    made.open().close()


def test_an_older_file_without_a_key_is_refused_by_name(made: Made, tmp_path: Path) -> None:
    """vault.json and checkpoint of a time before the key was changed: the database itself does not open with them."""
    for name in ("vault.json", "checkpoint.json"):
        shutil.copy(made.folder / name, tmp_path / name)
    with made.open() as vault:
        vault.rotate_vault_key()
    for name in ("vault.json", "checkpoint.json"):
        shutil.copy(tmp_path / name, made.folder / name)
    with pytest.raises(Damaged, match="does not open with the key in"):
        made.open()
    with pytest.raises(DataPactError):
        accept_losses(made.folder, passphrase=PASSPHRASE, clock=fixed_clock)
    with pytest.raises(WrongUse):
        made.open("nobody")
