"""News of colleagues at other computers since a member last looked: the newest step of each agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.agreements.projection.tables import AgreementRow
from datapact.base.texts import Message
from datapact.history.entries import store as history_store
from datapact.history.transitions import registry
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_organisation
from datapact.vault.database.entries import get_meta
from datapact.vault.database.plain import sql
from datapact.vault.database.settings import read_settings, write_settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

SEEN = "team.seen"
"""Setting of a member: the place of the newest entry here that the member has seen."""
MOST = 30
_NEWEST = sql("SELECT coalesce(max(seq), 0) FROM entry")
_STEPS = sql(
    "SELECT history, count(*), max(seq) AS last FROM entry WHERE seq > :seen AND organisation = :own AND replica <> :here"
    " AND kind <> 'receipt' AND history LIKE 'urn:uuid:%' GROUP BY history ORDER BY last DESC LIMIT :most"
)
_DIGEST = sql("SELECT digest FROM entry WHERE seq = :seq")


@dataclass(frozen=True, slots=True)
class ColleagueStep:
    """A step of colleagues in one agreement."""

    history: str
    """History id of the agreement."""
    number: str
    """As the list has it."""
    title: str
    """In the reader's language."""
    name: str
    """Of the colleague who took the newest step."""
    words: Message
    """The newest step as a sentence."""
    steps: int
    """How many there are."""
    time: datetime
    """Of the newest, by its author's claim, UTC."""


def since_seen(acting: Acting) -> tuple[ColleagueStep, ...]:
    """Items from other computers of the house that this member has not marked as seen, newest first.

    Who never marked anything sees nothing: all of it would be new.
    """
    with acting.vault.read() as session:
        seen = read_settings(session, acting.member.id).get(SEEN)
        if not isinstance(seen, int):
            return ()
        values = {
            "seen": seen,
            "own": own_organisation(session),
            "here": get_meta(session, "replica") or "",
            "most": MOST,
        }
        rows = session.connection().execute(_STEPS, values).all()
        if not rows:
            return ()
        names, found = known_names(session), []
        for history, steps, last in rows:
            digest = session.connection().execute(_DIGEST, {"seq": last}).scalar()
            entry = history_store.load_one(session, str(digest))
            row = session.get(AgreementRow, history)
            if entry is not None and row is not None:
                words = registry.rule_of(entry.history, entry.kind).sentence(entry, names)
                found.append(
                    ColleagueStep(
                        row.id, row.number, row.shown_title, names.get(entry.kid, ""), words, int(steps), entry.time
                    )
                )
    return tuple(found)


def mark_seen(acting: Acting) -> None:
    """Mark everything that is here now as seen by this member."""
    with acting.vault.write() as session:
        newest = int(session.connection().execute(_NEWEST, {}).scalar() or 0)
        write_settings(session, acting.member.id, {SEEN: newest})


def begin_seeing(acting: Acting) -> None:
    """Mark what is here, where this member never marked anything: from now on what comes is news."""
    with acting.vault.read() as session:
        if SEEN in read_settings(session, acting.member.id):
            return
    mark_seen(acting)
