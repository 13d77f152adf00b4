"""The text of a foreign paper: paragraphs in reading order, each with its page and number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from datapact.base.errors import TooLarge
from datapact.base.format import Bounds, Format, Written, part
from datapact.base.texts import N_
from datapact.contract.terms.base import UNSEEN

MOST_PAGES = 800
MOST_CHARACTERS = 2_000_000
MOST_PASSAGES = 40_000
MOST_KINDS = 200

type FileKind = Literal["pdf", "docx"]
type Mark = Literal[0, 1, 2]
"""How a passage is written down: text, a heading, or a line at the edge of pages."""
HEADING: Mark = 1
EDGE: Mark = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, list item, cell of a table or note of the file."""

    number: int
    """From 1, in reading order."""
    page: int
    """Of the file, from 1; 0 where the file has no pages of its own, as Word files."""
    text: str
    """One line; runs of spaces are one space."""
    heading: bool = False
    """It reads like the heading of a section."""
    edge: bool = False
    """It stands in a header or footer of pages, so it belongs to no section."""


@part
class PaperComment:
    """A comment in a Word file, as the file has it: no part of the contract's words."""

    author: str
    """As the file names it; may be empty."""
    time: str
    """As the file has it, often local time without a zone; may be empty."""
    passage: int
    """Number of the passage in which it begins; 0: it stands at none that was read."""
    words: str
    """The words that it is about; empty: the passage as a whole."""
    text: str
    """Paragraphs as lines, never empty."""
    answers: str
    """Text of the comment that it answers; empty for none."""
    resolved: bool
    """Marked as done."""


def _passages(rows: Sequence[tuple[int, str, int]]) -> tuple[Passage, ...]:
    return tuple(
        Passage(number, page, text, mark == HEADING, mark == EDGE) for number, (page, text, mark) in enumerate(rows, 1)
    )


def _rows(passages: Sequence[Passage]) -> tuple[tuple[int, str, int], ...]:
    return tuple((one.page, one.text, mark_of(one)) for one in passages)


def mark_of(passage: Passage) -> Mark:
    """What a passage is, as it is written down."""
    return EDGE if passage.edge else HEADING if passage.heading else 0


@part
class PaperText(Format):
    """The text that was read of a file; kept beside it, as JSON."""

    optional: ClassVar = frozenset({"comments", "characters", "understood", "markup"})
    malformed: ClassVar = N_("The text of this paper in the vault cannot be read. Read the file in again.")

    kind: FileKind
    """What the file is by its content, whatever its name says."""
    pages: int
    """Of a PDF; 0 for a Word file."""
    passages: Annotated[tuple[Passage, ...], Written(tuple[tuple[int, str, int], ...], _passages, _rows)]
    """At least one; in the file each is a list of page, text and 1 for a heading, 2 for a header or footer."""
    silent: tuple[int, ...] = ()
    """Pages that hold no words, as scans."""
    recognised: tuple[int, ...] = ()
    """Pages whose words were recognised from a picture and may be wrong."""
    tracked: int = 0
    """Tracked changes of a Word file, read as if they were all accepted."""
    unread: int = 0
    """Kinds of markup of a Word file that were not resolved, such as pictures and formulas, each as often as it stands there."""
    comments: tuple[PaperComment, ...] = ()
    """Of a Word file, in its order; left out where there are none."""
    characters: int = 0
    """Of text in a Word file; 0 in what was read before this was counted, and of a PDF."""
    understood: int = 0
    """Of those that were read."""
    markup: Annotated[tuple[tuple[str, int], ...], Bounds(most=MOST_KINDS)] = ()
    """Names of the kinds that ``unread`` counts, each with its number."""

    @property
    def words(self) -> str:
        """All passages, a line each."""
        return "\n".join(passage.text for passage in self.passages)


def clean(text: str) -> str:
    """The text on one line, without characters that nobody sees; a bullet of a symbol font stays a bullet."""
    if not text.isprintable() or not text.isascii():
        shown = []
        for character in unicodedata.normalize("NFC", text):
            if "\ue000" <= character <= "\uf8ff":
                shown.append("•")
            elif character.isspace():
                shown.append(" ")
            elif character == "\ufffd" or unicodedata.category(character) in UNSEEN:
                continue
            else:
                shown.append(character)
        text = "".join(shown)
    return " ".join(text.split())


def numbered(found: Iterable[tuple[int, str, Mark]]) -> Iterator[Passage]:
    """Passages from page, text and what it is; empty ones are left out. Raises TooLarge."""
    number = length = 0
    for page, text, mark in found:
        said = clean(text)
        if not said:
            continue
        number += 1
        length += len(said)
        if number > MOST_PASSAGES or length > MOST_CHARACTERS:
            raise TooLarge(
                N_(
                    "This file holds more text than a contract has (over 2 million characters). Ask for the contract alone."
                )
            )
        yield Passage(number, page, said, mark == HEADING, mark == EDGE)
