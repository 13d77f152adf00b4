"""Fast writing of rows: thousands at a time on the raw connection, inside the caller's transaction.

Each row is already checked by itself; here it is compared with the records. A known event id with the same content is
passed over (importing twice does nothing), one with other content is refused. Of two different states of one subject at
the same second the one that takes consent back holds, with a remark (``taken_back``): within a scope it can follow a
yes of its second, and a yes that would follow it is refused, so that the event recorded last holds for every reader.
Any other two states of one second in one scope are refused, because it would be unclear which of them holds; only an
erasure (10) follows all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from datapact.base.texts import N_, Message
from datapact.consent.records.event import DERIVED, EVENT_ID, SAME_ID
from datapact.consent.records.row_disclosure import Row, canonical_row
from datapact.consent.terms.states import TAKING_BACK
from datapact.history.commitments.merkle import Tree
from datapact.history.commitments.sealed_list import SALT_BYTES, leaf_of
from datapact.vault.database.session import Session

CHUNK: Final = 5_000
"""Rows that are best given at a time."""
_MOST_SUBJECTS = 200_000  # subjects whose ids are remembered

INSERT_EVENT = "INSERT INTO consent_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
"""SQL: one event, all columns."""
INSERT_NOW = (
    "INSERT INTO consent_now VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, subject) DO UPDATE SET"
    " event = excluded.event, state = excluded.state, at = excluded.at, until = excluded.until,"
    " notice = excluded.notice, notice_version = excluded.notice_version, explicit = excluded.explicit"
    " WHERE excluded.at >= consent_now.at"
)
"""SQL: the newest event of a person in a scope, where none is newer."""
_KNOWN = (
    f"SELECT {EVENT_ID}, u.pseudonym, s.dataset, s.purpose, s.controller, e.state, e.at, e.until, e.notice,"  # noqa: S608
    f" e.notice_version, e.explicit, e.more FROM json_each(?) AS w CROSS JOIN consent_event AS e ON {SAME_ID.format('w.value')}"
    " JOIN consent_scope AS s ON s.id = e.scope JOIN consent_subject AS u ON u.id = e.subject"
)
_SUBJECTS = "SELECT u.pseudonym, u.id FROM json_each(?) AS w CROSS JOIN consent_subject AS u ON u.dataset = ? AND u.pseudonym = w.value"
_CONTRADICTED = (
    f"SELECT e.id, {EVENT_ID.replace('e.', 'o.')} FROM consent_event AS e CROSS JOIN consent_event AS o ON o.scope = e.scope"  # noqa: S608
    " AND o.subject = e.subject AND o.at = e.at AND o.id < e.id AND o.state <> e.state"
    f" WHERE e.state <> 10 AND NOT (e.state >= {TAKING_BACK} AND o.state < {TAKING_BACK}) AND e.id BETWEEN ? AND ?"
)

type Numbered = tuple[int, Row]
"""A row and its line in the file."""
type Refusal = tuple[int, Message]
"""A line and why it cannot be taken."""


def raw(session: Session) -> Any:
    """The database library's own connection of this transaction."""
    return session.connection().connection.driver_connection


@dataclass(slots=True)
class Written:
    """The result of one call of ``add``, row by row."""

    taken: int = 0
    """Rows that were new and contradict nothing."""
    known: int = 0
    """Were there already, in the vault or on an earlier line."""
    refused: list[Refusal] = field(default_factory=list)
    """In no order of lines."""


