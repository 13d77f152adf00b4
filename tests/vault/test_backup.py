"""Backup and restore: one encrypted, authenticated file; altered, truncated or foreign ones restore nothing."""

from __future__ import annotations

import io
import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from datapact.base.errors import Damaged, DataPactError, Locked, Malformed, NewerFormat, Surroundings, WrongUse
from datapact.base.strictjson import canonical
from datapact.vault.database.entries import attachment, entries, get_meta, next_counter, put_attachment, set_meta
from datapact.vault.folder import backup as backup_module
from datapact.vault.folder.automatic_backup import DAYS, MONTHS, WEEKS, back_up_daily, list_backups, to_keep
from datapact.vault.folder.backup import backup_vault, read_header, write_backup
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.restore import RESTORED, restore_vault, restore_with_recovery
from tests.depth import examples
from tests.vault.making import HISTORY, NOW, PASSPHRASE, Made, files_of, fixed_clock, make_vault, write_entries


def restore(file: Path, folder: Path, passphrase: str = PASSPHRASE) -> OpenVault:
    return restore_vault(file, folder, passphrase=passphrase, clock=fixed_clock)


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """A backup with entries, of which the last are in the log only, and an attachment."""
    folder = tmp_path_factory.mktemp("backup")
    made = make_vault(folder / "v.datapact")
    (made.folder / "appearance.json").write_text('{"language":"de"}')
    with made.open() as vault:
        write_entries(vault, 20)
        with vault.write() as session:
            put_attachment(session, b"%PDF" * 5000, "application/pdf")
        backup_vault(vault, folder / "v.dpbackup")
    return folder / "v.dpbackup", made


def test_everything_comes_back_as_a_new_replica(backup: tuple[Path, Made], tmp_path: Path) -> None:
    file, made = backup
    with made.open() as vault, vault.read() as session:
        before, replica = entries(session, HISTORY), vault.replica
    with restore(file, tmp_path / "again.datapact") as vault:
        assert check_storage(vault) == []
        assert vault.replica != replica
        with vault.read() as session:
            assert entries(session, HISTORY) == before
            assert attachment(session, "missing") is None
            assert get_meta(session, RESTORED) == "2026-11-24T23:14:17Z"
            assert next_counter(session, HISTORY, "shared", vault.replica, "org") == 1
        write_entries(vault, 1)
    assert (tmp_path / "again.datapact" / "appearance.json").read_text() == '{"language":"de"}'
    Made(tmp_path / "again.datapact", made.code).open().close()


def test_the_recovery_code_restores_too(backup: tuple[Path, Made], tmp_path: Path) -> None:
    file, made = backup
    with restore_with_recovery(file, tmp_path / "again", code=made.code, clock=fixed_clock) as vault:
        assert vault.slot.kind == "recovery"


def test_nothing_readable_is_in_a_backup(backup: tuple[Path, Made]) -> None:
    data = backup[0].read_bytes()
    for secret in (b"SQLite format", b"urn:uuid", b"%PDF", b"CREATE TABLE"):
        assert secret not in data


