"""The check of a backup: it is restored to a temporary place, checked there as a vault is, and removed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.clock import Clock
from datapact.base.errors import Damaged, NewerFormat
from datapact.base.files import surroundings
from datapact.base.local_time import exact_time
from datapact.base.progress import Progress, silent
from datapact.base.texts import Message, _, counted, current_language
from datapact.organisation.acting.acting_member import acting_in
from datapact.vault.folder.automatic_backup import list_backups
from datapact.vault.folder.backup import read_header
from datapact.vault.folder.new_folder import CHECKED
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.proven_backups import note_proven, unproven
from datapact.vault.folder.restore import restore_vault


@dataclass(frozen=True, slots=True)
class CheckedBackup:
    """What restoring a backup showed."""

    file: Path
    """The backup, untouched."""
    created: datetime
    """UTC, as the backup says."""
    problems: Sequence[Message]
    """None in a backup that can be relied on."""

    def lines(self) -> list[str]:
        """The result in sentences."""
        time = exact_time(self.created, None, current_language())
        if self.problems:
            head = _("The backup of {time} is damaged. Keep another one, and make a new one:", time=time)
            return [head, *(str(one) for one in self.problems)]
        return [
            _("The backup of {time} was restored to a temporary place, checked there, and is sound.", time=time),
        ]


def check_backup(
    file: Path, place: Path, *, member_id: str | None, passphrase: str, clock: Clock, progress: Progress = silent
) -> CheckedBackup:
    """Restore ``file`` into a temporary folder in ``place``, with a passphrase of that time, check all of it, and remove it.

    Raises Locked for a wrong passphrase, Malformed for a file that is no backup, NewerFormat, WrongUse, Surroundings.
    """
    try:
        with file.open("rb") as stream:
            created = read_header(stream)[0].created
        with tempfile.TemporaryDirectory(prefix=CHECKED, dir=place, ignore_cleanup_errors=True) as folder:
            where = Path(folder) / "vault.datapact"
            try:
                with restore_vault(
                    file, where, member_id=member_id, passphrase=passphrase, clock=clock, damaged=True
                ) as vault:
                    problems = check_whole_vault(acting_in(vault), progress)
            except NewerFormat:
                raise
            except Damaged as error:
                problems = [error.message]
    except OSError as error:
        raise surroundings(error, file) from error
    return CheckedBackup(file, created, tuple(problems))


def keep_result(vault: OpenVault, checked: CheckedBackup) -> None:
    """Record that an automatic backup of this vault proved sound; nothing for a file from elsewhere."""
    there = list_backups(vault.paths)
    if not checked.problems and checked.file.resolve() in {one.resolve() for _moment, one in there}:
        note_proven(vault, checked.file, there)


def unproven_note(vault: OpenVault) -> Message | None:
    """Words on the automatic backups that were never proven; None where there is none."""
    there = unproven(vault, list_backups(vault.paths))
    if not there:
        return None
    return counted(
        "{n} automatic backup was never proven: programs before December 2026 copied damaged pages without a word. A restore proves it first; datapact vault check --backup FILE does so now.",
        "{n} automatic backups were never proven: programs before December 2026 copied damaged pages without a word. A restore proves them first; datapact vault check --backup FILE does so now.",
        len(there),
    )
