"""The journal of a relay: a line for each file that it carried. What stands in it was carried, what does not was not.

A line is written and synced before a copy leaves the relay's own folder, so after a kill the journal says what to finish.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from datapact.base.errors import Damaged, DataPactError
from datapact.base.files import append_to, read_whole, surroundings, sync_folder, write_whole
from datapact.base.format import Format, part
from datapact.base.texts import N_
from datapact.exchange.relay.receipts import ReceiptLine, heads_of, no_head

_LARGEST = 1024 * 1024 * 1024
_DAMAGED = N_(
    "The relay's journal is damaged (relay/journal.jsonl). Restore it from a copy, or begin a relay in a new folder."
)


@part
class _Line(Format):
    numbers: ClassVar = ()
    malformed: ClassVar = _DAMAGED
    line: ReceiptLine


@dataclass(frozen=True, slots=True)
class LabelLines:
    """The lines about one label."""

    label: str
    """In the base64url of its 16 bytes."""
    lines: tuple[ReceiptLine, ...]
    """Oldest first, numbered from 1."""

    @property
    def heads(self) -> tuple[str, ...]:
        """The head before the first line and after each."""
        return heads_of(no_head(self.label), self.lines)


def read_journal(path: Path) -> list[ReceiptLine]:
    """The lines, oldest first; one that a kill cut short is taken away. Raises Damaged, Surroundings."""
    if not path.exists():
        return []
    data = read_whole(path, limit=_LARGEST)
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        write_whole(path, whole)
    try:
        return [_Line.read(line).line for line in whole.splitlines()]
    except DataPactError:
        raise Damaged(_DAMAGED) from None


def add_line(path: Path, line: ReceiptLine) -> None:
    """Write a line and sync it; raises Surroundings."""
    try:
        with append_to(path) as stream:
            stream.write(_Line(line).write() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        sync_folder(path.parent)
    except OSError as error:
        raise surroundings(error, path) from error


def lines_about(journal: Sequence[ReceiptLine], label: str) -> LabelLines:
    """The lines that name a label, numbered for it."""
    return LabelLines(label, tuple(_numbered(one for one in journal if label in (one.sender, *one.to))))


def _numbered(lines: Iterator[ReceiptLine]) -> Iterator[ReceiptLine]:
    for number, line in enumerate(lines, 1):
        yield replace(line, number=number)
