"""The history of our own organisation, and the public histories of all that we know.

Every appended entry is verified by the same fold that a partner applies, before it is stored: a mistake here must not
become an entry that everybody else refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from datapact.base.errors import Locked, WrongUse
from datapact.base.texts import N_
from datapact.history.entries import store
from datapact.history.entries.body_members import as_meant, fault
from datapact.history.entries.entry import Entry, organisation_history, write_entry
from datapact.history.entries.shapes import ORGANISATION_SHAPES
from datapact.history.fold.organisation import refusal
from datapact.history.state.organisation import OrganisationLine
from datapact.history.transitions.registry import ORGANISATION_RULES
from datapact.organisation.identity.card import read_stored_card
from datapact.organisation.identity.house import internal_heads, named_parents, note_internal, require_not_left
from datapact.organisation.identity.own_history import own_line, require_confirmation
from datapact.organisation.identity.roles import roles_in_words
from datapact.vault.database.entries import next_counter
from datapact.vault.database.session import Session

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

__all__ = ["append_organisation_entry", "directory", "own_line", "public_time"]


class Directory(Mapping[str, OrganisationLine]):
    """Public histories by organisation id; a partner's card is verified at its first use."""

    __slots__ = ("_cards", "_own")

    def __init__(self, own: OrganisationLine, cards: Mapping[str, bytes]) -> None:
        self._own = own
        self._cards = cards

    def __getitem__(self, organisation: str) -> OrganisationLine:
        return self._own if organisation == self._own.id else read_stored_card(self._cards[organisation]).line

    def __iter__(self) -> Iterator[str]:
        yield self._own.id
        yield from self._cards

    def __len__(self) -> int:
        return 1 + len(self._cards)


_CARDS = text("SELECT organisation, card FROM partner ORDER BY organisation")


def directory(session: Session) -> Mapping[str, OrganisationLine]:
    """The public histories of our own organisation and of all partners, by organisation id."""
    rows = session.connection().execute(_CARDS)
    return Directory(own_line(session), {row.organisation: row.card for row in rows})


def public_time(acting: Acting, line: OrganisationLine) -> datetime:
    """The time of our next public entry: now, or that of the one before if our clock was ahead then.

    Readers of the line would replace an earlier time by that one, so we do not claim it.
    """
    return max(acting.clock(), line.time_of(line.head))


def append_organisation_entry(
    acting: Acting,
    session: Session,
    kind: str,
    body: Mapping[str, Any],
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> Entry:
    """Sign and store the next entry of our organisation's history; the kind decides the stream.

    ``key`` is the author key, by default the acting member's. Raises Locked when the member's roles do not allow the
    kind, WrongUse for a body that does not fit the kind, or an entry
    that the fold refuses for another reason.
    """
    body = as_meant(body)
    wrong = fault(body, ORGANISATION_SHAPES[kind].members)
    if wrong is not None:
        raise WrongUse(
            N_("The field “{field}” is empty, too long, or not one of the values that it takes. Correct it."),
            field=wrong[:100],
        )
    line = own_line(session)
    history = organisation_history(line.id)
    stream = ORGANISATION_SHAPES[kind].stream
    if stream == "public":
        require_confirmation(session)
    else:
        require_not_left(session)
    heads = (line.head,) if stream == "public" else internal_heads(session, history)
    replica = acting.vault.replica
    entry = write_entry(
        key=key or acting.author_key,
        history=history,
        kind=kind,
        body=body,
        parents=named_parents(heads),
        organisation=line.id,
        organisation_head=line.head,
        time=public_time(acting, line) if stream == "public" else acting.clock(),
        replica=replica,
        counter=next_counter(session, history, stream, replica, line.id),
    )
    author = line.state.by_kid.get(entry.kid)
    if key is None and (author is None or author.roles.isdisjoint(ORGANISATION_RULES[kind].roles)):
        raise Locked(
            N_("Your roles do not allow this. It takes one of these roles: {roles}."),
            roles=roles_in_words(ORGANISATION_RULES[kind].roles),
        )
    reason = refusal(line.state, entry)
    if reason is not None:
        raise WrongUse(reason)
    store.save(session, entry)
    if heads != entry.parents or len(heads) > 1:
        note_internal(session, [entry], heads)
    return entry
