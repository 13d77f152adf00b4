"""The parts of a report: blocks as plain data, in reading order.

Registers, dossiers, letters, receipts and lists of what was erased are all composed of these. Words are given as a
``Message``, a literal text, a day, a moment (shown in UTC) or a number, and are put into the report's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from datapact.base.texts import Language, Message
from datapact.contract.text.clauses import Emphasis
from datapact.pdf.engine.lines import Change

type Words = Message | str | int | date | datetime | None
type Icon = Literal["yes", "partly", "no", "open"]
type Weight = Literal["note", "warning"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, 2 or 3 below the title; levels 1 and 2 are bookmarks, level 1 is in the contents."""

    text: Words
    """As it stands, without a number."""
    level: Literal[1, 2, 3] = 1
    """1 is the highest below the title."""
    new_page: bool = False
    """Begins on a new page."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``\\n`` begins a new line. ``quiet`` is for explanations, ``bold`` for words that must be seen."""

    text: Words
    """Nothing in it is markup."""
    quiet: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, each item a paragraph; numbered "1.", with labels of its own, or with dashes."""

    texts: Sequence[Words]
    """In their order."""
    numbered: bool = False
    """From 1; not together with ``labels``."""
    labels: Sequence[str] = ()
    """One for each text; empty for dashes or numbers."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values; a row without a value is left out. ``share`` is the width of the names, part of the whole."""

    rows: Sequence[tuple[Words, Words]]
    """Name, then value."""
    share: float = 0.27


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings that are repeated on every page; ``widths`` are shares, else the texts decide.

    The column ``named`` names its row (a row header). Columns of numbers are set to the right. Without rows ``empty``
    is shown instead.
    """

    headings: Sequence[Words]
    """One for each column."""
    rows: Sequence[Sequence[Words]]
    """One value for each column."""
    widths: Sequence[float] = ()
    named: int = 0
    empty: Words = None


@dataclass(frozen=True, slots=True)
class Note:
    """A tinted panel: a note, or a warning in another colour with the word before it."""

    text: Words
    """Nothing in it is markup."""
    title: Words = None
    """Stands above the text in bold; None for none."""
    weight: Weight = "note"
    """Decides colour and the word before it."""


def warning(text: Words, title: Words = None) -> Note:
    """A note that warns."""
    return Note(text, title, "warning")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict or decision of a report: an icon, its word, and a sentence. The icon is never alone."""

    icon: Icon
    """Yes, partly, no, or nobody can tell."""
    word: Words
    """Stands beside the icon."""
    text: Words = None
    """Below the word; None for none."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A page break: the next block begins on a new page."""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A line to sign on by hand, with its label below."""

    label: Words
    """Below the line, such as place and day."""


@dataclass(frozen=True, slots=True)
class SignatureField:
    """The form field for an electronic signature; ``name`` is the field's, ``description`` is read to listeners."""

    name: str
    description: Words


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a letter: its parts stay on one page, with the paragraph or note before them. No signature stands alone."""

    parts: Sequence[Paragraph | SignatureLine]
    """In the order of reading, at least one."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph of a redline: its number, and its words with those inserted and deleted."""

    label: str
    """Such as ``(2)`` or ``a)``; empty for none."""
    pieces: Sequence[tuple[str, Change, Emphasis]]
    """In the order of the words; deleted ones stand where they stood."""
    party: int = 0
    """Whose changes they are, from 0: it decides colour and sign."""
    level: Literal[0, 1] = 0
    """1 for a point below a paragraph."""


type Part = (
    Marked
    | Heading
    | Paragraph
    | Items
    | Facts
    | Table
    | Note
    | Verdict
    | PageBreak
    | SignatureLine
    | SignatureField
    | Closing
)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``kind`` is printed above the title and in the running header ("Register of agreements").

    ``marking`` is set in the header of every page ("Internal"), ``foot`` in its footer (whose report it is).
    ``contents`` adds a table of contents behind the blocks before the first heading.
    """

    title: Words
    """On the first page and in the metadata."""
    language: Language
    """Of all words of the report."""
    blocks: Sequence[Part]
    """In the order of reading."""
    subtitle: Words = None
    """Below the title; None for none."""
    kind: Words = None
    marking: Words = None
    foot: Words = None
    landscape: bool = False
    """A4, the long side across."""
    contents: bool = False