class Writer:
    """Writes the rows of one batch; ``add`` as often as needed, then ``finish``. Roll back if rows were refused."""

    def __init__(self, session: Session, recorded: int) -> None:
        self._raw = raw(session)
        self.recorded = recorded
        self.batch = self._next("consent_batch")
        self.first = self._next("consent_event")
        self.count = 0
        self._tree = Tree()
        found = self._raw.execute("SELECT dataset, purpose, controller, id FROM consent_scope")
        self._scopes: dict[tuple[str, str, str], int] = {(d, p, c): number for d, p, c, number in found}
        self._scope = max(self._scopes.values(), default=0)
        self._subjects: dict[tuple[str, str], int] = {}
        self.first_subject = self._next("consent_subject")
        self._subject = self.first_subject - 1
        self.takes_back = False
        """Whether a row takes consent back."""
        self.datasets: set[str] = set()
        """Keys of the datasets of its rows."""

    def _next(self, table: str) -> int:
        return int(self._raw.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])  # noqa: S608

    def add(self, rows: Sequence[Numbered]) -> Written:
        """Write the new ones of these rows, in their order."""
        result = Written()
        fresh = self._fresh(rows, result)
        if not fresh:
            return result
        subjects = self._subject_ids([row for _line, row in fresh])
        salts = os.urandom(SALT_BYTES * len(fresh))
        number = self.first + self.count
        batch, recorded = self.batch, self.recorded
        values, leaves = [], []
        newest: dict[tuple[int, int], tuple[Any, ...]] = {}
        for place, (line, row) in enumerate(fresh):
            salt = salts[place * SALT_BYTES : (place + 1) * SALT_BYTES]
            leaf = leaf_of(salt, canonical_row(row))
            leaves.append(leaf)
            event_id, pseudonym, dataset, purpose, controller, state, at, until, notice, version, explicit, more = row
            scope = self._scopes.get((dataset, purpose, controller)) or self._new_scope(dataset, purpose, controller)
            subject = subjects[dataset, pseudonym]
            values.append(
                (
                    *(number, batch, line, event_id, scope, subject, state, at, recorded, until),
                    *(notice, version, explicit, more, salt, leaf),
                )
            )
            before = newest.get((scope, subject))
            if before is None or at >= before[4]:
                newest[scope, subject] = (scope, subject, number, state, at, until, notice, version, explicit)
            number += 1
        self.datasets.update(row.dataset for _line, row in fresh)
        self.takes_back = self.takes_back or any(row.state >= TAKING_BACK for _line, row in fresh)
        self._raw.executemany(INSERT_EVENT, values)
        self._raw.executemany(INSERT_NOW, [newest[key] for key in sorted(newest)])
        self._tree.extend(leaves)
        self._contradictions(fresh, result)
        self.count += len(fresh)
        result.taken = len(fresh) - len(result.refused)
        return result

    def finish(self, session: Session, entry: str) -> None:
        """Record which entry signed the batch."""
        values = (self.batch, entry, self.first, self.count)
        session.connection().exec_driver_sql("INSERT INTO consent_batch VALUES (?, ?, ?, ?)", values)

    def root(self) -> bytes:
        """The root over all rows so far."""
        return self._tree.root()

    def _fresh(self, rows: Sequence[Numbered], result: Written) -> list[Numbered]:
        ids = json.dumps([row.event_id for _line, row in rows], ensure_ascii=False)
        known: dict[str, list[tuple[int, Row]]] = {}  # several where two computers of a house gave one id to two events
        for found in self._raw.execute(_KNOWN, (ids,)):
            known.setdefault(found[0], []).append((0, Row._make((*found[:10], bool(found[10]), found[11]))))
        fresh = []
        for line, row in rows:
            before = known.get(row.event_id)
            if before is None:
                known[row.event_id] = [(line, row)]
                fresh.append((line, row))
            elif any(one == row for _line, one in before):
                result.known += 1
            else:
                result.refused.append((line, _other_content(row.event_id, before[0][0])))
        return fresh

    def _new_scope(self, dataset: str, purpose: str, controller: str) -> int:
        self._scope += 1
        self._raw.execute("INSERT INTO consent_scope VALUES (?, ?, ?, ?)", (self._scope, dataset, purpose, controller))
        self._scopes[dataset, purpose, controller] = self._scope
        return self._scope

    def _subject_ids(self, rows: Iterable[Row]) -> dict[tuple[str, str], int]:
        remembered = self._subjects
        missing: dict[str, dict[str, None]] = {}
        for row in rows:
            if (row.dataset, row.subject) not in remembered:
                missing.setdefault(row.dataset, {})[row.subject] = None
        if not missing:
            return remembered
        if len(remembered) > _MOST_SUBJECTS:
            remembered.clear()
            return self._subject_ids(rows)
        for dataset, wanted in missing.items():
            listed = json.dumps(list(wanted), ensure_ascii=False)
            for pseudonym, number in self._raw.execute(_SUBJECTS, (listed, dataset)):
                remembered[dataset, pseudonym] = number
                del wanted[pseudonym]
            new = []
            for pseudonym in wanted:
                self._subject += 1
                remembered[dataset, pseudonym] = self._subject
                new.append((self._subject, dataset, pseudonym))
            self._raw.executemany("INSERT INTO consent_subject VALUES (?, ?, ?)", new)
        return remembered

    def _contradictions(self, fresh: Sequence[Numbered], result: Written) -> None:
        start = self.first + self.count
        for number, other in self._raw.execute(_CONTRADICTED, (start, start + len(fresh) - 1)).fetchall():
            line, row = fresh[number - start]
            result.refused.append((line, _same_second(row.event_id, str(other))))


def _other_content(event_id: str, line: int) -> Message:
    named = not event_id.startswith(DERIVED)  # an id that we made says nothing to anybody
    if line and named:
        return Message(
            N_("The event {event} stands on line {line} already, with other content. Give it an id of its own."),
            {"event": event_id, "line": line},
        )
    if line:
        return Message(
            N_("The same consent stands on line {line} already, with another notice, end or detail. Keep one of them."),
            {"line": line},
        )
    if named:
        return Message(
            N_("The event {event} is recorded already, with other content. Record what changed as a new event."),
            {"event": event_id},
        )
    return Message(
        N_(
            "This consent is recorded already, with another notice, end or detail. Record what changed as another entry"
            " of this person."
        )
    )


def _same_second(event_id: str, other: str) -> Message:
    return Message(
        N_("The event {event} contradicts {other}: another state at the same moment. Correct the time of one of them."),
        {"event": event_id, "other": other},
    )
