"""The fold of a whole history, kept while not one byte of it changed: several readers of one export fold it once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from datapact.history.entries import store
from datapact.history.fold.agreement import AgreementState, fold
from datapact.vault.database import entries
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.history.fold.authority import Directory
    from datapact.vault.database.session import Session

_FOLDED = Remembered[bytes, AgreementState](5_000)


def bytes_of(session: Session, history: str, known: Directory) -> bytes:
    """A digest over all that a fold rests on: the entries as stored, and how far each author's history is known.

    Empty for a history without entries.
    """
    seen = hashlib.blake2b(digest_size=32)
    authors = set()
    for organisation, *parts in entries.stored_bytes(session, history):
        authors.add(organisation)
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            seen.update(len(data).to_bytes(8))
            seen.update(data)
    for organisation in sorted(authors):
        line = known.get(organisation)
        seen.update(f"{organisation} {'' if line is None else line.head}".encode())
    return seen.digest() if authors else b""


def folded_history(session: Session, history: str, known: Directory) -> tuple[bytes, AgreementState | None]:
    """The digest of all that the fold rests on, and the fold; None without entries. Raises what ``fold`` raises."""
    key = bytes_of(session, history, known)
    if not key:
        return key, None
    return key, _FOLDED.made(session, key, lambda: fold(store.load(session, history), known))
