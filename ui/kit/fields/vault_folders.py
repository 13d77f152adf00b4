"""Default folders of vaults: in a folder ``DataPact`` of the user, on the local disk, each with its own name."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from datapact.base.user_folders import data_home

_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST = 60


def new_vault_folder(name: str, parent: Path | None = None) -> Path:
    """A folder ``NAME.datapact`` that does not exist yet."""
    parent = parent or Path.home() / "DataPact"
    plain = _REFUSED.sub(" ", unicodedata.normalize("NFC", name))
    words = " ".join(plain.split())
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rpartition(" ")[0] or words[:_LONGEST]
    plain = words.lstrip(". ") if words.strip(". ") else "Vault"  # the last stop stays: it belongs to "e. V."
    folder, number = parent / f"{plain}.datapact", 1
    while folder.exists():
        number += 1
        folder = parent / f"{plain} {number}.datapact"
    return folder


def sample_folder() -> Path:
    """The folder of the sample vaults with their passphrases, in the user's data folder."""
    return data_home() / "sample"


def sample_passphrase(vault: Path, member: str) -> str:
    """The passphrase of a sample vault, which is no secret; empty for any other vault."""
    file = vault.parent / f"{vault.stem}.{member}.passphrase"
    if not file.is_file() or vault.resolve().parent != sample_folder().resolve():
        return ""
    return file.read_text("utf-8").strip()
