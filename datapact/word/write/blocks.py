"""The content of a Word file of an agreement, before it is XML: lines and tables, marked against another version."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from datapact.base.strictjson import to_base64url
from datapact.base.texts import Language
from datapact.contract.text.clauses import places
from datapact.contract.text.marked import Piece

if TYPE_CHECKING:
    from datapact.contract.text.document import AgreementDocument

type LineMark = Literal["same", "added", "removed", "moved_from", "moved_to"]
type LineStyle = Literal[
    "Title", "Subtitle", "Kicker", "Party", "PartyLine", "Notice", "Preamble", "Clause", "Paragraph", "Single", "Point",
    "Annex", "Subheading", "Cell", "CellHead",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the file."""

    style: LineStyle
    """Name of its paragraph style."""
    language: Language
    """Of its words, for spelling."""
    pieces: tuple[Piece, ...]
    """In the order of the words; deleted ones stand where they stood."""
    place: str = ""
    """Id of the clause, paragraph or item; empty outside of clauses."""
    mark: LineMark = "same"
    """Of the whole line against the other version; words within it are marked piece by piece."""
    move: str = ""
    """Name that the two ends of a move share; empty for none."""
    quiet: bool = False
    """Set in italics, as the language that does not prevail."""
    number: str = ""
    """Typed before the words, where Word's own numbering would give another one: ``§ 14a``; no word of the text."""

    @property
    def words(self) -> str:
        """The present words, without deleted ones."""
        return "".join(piece.text for piece in self.pieces if piece.mark != "deleted")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[tuple[Line, ...], ...]
    """A cell a column, each with at least one line."""
    mark: LineMark = "same"
    """``added`` and ``removed`` concern the whole row."""
    head: bool = False
    """Repeated at the top of each page."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells."""

    rows: tuple[Row, ...]
    """At least one."""
    shares: tuple[float, ...]
    """Widths of the columns as parts of the whole."""
    ruled: bool = True
    """With hairlines; without them for two languages side by side."""
    place: str = ""
    """Id of the paragraph whose table it is; empty for others."""


type Block = Line | Table


@lru_cache(maxsize=8192)
def bookmark(place: str, language: Language) -> str:
    """The name of the bookmark around a clause, paragraph or item: the same in every file, at most 40 characters."""
    digest = to_base64url(hashlib.sha256(f"{language}:{place}".encode()).digest())[:22]
    return "_dp_" + digest.replace("-", "_m")[:32]


def bookmarked(document: AgreementDocument, languages: Sequence[Language]) -> dict[str, str]:
    """The clause, paragraph or item by the name of its bookmark in each of these languages."""
    return {bookmark(place, language): place for place, _texts in places(document.clauses) for language in languages}


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """Every line of some blocks in reading order, tables row by row."""
    found: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            found.append(block)
        else:
            found += [line for row in block.rows for cell in row.cells for line in cell]
    return found
