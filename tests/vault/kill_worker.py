"""Writes until it is killed, and says on stdout what was acknowledged: the other half of test_kill.py."""

from __future__ import annotations

import contextlib
from pathlib import Path

from datapact.base.errors import Locked
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.opening import open_vault
from tests.vault.making import CHEAP, PASSPHRASE, Made, fixed_clock, write_entries

OTHER = "ein anderes Geheimnis"


def open_with_either(folder: Path) -> tuple[OpenVault, str, str]:
    """Open with the passphrase that holds after the last kill; returns that one and then the other."""
    for mine, other in ((PASSPHRASE, OTHER), (OTHER, PASSPHRASE)):
        with contextlib.suppress(Locked):
            return open_vault(folder, member_id="anna-keller", passphrase=mine, clock=fixed_clock), mine, other
    raise AssertionError("neither passphrase opens")


def write(name: str, task: str) -> None:
    folder = Path(name)
    print("ready", flush=True)
    vault, mine, other = open_with_either(folder)
    round_ = 0
    while True:
        round_ += 1
        for one in write_entries(vault, 3, text="x" * 2000):
            print(one.digest, flush=True)
        if task == "keys":
            vault.rotate_vault_key()
        elif task == "slots" and round_ % 2:
            vault.set_passphrase(mine, other, CHEAP)
            mine, other = other, mine
        elif task == "reopen":
            vault.close()
            vault = open_with_either(folder)[0]


def opened(folder: str) -> None:
    """Say that it begins, and open a vault, which an earlier program wrote."""
    print("ready", flush=True)
    Made(Path(folder), "").open().close()
