"""Consents against their signed batches: every row of the datasets asked about, and what is read from them.

A batch says which datasets its rows are of, so that a proof about one dataset reads the batches of that one. Batches of
earlier programs do not say it: they are read in any case, since a row can have been moved to another dataset.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import text

from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Message, counted
from datapact.consent.proof.batch_rows import NOT_PLAIN, TOGETHER, columns, fits, leaves_shown
from datapact.consent.proof.signed_value import MOST_MENDED, scopes_of, signed_value
from datapact.consent.proof.unproven import Unproven
from datapact.consent.proof.unreadable import UNREADABLE, row_held
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.repeated import wrongly_counted
from datapact.consent.records.row_disclosure import Row
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.merkle import root_of
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session

_PROVEN = Remembered[tuple[str, bytes], bool](20_000)
"""Batches whose rows gave the signed root, by entry and a digest over all columns."""
_PROVEN_ONCE = Remembered[str, bool](20_000)
"""Entries of batches that were proven before: of a command that proves once nobody asks for the digest."""
_CHUNK = 2_000  # their texts stay in the cache of a processor
_NONE = (0, None, None, None, None, None)
_LEAVES = "SELECT leaf FROM consent_event WHERE id BETWEEN ? AND ? ORDER BY id"
_DATASETS = "SELECT dataset FROM consent_scope WHERE id IN (SELECT scope FROM consent_event WHERE id BETWEEN ? AND ?)"


def check_consents(
    session: Session,
    written: Sequence[Entry],
    datasets: Collection[str] | None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[int, list[Unproven]]:
    """The number of rows held against their batches, and what does not fit; ``datasets`` None: all of them."""
    rows = 0
    wrong: list[Unproven] = []
    signed = {entry.digest: entry for entry in written if entry.kind == "consent_batch"}
    connection = raw(session)
    stored = connection.execute("SELECT id, entry, first, count FROM consent_batch ORDER BY id").fetchall()
    by_entry = {entry: (number, first, count) for number, entry, first, count in stored}
    first = 1
    for number, entry in enumerate(signed.values(), 1):
        count = int(entry.body["count"])
        if by_entry.pop(entry.digest, None) != (number, first, count):
            told = Message(
                N_("The batch of consents {entry} does not stand in the table as it was signed."),
                {"entry": entry.digest[:12]},
            )
            wrong.append(Unproven("consent_batch", entry.digest, told, follows=True))
        elif _concerns(entry, datasets):
            progress(number, len(signed))
            rows += count
            wrong += row_held("consent_event", entry.digest, partial(_batch, session, entry, number, first, count))
        first += count
    for entry in by_entry:
        told = Message(N_("The batch of consents {entry} was never signed."), {"entry": entry[:12]})
        wrong.append(Unproven("consent_batch", entry, told, follows=True))
    beyond = connection.execute("SELECT count(*) FROM consent_event WHERE id >= ?", (first,)).fetchone()[0]
    if beyond:
        told = counted("{n} consent was never signed.", "{n} consents were never signed.", beyond)
        wrong.append(Unproven("consent_event", "", told))
    wrong += _now(session, datasets)
    if astray := wrongly_counted(session):
        told = counted(
            "{n} consent counts, or does not, otherwise than the rules for repeated ones say.",
            "{n} consents count, or do not, otherwise than the rules for repeated ones say.",
            astray,
        )
        wrong.append(Unproven("consent_event", "", told, follows=True))
    return rows, wrong


def _concerns(entry: Entry, datasets: Collection[str] | None) -> bool:
    """Whether a batch can hold rows of these datasets."""
    said = entry.body.get("datasets", WITHHELD)
    return datasets is None or not isinstance(said, list) or not said or not set(said).isdisjoint(datasets)


def _batch(session: Session, entry: Entry, number: int, first: int, count: int) -> Iterator[Unproven]:
    connection, recorded = raw(session), int(entry.time.timestamp())
    seen = hashlib.blake2b(digest_size=32) if _PROVEN_ONCE.get(session, entry.digest) else None
    parts: Iterable[_Part] = _parts(connection, number, recorded, first, count)
    if seen is not None:
        parts = list(parts)
        for part in parts:
            values: tuple[Any, ...] = tuple(part)
            seen.update(marshal.dumps(values, 2))  # version 2 writes values alone: equal rows give equal bytes
        if _PROVEN.get(session, (entry.digest, seen.digest())):
            return
    leaves: list[Any] = []
    others: list[Sequence[Any]] = []
    for part in parts:
        shown = leaves_shown(part.together)
        if shown is not None and not part.others:
            leaves += shown
            continue
        others += part.others if shown is not None else columns(connection, range(part.first, part.last + 1))
        leaves += [leaf for (leaf,) in connection.execute(_LEAVES, (part.first, part.last))]
    bad = [row for row in others if not _fits(row, number, recorded)]
    if (
        not bad
        and len(leaves) == count
        and _under_root(entry, leaves)
        and _has_named(connection, entry, others, first, count)
    ):
        if seen is not None:
            _PROVEN.put(session, (entry.digest, seen.digest()), True)
        _PROVEN_ONCE.put(session, entry.digest, True)
        return
    people: dict[str, set[str]] = {}
    for row in bad:
        if row[7] and row[6]:
            people.setdefault(row[7], set()).add(row[6])
    told = counted(
        "{n} consent under entry {entry} is not the one that was signed.",
        "{n} consents under entry {entry} are not those that were signed.",
        max(len(bad), 1),
        entry=entry.digest[:12],
    )
    follows = bool(bad) and _follows(connection, bad)
    for dataset, named in sorted(people.items()) or (("", set()),):
        yield Unproven("consent_event", entry.digest, told, about=dataset, follows=follows, people=frozenset(named))


def _fits(row: Sequence[Any], number: int, recorded: int) -> bool:
    try:
        return fits(row, number, recorded)
    except UNREADABLE:  # a moment that no calendar has
        return False


def _follows(connection: Any, bad: Sequence[Sequence[Any]]) -> bool:
    """Whether one of the rows can be written anew: what is beside its digest follows, or one value was exchanged."""
    scopes = scopes_of(connection)
    return any(_is_mended(row, scopes) for row in bad[:MOST_MENDED])


def _is_mended(row: Sequence[Any], scopes: Mapping[int, Sequence[str]]) -> bool:
    _id, _batch, _recorded, salt, leaf, *rest, dataset, scope, _subject = row
    try:
        return (
            salt is not None
            and signed_value(salt, leaf, Row._make(rest)._replace(dataset=dataset), scope, scopes) is not None
        )
    except UNREADABLE:  # from what nobody can read, nothing follows
        return False


class _Part(NamedTuple):
    """The rows of some thousand ids of a batch."""

    first: int
    last: int
    together: Sequence[Any]
    """The plain ones, as ``leaves_shown`` takes them."""
    others: Sequence[Sequence[Any]]
    """As ``fits`` takes them."""


def _parts(connection: Any, number: int, recorded: int, first: int, count: int) -> Iterator[_Part]:
    for start in range(first, first + count, _CHUNK):
        last = min(start + _CHUNK, first + count) - 1
        values = (start, last, number, recorded)
        try:
            together = connection.execute(TOGETHER, values).fetchone()
            others: Iterable[int] = ()
            if together[0] <= last - start:
                others = [row for (row,) in connection.execute(NOT_PLAIN, values)]
        except connection.Error:  # a column that holds what no text can be made of
            together, others = _NONE, range(start, last + 1)
        yield _Part(start, last, together, columns(connection, others) if others else ())


def _under_root(entry: Entry, leaves: Sequence[Any]) -> bool:
    try:
        return bool(to_base64url(root_of(leaves)) == entry.body["root"])
    except TypeError:  # a text where the digest belongs
        return False


def _has_named(connection: Any, entry: Entry, others: Sequence[Sequence[Any]], first: int, count: int) -> bool:
    """Whether the batch says every dataset of its rows; those of earlier programs say none."""
    said = entry.body.get("datasets")
    if not isinstance(said, list) or not said:
        return True
    found = {dataset for (dataset,) in connection.execute(_DATASETS, (first, first + count - 1))}
    return found | {row[7] for row in others if row[3] is not None} <= set(said)


_OF_NOW = {
    "consent_now": (
        "SELECT count(*) FROM consent_now AS n LEFT JOIN consent_event AS e ON e.id = n.event WHERE {scopes}"
        " (e.id IS NULL OR e.salt IS NULL OR (e.scope, e.subject, e.state, e.at, e.notice, e.notice_version, e.explicit)"
        " <> (n.scope, n.subject, n.state, n.at, n.notice, n.notice_version, n.explicit) OR e.until IS NOT n.until)"
    ),
    "consent_event": (
        "SELECT count(DISTINCT e.scope || ' ' || e.subject) FROM consent_event AS e"
        " LEFT JOIN consent_now AS n ON n.scope = e.scope AND n.subject = e.subject"
        " WHERE {events} e.scope <> 0 AND (n.event IS NULL OR (n.at, n.event) < (e.at, e.id))"
    ),
    "consent_subject": (
        "SELECT count(*) FROM consent_subject AS u WHERE {people} NOT EXISTS (SELECT 1 FROM consent_scope AS s"
        " CROSS JOIN consent_now AS n ON n.scope = s.id AND n.subject = u.id WHERE s.dataset = u.dataset)"
    ),
}
_SCOPES = "IN (SELECT s.id FROM consent_scope AS s JOIN json_each(:datasets) AS d ON d.value = s.dataset) AND"


def _now(session: Session, datasets: Collection[str] | None) -> Iterator[Unproven]:
    """The newest event of each person, which is read in place of all events, and people without any."""
    import json

    narrowed: Mapping[str, str] = {"scopes": "", "events": "", "people": ""}
    values = {}
    if datasets is not None:
        narrowed = {
            "scopes": f"n.scope {_SCOPES}",
            "events": f"e.scope {_SCOPES}",
            "people": "u.dataset IN (SELECT value FROM json_each(:datasets)) AND",
        }
        values = {"datasets": json.dumps(sorted(datasets))}
    found = 0
    for statement in _OF_NOW.values():
        found += int(session.connection().execute(text(statement.format(**narrowed)), values).scalar() or 0)
    if found:
        told = counted(
            "{n} line of the list of present consents does not follow from the signed events.",
            "{n} lines of the list of present consents do not follow from the signed events.",
            found,
        )
        about = next(iter(datasets)) if datasets is not None and len(datasets) == 1 else ""
        yield Unproven("consent_now", "", told, about=about, follows=True)
