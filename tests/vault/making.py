"""Vaults for the tests of the vault: the cheapest key derivation that is allowed, and entries that only look real."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datapact.base.strictjson import canonical, to_base64url
from datapact.vault.database.entries import StoredEntry, append_entry, next_counter
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.opening import create_vault, open_vault
from datapact.vault.keys.slot import KdfParameters

CHEAP = KdfParameters(passes=1, memory_kib=8192, lanes=1)
PASSPHRASE = "lauter blaue Kraniche"
NOW = datetime(2026, 11, 24, 23, 14, 17, tzinfo=UTC)
HISTORY = "urn:uuid:6f2f2d9e-7b55-4a2e-9d19-0b4a4f1f7e10"


def fixed_clock() -> datetime:
    return NOW


@dataclass(frozen=True)
class Made:
    """A vault on disk, closed, with its recovery code."""

    folder: Path
    code: str

    def open(self, member_id: str | None = "anna-keller", passphrase: str = PASSPHRASE) -> OpenVault:
        return open_vault(self.folder, member_id=member_id, passphrase=passphrase, clock=fixed_clock)


def make_vault(folder: Path) -> Made:
    vault, code = create_vault(
        folder,
        member_id="anna-keller",
        display_name="Anna Keller",
        passphrase=PASSPHRASE,
        clock=fixed_clock,
        kdf=CHEAP,
    )
    vault.close()
    return Made(folder, code)


def an_entry(counter: int, replica: str = "r", *, history: str = HISTORY, text: str = "") -> StoredEntry:
    """An entry whose digest fits its bytes; nothing in the vault looks further."""
    signed = f"header.{to_base64url(f'{history} {replica} {counter} {text}'.encode())}"
    digest = to_base64url(hashlib.sha256(signed.encode()).digest())
    return StoredEntry(
        digest, history, "shared", "offer", "org", replica, counter, "2026-11-24T23:14:17Z", f"{signed}.signature"
    )


def write_entries(vault: OpenVault, number: int, *, text: str = "") -> list[StoredEntry]:
    """Append ``number`` entries in one transaction."""
    with vault.write() as session:
        first = next_counter(session, HISTORY, "shared", vault.replica, "org")
        made = [an_entry(first + more, vault.replica, text=text) for more in range(number)]
        for entry in made:
            append_entry(session, entry)
    return made


def resealed(value: dict[str, Any]) -> bytes:
    """A vault.json with its plain checksum made anew, as anybody can who has no key."""
    covered = canonical({name: inner for name, inner in value.items() if name not in ("sha256", "mac")})
    value["sha256"] = to_base64url(hashlib.sha256(covered).digest())
    return canonical(value)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, to see that nothing was touched."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
