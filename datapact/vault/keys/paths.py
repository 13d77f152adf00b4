"""The files in the folder of a vault, by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one vault folder."""

    folder: Path
    """Need not exist."""

    @property
    def vault_file(self) -> Path:
        """Format version, key slots, key check value."""
        return self.folder / "vault.json"

    @property
    def database(self) -> Path:
        """The database with everything else, encrypted."""
        return self.folder / "vault.db"

    @property
    def log(self) -> Path:
        """SQLite's write-ahead log; after a kill or a power cut it holds the newest changes."""
        return self.folder / "vault.db-wal"

    @property
    def checkpoint(self) -> Path:
        """The number and running digest of the database's entries."""
        return self.folder / "checkpoint.json"

    @property
    def appearance(self) -> Path:
        """Language, theme and text size, needed before the vault is unlocked; may be missing."""
        return self.folder / "appearance.json"

    @property
    def backups(self) -> Path:
        """Automatic backups."""
        return self.folder / "backups"

    @property
    def lock(self) -> Path:
        """The lock file, held by the writer."""
        return self.folder / "vault.lock"

    @property
    def next_vault_file(self) -> Path:
        """vault.json with the new key, while the database is being encrypted anew."""
        return self.folder / "vault.next.json"

    @property
    def next_checkpoint(self) -> Path:
        """checkpoint.json with the new key, while the database is being encrypted anew."""
        return self.folder / "checkpoint.next.json"

    @property
    def unconfirmed(self) -> Path:
        """New private keys, wrapped, while a change is being confirmed outside; gone once it is durable here."""
        return self.folder / "unconfirmed.json"

    @property
    def unopened(self) -> Path:
        """The file of such keys that nobody could open any more when they were wanted; a person deletes it."""
        return self.folder / "unconfirmed-unopened.json"
