"""The tables of a decision file: people, signed events, batches and the hashes beside the events (UTF-8 CSV).

They are written only from signed data, the same input to the same bytes: a verifier writes them again and compares.
Cells that a spreadsheet could take for a formula begin with an apostrophe; the disclosures have the true text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from datapact.audit.formats.recount import CountedPerson, SignedEvent
from datapact.base.errors import Malformed
from datapact.base.texts import N_
from datapact.base.write_table import Value, write_csv
from datapact.consent.records.batch_proof import row_of_disclosure
from datapact.consent.records.row_disclosure import time_text
from datapact.history.commitments.partial_proof import ShownRows, Span
from datapact.history.entries.entry import Entry

EVENT_HEADINGS: Final = (
    *("batch", "index", "event_id", "subject", "dataset", "purpose", "controller", "state", "at", "until"),
    *("notice", "notice_version", "explicit", "guardian", "disclosure"),
)
BATCH_HEADINGS: Final = ("batch", "entry", "time", "count", "root", "shown", "not_shown")
NODE_HEADINGS: Final = ("batch", "start", "end", "hash")
_FIELD_LIMIT = 128 * 1024


@dataclass(frozen=True, slots=True)
class ShownBatch:
    """A batch with its shown rows, by place, and the hashes of the subtrees not shown."""

    entry: Entry
    """The signed ``consent_batch``."""
    count: int
    """Rows of the whole batch, as the entry says."""
    root: str
    """Of the tree over all rows, base64url, as the entry says."""
    events: Mapping[int, SignedEvent]
    """By place in the batch, from 0."""
    nodes: Mapping[Span, str]
    """Hash (base64url) by first place and the place after the last."""

    @property
    def hidden(self) -> int:
        """Rows that are not shown: of other datasets or people, or erased."""
        return self.count - len(self.events)

    def holds(self) -> bool:
        """Whether the shown rows and the hashes give the root, and nothing is left over."""
        return ShownRows(
            self.count, {place: one.disclosure for place, one in self.events.items()}, self.nodes
        ).are_under(self.root)


def write_events(batches: Sequence[ShownBatch]) -> bytes:
    """events.csv"""
    rows = (
        _event_cells(number, event)
        for number, batch in enumerate(batches, 1)
        for _index, event in sorted(batch.events.items())
    )
    return write_csv(EVENT_HEADINGS, rows, "en")


def _event_cells(batch: int, event: SignedEvent) -> list[Value]:
    row = event.row
    texts = [str(row[name] or "") for name in EVENT_HEADINGS[2:12]]
    return [batch, event.order[1], *texts, bool(row["explicit"]), event.guardian, event.disclosure]


def write_batches(batches: Sequence[ShownBatch]) -> bytes:
    """batches.csv"""
    rows: list[list[Value]] = [
        [number, _plain(one.entry.digest), one.entry.time, one.count, _plain(one.root), len(one.events), one.hidden]
        for number, one in enumerate(batches, 1)
    ]
    return write_csv(BATCH_HEADINGS, rows, "en")


def write_nodes(batches: Sequence[ShownBatch]) -> bytes:
    """nodes.csv"""
    rows: list[list[Value]] = [
        [number, start, end, _plain(digest)]
        for number, one in enumerate(batches, 1)
        for (start, end), digest in sorted(one.nodes.items())
    ]
    return write_csv(NODE_HEADINGS, rows, "en")


def _plain(digest: str) -> str:
    return f"sha256:{digest}"  # a digest by itself may begin with a hyphen, which would need an apostrophe


def write_subjects(people: Sequence[CountedPerson], consents: int) -> bytes:
    """subjects.csv: one line a pseudonym, the newest event for each consent that is needed."""
    headings: list[Value] = ["subject", "counts", "reason", "valid_until", "blocked"]
    for number in range(1, consents + 1):
        suffix = "" if number == 1 else f"_{number}"
        names = ("event", "state", "at", "until", "notice", "notice_version", "explicit", "guardian")
        headings += [name + suffix for name in names]
    rows = (_person_cells(one) for one in people)
    return write_csv(headings, rows, "en")


def _person_cells(person: CountedPerson) -> list[Value]:
    cells: list[Value] = [person.subject, person.counts, person.outcome]
    cells += ["" if person.until is None else time_text(person.until), person.blocked]
    for event in person.events:
        if event is None:
            cells += [""] * 8
            continue
        names = ("event_id", "state", "at", "until", "notice", "notice_version")
        cells += [str(event.row[name] or "") for name in names]
        cells += [bool(event.row["explicit"]), event.guardian]
    return cells


def read_batches(entries: Sequence[Entry], events: bytes, nodes: bytes) -> tuple[ShownBatch, ...]:
    """The batches from their entries and the two tables; raises Malformed. Their roots are not checked here."""
    shown: list[dict[int, SignedEvent]] = [{} for _one in entries]
    beside: list[dict[Span, str]] = [{} for _one in entries]
    for cells in _rows(events, EVENT_HEADINGS):
        batch, index = _number(cells[0]), _number(cells[1])
        if not 1 <= batch <= len(entries) or index in shown[batch - 1]:
            raise malformed_table()
        row = row_of_disclosure(cells[-1])
        event = SignedEvent(entries[batch - 1].digest, (batch, index), cells[-1], check_row(row))
        shown[batch - 1][index] = event
    for cells in _rows(nodes, NODE_HEADINGS):
        batch, start, end = (_number(cell) for cell in cells[:3])
        if not 1 <= batch <= len(entries) or not cells[3].startswith("sha256:") or (start, end) in beside[batch - 1]:
            raise malformed_table()
        beside[batch - 1][start, end] = cells[3].removeprefix("sha256:")
    found = []
    for place, entry in enumerate(entries):
        count, root = entry.body.get("count"), entry.body.get("root")
        if not isinstance(count, int) or not isinstance(root, str):
            raise malformed_table()
        found.append(ShownBatch(entry, count, root, shown[place], beside[place]))
    return tuple(found)


_TEXTS = frozenset(
    {"at", "controller", "dataset", "event_id", "notice", "notice_version", "purpose", "state", "subject"}
)


def check_row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row in a disclosure, after a check of its members; raises Malformed."""
    right = (
        row.keys() == _TEXTS | {"explicit", "more", "until"}
        and all(isinstance(row[name], str) for name in _TEXTS)
        and isinstance(row["explicit"], bool)
        and isinstance(row["more"], dict)
        and (row["until"] is None or isinstance(row["until"], str))
    )
    if not right:
        raise malformed_table()
    return row


def _rows(data: bytes, headings: Sequence[str]) -> Iterable[list[str]]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
        if next(reader, None) != list(headings):
            raise malformed_table()
        for cells in reader:
            if len(cells) != len(headings) or any(len(cell) > _FIELD_LIMIT for cell in cells):
                raise malformed_table()
            yield cells
    except (UnicodeDecodeError, csv.Error) as error:
        raise malformed_table() from error


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text)
    raise malformed_table()


def malformed_table() -> Malformed:
    """The error for a table of the wrong form."""
    return Malformed(N_("A table in this PDF is not in its form. Ask the sender for a new file."))
