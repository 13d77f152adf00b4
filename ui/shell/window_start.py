"""The start of the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from datapact.base.texts import Language


@dataclass(frozen=True, slots=True)
class WindowStart:
    """The data that the window begins with; everything may be missing."""

    vault: Path | None = None
    """Folder to open."""
    member: str | None = None
    """Id of the member to unlock as."""
    passphrase_file: Path | None = None
    """File whose first line is the passphrase."""
    language: Language | None = None
    """None: as the vault or the computer has it."""
    file: Path | None = None
    """A file that came, to be looked at once the vault is open."""
