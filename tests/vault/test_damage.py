"""Damage to database, log and checkpoint: noticed on opening and said; nothing is ever lost in silence."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, DataPactError, Surroundings
from datapact.vault.database.checkpoint import newest, read_checkpoint
from datapact.vault.database.entries import entries, get_meta, put_attachment
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.restore import RESTORED, accept_losses
from tests.depth import examples
from tests.vault.making import CHEAP, HISTORY, PASSPHRASE, Made, fixed_clock, make_vault, write_entries


def copy_while_open(made: Made, target: Path) -> None:
    """The folder as a power cut leaves it: the log was not merged into the database."""
    shutil.copytree(made.folder, target)


@pytest.fixture
def cut(made: Made, tmp_path: Path) -> Made:
    """A vault with ten entries, the last five only in the log."""
    with made.open() as vault:
        write_entries(vault, 5)
    with made.open() as vault:
        for _ in range(5):
            write_entries(vault, 1)
        copy_while_open(made, tmp_path / "Cut.datapact")
    return Made(tmp_path / "Cut.datapact", made.code)


def test_the_log_is_taken_up_after_a_power_cut(cut: Made) -> None:
    assert (cut.folder / "vault.db-wal").stat().st_size > 0
    with cut.open() as vault, vault.read() as session:
        assert len(entries(session, HISTORY)) == 10


def test_a_lost_log_is_noticed(cut: Made) -> None:
    (cut.folder / "vault.db-wal").unlink()
    (cut.folder / "vault.db-shm").unlink(missing_ok=True)
    with pytest.raises(Damaged, match="older than its checkpoint"):
        cut.open()


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), kind=st.sampled_from(["flip", "cut"]))
def test_a_damaged_log_never_loses_entries_in_silence(
    cut: Made, tmp_path_factory: pytest.TempPathFactory, place: int, kind: str
) -> None:
    folder = tmp_path_factory.mktemp("log") / "v.datapact"
    shutil.copytree(cut.folder, folder)
    (folder / "vault.db-shm").unlink(missing_ok=True)
    log = folder / "vault.db-wal"
    data = bytearray(log.read_bytes())
    place %= len(data)
    if kind == "cut":
        del data[place:]
    else:
        data[place] ^= 0x10
    log.write_bytes(data)
    try:
        vault = Made(folder, cut.code).open()
    except DataPactError as error:
        assert error.exit_code == 4  # noqa: PT017
    else:
        with vault, vault.read() as session:
            assert len(entries(session, HISTORY)) == 10


def test_a_rolled_back_database_is_noticed(made: Made) -> None:
    with made.open() as vault:
        write_entries(vault, 3)
    old = (made.folder / "vault.db").read_bytes()
    with made.open() as vault:
        write_entries(vault, 1)
    (made.folder / "vault.db").write_bytes(old)
    with pytest.raises(Damaged, match="older than its checkpoint"):
        made.open()


def test_a_database_of_another_course_is_noticed(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.folder, tmp_path / "twin")
    with made.open() as vault:
        write_entries(vault, 3, text="here")
    with Made(tmp_path / "twin", made.code).open() as vault:
        write_entries(vault, 3, text="there")
    shutil.copy(tmp_path / "twin" / "vault.db", made.folder / "vault.db")
    with pytest.raises(Damaged, match="does not fit its checkpoint"):
        made.open()


def test_a_kill_before_the_checkpoint_rolls_forward(made: Made) -> None:
    with made.open() as vault:
        write_entries(vault, 3)
        old = vault.paths.checkpoint.read_bytes()
        write_entries(vault, 4)
        vault.paths.checkpoint.write_bytes(old)
    with made.open() as vault, vault.read() as session:
        assert newest(session.connection()).n == 7
        assert read_checkpoint(vault.paths.checkpoint, vault.vault_key) == newest(session.connection())


@pytest.mark.parametrize("end", [0, 1, 40, -1])
def test_a_truncated_or_missing_checkpoint_is_damage(made: Made, end: int) -> None:
    file = made.folder / "checkpoint.json"
    file.write_bytes(file.read_bytes()[:end])
    with pytest.raises(Damaged):
        made.open()
    file.unlink()
    with pytest.raises(Damaged, match="missing"):
        made.open()


def test_losses_can_be_accepted_and_are_remembered(cut: Made) -> None:
    (cut.folder / "vault.db-wal").unlink()
    (cut.folder / "vault.db-shm").unlink(missing_ok=True)
    with accept_losses(cut.folder, passphrase=PASSPHRASE, clock=fixed_clock) as vault:
        replica = vault.replica
        with vault.read() as session:
            assert len(entries(session, HISTORY)) == 5
            assert get_meta(session, RESTORED) == "2026-11-24T23:14:17Z"
        assert check_storage(vault) == []
        write_entries(vault, 1)
    with cut.open() as vault:
        assert vault.replica == replica
        with vault.read() as session:
            assert {one.replica for one in entries(session, HISTORY)[5:]} == {replica}
            assert entries(session, HISTORY)[-1].counter == 1


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**7), kind=st.sampled_from(["flip", "cut", "zero"]))
def test_a_damaged_database_is_said_on_opening_or_by_the_check(
    filled: Path, tmp_path_factory: pytest.TempPathFactory, place: int, kind: str
) -> None:
    folder = tmp_path_factory.mktemp("pages") / "v.datapact"
    shutil.copytree(filled, folder)
    data = bytearray((folder / "vault.db").read_bytes())
    place %= len(data)
    if kind == "cut":
        del data[place:]
    elif kind == "flip":
        data[place] ^= 0x01
    else:
        data[place : place + 512] = bytes(len(data[place : place + 512]))
    (folder / "vault.db").write_bytes(data)
    try:
        vault = Made(folder, "").open()
    except DataPactError as error:
        assert error.exit_code == 4  # noqa: PT017
        return
    with vault:
        assert check_storage(vault) != []


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_vault(tmp_path_factory.mktemp("filled") / "v.datapact")
    with made.open() as vault:
        write_entries(vault, 50, text="x" * 500)
        with vault.write() as session:
            put_attachment(session, os.urandom(50_000), "application/pdf")
        assert check_storage(vault) == []
    return made.folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A tmpfs of 1.5 MB, for root alone."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount a tmpfs")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_is_said_and_loses_nothing(small_disk: Path) -> None:
    made = make_vault(small_disk / "v.datapact")
    acknowledged = 0
    with made.open() as vault:
        for _ in range(1000):
            try:
                write_entries(vault, 10, text="x" * 3000)
            except Surroundings as error:
                assert "disk is full" in str(error)  # noqa: PT017
                break
            acknowledged += 10
        else:
            pytest.fail("the disk never filled")
        with vault.read() as session:
            assert len(entries(session, HISTORY)) >= acknowledged > 0
    fill(small_disk)
    with pytest.raises(Surroundings, match="disk is full"):
        make_vault(small_disk / "second.datapact")
    assert not (small_disk / "second.datapact").exists()
    with made.open() as vault, pytest.raises(Surroundings, match="disk is full"):
        check_storage(vault)  # not a problem of the vault
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    with made.open() as vault:
        with vault.read() as session:
            assert acknowledged <= len(entries(session, HISTORY)) <= acknowledged + 10
        assert check_storage(vault) == []
        write_entries(vault, 1)


def fill(disk: Path) -> None:
    """Use up what is left."""
    handle = os.open(disk / "filler", os.O_CREAT | os.O_WRONLY)
    try:
        while True:
            os.write(handle, b"x" * 4096)
    except OSError:
        pass
    finally:
        os.close(handle)


def test_a_full_disk_leaves_passphrase_and_key_as_they_were(small_disk: Path) -> None:
    made = make_vault(small_disk / "v.datapact")
    with made.open() as vault:
        write_entries(vault, 10)
        fill(small_disk)
        with pytest.raises(Surroundings, match="disk is full"):
            vault.set_passphrase(PASSPHRASE, "ein anderes Geheimnis", CHEAP)
        with pytest.raises(Surroundings, match="disk"):
            vault.rotate_vault_key()
        with vault.read() as session:
            assert len(entries(session, HISTORY)) == 10
        (small_disk / "filler").unlink()
        write_entries(vault, 1)
    with made.open() as vault:
        assert check_storage(vault) == []
