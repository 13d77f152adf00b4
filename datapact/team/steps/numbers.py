"""Numbers of agreements are provisional until the log has them: of two alike the draft that nobody was sent gets another.

Whatever was sent keeps its number, and so does what stands in the log first. The computer at which the other draft was begun
gives it the next number; until it has synchronised, both are there under one number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.agreements.projection.numbers import next_number
from datapact.agreements.steps.drafting import open_draft, save_draft, unsaved
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.organisation.acting.acting_member import require_more_than_reading
from datapact.vault.database.entries import get_meta
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

# The row of an agreement says its stage: to fold its history for it would cost as much as everything else of a synchronisation.
_ALIKE = sql(
    "SELECT number, id, stage <> 'draft' OR EXISTS"
    " (SELECT 1 FROM entry WHERE history = agreement.id AND +kind = 'offer') FROM agreement WHERE number IN"
    " (SELECT number FROM agreement WHERE number <> '' GROUP BY number HAVING count(*) > 1) ORDER BY number, id"
)
_FIRST = sql(
    "SELECT entry.replica, team_logged.sequence FROM entry LEFT JOIN team_logged"
    " ON team_logged.what = 'entry' AND team_logged.key = entry.digest WHERE entry.history = :history ORDER BY entry.seq"
)


@dataclass(frozen=True, slots=True)
class _One:
    history: str
    replica: str
    """Of the copy that began it."""
    logged: int | None
    """Number of the item that brought its beginning; None while it waits."""
    was_sent: bool


def settle_numbers(acting: Acting) -> tuple[Message, ...]:
    """Give drafts of this computer whose number another agreement has first the next one; returns what was changed.

    A draft with edits that are not saved waits until they are. Raises Locked for a mere auditor.
    """
    require_more_than_reading(acting)
    with acting.vault.read() as session:
        mine = [
            (number, one.history)
            for number, several in _alike(session).items()
            for one in _later(several)
            if one.replica == get_meta(session, "replica") and unsaved(session, one.history) is None
        ]
    told = []
    for number, history in mine:
        try:
            opened = open_draft(acting, history)
            if opened.document.number != number:
                continue
            with acting.vault.write() as session:
                fresh = next_number(session, acting.clock())
            save_draft(acting, replace(opened.document, number=fresh))
        except DataPactError:
            continue  # nothing that may still be changed: both keep the number, and the status says so
        told.append(
            Message(
                N_("A colleague gave the number {number} first: your draft has the number {fresh} now."),
                {"number": number, "fresh": fresh},
            )
        )
    return tuple(told)


def same_numbers(session: Session) -> tuple[Message, ...]:
    """Numbers that several agreements keep, in sentences: more than one of them was sent."""
    return tuple(
        Message(
            N_("{n} agreements have the number {number}; each keeps it where it was sent."),
            {"n": len(several), "number": number},
        )
        for number, several in _alike(session).items()
        if not _later(several)
    )


def _alike(session: Session) -> dict[str, list[_One]]:
    found: dict[str, list[_One]] = {}
    for number, history, was_sent in session.connection().execute(_ALIKE, {}).all():
        first = session.connection().execute(_FIRST, {"history": str(history)}).first()
        if first is None:
            continue
        logged = None if first[1] is None else int(first[1])
        found.setdefault(str(number), []).append(_One(str(history), str(first[0]), logged, bool(was_sent)))
    return {number: several for number, several in found.items() if all(one.logged is not None for one in several)}


def _later(several: list[_One]) -> list[_One]:
    """Those that get another number: unsent, and not the first in the log where nothing was sent."""
    drafts = sorted((one for one in several if not one.was_sent), key=lambda one: (one.logged or 0, one.history))
    return drafts if len(drafts) < len(several) else drafts[1:]
