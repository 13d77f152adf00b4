"""The files of the hunspell dictionaries: both come with DataPact, a German one of the computer goes first (decision 315)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

from datapact.base.texts import Language

LARGEST = 64 * 1024 * 1024
_GERMAN = ("de_DE", "de_DE_frami", "de-DE", "de", "de_AT", "de_AT_frami", "de_CH", "de_CH_frami")
_OURS: Mapping[Language, str] = {"de": "de_DE", "en": "en_GB"}
_OF_OFFICE = Path("share/extensions/dict-de")


def dictionary(language: Language, named: str = "") -> Path | None:
    """The ``.dic`` file for a language, its ``.aff`` beside it: the one that is ``named``, else the computer's German or ours."""
    if named:
        return Path(named) if is_dictionary(Path(named)) else None
    if language == "de":
        for folder in _folders():
            for name in _GERMAN:
                found = folder / f"{name}.dic"
                if is_dictionary(found):
                    return found
    ours = Path(str(resources.files("datapact_resources") / "spelling" / f"{_OURS[language]}.dic"))
    return ours if is_dictionary(ours) else None


def is_dictionary(path: Path) -> bool:
    """Whether a path names a dictionary that can be read, with its rules beside it."""
    try:
        sizes = [one.stat().st_size for one in (path, path.with_suffix(".aff"))]
    except (OSError, ValueError):
        return False
    return path.suffix == ".dic" and path.is_file() and all(0 < size <= LARGEST for size in sizes)


def _folders() -> Iterator[Path]:
    """Where systems, LibreOffice and hunspell itself (``DICPATH``) keep dictionaries."""
    yield from (Path(one) for one in os.environ.get("DICPATH", "").split(os.pathsep) if one)
    home = Path.home()
    if sys.platform == "win32":
        for name in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"):
            if base := os.environ.get(name):
                yield Path(base) / "LibreOffice" / _OF_OFFICE
    elif sys.platform == "darwin":
        yield from (home / "Library/Spelling", Path("/Library/Spelling"))
        yield Path("/Applications/LibreOffice.app/Contents/Resources/extensions/dict-de")
    else:
        yield home / ".local/share/hunspell"
        yield from map(Path, ("/usr/share/hunspell", "/usr/local/share/hunspell", "/usr/share/myspell/dicts"))
        yield from (Path("/usr/lib/libreoffice") / _OF_OFFICE, Path("/usr/lib64/libreoffice") / _OF_OFFICE)
        yield from (one / _OF_OFFICE for one in sorted(Path("/opt").glob("libreoffice*")))
