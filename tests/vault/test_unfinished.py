"""What a killed backup leaves in somebody else's folder is cleared; nothing that is not provably ours is touched."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from datapact.base.files import unfinished_name
from datapact.vault.folder import backup
from datapact.vault.folder.automatic_backup import copy_elsewhere
from datapact.vault.folder.backup import backup_vault
from datapact.vault.folder.newest_file import get_fact, statements
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.opening import open_vault
from datapact.vault.folder.restore import restore_vault
from datapact.vault.folder.unfinished import LEFT, MOST, remembered
from tests.vault.making import NOW, PASSPHRASE, Made, fixed_clock, write_entries
from tests.warm import Child


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def back_up_and_be_killed(folder: str, target: str, where: str) -> None:
    """Killed once a file of ours is there: the copy where another program still reads from the log, else the backup itself."""
    there, at_rest = set(Path(target).parent.iterdir()), backup._at_rest

    @contextmanager
    def read_by_another(file: Path, key: bytes) -> Iterator[tuple[Any, bool]]:
        with at_rest(file, key) as (connection, _is_whole):
            yield connection, False

    def dies(*_: object) -> None:
        if set(Path(target).parent.iterdir()) - there:
            die()

    with pytest.MonkeyPatch.context() as patched:
        if where == "copying":
            patched.setattr(backup, "_at_rest", read_by_another)
        with open_vault(Path(folder), member_id="anna-keller", passphrase=PASSPHRASE, clock=fixed_clock) as vault:
            backup_vault(vault, Path(target), dies)


def kill(made: Made, target: Path, where: str) -> list[Path]:
    """A backup that is killed; returns what it left."""
    assert Child(back_up_and_be_killed, str(made.folder), str(target), where).end() == -signal.SIGKILL
    return sorted(target.parent.glob(".datapact-*"))


def remembers(vault: OpenVault) -> bool:
    with vault.read() as session:
        return get_fact(statements(session.connection()), LEFT) is not None


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder elsewhere with files that look like ours and are not."""
    folder = tmp_path / "stick"
    folder.mkdir()
    for name in (".datapact-0123456789abcdef", ".datapact-0123456789abcdef-journal", ".datapact-x", "thesis.txt"):
        (folder / name).write_text("somebody else's")
        os.utime(folder / name, (0, 0))
    return folder


def theirs(stick: Path) -> set[str]:
    return {file.name for file in stick.iterdir() if file.read_bytes() == b"somebody else's"}


posix = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")


@posix
@pytest.mark.parametrize("where", ["copying", "assembling"])
@pytest.mark.parametrize("by", ["opening", "backup"])
def test_what_a_killed_backup_left_is_cleared(made: Made, stick: Path, where: str, by: str) -> None:
    before = theirs(stick)
    with made.open() as vault:
        write_entries(vault, 50, text="x" * 2000)
    left = kill(made, stick / "b.dpbackup", where)
    assert len(left) > 3
    with made.open() as vault:
        if by == "backup":
            backup_vault(vault, stick / "b.dpbackup")
        assert not remembers(vault)
    assert theirs(stick) == before
    assert {file.name for file in stick.iterdir()} == before | ({"b.dpbackup"} if by == "backup" else set())


@posix
def test_what_lies_on_a_drive_that_is_away_is_cleared_when_it_is_back(made: Made, stick: Path) -> None:
    kill(made, stick / "b.dpbackup", "assembling")
    away = stick.rename(stick.with_name("away"))
    with made.open() as vault:
        assert remembers(vault)
    away.rename(stick)
    with made.open() as vault:
        assert not remembers(vault)
    assert {file.name for file in stick.iterdir()} == theirs(stick)


def test_a_copy_in_the_making_is_left_alone(made: Made, stick: Path) -> None:
    file = unfinished_name(stick)
    with made.open() as vault, remembered(vault, file, locked=False):
        file.write_bytes(b"half a copy")
        made.open().close()  # another program
        assert file.exists()
        shutil.copytree(made.folder, stick / "copy of the vault")
    old = (NOW - timedelta(hours=2)).timestamp()
    os.utime(file, (old, old))
    with open_vault(stick / "copy of the vault", member_id=None, passphrase=PASSPHRASE, clock=fixed_clock) as vault:
        assert not file.exists()
        assert not remembers(vault)


@pytest.mark.skipif(os.name == "nt", reason="making a link needs a right that Windows gives to few")
def test_a_link_in_its_place_is_no_file_of_ours(made: Made, stick: Path) -> None:
    file = unfinished_name(stick)
    with made.open() as vault, remembered(vault, file, locked=True):
        shutil.copytree(made.folder, stick / "then")
    file.symlink_to(stick / "thesis.txt")
    open_vault(stick / "then", member_id=None, passphrase=PASSPHRASE, clock=fixed_clock).close()
    assert file.is_symlink()
    assert (stick / "thesis.txt").read_text() == "somebody else's"


def test_not_more_than_a_few_are_remembered_and_all_are_forgotten(made: Made, stick: Path) -> None:
    with made.open() as vault:
        names = [unfinished_name(stick) for _ in range(MOST + 4)]
        blocks = [remembered(vault, name, locked=False) for name in names]
        for block in blocks:
            block.__enter__()
        for block in blocks:
            block.__exit__(None, None, None)
        assert not remembers(vault)


def test_backups_leave_no_note(made: Made, stick: Path) -> None:
    with made.open() as vault:
        backup_vault(vault, stick / "b.dpbackup")
        assert not remembers(vault)
        copied = copy_elsewhere(vault, stick / "b.dpbackup", "Keller", made.folder.parent)
        assert not remembers(vault)
        assert copied.read_bytes() == (stick / "b.dpbackup").read_bytes()
        assert copied.stat().st_mode & 0o077 == 0 or os.name == "nt"
    with restore_vault(copied, stick / "again", passphrase=PASSPHRASE, clock=fixed_clock) as vault:
        assert not remembers(vault)
