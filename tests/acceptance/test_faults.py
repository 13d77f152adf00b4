"""Damage and full disks, as the command line says them: the right exit code, one line, and nothing changed."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from datapact.agreements.steps import negotiation
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.settings import WHOLE_VAULT, write_settings
from datapact.vault.folder.automatic_backup import DAILY
from tests.acceptance.commands import contents, run_in
from tests.acceptance.journey import ANNA, INSTITUTE, KELLER, PASSPHRASE, SOFIA, Journey, demo_data
from tests.conftest import SteppingClock
from tests.tools import schemas

REMARKS = 6
SEED = 20261124
BLOCK = 4096


def listed(vault: Path) -> int:
    """How many remarks Keller's vault shows."""
    answer = run_in(vault, ANNA, "agreement", "history", "DP-2026-0001")
    assert answer.code == 0, answer.error
    return answer.out.count("remark")


@pytest.fixture
def cut(journey: Journey, tmp_path: Path) -> Path:
    """Keller's vault as a power cut leaves it: the newest remarks stand in the write-ahead log alone."""
    folder = journey.stage("signed", tmp_path / "working")
    with unlock(folder / KELLER, ANNA, PASSPHRASE, SteppingClock()) as anna:
        for number in range(REMARKS):
            negotiation.comment(anna, journey.history, f"remark {number}")
        shutil.copytree(folder / KELLER, tmp_path / KELLER)
    (tmp_path / KELLER / "vault.db-shm").unlink()
    return tmp_path / KELLER


def test_the_log_is_taken_up(cut: Path) -> None:
    assert (cut / "vault.db-wal").stat().st_size > 0
    assert listed(cut) == REMARKS


def test_a_damaged_log_is_said_or_harmless(cut: Path, tmp_path: Path) -> None:
    """Truncated anywhere, or one bit flipped anywhere: either every remark is there, or the loss is said."""
    chance = random.Random(SEED)
    whole = (cut / "vault.db-wal").read_bytes()
    said = 0
    for number in range(24):
        folder = shutil.copytree(cut, tmp_path / str(number) / KELLER)
        place = chance.randrange(len(whole))
        damaged = bytearray(whole)
        if number % 2:
            del damaged[place:]
        else:
            damaged[place] ^= 1 << chance.randrange(8)
        (folder / "vault.db-wal").write_bytes(damaged)
        before = contents(folder)
        answer = run_in(folder, ANNA, "vault", "info")
        if answer.code == 0:
            assert listed(folder) == REMARKS
            continue
        said += 1
        assert answer.code == 4
        assert "Restore the newest backup" in answer.error
        assert run_in(folder, ANNA, "agreement", "comment", "DP-2026-0001", "remark").code == 4
        assert contents(folder) == before
    assert said > 5


def test_a_rolled_back_database_is_said_and_can_be_accepted(journey: Journey, tmp_path: Path) -> None:
    vault = journey.stage("signed", tmp_path / "working") / KELLER
    old = (vault / "vault.db").read_bytes()
    assert run_in(vault, ANNA, "agreement", "comment", "DP-2026-0001", "remark one").code == 0
    assert listed(vault) == 1
    (vault / "vault.db").write_bytes(old)
    before = contents(vault)
    for command in (
        ("agreement", "list"),
        ("agreement", "comment", "DP-2026-0001", "remark two"),
        ("vault", "accept-losses"),
        ("vault", "check"),
    ):
        answer = run_in(vault, ANNA, *command)
        assert answer.code == (1 if "accept-losses" in command else 4)
        assert "older than its checkpoint" in answer.error
        assert contents(vault) == before
    accepted = run_in(vault, ANNA, "vault", "accept-losses", "--yes", "--json")
    assert accepted.code == 0, accepted.error
    schema = json.loads((schemas.FOLDER / "vault-restore.schema.json").read_text("utf-8"))
    Draft202012Validator(schemas.closed(schema)).validate(json.loads(accepted.out))
    assert listed(vault) == 0
    assert run_in(vault, ANNA, "vault", "check").code == 0
    assert "restored from a backup" in run_in(vault, ANNA, "vault", "info").out
    before = contents(vault)
    assert run_in(vault, ANNA, "vault", "accept-losses", "--yes").code == 1
    assert contents(vault) == before


def test_a_wrong_passphrase_accepts_nothing(journey: Journey, tmp_path: Path) -> None:
    vault = journey.stage("signed", tmp_path / "working") / KELLER
    (vault.parent / "passphrase").write_text("another one altogether\n", "utf-8")
    before = contents(vault)
    assert run_in(vault, ANNA, "vault", "accept-losses", "--yes").code == 3
    assert contents(vault) == before


