"""Registering a contract that was signed elsewhere: its scan or PDF is examined, then all is recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from datapact.agreements.projection.parties import NOBODY
from datapact.agreements.projection.status import EvidenceClass
from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, FileToKeep, record_elsewhere
from datapact.base.errors import Damaged, TooLarge, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_
from datapact.base.worker_process import run_apart
from datapact.contract.editing.answers_file import read_answers
from datapact.signing.elsewhere.words import with_texts
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact.signing.trusted_lists.folder import SIGNED, lists_folder, reading_size
from datapact.vault.database.remembered import Holder, Remembered

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
LONGEST_NAME = 200
_FOUND = "datapact.signing.ades.found:found_signatures"


@dataclass(frozen=True, slots=True)
class Registered:
    """A contract that was recorded; ``signatures`` are those found in its files."""

    history: str
    """History id of the agreement that was made or corrected."""
    entry: Entry
    """The entry of the kind ``signed_elsewhere``."""
    signatures: tuple[JsonObject, ...]


def read_file(name: str, data: bytes) -> FileToKeep:
    """A scan or PDF, recognised by its first bytes; raises WrongUse for another kind of file, TooLarge."""
    if len(data) > LARGEST_PDF:
        raise TooLarge(N_("The file {name} is larger than 64 MiB. Scan it at a lower resolution."), name=name)
    media = next((media for beginning, media in _BEGINNINGS if data.startswith(beginning)), "")
    if not media:
        raise WrongUse(N_("The file {name} is neither a PDF nor a picture (PNG, JPEG, TIFF)."), name=name)
    return FileToKeep(plain_name(name), media, data)


def plain_name(name: str) -> str:
    """The last part of a file's name, fit for display."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[-LONGEST_NAME:] or "file"


def signatures_in(held: Holder, files: Sequence[FileToKeep]) -> tuple[JsonObject, ...]:
    """The signatures found in all PDFs among the files; each object names its file."""
    return tuple(
        {"file": file.name, **found}
        for file in files
        if file.media == "application/pdf"
        for found in _found(held, file.data)
    )


_FOUND_IN: Final = Remembered[tuple[bytes, frozenset[tuple[str, int]]], Sequence[JsonObject]](4)
"""By digest and lists: whoever adds a file registers it a moment later, and judging takes seconds."""


def _found(held: Holder, pdf: bytes) -> Sequence[JsonObject]:
    try:
        folder = lists_folder()
        size = len(pdf) + SIGNED + reading_size(folder)
        lists = frozenset((one.name, one.stat().st_mtime_ns) for one in folder.glob("*.xml"))
        key = hashlib.sha256(pdf).digest(), lists
        found = _FOUND_IN.made(held, key, lambda: tuple(run_apart(_FOUND, pdf, folder, size=size)))
    except Damaged:  # reading was given up: nothing is said of its signatures
        return ()
    return found


def register(
    acting: Acting,
    answers: bytes,
    *,
    evidence: EvidenceClass,
    signed_on: date | None,
    files: Sequence[tuple[str, bytes]] = (),
    reference: str = "",
    remarks: str = "",
    corrects: str = "",
    who: Mapping[str, str] = NOBODY,
) -> Registered:
    """Record a contract signed elsewhere from an answers file (terms may be partial) and its files.

    ``corrects`` is the history id of a contract whose record this corrects, ``who`` names the partner by key of a
    party, where several have its name. Raises Malformed for wrong answers, WrongUse where evidence and files contradict
    each other, TooLarge.
    """
    read = read_answers(answers)
    kept = with_texts([read_file(name, data) for name, data in files])
    found = signatures_in(acting.vault, kept)
    conclusion = ConcludedElsewhere(evidence, signed_on, reference, kept, found, remarks)
    with acting.vault.write() as session:
        history, entry = record_elsewhere(acting, session, read, conclusion, corrects, who=who)
    return Registered(history, entry, found)
