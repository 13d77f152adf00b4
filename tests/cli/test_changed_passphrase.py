"""Changing the passphrase at the command line: the old one, with the old vault.json, opens nothing any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from datapact.base.clock import utc_now
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import LEGAL, PASSPHRASE, Desk, datapact, found, profile

OTHER = "ganz neue Worte hier"


@pytest.fixture
def anna(tmp_path: Path) -> Desk:
    (tmp_path / "new").write_text(OTHER + "\n", "utf-8")
    return found(tmp_path, "keller", profile("keller"), [("Anna Keller", LEGAL, "")])[0]


def with_passphrase(anna: Desk, file: str, *words: object) -> list[object]:
    return [*words, "--vault", anna.vault, "--as", anna.member, "--passphrase-file", anna.folder / file]


def test_the_old_vault_file_is_refused_with_either_passphrase(anna: Desk, tmp_path: Path) -> None:
    shutil.copy(anna.vault / "vault.json", tmp_path / "old.json")
    changed = anna.run("vault", "passphrase", "--new-passphrase-file", tmp_path / "new")
    assert changed.code == 0
    assert "encrypted anew" in changed.out
    assert datapact(*with_passphrase(anna, "passphrase", "vault", "info")).code == 3
    assert datapact(*with_passphrase(anna, "new", "vault", "check")).code == 0
    shutil.copy(tmp_path / "old.json", anna.vault / "vault.json")
    refused = datapact(*with_passphrase(anna, "passphrase", "agreement", "list"))
    assert refused.code == 4
    assert "older copy" in refused.err
    assert datapact(*with_passphrase(anna, "new", "agreement", "list")).code in (3, 4)


def test_the_passphrase_is_not_changed_while_a_window_is_open(anna: Desk, tmp_path: Path) -> None:
    with unlock(anna.vault, anna.member, PASSPHRASE, utc_now):
        refused = anna.run("vault", "passphrase", "--new-passphrase-file", tmp_path / "new")
    assert refused.code == 5
    assert "open in another program" in refused.err
    assert anna.run("vault", "info").code == 0
