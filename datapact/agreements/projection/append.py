"""Appending entries to an agreement's history: fold first, store second, projection in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from datapact.agreements.projection.folded import keep_state, known_state, load_state, state_so_far
from datapact.agreements.projection.projection import digest_or_empty, state_digest
from datapact.agreements.projection.write_row import project
from datapact.agreements.text.road import refusal_of_road
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.history.entries import shapes
from datapact.history.entries import store as history_store
from datapact.history.entries.body_members import as_meant
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.fold.agreement import AgreementState, fold, follow
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.house import copy_age
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database import entries as vault_store

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


_ONTO_A_ROAD: Final = ("offer", "slots_fixed")
"""The kinds after which a text can be signed: here, or outside."""
OTHER_ROAD_UNKNOWN: Final = N_(
    "A colleague may have offered this text here, or fixed it for signature outside, and two contracts could come of it. {lacks}"
)


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
    require_road(before, kind)
    _require_known_road(acting, session, before, kind)
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
    keep_state(session, history, known, after)
    return entry, after


def require_road(before: AgreementState | None, kind: str) -> None:
    """Raise AnswerNo where the road that a text took, here or outside, does not allow an own entry of this kind."""
    reason = refusal_of_road(before, kind)
    if reason is not None:
        raise AnswerNo(reason)


def _require_known_road(acting: Acting, session: Session, before: AgreementState | None, kind: str) -> None:
    """Raise AnswerNo where this step takes a text onto one road while a colleague's step onto the other may not have arrived.

    Only in a team, whose computers write without knowing of each other: the fold can then void one only after people signed it.
    """
    if kind not in _ONTO_A_ROAD or (before is not None and before.facts.offers):
        return
    age = copy_age(session, acting.clock())
    if age is not None and (lacks := age.lacks_items) is not None:
        raise AnswerNo(OTHER_ROAD_UNKNOWN, lacks=lacks)


def refuse_void(state: AgreementState, entry: Entry) -> None:
    """Raise AnswerNo with the fold's reason when an own new entry would be void."""
    reason = state.void.get(entry.digest)
    if reason is not None:
        raise AnswerNo(reason)


def append_received(acting: Acting, session: Session, history: str, entries: Sequence[Entry]) -> AgreementState:
    """Fold verified entries of partners into an agreement, store the new ones and renew the projection.

    Entries that the fold finds void are kept and shown: their author's own vault holds them too.
    """
    known = directory(session)
    before = state_so_far(session, history)
    held = before.entries if before is not None else {}
    fresh = [entry for entry in entries if entry.digest not in held]
    if before is None:
        state = fold(fresh, known)
    elif len(fresh) == 1:
        state = follow(before, fresh[0], known)
    else:
        state = fold([*before.dag.order, *fresh], known) if fresh else before
    for entry in sorted(fresh, key=lambda entry: state.place(entry.digest)):
        history_store.save(session, entry)
    project(session, state, acting, before)
    if fresh:
        keep_state(session, history, known, state)
    return state


__all__ = [
    "append",
    "append_onto",
    "append_received",
    "digest_or_empty",
    "known_state",
    "load_state",
    "refuse_void",
    "require_road",
    "state_digest",
    "state_so_far",
]
