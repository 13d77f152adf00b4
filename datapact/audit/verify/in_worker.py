"""Verify a file in the worker process that reads others' files; light to load: the program itself parses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from datapact.audit.formats.copies_at_hand import NO_COPIES, Copies
from datapact.audit.formats.verdict import Verdict
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.worker_process import run_apart
from datapact.signing.trusted_lists.folder import SIGNED, lists_folder, reading_size

_FILE = "datapact.audit.verify.verify:verify_file"
_FOLDER = "datapact.audit.verify.verify:verify_folder"


def verify_file_apart(
    data: bytes,
    name: str,
    *,
    cards: Sequence[bytes] = (),
    require_trust: bool = False,
    receipted: Mapping[str, Mapping[str, str]] | None = None,
    lists: Path | None = None,
    sealed: bytes | None = None,
    copies: Copies = NO_COPIES,
) -> Verdict:
    """As ``verify_file``, by the authorities and the trusted lists of this computer where none are named; raises TooLarge besides, for a file that keeps its reader busy."""
    had = {history: dict(slots) for history, slots in (receipted or {}).items()}
    folder = lists or lists_folder()
    size = len(data) + (SIGNED + reading_size(folder) if data.startswith(b"%PDF-") else 0)
    found = run_apart(
        _FILE,
        data,
        name,
        cards=tuple(cards),
        require_trust=require_trust,
        receipted=had,
        lists=folder,
        authorities=_relied_on() if data.startswith(b"%PDF-") else (),
        sealed=sealed,
        copies={history: dict(slots) for history, slots in copies.items()},
        size=size
        + len(sealed or b"")
        + sum(2 * len(one.pdf) + SIGNED for slots in copies.values() for one in slots.values()),
    )
    assert isinstance(found, Verdict)
    return found


def sealed_file_of(file: Path, limit: int) -> bytes | None:
    """The file that a long-term seal is over: beside it, under its name without ``.p7s``; None where there is none, and for other files."""
    beside = file.with_suffix("")
    return read_whole(beside, limit=limit) if file.suffix.lower() == ".p7s" and beside.is_file() else None


def _relied_on() -> tuple[bytes, ...]:
    """The certificates of the authorities that the user set up; none where their list cannot be read: what asks them says so."""
    from datapact.signing.authorities.settings import authorities

    try:
        return tuple(one.anchor for one in authorities())
    except DataPactError:
        return ()


def verify_folder_apart(folder: Path, *, cards: Sequence[bytes] = (), require_trust: bool = False) -> Verdict:
    """As ``verify_folder``; raises TooLarge besides."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    found = run_apart(_FOLDER, folder, cards=tuple(cards), require_trust=require_trust, size=size)
    assert isinstance(found, Verdict)
    return found
