"""Deliveries and recalls against their entries: the row of each, and every line of its sealed list of people."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message, counted
from datapact.consent.proof.unproven import Unproven
from datapact.consent.proof.unreadable import UNREADABLE
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.delivered import delivery_columns, lists_without_row
from datapact.consent.records.row_disclosure import time_text
from datapact.consent.terms.states import BY_CODE
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.sealed_list import leaf_of, root
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session

_PROVEN = Remembered[tuple[str, bytes], bool](20_000)
"""Lists whose lines gave the signed root, by entry and a digest over all columns."""
_COLUMNS = "dataset, version, recipient, purpose, basis, agreement, decision, at, recorded, count"
_DELIVERED = "SELECT line, dataset, pseudonym, sent_as, overridden, salt, leaf FROM delivery_subject WHERE delivery = ? ORDER BY line"
_RECALLED = (
    "SELECT line, dataset, pseudonym, sent_as, state, at, salt, leaf, delivery FROM recall_subject WHERE recall = ?"
    " ORDER BY line"
)


def check_deliveries(
    session: Session, written: Sequence[Entry], datasets: Collection[str] | None
) -> tuple[int, list[Unproven]]:
    """The number of rows held against their entries, and what does not fit.

    Every delivery is held against its entry; the lines of those of ``datasets`` (None: all) against their seal.
    """
    rows = 0
    wrong: list[Unproven] = []
    connection = raw(session)
    stored = {
        found[1]: (found[0], tuple(found[2:]))
        for found in connection.execute(f"SELECT id, entry, {_COLUMNS} FROM delivery")  # noqa: S608 - our own words
    }
    lists: dict[str, int] | None = None
    for entry in written:
        if entry.kind != "delivery":
            continue
        number, columns = stored.pop(entry.digest, (0, ()))
        dataset, wanted = str(entry.body["dataset"]), delivery_columns(entry)
        follows = True
        if not number:
            lists = lists_without_row(connection) if lists is None else lists
            follows = not entry.body.get("count") or str(entry.body.get("root")) in lists
            words = N_("The delivery {entry} of {day} is signed, but missing from the table.")
        elif columns != wanted:
            words = N_("The delivery {entry} of {day} is not the one that was signed.")
        else:
            rows += 1
            if datasets is None or dataset in datasets:
                lines = connection.execute(_DELIVERED, (number,)).fetchall()
                rows += len(lines)
                wrong += _delivered(session, entry, lines, dataset)
            continue
        day = datetime.fromtimestamp(wanted[7], UTC).date()
        told = Message(words, {"entry": entry.digest[:12], "day": day.isoformat()})
        wrong.append(Unproven("delivery", entry.digest, told, about=dataset, follows=follows))
    for entry_digest, (_number, columns) in stored.items():
        told = Message(N_("The delivery {entry} was never signed."), {"entry": entry_digest[:12]})
        wrong.append(Unproven("delivery", entry_digest, told, about=str(columns[0]), follows=True))
    strays = connection.execute(
        "SELECT count(*) FROM delivery_subject WHERE delivery NOT IN (SELECT id FROM delivery)"
    ).fetchone()[0]
    if strays:
        told = counted("{n} line belongs to no delivery.", "{n} lines belong to no delivery.", strays)
        wrong.append(Unproven("delivery_subject", "", told))
    return rows, wrong


def _delivered(session: Session, entry: Entry, lines: Sequence[Any], dataset: str) -> Iterator[Unproven]:
    def fits(row: Sequence[Any]) -> bool:
        line, of, subject, sent_as, overridden, salt, leaf = row
        if of != dataset or overridden not in (0, 1):
            return False
        if salt is None:
            return subject is None and sent_as is None
        return bool(subject and sent_as) and leaf_of(salt, line_text(line, subject, sent_as, overridden)) == leaf

    yield from _list(session, entry, lines, fits, "delivery_subject", dataset)


def line_text(line: int, subject: str, sent_as: str, overridden: int) -> str:
    """The canonical text of a line of a delivery's list, exactly as ``strictjson.canonical`` would write it."""
    written = f'{{"line":{line}'
    if overridden:
        written += ',"overridden":true'
    if sent_as != subject:
        written += f',"sent_as":{encode_basestring(sent_as)}'
    return f'{written},"subject":{encode_basestring(subject)}}}'


