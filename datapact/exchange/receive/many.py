"""Many files at once: each is taken in or refused by itself, in whatever order they lie in their folder.

A file may need another one first: entries that it builds on, or the card of an author. So what is refused for that reason is
tried again after others were taken in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError, Locked, MissingEntries, NotForUs, Surroundings
from datapact.base.files import read_whole, surroundings
from datapact.base.progress import Progress
from datapact.base.texts import Message
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.receive.receive import Received, receive_bundle

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

LARGEST_FILE = LIMITS.payload + LIMITS.header + 1024
ENDING = ".dpact"


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of one file: exactly one of ``received`` and ``refused`` is there."""

    path: Path
    """Where the file lies, as it was given."""
    received: Received | None
    """The news in it; without entries where everything had been received before."""
    refused: Message | None
    """Why nothing of it was taken in."""


def files_in(folder: Path) -> tuple[Path, ...]:
    """The sealed files of a folder by their names, those of folders in it left out; raises Surroundings."""
    try:
        return tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() == ENDING and path.is_file()))
    except OSError as error:
        raise surroundings(error, folder) from error


def receive_many(acting: Acting, files: Sequence[Path], progress: Progress) -> tuple[TakenFile, ...]:
    """Receive these files; the answers are in their order.

    Receiving one again is harmless. Raises Surroundings when a file cannot be read, and Locked for a mere auditor; what was
    taken in before stays.
    """
    found: dict[Path, TakenFile] = {}
    waiting = list(dict.fromkeys(files))
    while waiting:
        again: list[Path] = []
        for done, path in enumerate(waiting, len(files) - len(waiting)):
            progress(path.name, done, len(files))
            try:
                received = receive_bundle(acting, read_whole(path, limit=LARGEST_FILE))
            except (MissingEntries, NotForUs) as error:
                found[path] = TakenFile(path, None, error.message)
                again.append(path)
            except (Surroundings, Locked):
                raise
            except DataPactError as error:
                found[path] = TakenFile(path, None, error.message)
            else:
                found[path] = TakenFile(path, received, None)
        waiting = again if len(again) < len(waiting) else []
    return tuple(found[path] for path in files)
