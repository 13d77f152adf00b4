"""The file in the dialog of a received file: it is read and recognised by its content, off the UI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from datapact.agreements.steps.drafting import ImportPreview, preview_import
from datapact.audit.own_vault.verify import CheckedHere, verify_here
from datapact.audit.verify.in_worker import sealed_file_of
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.receive.preview import Preview, preview_file
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.network.directory_file import ENDING, is_directory
from datapact.signing.ades.own_marks import has_own_marks
from datapact.signing.ceremony.export import state_in
from datapact.word.steps.received import names_agreement
from datapact_ui.exchange.receiving.endings import OWN_ENDINGS

LARGEST = LIMITS.payload + LIMITS.header + 1024


type Ordinary = Literal["pdf", "picture", "word", "table", "mail", "other"]

_ENDINGS: Mapping[str, Ordinary] = {
    ".docx": "word",
    ".doc": "word",
    ".odt": "word",
    ".rtf": "word",
    ".csv": "table",
    ".xlsx": "table",
    ".xls": "table",
    ".ods": "table",
    ".eml": "mail",
    ".msg": "mail",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
}


def ordinary_kind(data: bytes, ending: str) -> Ordinary | None:
    """The kind of a file that DataPact did not make; None for one that it may have made."""
    if data.startswith(b"%PDF-"):
        return None if has_own_marks(data) else "pdf"
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    return None if ending in OWN_ENDINGS else "other"


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file with its kind: a bundle or card (perhaps refused), an agreement to import, a PDF and its verdict."""

    path: Path
    """As the person chose it."""
    data: bytes
    """Bytes of the file."""
    preview: Preview | None = None
    """None for what is neither bundle nor card."""
    checked: CheckedHere | None = None
    """Verdict on a PDF, by whichever program, or on a proof; None for all else."""
    importable: ImportPreview | None = None
    """None where no agreement can be imported from it."""
    ordinary: Ordinary | None = None
    """The kind of a file that DataPact did not make; None for its own."""
    directory: bool = False
    """Whether it holds the cards of a network."""
    word: bool = False
    """Whether it is a Word file that says which agreement of ours it is about."""


def look_at(acting: Acting, path: Path) -> ReceivedFile:
    """Read and recognise a file; raises WrongUse, TooLarge, Malformed or Surroundings."""
    data = read_whole(path, limit=LARGEST)
    ending = path.suffix.lower()
    ordinary = ordinary_kind(data, ending)
    if ordinary == "word" and names_agreement(data):
        return ReceivedFile(path, data, word=True)
    if ordinary is not None:
        checked = verify_here(acting, data, path.name) if ordinary == "pdf" else None
        return ReceivedFile(path, data, ordinary=ordinary, checked=checked)
    if data.startswith(b"%PDF-") or ending == ".pdf":
        return ReceivedFile(
            path, data, checked=verify_here(acting, data, path.name), importable=_importable(acting, data)
        )
    if is_directory(data) or ending == ENDING:
        return ReceivedFile(path, data, directory=True)
    if ending in (".dplib", ".p7s"):
        sealed = sealed_file_of(path, LARGEST)
        return ReceivedFile(path, data, checked=verify_here(acting, data, path.name, sealed=sealed))
    if ending == ".json":
        return _machine_readable(acting, path, data)
    return ReceivedFile(path, data, preview=preview_file(acting, data, path.name))


def _machine_readable(acting: Acting, path: Path, data: bytes) -> ReceivedFile:
    """An agreement to import, else a proof to verify; any other file is refused as no agreement."""
    try:
        return ReceivedFile(path, data, importable=preview_import(acting, state_in(data)))
    except DataPactError:
        checked = verify_here(acting, data, path.name)
        if checked.verdict.kind in ("bundle", "card"):
            raise
        return ReceivedFile(path, data, checked=checked)


def _importable(acting: Acting, data: bytes) -> ImportPreview | None:
    try:
        return preview_import(acting, state_in(data))
    except DataPactError:
        return None