def check_recalls(session: Session, written: Sequence[Entry]) -> tuple[int, list[Unproven]]:
    """The number of rows of recalls held against their entries, and what does not fit."""
    rows = 0
    wrong: list[Unproven] = []
    connection = raw(session)
    entries = dict(connection.execute("SELECT id, entry FROM delivery").fetchall())
    known = set()
    for entry in written:
        if entry.kind not in ("recall", "recall_received", "rectified"):
            continue
        known.add(entry.digest)
        dataset = str(entry.body.get("dataset", ""))
        lines = connection.execute(_RECALLED, (entry.digest,)).fetchall()
        rows += len(lines)
        among = set(entry.body.get("deliveries", ())) if entry.kind == "recall" else {""}

        def fits(row: Sequence[Any], dataset: str = dataset, among: set[str] = among) -> bool:
            return row[1] == dataset and entries.get(row[8], "") in among and _recalled(row)

        wrong += _list(session, entry, lines, fits, "recall_subject", dataset)
    strays = [
        recall for (recall,) in connection.execute("SELECT DISTINCT recall FROM recall_subject") if recall not in known
    ]
    for recall in strays:
        told = Message(N_("A list of people belongs to no recall ({entry})."), {"entry": str(recall)[:12]})
        wrong.append(Unproven("recall_subject", str(recall), told))
    return rows, wrong


def _recalled(row: Sequence[Any]) -> bool:
    line, _dataset, subject, sent_as, state, at, salt, leaf, _delivery = row
    if salt is None:
        return subject is None and sent_as is None
    if not (subject and sent_as) or not 0 <= state < len(BY_CODE):
        return False
    return bool(leaf_of(salt, recall_text(line, subject, sent_as, state, at)) == leaf)


def recall_text(line: int, subject: str, sent_as: str, state: int, at: int) -> str:
    """The canonical text of a line of a recall's list, exactly as ``strictjson.canonical`` would write it."""
    written = f'{{"at":"{time_text(at)}","line":{line}'
    if sent_as != subject:
        written += f',"sent_as":{encode_basestring(sent_as)}'
    return f'{written},"state":"{BY_CODE[state].name}","subject":{encode_basestring(subject)}}}'


def _list(
    session: Session, entry: Entry, lines: Sequence[Any], fits: Any, table: str, dataset: str
) -> Iterator[Unproven]:
    digest = hashlib.blake2b(repr(lines).encode("utf-8", "surrogatepass"), digest_size=32).digest()
    if _PROVEN.get(session, (entry.digest, digest)):
        return
    count = (
        entry.body.get("count", WITHHELD) if table == "delivery_subject" else WITHHELD
    )  # of recalls it counts people
    sealed = entry.body.get("root", WITHHELD)
    leaves = [row[7] if table == "recall_subject" else row[6] for row in lines]
    try:
        bad = [row for row in lines if not fits(row)]
    except (DataPactError, *UNREADABLE):
        bad = list(lines)
    if not all(isinstance(leaf, bytes) for leaf in leaves):
        bad, leaves = list(lines), []
    sound = not bad and root(leaves) == sealed and (count is WITHHELD or len(lines) == count)
    if sound and [row[0] for row in lines] == list(range(1, len(lines) + 1)):
        _PROVEN.put(session, (entry.digest, digest), True)
        return
    if table == "delivery_subject":
        words = N_("The list of people of the delivery {entry} is not the one that was sealed.")
    else:
        words = N_("The list of people of the recall {entry} is not the one that was sealed.")
    named = frozenset(row[2] for row in bad if isinstance(row[2], str))
    told = Message(words, {"entry": entry.digest[:12]})
    yield Unproven(table, entry.digest, told, about=dataset, people=named)
