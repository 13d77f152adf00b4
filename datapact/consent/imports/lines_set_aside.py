"""Lines of an import left aside into a file to be mended, and what that means until they are.

A choice, never the default. A line that takes consent back, or whose state cannot be read, is never left aside: nobody
may pass over a no. Until the rest is mended, what is on file of its datasets is known to be incomplete, so that answers
about them are incomplete, too.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from datapact.base.errors import WrongUse
from datapact.base.read_table import Cell, Table
from datapact.base.texts import N_, Message, counted, current_language
from datapact.base.write_table import write_csv
from datapact.consent.facts.unmended import Unmended, unmended
from datapact.consent.terms.states import ACCEPTED, TAKING_BACK
from datapact.organisation.acting.records import Record, append_record

if TYPE_CHECKING:
    from datapact.consent.imports.line import LineReader
    from datapact.consent.records.bulk_write import Refusal
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MOST_NAMED = 20
"""Numbers of lines in one sentence."""
MOST_ASIDE = 10_000
"""Lines that can be left aside; a file with more of them is read in the wrong way."""


@dataclass(frozen=True, slots=True)
class Aside:
    """The refused lines of a file, and whether they may be left aside."""

    lines: frozenset[int]
    """Numbers in the file."""
    barred: tuple[int, ...]
    """Numbers of those that may not: each takes consent back, or its state cannot be read."""
    datasets: tuple[str, ...]
    """Keys of the datasets that they are about; where one names none that can be read, all of the file."""
    digest: str
    """Of the file, base64url SHA-256."""
    data: bytes = field(repr=False)
    """The lines as CSV under the headings of the file, with the reason in a last column without a heading. It is for a
    spreadsheet: UTF-8 with its mark, and the separator of the file."""

    def why_not(self, taken: int) -> Message | None:
        """Why the others may not be imported without these; None where they may. ``taken``: new events of the file."""
        if self.barred:
            return counted(
                "Line {line} is a withdrawal, refusal or objection, or its state cannot be read. Correct it in the file, so that"
                " no refusal is lost; the other lines can be left aside then.",
                "{n} lines are withdrawals, refusals or objections, or their state cannot be read: {lines}. Correct them in the"
                " file, so that no refusal is lost; the other lines can be left aside then.",
                len(self.barred),
                line=self.barred[0],
                lines=", ".join(map(str, self.barred[:MOST_NAMED])) + (" …" if len(self.barred) > MOST_NAMED else ""),
            )
        if len(self.lines) > MOST_ASIDE:
            return Message(
                N_("More than {most} lines cannot be taken. Read the file in another way."), {"most": MOST_ASIDE}
            )
        return (
            None
            if taken
            else Message(N_("No line of this file is new and can be taken, so there is nothing to import."))
        )


class AsideLines:
    """Gathers the refused lines of a file while it is read."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self._lines: list[tuple[int, Sequence[Cell], Message]] = []
        self._barred: list[int] = []
        self._datasets: set[str] = set()
        self._every = False

    def add(self, chunk: Sequence[tuple[int, Sequence[Cell]]], refused: Sequence[Refusal]) -> None:
        """The refused lines of a chunk of the file."""
        why = dict(refused)
        for line, cells in chunk if why else ():
            reason = why.get(line)
            if reason is None:
                continue
            if may_be_left_aside(self._reader.raw(cells, "state")):
                self._lines.append((line, cells, reason))
            else:
                self._barred.append(line)
            dataset = self._reader.dataset(cells)
            self._every = self._every or dataset is None
            self._datasets.update(() if dataset is None else (dataset,))

    def found(self, table: Table, datasets: Collection[str]) -> Aside | None:
        """All of them; ``datasets`` are those of the lines that were taken. None where no line was refused."""
        if not self._lines and not self._barred:
            return None
        rows = [
            [*(_cell(cell) for cell in cells), *[""] * (len(table.headings) - len(cells)), str(reason)]
            for _line, cells, reason in self._lines
        ]
        about = self._datasets | (set(datasets) if self._every else set())
        return Aside(
            frozenset(line for line, _cells, _reason in self._lines),
            tuple(self._barred),
            tuple(sorted(about)),
            table.digest,
            codecs.BOM_UTF8 + write_csv([*table.headings, ""], rows, delimiter=table.delimiter or _usual_delimiter()),
        )


def _usual_delimiter() -> str:
    """The delimiter by which a spreadsheet splits cells: where decimals have a comma, the semicolon."""
    return ";" if current_language() == "de" else ","


def may_be_left_aside(state: str) -> bool:
    """Whether a line with this word for the state may: it is known, and takes no consent back."""
    code = ACCEPTED.get(state.strip().casefold())
    return code is not None and code < TAKING_BACK


def in_mapping(aside: Aside) -> dict[str, Any]:
    """The lines left aside, as the signed entry of the import has them."""
    return {"lines": len(aside.lines), "datasets": list(aside.datasets)}


def settle_aside(acting: Acting, text: str, reason: str) -> Record:
    """Record that the rest of an import needs no mending, with the reason; raises WrongUse."""
    if not reason.strip():
        raise WrongUse(N_("Say why the lines that were left aside need not be imported."))
    with acting.vault.write() as session:
        return mark_mended(acting, session, find_unmended(session, text), "", reason.strip())


def mark_mended(acting: Acting, session: Session, open_one: Unmended, batch: str, reason: str) -> Record:
    """Record that an import with ``batch`` brought the rest, or with a reason that none is to come."""
    body = {"key": open_one.entry, "batch": batch, "reason": reason}
    return append_record(acting, session, "import_mended", body)


def find_unmended(session: Session, text: str) -> Unmended:
    """The import with lines left aside whose entry begins with ``text``; raises WrongUse."""
    found = [one for one in unmended(session) if text and one.entry.startswith(text)]
    if len(found) != 1:
        raise WrongUse(
            N_("There is no single import “{text}” with lines left aside. See datapact consent aside."), text=text
        )
    return found[0]


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
