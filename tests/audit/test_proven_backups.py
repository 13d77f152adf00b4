"""Automatic backups that nobody proved are told, and the check of one counts."""

from __future__ import annotations

from pathlib import Path

from datapact.audit.own_vault.backups import check_backup, keep_result
from datapact.audit.own_vault.notes import notes_on_vault
from datapact.vault.folder.automatic_backup import automatic_name, back_up_daily
from datapact.vault.folder.backup import write_backup
from tests.conftest import SteppingClock
from tests.exchange.houses import PASSPHRASE, build, opened


def test_a_backup_counts_as_proven_once_it_was_checked(tmp_path: Path, clock: SteppingClock) -> None:
    build(tmp_path / "made", clock)
    houses = opened(tmp_path / "made", tmp_path / "here", clock)
    house = houses.institute
    old = automatic_name(house.vault.paths, clock())
    write_backup(house.vault.paths, house.vault.vault_key, old, clock(), proven=False)  # as programs of before did
    (note,) = notes_on_vault(house)
    assert "1 automatic backup was never proven" in str(note)
    checked = check_backup(old, house.vault.folder, member_id=None, passphrase=PASSPHRASE, clock=clock)
    assert checked.problems == ()
    assert "is sound" in checked.lines()[0]
    keep_result(house.vault, checked)
    assert notes_on_vault(house) == []
    assert not list(house.vault.folder.glob(".datapact-checked-*"))
    old.unlink()
    assert back_up_daily(house.vault) is not None
    assert notes_on_vault(house) == []
    houses.close()