def test_a_backup_overwrites_nothing(vault: OpenVault, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    with pytest.raises(WrongUse, match="is there already"):
        backup_vault(vault, tmp_path / "there")
    with pytest.raises(Surroundings):
        backup_vault(vault, tmp_path / "missing" / "b")
    assert (tmp_path / "there").read_text() == "x"
    backup_vault(vault, tmp_path / "b")
    with pytest.raises(WrongUse, match="is there already"):
        restore(tmp_path / "b", vault.folder)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["Keller.datapact", "b", "there"]


def test_a_wrong_passphrase_or_file_restores_nothing(backup: tuple[Path, Made], tmp_path: Path) -> None:
    with pytest.raises(Locked):
        restore(backup[0], tmp_path / "x", "not the passphrase")
    with pytest.raises(WrongUse, match="no file"):
        restore(tmp_path / "missing", tmp_path / "x")
    with pytest.raises(Malformed, match="not a backup"):
        restore(backup[1].folder / "vault.db", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.floats(0, 1), kind=st.sampled_from(["flip", "cut", "more"]), early=st.booleans())
def test_an_altered_backup_restores_nothing(
    backup: tuple[Path, Made], tmp_path_factory: pytest.TempPathFactory, part: float, kind: str, early: bool
) -> None:
    folder = tmp_path_factory.mktemp("altered")
    data = bytearray(backup[0].read_bytes())
    place = int(part * ((12_000 if early else len(data)) - 1))
    if kind == "flip":
        data[place] ^= 0x04
    elif kind == "cut":
        del data[place:]
    else:
        data += b"x" * (1 + place % 100)
    (folder / "b").write_bytes(data)
    with pytest.raises(DataPactError) as caught:
        restore(folder / "b", folder / "v.datapact")
    assert caught.value.exit_code in (3, 4) or isinstance(caught.value, WrongUse)
    assert [file.name for file in folder.iterdir()] == ["b"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda header: header.update(format=2), NewerFormat),
        (lambda header: header["vault"].update(format=3), NewerFormat),
        (lambda header: header.update(size=0), Damaged),
        (lambda header: header.update(size="1"), Damaged),
        (lambda header: header.update(size=2**50), Damaged),
        (lambda header: header.update(created="yesterday"), Damaged),
        (lambda header: header.update(checkpoint=[]), Damaged),
        (lambda header: header.update(vault=None), Damaged),
        (lambda header: header.update(appearance=7), Damaged),
        (lambda header: header.update(more=7), Damaged),
        (lambda header: header.update(type="other"), Malformed),
    ],
)
def test_a_hostile_header_restores_nothing(
    backup: tuple[Path, Made], tmp_path: Path, change: Callable[[dict[str, object]], object], error: type[Exception]
) -> None:
    line, rest = backup[0].read_bytes().split(b"\n", 1)
    header = json.loads(line)
    change(header)
    (tmp_path / "b").write_bytes(json.dumps(header).encode() + b"\n" + rest)
    with pytest.raises(error):
        restore(tmp_path / "b", tmp_path / "v")
    assert not (tmp_path / "v").exists()


@pytest.mark.parametrize("appearance", [None, {}, {"format": 1, "theme": "dark"}])
def test_a_header_is_written_as_it_was_read(backup: tuple[Path, Made], appearance: dict[str, object] | None) -> None:
    """An appearance.json without a member is another thing than none."""
    header = json.loads(backup[0].read_bytes().split(b"\n", 1)[0])
    header.pop("appearance", None)
    line = canonical(header if appearance is None else {**header, "appearance": appearance}) + b"\n"
    read, same = read_header(io.BytesIO(line))
    assert (read.appearance, read.write() + b"\n", same) == (appearance, line, line)


def test_a_backup_of_before_a_key_change_opens_with_the_passphrase_of_then(made: Made, tmp_path: Path) -> None:
    with made.open() as vault:
        write_entries(vault, 1)
        backup_vault(vault, tmp_path / "b")
        vault.rotate_vault_key()
        vault.set_passphrase(PASSPHRASE, "ein neues Geheimnis")
    restore(tmp_path / "b", tmp_path / "again").close()


def test_nobody_waits_for_who_reads_long(made: Made, tmp_path: Path) -> None:
    """A backup holds the lock of those who write: it copies beside an open read instead of waiting for its end."""
    with made.open() as vault, vault.read() as session:
        assert get_meta(session, "later") is None
        with vault.write() as other:
            set_meta(other, "later", "there")
        began = time.monotonic()
        backup_vault(vault, tmp_path / "a.dpbackup")
        assert time.monotonic() - began < 8  # the database itself would wait for ten seconds
        assert get_meta(session, "later") is None
    with restore(tmp_path / "a.dpbackup", tmp_path / "back.datapact") as restored, restored.read() as session:
        assert get_meta(session, "later") == "there"


def test_progress_is_told(vault: OpenVault, tmp_path: Path) -> None:
    write_entries(vault, 10)
    seen: list[tuple[str, int, int]] = []
    backup_vault(vault, tmp_path / "b", lambda *step: seen.append(step))
    assert seen[-1][0] == "backup"
    assert seen[-1][1] == seen[-1][2] > 0


def test_one_automatic_backup_a_day(made: Made) -> None:
    with made.open() as vault:
        first = back_up_daily(vault)
        assert first == made.folder / "backups" / "2026-11-24T23-14-17Z.dpbackup"
        assert back_up_daily(vault) is None
        (made.folder / "backups" / "notes.txt").write_text("mine")
        (made.folder / "backups" / "2026-13-24T23-14-17Z.dpbackup").write_text("mine")
        for day in range(1, 12):
            vault.clock = lambda day=day: NOW + timedelta(days=day)
            assert back_up_daily(vault) is not None
        times = [moment for moment, _ in list_backups(vault.paths)]
    assert times[0] == NOW + timedelta(days=11)
    assert set(times) == to_keep(NOW + timedelta(days=day) for day in range(12))
    assert len(list((made.folder / "backups").iterdir())) == len(times) + 2
    assert first is not None
    restore(list_backups(vault.paths)[0][1], made.folder.parent / "again").close()


