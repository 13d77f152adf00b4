"""The proof of a delivery or of a recall: its signed records, the people in its sealed list, the public history.

From this JSON file anybody can verify, with openssl alone, who recorded what about whom, and when. People may be left
out: hashes replace their lines, and the root still verifies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Final

from datapact.base.format import Base64url, Bounds, Count, Format, Written, part
from datapact.base.texts import N_
from datapact.history.commitments.partial_proof import ShownRows
from datapact.history.entries.packed import Digest, EntryInFile
from datapact.history.fold.vouching import Voucher

MOST_ENTRIES: Final = 10_000


@part
class _Row:
    index: Count
    disclosure: Base64url


@part
class _Node:
    start: Count
    end: Count
    hash: Digest


@part
class _List:
    entry: Digest
    lines: Count
    rows: tuple[_Row, ...]
    nodes: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class SealedList:
    """The list of people that the record ``entry`` (a digest) seals by its root."""

    entry: str
    rows: ShownRows = field(repr=False)
    """Of the list of people, by line."""


def _unpack(packed: _List) -> SealedList:
    rows = {one.index: one.disclosure for one in packed.rows}
    nodes = {(one.start, one.end): one.hash for one in packed.nodes}
    if len(rows) < len(packed.rows) or len(nodes) < len(packed.nodes):
        raise ValueError
    return SealedList(packed.entry, ShownRows(packed.lines, rows, nodes))


def _pack(sealed: SealedList) -> _List:
    rows = sealed.rows
    return _List(
        sealed.entry,
        rows.count,
        tuple(_Row(index, disclosure) for index, disclosure in sorted(rows.rows.items())),
        tuple(_Node(start, end, node) for (start, end), node in sorted(rows.nodes.items())),
    )


type _Entries = Annotated[tuple[EntryInFile, ...], Bounds(1, MOST_ENTRIES)]


@part
class RecordProof(Format):
    """The file that proves our own records.

    ``records`` are entries of the organisation's own history, oldest first; ``history`` is its public history.

    ``vouched`` are paths to the roots that vouch for records of former members.
    """

    file_kind: ClassVar = "datapact-record-proof"
    numbered: ClassVar = "v"
    numbers: ClassVar = (1, 2)
    """The second one has ``vouched``, which readers of the first form do not know."""
    optional: ClassVar = frozenset({"vouched"})
    largest: ClassVar = 64 * 1024 * 1024
    malformed: ClassVar = N_("This proof is not in its form. Ask the sender for a new file.")

    organisation: Digest
    """Id of the one that recorded them."""
    records: _Entries = field(repr=False)
    list: Annotated[SealedList, Written(_List, _unpack, _pack)]
    """People of the record that the proof is about."""
    history: _Entries = field(repr=False)
    vouched: tuple[Voucher, ...] = ()

    def own_number(self) -> int:
        return 2 if self.vouched else 1
