"""The text of a foreign paper: paragraphs in reading order, each with its page and number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from datapact.base.errors import Malformed, TooLarge
from datapact.base.strictjson import JsonObject, JsonValue, canonical, parse_object
from datapact.base.texts import N_
from datapact.contract.terms.base import UNSEEN

MOST_PAGES = 800
MOST_CHARACTERS = 2_000_000
MOST_PASSAGES = 40_000

type FileKind = Literal["pdf", "docx"]


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


@dataclass(frozen=True, slots=True)
class PaperText:
    """Everything that was read of a file."""

    kind: FileKind
    """What the file is by its content, whatever its name says."""
    pages: int
    """Of a PDF; 0 for a Word file."""
    passages: tuple[Passage, ...]
    """At least one."""
    silent: tuple[int, ...] = ()
    """Pages that hold no words, as scans."""
    recognised: tuple[int, ...] = ()
    """Pages whose words were recognised from a picture and may be wrong."""
    tracked: int = 0
    """Tracked changes of a Word file, read as if they were all accepted."""
    unread: int = 0
    """Pictures, formulas and other parts of a Word file that hold no words for us."""

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


def numbered(found: Iterable[tuple[int, str, bool]]) -> Iterator[Passage]:
    """Passages from page, text and whether it is a heading; empty ones are left out. Raises TooLarge."""
    number = length = 0
    for page, text, heading in found:
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
        yield Passage(number, page, said, heading)


def write_text(text: PaperText) -> bytes:
    """The text as JSON, to be kept beside its file."""
    rows: list[JsonValue] = [[one.page, one.text, int(one.heading)] for one in text.passages]
    value: JsonObject = {
        "format": 1,
        "kind": text.kind,
        "pages": text.pages,
        "passages": rows,
        "silent": list(text.silent),
        "recognised": list(text.recognised),
        "tracked": text.tracked,
        "unread": text.unread,
    }
    return canonical(value)


def read_text(data: bytes) -> PaperText:
    """The text from what ``write_text`` wrote; raises Malformed."""
    try:
        value: Mapping[str, Any] = parse_object(data)
        return PaperText(
            cast(FileKind, str(value["kind"])),
            int(value["pages"]),
            tuple(
                Passage(number, int(page), str(text), bool(heading))
                for number, (page, text, heading) in enumerate(value["passages"], start=1)
            ),
            tuple(value["silent"]),
            tuple(value["recognised"]),
            int(value["tracked"]),
            int(value["unread"]),
        )
    except (KeyError, TypeError, ValueError):
        raise Malformed(N_("The text of this paper in the vault cannot be read. Read the file in again.")) from None
