"""The fold of a whole history, kept while not one byte of it changed: several readers of one export fold it once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.history.entries import store
from datapact.history.fold.agreement import AgreementState, fold
from datapact.organisation.acting.log import directory
from datapact.vault.database import entries
from datapact.vault.database.remembered import Remembered
from datapact.vault.keys.own_data import ENTRY, own_data

if TYPE_CHECKING:
    from datapact.history.fold.authority import Directory
    from datapact.vault.database.session import Session

_FOLDED = Remembered[bytes, AgreementState](5_000)


def bytes_of(session: Session, history: str, known: Directory) -> bytes:
    """A digest over all that a fold rests on: the entries as stored, and how far each author's history is known.

    Empty for a history without entries.
    """
    seen = hashlib.sha256()  # processors have it built in: half the time of others for the megabytes of a large offer
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


def folded_history(
    session: Session, history: str, known: Directory, *, keep: bool = True
) -> tuple[bytes, AgreementState | None]:
    """The digest of all that the fold rests on, and the fold; None without entries. Raises what ``fold`` raises.

    Not to ``keep``: for who goes over all agreements and comes back to none.
    """
    key = bytes_of(session, history, known)
    if not key:
        return key, None
    if keep:
        return key, _FOLDED.made(session, key, lambda: fold(store.load(session, history), known))
    return key, _FOLDED.get(session, key) or fold(store.load(session, history), known)


# A page and its tabs read one agreement one after the other. Keyed by every byte that is read and by the head of every
# public history, so that the result cannot differ; nobody changes a state.
type Known = tuple[bytes, tuple[tuple[str, str], ...]]
"""All that a state rests on."""
_OPENED = Remembered[Known, AgreementState](8)


def load_state(session: Session, history: str) -> AgreementState:
    """The folded state of one agreement; raises WrongUse when the vault does not have it."""
    state = state_so_far(session, history)
    if state is None:
        raise WrongUse(N_("There is no such agreement in this vault. See datapact agreement list."))
    return state


def state_so_far(session: Session, history: str) -> AgreementState | None:
    """The folded state of an agreement; None for one that is new here."""
    return known_state(session, history)[1]


def known_state(session: Session, history: str) -> tuple[Known, AgreementState | None]:
    """All that the state of an agreement rests on, and the state; None for one that is new here.

    What is worked out from the state alone can be remembered under the first.
    """
    known = directory(session)
    stored = bytes_of(session, history, known)
    if not stored:
        return (b"", ()), None

    def folded() -> AgreementState:
        with own_data(ENTRY):  # they were complete when they arrived
            return fold(store.load_to_fold(session, history), known)

    key = _known(stored, known)
    return key, _OPENED.made(session, key, folded)


def keep_state(session: Session, history: str, known: Directory, state: AgreementState) -> None:
    """Remember a state that was folded from exactly what is stored now: who reads the agreement next need not fold it."""
    _OPENED.put(session, _known(bytes_of(session, history, known), known), state)


def _known(stored: bytes, known: Directory) -> Known:
    return stored, tuple(sorted((organisation, line.head) for organisation, line in known.items()))
