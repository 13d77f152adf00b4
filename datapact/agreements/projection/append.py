"""Appending entries to an agreement's history: fold first, store second, projection in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.folded import bytes_of
from datapact.agreements.projection.projection import digest_or_empty, state_digest
from datapact.agreements.projection.write_row import project
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.history.entries import shapes
from datapact.history.entries import store as history_store
from datapact.history.entries.body_members import as_meant
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.fold.agreement import AgreementState, fold, follow
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database import entries as vault_store
from datapact.vault.database.remembered import Remembered
from datapact.vault.keys.own_data import ENTRY, own_data

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


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
            return fold(history_store.load(session, history), known)

    key = (stored, tuple(sorted((organisation, line.head) for organisation, line in known.items())))
    return key, _OPENED.made(session, key, folded)


def append(
    acting: Acting,
    session: Session,
    history: str,
    kind: str,
    body: Mapping[str, Any],
    before: AgreementState | None = None,
) -> Entry:
    """Write one own entry at the heads of its stream: verify it by the fold, store and project it.

    ``before`` is the state as this transaction has read it, where it has. Raises AnswerNo with the fold's reason when
    the step is not allowed now.
    """
    return append_onto(before or state_so_far(session, history), acting, session, history, kind, body)[0]


def append_onto(
    before: AgreementState | None,
    acting: Acting,
    session: Session,
    history: str,
    kind: str,
    body: Mapping[str, Any],
) -> tuple[Entry, AgreementState]:
    """``append`` onto the state so far (None: an agreement that is new here); returns the entry, and the new state."""
    known = directory(session)
    stream = shapes.shape_of(history, kind).stream
    parents: Sequence[str] = ()
    if before is not None:
        parents = before.shared_heads if stream == "shared" else before.heads
    entry = write_entry(
        key=acting.author_key,
        history=history,
        kind=kind,
        body=as_meant(body),
        parents=parents,
        organisation=acting.organisation,
        organisation_head=own_line(session).head,
        time=acting.clock(),
        replica=acting.vault.replica,
        counter=vault_store.next_counter(session, history, stream, acting.vault.replica, acting.organisation),
    )
    after = fold([entry], known) if before is None else follow(before, entry, known)
    refuse_void(after, entry)
    history_store.save(session, entry)
    project(session, after, acting, before)
    return entry, after


def refuse_void(state: AgreementState, entry: Entry) -> None:
    """Raise AnswerNo with the fold's reason when an own new entry would be void."""
    reason = state.void.get(entry.digest)
    if reason is not None:
        raise AnswerNo(reason)


def append_received(acting: Acting, session: Session, history: str, entries: Sequence[Entry]) -> AgreementState:
    """Fold verified entries of partners into an agreement, store the new ones and renew the projection.

    Entries that the fold finds void are kept and shown: their author's own vault holds them too.
    """
    known_entries = history_store.load(session, history)
    held = {entry.digest for entry in known_entries}
    fresh = [entry for entry in entries if entry.digest not in held]
    known = directory(session)
    before = fold(known_entries, known) if known_entries else None
    state = fold([*known_entries, *fresh], known) if fresh or before is None else before
    for entry in sorted(fresh, key=lambda entry: state.place(entry.digest)):
        history_store.save(session, entry)
    project(session, state, acting, before)
    return state


__all__ = [
    "append",
    "append_onto",
    "append_received",
    "digest_or_empty",
    "load_state",
    "refuse_void",
    "state_digest",
    "state_so_far",
]
