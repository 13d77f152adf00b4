"""A cheap vault for the tests of the vault: the smallest key derivation that is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from datapact.vault.folder import create_vault, open_vault
from datapact.vault.open_vault import OpenVault
from datapact.vault.slots import KdfParameters

CHEAP = KdfParameters(passes=1, memory_kib=8192, lanes=1)
PASSPHRASE = "lauter blaue Kraniche"
NOW = datetime(2026, 11, 24, 23, 14, 17, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@dataclass(frozen=True)
class Made:
    """A vault on disk, closed, with its secrets."""

    folder: Path
    code: str

    def open(self, member_id: str | None = "anna-keller", passphrase: str = PASSPHRASE) -> OpenVault:
        return open_vault(self.folder, member_id=member_id, passphrase=passphrase, clock=clock)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    vault, code = create_vault(
        tmp_path / "Keller.datapact",
        member_id="anna-keller",
        display_name="Anna Keller",
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=CHEAP,
    )
    vault.close()
    return Made(tmp_path / "Keller.datapact", code)


@pytest.fixture
def vault(made: Made) -> Iterator[OpenVault]:
    with made.open() as opened:
        yield opened
