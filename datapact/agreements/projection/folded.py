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
    from datapact.vault.database.entries import StoredEntry
    from datapact.vault.database.session import Session

_FOLDED = Remembered[bytes, AgreementState](5_000)


def bytes_of(stored: list[StoredEntry], known: Directory) -> bytes:
    """A digest over all that a fold rests on: the entries as stored, and how far each author's history is known."""
    seen = hashlib.blake2b(digest_size=32)
    for one in stored:
        seen.update(repr((one.jws, one.disclosures, one.erased)).encode("utf-8", "surrogatepass"))
    for organisation in sorted({one.organisation for one in stored}):
        line = known.get(organisation)
        seen.update(f"{organisation} {'' if line is None else line.head}".encode())
    return seen.digest()


def folded_history(session: Session, history: str, known: Directory) -> tuple[bytes, AgreementState | None]:
    """The digest of all that the fold rests on, and the fold; None without entries. Raises what ``fold`` raises."""
    stored = entries.entries(session, history)
    key = bytes_of(stored, known)
    if not stored:
        return key, None
    state = _FOLDED.made(session, key, lambda: fold([store.entry_of(session, one) for one in stored], known))
    return key, state