moments = st.sets(
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC)),
    max_size=60,
)


@given(moments)
@settings(max_examples=examples(150), deadline=None)
def test_what_is_kept_covers_days_weeks_and_months(given_moments: set[datetime]) -> None:
    kept = to_keep(given_moments)
    assert kept <= given_moments
    assert len(kept) <= DAYS + WEEKS + MONTHS
    newest_first = sorted(given_moments, reverse=True)
    days = list(dict.fromkeys(moment.date() for moment in newest_first))[:DAYS]
    months = list(dict.fromkeys((moment.year, moment.month) for moment in newest_first))[:MONTHS]
    weeks = list(dict.fromkeys(moment.isocalendar()[:2] for moment in newest_first))[:WEEKS]
    assert {moment.date() for moment in kept} >= set(days)
    assert {(moment.year, moment.month) for moment in kept} >= set(months)
    assert {moment.isocalendar()[:2] for moment in kept} >= set(weeks)
    assert not newest_first or newest_first[0] in kept
    assert to_keep(kept) <= kept


def test_a_year_of_daily_backups_is_thinned_out() -> None:
    days = [NOW - timedelta(days=day) for day in range(500)]
    kept = sorted(to_keep(days), reverse=True)
    assert kept[:7] == days[:7]
    assert DAYS + WEEKS + MONTHS - 4 <= len(kept) <= DAYS + WEEKS + MONTHS
    assert kept[-1] >= NOW - timedelta(days=370)


def test_a_copied_folder_is_still_a_vault(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.folder, tmp_path / "copy.datapact")
    Made(tmp_path / "copy.datapact", made.code).open().close()


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**7), as_before=st.booleans())
def test_a_backup_of_a_damaged_vault_is_named_and_restored_only_on_request(
    filled: Path, tmp_path_factory: pytest.TempPathFactory, place: int, as_before: bool
) -> None:
    """``as_before``: programs before December 2026 copied a damaged page as zeros, which prove true."""
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copytree(filled, folder / "v.datapact")
    data = bytearray((folder / "v.datapact" / "vault.db").read_bytes())
    data[place % len(data)] ^= 0x01
    (folder / "v.datapact" / "vault.db").write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        if as_before:
            patch.setattr(backup_module, "_at_rest", lambda file, key: nullcontext((None, False)))
        try:
            with Made(folder / "v.datapact", "").open() as vault:
                write_backup(vault.paths, vault.vault_key, folder / "old", NOW, proven=False)
        except DataPactError as error:
            assert error.exit_code == 4  # noqa: PT017 - a page that opening or copying needs
            return
    before = files_of(folder)
    try:
        restored = restore(folder / "old", folder / "again")
    except Damaged as error:
        assert "nothing was changed" in str(error)  # noqa: PT017
        assert files_of(folder) == before
        try:
            taken = restore_vault(
                folder / "old", folder / "again", passphrase=PASSPHRASE, clock=fixed_clock, damaged=True
            )
        except Damaged:
            return  # not even to be opened
        with taken:
            assert check_storage(taken) != []
    else:  # a page that nothing was stored in
        with restored:
            assert check_storage(restored) == []


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_vault(tmp_path_factory.mktemp("filled") / "v.datapact")
    with made.open() as vault:
        write_entries(vault, 50, text="x" * 500)
        with vault.write() as session:
            put_attachment(session, os.urandom(400_000), "application/pdf")
    return made.folder


def test_the_last_page_of_an_attachment_copied_as_zeros_is_found(filled: Path, tmp_path: Path) -> None:
    """Of all damage only this is not seen by SQLite: neither by authentication nor in the structure."""
    shutil.copytree(filled, tmp_path / "v.datapact")
    with Made(tmp_path / "v.datapact", "").open() as vault:
        with vault.write() as session:
            session.execute(
                text("UPDATE attachment SET data = CAST(substr(data, 1, size - 1000) || zeroblob(1000) AS BLOB)")
            )
        write_backup(vault.paths, vault.vault_key, tmp_path / "old", NOW)
    with pytest.raises(Damaged, match="made of a damaged vault"):
        restore(tmp_path / "old", tmp_path / "again")
    assert not (tmp_path / "again").exists()
