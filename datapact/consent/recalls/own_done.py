"""What we confirmed of data in our own house: for whom, and what was done, so that a confirmation stays in sight."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.base.clock import read_time
from datapact.consent.recalls.rules import Ask, request_of
from datapact.consent.recalls.settled import lists_known
from datapact.consent.terms.purposes import MARKETING, lies_within
from datapact.consent.terms.states import BY_CODE
from datapact.organisation.acting.records import Record, records

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_CALLING = text(
    "SELECT s.pseudonym, e.state, e.at, e.recorded FROM consent_event AS e INDEXED BY consent_event_calling"
    " JOIN consent_scope AS c ON c.id = e.scope JOIN consent_subject AS s ON s.id = e.subject"
    " WHERE c.dataset = :dataset AND c.purpose = :purpose AND e.state IN (5, 7, 8, 9, 10)"
    " AND e.recorded > :after AND e.recorded <= :through"
    " AND (:alone OR e.batch IN (SELECT value FROM json_each(:lists))) ORDER BY e.recorded, e.id"
)


@dataclass(frozen=True, slots=True)
class OwnDone:
    """A confirmation of what was done here with data of people who took back, objected or had to be erased."""

    record: Record
    """Of the kind ``recall_done``, without a sender."""
    ask: Ask
    """What was asked of us."""
    since: datetime
    """When the first of these people became known, UTC."""
    people: tuple[tuple[str, str, int], ...]
    """Pseudonym, state and time (seconds since 1970) of everybody, each once; those erased since are left out."""

    @property
    def at(self) -> datetime:
        """When it was done, UTC."""
        return read_time(self.record.body["at"])

    @property
    def outcome(self) -> str:
        """What was done: a key of ``rules.OUTCOME_WORDS``."""
        return str(self.record.body["outcome"])


def own_confirmations(session: Session, dataset: str = "") -> tuple[OwnDone, ...]:
    """All confirmations of our own house in the order of writing, or those about one dataset."""
    written = records(session, "recall_done")
    lists, knows = lists_known(session, {one.entry for one in written if one.body.get("through")})
    before: dict[tuple[str, str], set[int]] = {}
    found = []
    alone: set[tuple[str, str, str, int]] = set()
    for record in written:
        body = record.body
        place = str(body["dataset"]), str(body["purpose"])
        if body.get("sender") or (dataset and place[0] != dataset):
            continue
        settled: list[int] = []
        if body.get("known"):
            known = int(read_time(body["known"]).timestamp())
            after, until, only = known - 1, known, str(body["ask"])
            alone.add((*place, only, known))
        elif body.get("through"):
            after, until, only = -1, int(read_time(body["through"]).timestamp()), ""
            done = before.setdefault(place, set())
            settled = [
                one.id
                for one in lists
                if one.id not in done and one.recorded <= until and record.entry in knows[one.entry]
            ]
            done.update(settled)
        else:
            continue
        values = {
            **{"dataset": place[0], "purpose": place[1], "after": after, "through": until},
            **{"alone": bool(only), "lists": json.dumps(settled)},
        }
        rows = [
            (row, asked)
            for row in session.connection().execute(_CALLING, values)
            if (asked := _ask(row, place[1]))
            and (only == asked or (not only and (*place, asked, row.recorded) not in alone))
        ]
        people: Mapping[str, Any] = {str(row.pseudonym): row for row, _asked in rows}
        found.append(
            OwnDone(
                record,
                rows[0][1] if rows else "erase_or_return",
                datetime.fromtimestamp(rows[0][0].recorded, UTC) if rows else record.recorded,
                tuple((one, BY_CODE[row.state].name, int(row.at)) for one, row in sorted(people.items())),
            )
        )
    return tuple(found)


def _ask(row: Any, purpose: str) -> Ask:
    return request_of(BY_CODE[row.state].name, other_basis=False, marketing=lies_within(purpose, MARKETING))


__all__ = ["OwnDone", "own_confirmations"]
