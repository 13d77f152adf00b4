"""Automatic backups: one a day in ``backups/``, thinned out to 7 days, 4 weeks and 12 months."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from datapact.base.clock import in_zone
from datapact.base.errors import DataPactError
from datapact.base.files import copy_whole, make_private_folder, surroundings, unfinished_name
from datapact.base.progress import Progress, silent
from datapact.vault.database.migrate import CURRENT
from datapact.vault.folder.backup import backup_vault, read_header
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.proven_backups import note_proven
from datapact.vault.folder.unfinished import remembered
from datapact.vault.keys.paths import Paths

DAYS, WEEKS, MONTHS = 7, 4, 12
BEFORE_MIGRATION = timedelta(weeks=4)
"""How long the newest backup of a former schema is kept, whatever else is thinned out."""
DAILY = "backup.daily"
"""The setting of the whole vault that switches the daily backup off (false)."""
_FORM = "%Y-%m-%dT%H-%M-%SZ.dpbackup"  # no colons: Windows
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z\.dpbackup", re.ASCII)


def automatic_name(paths: Paths, moment: datetime) -> Path:
    """The path of the automatic backup of this moment, or of the next second without one; makes the folder.

    Raises Surroundings.
    """
    try:
        make_private_folder(paths.backups)
    except OSError as error:
        raise surroundings(error, paths.backups) from error
    while (target := paths.backups / in_zone(moment, UTC).strftime(_FORM)).exists():
        moment += timedelta(seconds=1)
    return target


def list_backups(paths: Paths) -> list[tuple[datetime, Path]]:
    """The automatic backups with their times, the newest first; other files in the folder are left alone."""
    if not paths.backups.is_dir():
        return []
    found = []
    for file in paths.backups.iterdir():
        if _NAME.fullmatch(file.name):
            try:
                found.append((datetime.strptime(file.name, _FORM).replace(tzinfo=UTC), file))
            except ValueError:
                continue
    return sorted(found, reverse=True)


def back_up_daily(vault: OpenVault, progress: Progress = silent) -> Path | None:
    """Make today's (UTC) automatic backup unless it is there, and thin out the old ones; returns the new file, if any.

    One of before a migration is not the day's: it was copied with its pages unread, and is kept for going back.
    Raises Surroundings when the disk fails, Damaged when a page of the vault does not prove true; old backups stay then.
    """
    now = vault.clock()
    today = in_zone(now, UTC).date()
    there = list_backups(vault.paths)
    if any(moment.date() == today and not _is_of_before(file) for moment, file in there):
        return None
    target = automatic_name(vault.paths, now)
    backup_vault(vault, target, progress)
    there = list_backups(vault.paths)
    kept = to_keep(moment for moment, _ in there)
    recent = (moment for moment, file in there if now - moment < BEFORE_MIGRATION and _is_of_before(file))
    kept |= set(islice(recent, 1))
    for moment, file in there:
        if moment not in kept:
            file.unlink(missing_ok=True)
    note_proven(vault, target, list_backups(vault.paths))
    return target


def _is_of_before(file: Path) -> bool:
    """Whether a backup holds a vault of a former schema; no for one whose first line cannot be read."""
    try:
        with file.open("rb") as stream:
            return read_header(stream)[0].vault_file().schema < CURRENT
    except (DataPactError, OSError):
        return False


def renew_backups(vault: OpenVault, progress: Progress = silent) -> Path:
    """Make an automatic backup now and delete all earlier ones, as after an erasure; returns the new file.

    The old ones are deleted only once the new one is complete. Raises Surroundings when the disk fails.
    """
    there = [file for _, file in list_backups(vault.paths)]
    target = automatic_name(vault.paths, vault.clock())
    backup_vault(vault, target, progress)
    for file in there:
        if file != target:
            file.unlink(missing_ok=True)
    note_proven(vault, target, list_backups(vault.paths))
    return target


def copy_newest_elsewhere(vault: OpenVault, vault_name: str, folder: Path) -> Path | None:
    """Copy the newest automatic backup to a second place that lacks it; returns the copy, if one was made.

    So a copy that failed (no stick) or a backup that a command made is made up for later. Raises Surroundings.
    """
    backups = list_backups(vault.paths)
    if not backups or _elsewhere(backups[0][1], vault_name, folder).exists():
        return None
    return copy_elsewhere(vault, backups[0][1], vault_name, folder)


def _elsewhere(backup: Path, vault_name: str, folder: Path) -> Path:
    return folder / f"{vault_name} {backup.name}"


def copy_elsewhere(vault: OpenVault, backup: Path, vault_name: str, folder: Path) -> Path:
    """Copy a backup to a second place, under a name that shows its organisation; raises Surroundings."""
    target = _elsewhere(backup, vault_name, folder)
    unfinished = unfinished_name(folder)
    with remembered(vault, unfinished, locked=False):
        copy_whole(backup, target, unfinished=unfinished)
    return target


def to_keep(moments: Iterable[datetime]) -> set[datetime]:
    """The backups to keep: the newest of each of the last 7 days, 4 ISO weeks and 12 months that have any."""
    newest_first = sorted(moments, reverse=True)
    return (
        _newest_of_each(newest_first, lambda moment: moment.date(), DAYS)
        | _newest_of_each(newest_first, lambda moment: moment.isocalendar()[:2], WEEKS)
        | _newest_of_each(newest_first, lambda moment: (moment.year, moment.month), MONTHS)
    )


def _newest_of_each(newest_first: list[datetime], span: Callable[[datetime], object], most: int) -> set[datetime]:
    kept: dict[object, datetime] = {}
    for moment in newest_first:
        if len(kept) == most:
            break
        kept.setdefault(span(moment), moment)
    return set(kept.values())
