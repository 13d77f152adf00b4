"""The actions of the commands on folders that are shared with partners."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from datapact.base.texts import _, counted
from datapact.cli.kit.output import Progress, answer, emit
from datapact.cli.kit.session import acting
from datapact.cli.printed.partners import SharedFolderLook, SharedFolderPut, SharedFolderSet, SharedFolderTake
from datapact.exchange.folder.looking import look, paths_of, state_words
from datapact.exchange.folder.places import set_shared_folder, shared_folders
from datapact.exchange.folder.putting import lay_what_lacks
from datapact.exchange.receive.many import receive_many
from datapact.organisation.partners.partners import find_partner

if TYPE_CHECKING:
    from pathlib import Path


def share_folder(name: str, folder: Path | None) -> None:
    """Share a folder with a partner, or no more."""
    with acting() as member:
        with member.vault.read() as session:
            partner = find_partner(session, name)
        set_shared_folder(member, partner.organisation, folder)
        found = shared_folders(member)
    emit(
        SharedFolderSet(
            {"folders": [{"partner": one.organisation, "name": one.name, "folder": str(one.folder)} for one in found]}
        ),
        [_("{name}: {folder}", name=one.name, folder=str(one.folder)) for one in found]
        or [_("No folder is shared with a partner at this computer.")],
    )


def put_files() -> None:
    """Lay what partners lack into the shared folders; the answer is no where something could not be written."""
    progress = Progress()
    with acting() as member:
        laid = lay_what_lacks(member, progress)
    progress.finish()
    lines = [str(counted("{n} file was written.", "{n} files were written.", len(laid.files))), *map(str, laid.files)]
    lines += [f"{name}: {why}" if name else str(why) for name, why in laid.refused]
    emit(
        SharedFolderPut(
            {
                "files": [str(one) for one in laid.files],
                "agreements": list(laid.histories),
                "refused": [{"what": name, "reason": why.both()} for name, why in laid.refused],
            }
        ),
        lines,
    )
    answer(1 if laid.refused else 0)


def look_at_folders() -> None:
    """Show what lies in the shared folders."""
    with acting() as member:
        found = look(member, time.time())
    lines = []
    for one in found.files:
        lines.append(_("{file} ({partner}): {state}", file=one.path.name, partner=one.partner, state=state_words(one)))
        lines += [f"    {line}" for line in map(str, one.lines)]
    lines += [_("{name}: {why}", name=one.name, why=str(why)) for one, why in found.away]
    emit(
        SharedFolderLook(
            {
                "files": [
                    {
                        "file": str(one.path),
                        "partner": one.partner,
                        "state": one.state,
                        "sender": one.sender or None,
                        "lines": [line.both() for line in one.lines],
                    }
                    for one in found.files
                ],
                "away": [
                    {"partner": one.organisation, "folder": str(one.folder), "reason": why.both()}
                    for one, why in found.away
                ],
            }
        ),
        lines or [_("Nothing lies in the shared folders.")],
    )


def take_files() -> None:
    """Take in what is new in the shared folders; the answer is no where a file was refused."""
    progress = Progress()
    with acting() as member:
        files = paths_of(look(member, time.time()).of_state("new"))
        taken = receive_many(member, files, progress)
        look(member, time.time())  # remembers what is done
    progress.finish()
    lines = []
    for one in taken:
        lines.append(one.path.name)
        told = (
            [_("Refused: {why}", why=one.refused or "")]
            if one.received is None
            else [str(line) for line in (*one.received.changes, *one.received.notices, *one.received.warnings)]
        )
        lines += [f"    {line}" for line in told]
    emit(
        SharedFolderTake(
            {
                "files": [
                    {
                        "file": str(one.path),
                        "sender": None if one.received is None else one.received.sender,
                        "new_entries": 0 if one.received is None else len(one.received.new_entries),
                        "refused": None if one.refused is None else one.refused.both(),
                    }
                    for one in taken
                ]
            }
        ),
        lines or [_("Nothing new lies in the shared folders.")],
    )
    answer(1 if any(one.refused is not None for one in taken) else 0)
