"""Many agreements at once: their PDFs into a folder.

Each agreement stands for itself: one that cannot be written is named with the reason, the others are done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.browse import keys_of, rows_of
from datapact.agreements.file_names import file_name, free_place
from datapact.errors import DataPactError
from datapact.files import write_whole
from datapact.signing.export import export_pdf
from datapact.texts import Message

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

type Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, and the agreements (number, reason) for which none could be."""

    files: tuple[Path, ...]
    refused: tuple[tuple[str, Message], ...]


def export_many(acting: Acting, ids: Sequence[str], folder: Path, progress: Progress) -> Written:
    """Write the PDF of each agreement into a folder, as it stands; no file there is replaced."""
    with acting.vault.read() as session:
        keys = keys_of(session, ids)
        listed = sorted(rows_of(session, keys).values(), key=lambda row: (row.number, row.id))
    files: list[Path] = []
    refused: list[tuple[str, Message]] = []
    for done, row in enumerate(listed):
        progress(row.number, done, len(listed))
        try:
            data = export_pdf(acting, row.id)
            place = free_place(folder, file_name(row.number, row.title, "pdf"))
            write_whole(place, data, private=False)
            files.append(place)
        except DataPactError as error:
            refused.append((row.number, error.message))
    return Written(tuple(files), tuple(refused))
