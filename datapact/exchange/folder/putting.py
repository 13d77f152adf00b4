"""Laying sealed files into the folders that we share with partners: whole or not at all, and no file there is replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import select

from datapact.base.errors import DataPactError, Surroundings, WrongUse
from datapact.base.files import write_numbered
from datapact.base.progress import Progress, silent
from datapact.base.texts import N_, Message
from datapact.exchange.folder.places import shared_folders
from datapact.exchange.send.outgoing import Sent, files_for, outgoing, send_out
from datapact.exchange.send.send import FOLDER, mark_written, say_sent
from datapact.vault.database.tables import EntryRow

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class Laid:
    """The files that were put into shared folders."""

    files: tuple[Path, ...]
    """Paths, in the order of writing."""
    histories: tuple[str, ...]
    """History ids of the agreements that went out."""
    refused: tuple[tuple[str, Message], ...]
    """Number of an agreement, or name of a folder, and why nothing was written."""


def lay_file(sent: Sent, folders: Sequence[Path]) -> tuple[Path, ...]:
    """Write one sealed file into each of these folders, once where several partners share one; raises Surroundings."""
    places = []
    for folder in dict.fromkeys(one.absolute() for one in folders):
        if not folder.is_dir():
            raise Surroundings(
                N_("The shared folder {folder} is not there now. Connect it, or write the file elsewhere."),
                folder=str(folder),
            )
        places.append(write_numbered(folder, sent.file, sent.data))
    return tuple(places)


def lay_what_lacks(acting: Acting, progress: Progress = silent) -> Laid:
    """Write a file for partners with a shared folder of each offered agreement of which they lack something: one for all of them.

    Drafts are not offered by it. Raises WrongUse where no folder is shared. One refusal does not stop the others.
    """
    folders = {one.organisation: one.folder for one in shared_folders(acting)}
    if not folders:
        raise WrongUse(N_("No folder is shared with a partner at this computer. Choose one for a partner first."))
    with acting.vault.read() as session:
        offered = session.exec(select(EntryRow.history).where(EntryRow.kind == "offer").distinct()).all()
    files: list[Path] = []
    histories: list[str] = []
    refused: list[tuple[str, Message]] = []
    for done, history in enumerate(sorted(offered)):
        number = ""
        try:
            ready = outgoing(acting, history)
            number = ready.number
            progress(number, done, len(offered))
            chosen = [
                one.organisation
                for one in ready.recipients
                if ready.is_offered and one.unsent and one.partner is not None and _is_there(folders, one.organisation)
            ]
            if not chosen:
                continue
            for group in files_for(ready, chosen):
                sent = send_out(acting, history, group)
                files += lay_file(sent, [folders[one] for one in group])
                mark_written(acting, history, group, sent.data)
                say_sent(acting, history, group, how=FOLDER)  # laid where the partners look
            histories.append(history)
        except DataPactError as error:
            refused.append((number, error.message))
    missing = [one for one in shared_folders(acting) if not one.folder.is_dir()]
    refused += [
        (one.name, Message(N_("The shared folder {folder} is not there now."), {"folder": str(one.folder)}))
        for one in missing
    ]
    return Laid(tuple(files), tuple(histories), tuple(refused))


def _is_there(folders: Mapping[str, Path], organisation: str) -> bool:
    return organisation in folders and folders[organisation].is_dir()
