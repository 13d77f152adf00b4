"""Preferences readable before a vault is unlocked: language, theme and text size, and the vaults opened last.

appearance.json holds nothing secret or important, so a missing, damaged or later file means the defaults. The list of
vaults is a plain file of the user with paths of folders, and for each the id of the member who opened it last.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from datapact.base.errors import DataPactError, Surroundings
from datapact.base.files import read_whole, write_whole
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import LANGUAGES, Language
from datapact.base.user_folders import settings_home
from datapact.vault.keys.paths import Paths

type Theme = Literal["system", "light", "dark"]

THEMES: tuple[Theme, ...] = get_args(Theme.__value__)
SMALLEST_TEXT, LARGEST_TEXT = 80, 200
APPEARANCE_FORMAT = 1
_LARGEST_FILE = 64 * 1024
_LAST_FOLDER = "last-folder.json"


@dataclass(frozen=True, slots=True)
class Appearance:
    """The look of the window on this computer.

    ``language`` None means that of the computer; ``text_size`` is in percent.
    """

    language: Language | None = None
    theme: Theme = "system"
    """``system`` is that of the computer."""
    text_size: int = 100


def read_appearance(folder: Path) -> Appearance:
    """The appearance stored in a vault's folder; each member that cannot be used has its default."""
    try:
        found = parse_object(read_whole(Paths(folder).appearance, limit=_LARGEST_FILE))
    except DataPactError:
        return Appearance()
    language = next((known for known in LANGUAGES if known == found.get("language")), None)
    theme: Theme = next((known for known in THEMES if known == found.get("theme")), "system")
    size = found.get("text_size")
    return Appearance(language, theme, bounded(size) if isinstance(size, int) else 100)


def write_appearance(folder: Path, appearance: Appearance) -> None:
    """Write the appearance, whole; raises Surroundings when the disk fails."""
    value: JsonObject = {
        "format": APPEARANCE_FORMAT,
        "theme": appearance.theme,
        "text_size": bounded(appearance.text_size),
    }
    if appearance.language is not None:
        value["language"] = appearance.language
    write_whole(Paths(folder).appearance, canonical(value))


def bounded(text_size: int) -> int:
    """A text size between 80 and 200 %."""
    return min(LARGEST_TEXT, max(SMALLEST_TEXT, text_size))


MOST = 8
RECENT_FORMAT = 1


def recent_file() -> Path:
    """The file of the list of vaults."""
    return settings_home() / "recent.json"


def last_folder() -> Path | None:
    """The folder of the file that this person chose or wrote last on this computer; None where it is not known, gone, or out of
    reach, as on a share without its server."""
    try:
        text = parse_object(read_whole(settings_home() / _LAST_FOLDER, limit=_LARGEST_FILE)).get("folder")
    except DataPactError:
        return None
    folder = Path(text) if isinstance(text, str) and text else None
    try:
        return folder if folder is not None and folder.is_absolute() and folder.is_dir() else None
    except OSError:
        return None


def keep_last_folder(folder: Path) -> None:
    """Keep it for the next session. Errors of writing are ignored: the next question begins elsewhere then."""
    with contextlib.suppress(Surroundings, OSError):
        home = settings_home()
        home.mkdir(parents=True, exist_ok=True)
        write_whole(home / _LAST_FOLDER, canonical({"folder": str(folder.absolute())}))


def recent_vaults(file: Path | None = None) -> list[Path]:
    """Folders that were opened and are still vaults, the latest first; none when the list cannot be read."""
    listed = _recent(file or recent_file()).get("vaults")
    folders = [Path(text) for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
    return [folder for folder in folders[:MOST] if Paths(folder).vault_file.is_file()]


def last_member(folder: Path, file: Path | None = None) -> str:
    """Id of the member who opened a vault last on this computer; empty where nobody did, or it is not known."""
    return _last_members(file or recent_file()).get(str(folder.resolve()), "")


def remember_vault(folder: Path, file: Path | None = None, member: str = "") -> None:
    """Put a folder first in the list, with the ``member`` who opened it. Errors of writing the list are ignored."""
    file = file or recent_file()
    folder = folder.resolve()
    members = _last_members(file) | ({str(folder): member} if member else {})
    _write([folder, *(other for other in recent_vaults(file) if other != folder)][:MOST], members, file)


def forget_vault(folder: Path, file: Path | None = None) -> None:
    """Remove a folder from the list; the vault itself stays."""
    file = file or recent_file()
    _write([other for other in recent_vaults(file) if other != folder.resolve()], _last_members(file), file)


def _recent(file: Path) -> Mapping[str, Any]:
    try:
        return parse_object(read_whole(file, limit=_LARGEST_FILE))
    except DataPactError:
        return {}


def _last_members(file: Path) -> dict[str, str]:
    members = _recent(file).get("members")
    return {name: one for name, one in (members if isinstance(members, dict) else {}).items() if isinstance(one, str)}


def _write(folders: list[Path], members: Mapping[str, str], file: Path) -> None:
    names = [str(folder) for folder in folders]
    kept: JsonObject = {name: members[name] for name in names if name in members}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, canonical({"format": RECENT_FORMAT, "vaults": list(names), "members": kept}))
    except (OSError, Surroundings):
        pass
