"""What the window begins with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from datapact.base.texts import Language


@dataclass(frozen=True, slots=True)
class WindowStart:
    """What the window is to begin with; everything may be missing."""

    vault: Path | None = None
    member: str | None = None
    passphrase_file: Path | None = None
    language: Language | None = None
    file: Path | None = None
