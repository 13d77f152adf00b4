"""The rows that an entry of the house seals, as chunks of JSON and back: verified against the sealed root before one is kept.

Chunks are small, so that neither side holds a million rows at once. An erased row travels as its digest alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Any

from datapact.base.errors import Damaged, DataPactError
from datapact.base.strictjson import canonical, from_base64url, parse, to_base64url
from datapact.base.texts import N_
from datapact.consent.proof.lists import line_text, recall_text
from datapact.consent.records.batch import SIGNED_COLUMNS, SIGNED_TABLES
from datapact.consent.records.bulk_write import INSERT_EVENT, INSERT_NOW, raw
from datapact.consent.records.delivered import delivery_columns, next_number
from datapact.consent.records.events import LONGEST
from datapact.consent.records.repeated import number_of, settle_batch
from datapact.consent.records.row_disclosure import NO_MORE, Row, canonical_row, more_text
from datapact.consent.terms.states import BY_CODE
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.merkle import Tree
from datapact.history.commitments.sealed_list import SALT_BYTES, leaf_of

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session

LISTS = frozenset({"consent_batch", "delivery", "recall", "recall_received", "rectified"})
"""Kinds of entries that seal a list of rows."""
MEDIA = "application/vnd.datapact.rows+json"
"""Media type of a chunk while it waits for its entry."""
CHUNK = 2_000
"""Rows in a chunk."""
_LEAF = 32
_LARGEST = 16 * 1024 * 1024
"""Bytes of a chunk."""
_SECONDS = 2**40
_BATCH = (
    f"SELECT e.line, e.salt, e.leaf, {SIGNED_COLUMNS} FROM consent_batch AS b JOIN consent_event AS e"  # noqa: S608
    f" ON e.id BETWEEN b.first AND b.first + b.count - 1 {SIGNED_TABLES} WHERE b.entry = ? ORDER BY e.id"
)
_DELIVERY = (
    "SELECT p.line, p.salt, p.leaf, p.pseudonym, p.sent_as, p.overridden FROM delivery AS d JOIN delivery_subject AS p"
    " ON p.delivery = d.id WHERE d.entry = ? ORDER BY p.line"
)
_RECALL = (
    "SELECT p.line, p.salt, p.leaf, p.pseudonym, p.sent_as, p.state, p.at, coalesce(d.entry, '') FROM recall_subject AS p"
    " LEFT JOIN delivery AS d ON d.id = p.delivery WHERE p.recall = ? ORDER BY p.line"
)
_OF_KIND = {"consent_batch": _BATCH, "delivery": _DELIVERY}
_TAKEN_IDS = "SELECT e.event_id FROM json_each(?) AS w CROSS JOIN consent_event AS e ON e.event_id = w.value"


def chunks_of(session: Session, entry: Entry) -> Iterator[bytes]:
    """The list of an entry of the kinds ``LISTS`` in chunks, in the order of its lines; none for an empty one."""
    found = raw(session).execute(_OF_KIND.get(entry.kind, _RECALL), (entry.digest,))
    for part in batched(iter(found.fetchone, None), CHUNK):
        yield canonical([_written(*row) for row in part])


def _written(line: int, salt: bytes | None, leaf: bytes, *rest: Any) -> list[Any]:
    if salt is not None:
        return [line, to_base64url(salt), *rest]
    # what stays of an erased row: of a batch nothing, of a delivery that it was overridden, of a recall state, second and delivery
    stays = {12: 12, 3: 2, 5: 2}[len(rest)]
    return [line, None, to_base64url(leaf), *rest[stays:]]


def take_rows(session: Session, entry: Entry, chunks: Iterable[bytes], erased: Collection[int] = ()) -> None:
    """Keep the list that an entry of ours seals, which is stored already; raises Damaged where it is another one.

    ``erased`` are the places, from 0, of rows of which a recorded erasure says that they are erased: no other may come so.
    """
    lines = _lines(chunks, erased)
    try:
        match entry.kind:
            case "consent_batch":
                tree = _take_batch(session, entry, lines)
            case "delivery":
                tree = _take_delivery(session, entry, lines)
            case _:
                tree = _take_recall(session, entry, lines)
    except (DataPactError, ValueError, TypeError, IndexError, OverflowError) as error:
        raise _refused() from error
    if to_base64url(tree.root()) != entry.body.get("root"):
        raise _refused()


def _lines(chunks: Iterable[bytes], erased: Collection[int]) -> Iterator[list[Any]]:
    place = 0
    for chunk in chunks:
        found = parse(chunk, limit=_LARGEST)
        if not isinstance(found, list):
            raise _refused()
        for row in found:
            if not isinstance(row, list) or not isinstance(row[0], int) or (row[1] is None and place not in erased):
                raise _refused()
            place += 1
            yield row


def _take_batch(session: Session, entry: Entry, lines: Iterable[list[Any]]) -> Tree:
    connection = raw(session)
    number, first = (
        int(connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])  # noqa: S608 - our own names
        for table in ("consent_batch", "consent_event")
    )
    count, recorded = int(entry.body["count"]), int(entry.time.timestamp())
    tree = Tree()
    connection.execute("INSERT INTO consent_batch VALUES (?, ?, ?, ?)", (number, entry.digest, first, count))
    place = first
    met: set[int] = set()
    for part in batched(lines, CHUNK):
        place = _take_events(connection, part, tree, (number, recorded, place), met)
    if place - first != count:
        raise _refused()
    settle_batch(session, first, place - 1, met)
    return tree


def _take_events(
    connection: Any, part: Sequence[list[Any]], tree: Tree, at: tuple[int, int, int], met: set[int]
) -> int:
    """Write events from a place on; returns the next one. Those whose event id is taken are set aside, and in ``met``."""
    import json

    number, recorded, place = at
    rows = [(line, salt, _row_of(rest) if salt is not None else None, rest) for line, salt, *rest in part]
    named = json.dumps([row.event_id for _line, _salt, row, _rest in rows if row is not None], ensure_ascii=False)
    taken = {str(event_id) for (event_id,) in connection.execute(_TAKEN_IDS, (named,))}
    values: list[tuple[Any, ...]] = []
    repeated: list[tuple[Any, ...]] = []
    newest: list[tuple[Any, ...]] = []
    for line, salt, row, rest in rows:
        if row is None:
            leaf = _bytes(rest[0], _LEAF)
            values.append((place, number, 0, None, 0, 0, 0, 0, recorded, None, "", "", 0, "", None, leaf))
        else:
            leaf = leaf_of(_bytes(salt, SALT_BYTES), canonical_row(row))
            if row.at > recorded or (row.until is not None and row.until < row.at):
                raise _refused()
            event_id, subject, dataset, purpose, controller, *columns = row
            state, when, until, notice, version, explicit, more = columns
            salted = (_bytes(salt, SALT_BYTES), leaf)
            if event_id in taken:
                met.add(place)
                values.append((place, number, line, None, 0, 0, 0, 0, recorded, None, "", "", 0, "", *salted))
                repeated.append((place, event_id, subject, dataset, purpose, controller, *columns))
            else:
                taken.add(event_id)
                scope = number_of(
                    connection, "consent_scope", (dataset, purpose, controller), "dataset", "purpose", "controller"
                )
                person = number_of(connection, "consent_subject", (dataset, subject), "dataset", "pseudonym")
                rest_of = (until, notice, version, explicit, more)
                values.append((place, number, line, event_id, scope, person, state, when, recorded, *rest_of, *salted))
                newest.append((scope, person, place, state, when, until, notice, version, explicit))
        tree.extend([leaf])
        place += 1
    connection.executemany(INSERT_EVENT, values)
    connection.executemany("INSERT INTO consent_repeat VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", repeated)
    connection.executemany(INSERT_NOW, newest)
    return place


def _row_of(rest: Sequence[Any]) -> Row:
    event_id, subject, dataset, purpose, controller, state, at, until, notice, version, explicit, more = rest
    texts = (event_id, subject, dataset, purpose, controller, notice, version)
    wrong = not all(isinstance(one, str) and len(one) <= LONGEST and (not one or one.isprintable()) for one in texts)
    wrong = wrong or not all(texts[:5]) or not isinstance(more, str) or explicit not in (0, 1)
    if wrong or not _is_state(state) or not _is_second(at) or not (until is None or _is_second(until)):
        raise _refused()
    if more != NO_MORE:
        said = parse(more)
        if not isinstance(said, dict) or more_text({name: str(value) for name, value in said.items()}) != more:
            raise _refused()
    return Row(event_id, subject, dataset, purpose, controller, state, at, until, notice, version, bool(explicit), more)


def _is_state(value: object) -> bool:
    return type(value) is int and 0 <= value < len(BY_CODE)


def _is_second(value: object) -> bool:
    return type(value) is int and -_SECONDS < value < _SECONDS


def _take_delivery(session: Session, entry: Entry, lines: Iterable[list[Any]]) -> Tree:
    connection = raw(session)
    number, dataset = next_number(connection), str(entry.body["dataset"])
    connection.execute(
        "INSERT INTO delivery (id, entry, dataset, version, recipient, purpose, basis, agreement, decision, at, recorded, count)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, entry.digest, *delivery_columns(entry)),
    )
    tree, place = Tree(), 0
    for part in batched(lines, CHUNK):
        values: list[tuple[Any, ...]] = []
        for line, salt, *rest in part:
            place += 1
            if salt is None:
                digest, overridden = rest
                values.append((number, line, dataset, None, None, int(overridden == 1), None, _bytes(digest, _LEAF)))
            else:
                subject, sent_as, overridden = rest
                if not _is_name(subject) or not _is_name(sent_as) or overridden not in (0, 1):
                    raise _refused()
                leaf = leaf_of(_bytes(salt, SALT_BYTES), line_text(line, subject, sent_as, overridden))
                values.append((number, line, dataset, subject, sent_as, overridden, _bytes(salt, SALT_BYTES), leaf))
            if line != place:
                raise _refused()
        tree.extend([row[-1] for row in values])
        connection.executemany("INSERT INTO delivery_subject VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    if entry.body.get("count", WITHHELD) not in (WITHHELD, place):
        raise _refused()
    return tree


def _take_recall(session: Session, entry: Entry, lines: Iterable[list[Any]]) -> Tree:
    connection = raw(session)
    deliveries = dict(connection.execute("SELECT entry, id FROM delivery").fetchall()) | {"": 0}
    dataset = str(entry.body.get("dataset", ""))
    tree, place = Tree(), 0
    for part in batched(lines, CHUNK):
        values: list[tuple[Any, ...]] = []
        for line, salt, *rest in part:
            place += 1
            *names, state, at, delivery = rest
            if line != place or delivery not in deliveries or not _is_state(state) or not _is_second(at):
                raise _refused()
            kept: tuple[Any, ...]
            if salt is None:
                (digest,) = names
                kept = (None, None, state, at, None, _bytes(digest, _LEAF))
            else:
                subject, sent_as = names
                if not _is_name(subject) or not _is_name(sent_as):
                    raise _refused()
                leaf = leaf_of(_bytes(salt, SALT_BYTES), recall_text(line, subject, sent_as, state, at))
                kept = (subject, sent_as, state, at, _bytes(salt, SALT_BYTES), leaf)
            values.append((entry.digest, line, deliveries[delivery], dataset, *kept))
        tree.extend([row[-1] for row in values])
        connection.executemany("INSERT INTO recall_subject VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    return tree


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def _bytes(text: object, length: int) -> bytes:
    found = from_base64url(text)
    if len(found) != length:
        raise _refused()
    return found


def _refused() -> Damaged:
    return Damaged(N_("The rows that a colleague's entry seals are not those that were signed. They were refused."))