def test_a_changing_command_leaves_one_backup_a_day(journey: Journey, tmp_path: Path) -> None:
    vault = journey.stage("signed", tmp_path / "working") / KELLER
    assert run_in(vault, ANNA, "agreement", "list").code == 0
    assert not (vault / "backups").exists()
    for _ in range(2):
        assert run_in(vault, ANNA, "agreement", "comment", "DP-2026-0001", "remark").code == 0
    (backup,) = (vault / "backups").iterdir()
    assert "is sound" in run_in(vault, ANNA, "vault", "check", "--backup", backup).out
    restored = tmp_path / "restored" / KELLER
    restored.parent.mkdir()
    assert run_in(restored, ANNA, "vault", "restore", backup).code == 0
    assert listed(restored) == 1


def test_a_command_makes_no_backup_where_they_are_switched_off(journey: Journey, tmp_path: Path) -> None:
    vault = journey.stage("signed", tmp_path / "working") / KELLER
    member = unlock(vault, ANNA, PASSPHRASE, SteppingClock())
    with member.vault.write(reader=True) as session:
        write_settings(session, WHOLE_VAULT, {DAILY: False})
    member.vault.close()
    assert run_in(vault, ANNA, "agreement", "comment", "DP-2026-0001", "remark").code == 0
    assert not (vault / "backups").exists()


def test_a_backup_that_fails_is_said_and_fails_nothing(journey: Journey, tmp_path: Path) -> None:
    vault = journey.stage("signed", tmp_path / "working") / KELLER
    (vault / "backups").write_text("in the way", "utf-8")
    answer = run_in(vault, ANNA, "agreement", "comment", "DP-2026-0001", "remark")
    assert answer.code == 0
    assert "the automatic backup was not made" in answer.error
    assert answer.error.count("\n") == 1
    assert listed(vault) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MiB in memory."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small file system can only be mounted by root on Linux")
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Fill the disk so that ``left`` bytes are free, in whole blocks."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * BLOCK
    ballast.write_bytes(bytes(free - left))
    return ballast


@pytest.mark.parametrize("left", [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
def test_a_full_disk_is_said_and_changes_nothing(journey: Journey, small_disk: Path, tmp_path: Path, left: int) -> None:
    """Whatever step of a draft meets the end of the disk, the vault is what it was, and works once there is space."""
    vault = journey.stage("offered", small_disk / "vaults") / KELLER
    answers = tmp_path / "changes.toml"
    answers.write_bytes(demo_data("counter.toml"))
    run_in(vault, ANNA, "agreement", "list")  # writes the passphrase file
    before = run_in(vault, ANNA, "agreement", "history", "DP-2026-0001").out
    ballast = fill(small_disk, left * BLOCK)
    answer = run_in(vault, ANNA, "agreement", "revise", "DP-2026-0001", "--answers", answers)
    refused = answer.code
    assert refused in (0, 5)
    if refused:
        assert "disk" in answer.error
    elif answer.error:
        assert "the automatic backup was not made" in answer.error
    ballast.unlink()
    after = run_in(vault, ANNA, "agreement", "history", "DP-2026-0001")
    assert after.code == 0
    if refused and "was saved, but its checkpoint was not" not in answer.error:
        assert after.out == before
    else:
        assert len(after.out) > len(before)
    assert run_in(vault, ANNA, "vault", "check").code == 0
    if left == 0:
        assert refused == 5


def test_a_full_disk_when_a_file_is_written(journey: Journey, small_disk: Path, tmp_path: Path) -> None:
    vaults = journey.stage("offered", tmp_path / "vaults")
    target = small_disk / "out.dpact"
    ballast = fill(small_disk, 8 * BLOCK)
    for command in (("send", "DP-2026-0001", "--to", "Institut"), ("vault", "backup")):
        answer = run_in(vaults / KELLER, ANNA, *command, "-o", target)
        assert answer.code == 5
        assert "The disk is full" in answer.error
        assert set(small_disk.iterdir()) == {ballast}
    assert run_in(vaults / KELLER, ANNA, "vault", "check").code == 0


def test_receiving_on_a_full_disk(journey: Journey, small_disk: Path, tmp_path: Path) -> None:
    vault = journey.stage("offered", small_disk / "vaults") / INSTITUTE
    bundle = tmp_path / "offer.dpact"
    bundle.write_bytes(journey.bundles[0])
    run_in(vault, SOFIA, "agreement", "list")
    ballast = fill(small_disk, 24 * BLOCK)
    answer = run_in(vault, SOFIA, "receive", bundle)
    assert answer.code == 5
    assert "disk" in answer.error
    ballast.unlink()
    assert run_in(vault, SOFIA, "agreement", "list").out.strip() == "No agreements."
    assert run_in(vault, SOFIA, "vault", "check").code == 0
    assert run_in(vault, SOFIA, "receive", bundle).code == 0
