"""Writes until it is killed, and says on stdout what was acknowledged: the other half of test_kill.py."""

from __future__ import annotations

import sys
from pathlib import Path

from datapact.vault.folder import open_vault
from tests.vault.making import CHEAP, PASSPHRASE, fixed_clock, write_entries


def main() -> None:
    folder, task = Path(sys.argv[1]), sys.argv[2]
    print("ready", flush=True)
    vault = open_vault(folder, member_id="anna-keller", passphrase=PASSPHRASE, clock=fixed_clock)
    round_ = 0
    while True:
        round_ += 1
        for one in write_entries(vault, 3, text="x" * 2000):
            print(one.digest, flush=True)
        if task == "keys":
            vault.rotate_vault_key()
        elif task == "slots" and round_ % 2:
            vault.set_passphrase(PASSPHRASE, PASSPHRASE, CHEAP)
        elif task == "reopen":
            vault.close()
            vault = open_vault(folder, member_id="anna-keller", passphrase=PASSPHRASE, clock=fixed_clock)


if __name__ == "__main__":
    main()
