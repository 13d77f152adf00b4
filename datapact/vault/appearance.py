"""appearance.json: language, theme and text size of a vault, readable before it is unlocked, for the unlock screen.

It holds nothing secret and decides nothing, so a missing, damaged or later file simply means the defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from datapact.errors import DataPactError
from datapact.files import read_whole, write_whole
from datapact.strictjson import JsonObject, canonical, parse_object
from datapact.texts import LANGUAGES, Language
from datapact.vault.paths import Paths

type Theme = Literal["system", "light", "dark"]

THEMES: tuple[Theme, ...] = get_args(Theme.__value__)
SMALLEST_TEXT, LARGEST_TEXT = 80, 200
FORMAT = 1
_LARGEST_FILE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Appearance:
    """``language`` None means that of the computer; ``text_size`` is in percent."""

    language: Language | None = None
    theme: Theme = "system"
    text_size: int = 100


def read_appearance(folder: Path) -> Appearance:
    """What is written in a vault's folder, each member for itself; the default where it cannot be used."""
    try:
        found = parse_object(read_whole(Paths(folder).appearance, limit=_LARGEST_FILE))
    except DataPactError:
        return Appearance()
    language = next((known for known in LANGUAGES if known == found.get("language")), None)
    theme: Theme = next((known for known in THEMES if known == found.get("theme")), "system")
    size = found.get("text_size")
    return Appearance(language, theme, bounded(size) if isinstance(size, int) else 100)


def write_appearance(folder: Path, appearance: Appearance) -> None:
    """Write it whole; raises Surroundings when the disk refuses."""
    value: JsonObject = {"format": FORMAT, "theme": appearance.theme, "text_size": bounded(appearance.text_size)}
    if appearance.language is not None:
        value["language"] = appearance.language
    write_whole(Paths(folder).appearance, canonical(value))


def bounded(text_size: int) -> int:
    """A text size between 80 and 200 %."""
    return min(LARGEST_TEXT, max(SMALLEST_TEXT, text_size))
