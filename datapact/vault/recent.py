"""The vaults that were opened last, in a plain file of the user: paths of folders and nothing else."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from datapact.errors import DataPactError, Surroundings
from datapact.files import read_whole, write_whole
from datapact.strictjson import canonical, parse_object
from datapact.vault.paths import Paths

MOST = 8
FORMAT = 1
_LARGEST_FILE = 64 * 1024


def recent_file() -> Path:
    """Where the list is kept."""
    return Path(platformdirs.user_config_dir("datapact", appauthor=False)) / "recent.json"


def recent_vaults(file: Path | None = None) -> list[Path]:
    """Folders that were opened and are still vaults, the last one first; none when the list cannot be read."""
    try:
        listed = parse_object(read_whole(file or recent_file(), limit=_LARGEST_FILE)).get("vaults")
    except DataPactError:
        return []
    folders = [Path(text) for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
    return [folder for folder in folders[:MOST] if Paths(folder).vault_file.is_file()]


def remember_vault(folder: Path, file: Path | None = None) -> None:
    """Put a folder first. A list that cannot be written is no reason to stop anybody."""
    file = file or recent_file()
    folder = folder.resolve()
    _write([folder, *(other for other in recent_vaults(file) if other != folder)][:MOST], file)


def forget_vault(folder: Path, file: Path | None = None) -> None:
    """Take a folder off the list; the vault itself stays."""
    file = file or recent_file()
    _write([other for other in recent_vaults(file) if other != folder.resolve()], file)


def _write(folders: list[Path], file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, canonical({"format": FORMAT, "vaults": [str(folder) for folder in folders]}))
    except (OSError, Surroundings):
        pass
