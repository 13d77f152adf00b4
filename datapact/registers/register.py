"""The parts of every register: typed cells with words in both languages, columns, rows, and omissions.

A register says which population it covers, by which filters, and where facts are missing: an auditor sees the gaps,
too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import Language, Message, counted
from datapact.consent.proof.in_file import RowsProven
from datapact.contract.terms import Localised
from datapact.contract.vocabulary.label import Label

type Cell = str | int | date | RegisterWords | Several | None


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """Words in both languages; ``code`` is what machines compare where the words stand for one."""

    de: str
    """Words in German."""
    en: str
    """Words in English."""
    code: str = ""

    def text(self, language: Language) -> str:
        return self.de if language == "de" else self.en


@dataclass(frozen=True, slots=True)
class Several:
    """Several values of one kind."""

    values: tuple[Cell, ...]
    """Each once, at least one."""


def register_words(words: Message | Label | Localised, code: str = "") -> RegisterWords:
    """Words of the program, of a vocabulary or of the parties, in both languages."""
    return RegisterWords(words.text("de"), words.text("en"), code)


def several(values: Sequence[Cell]) -> Cell:
    """Each value once, in order; nothing for none."""
    kept = tuple(dict.fromkeys(value for value in values if value not in (None, "")))
    return Several(kept) if kept else None


def cell_text(cell: Cell, language: Language) -> str | int | date | None:
    """A cell as one value of a table."""
    if isinstance(cell, RegisterWords):
        return cell.text(language)
    if isinstance(cell, Several):
        return "; ".join(_plain(cell_text(value, language)) for value in cell.values)
    return cell


def _plain(value: str | int | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def cell_json(cell: Cell) -> JsonValue:
    """A cell for machines: days in ISO form, words in both languages with their code."""
    if isinstance(cell, RegisterWords):
        words: JsonObject = {"de": cell.de, "en": cell.en}
        return words | {"code": cell.code} if cell.code else words
    if isinstance(cell, Several):
        return [cell_json(value) for value in cell.values]
    return cell.isoformat() if isinstance(cell, date) else cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``letter`` is that of the article that requires it; ``printed``: the PDF's table has it."""

    key: str
    """Name for machines, stable."""
    heading: Message
    """Name for people."""
    letter: str = ""
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and the agreement that it arises from."""

    agreement: str
    """History id."""
    cells: Mapping[str, Cell] = field(hash=False)
    """By key of the column; a missing one is empty."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that is missing, in words, with the number of the agreement."""

    agreement: str
    """History id."""
    number: str
    """As it is shown in this vault."""
    message: Message
    """The missing fact, for people."""


@dataclass(frozen=True, slots=True)
class Left:
    """The number of agreements left out, and why."""

    reason: Message
    """For people; it follows the number and a colon."""
    count: int
    """Number of agreements, more than 0."""

    @property
    def words(self) -> Message:
        return counted("{n} agreement: {reason}", "{n} agreements: {reason}", self.count, reason=self.reason)


@dataclass(frozen=True, slots=True)
class Register:
    """A register as at a day, known at a moment. ``cards`` prints rows one below the other instead of as a table."""

    name: str
    """One of ``registers.NAMES``."""
    title: Message
    """For people, with the article that asks for it where there is one."""
    basis: Message
    """The provision or rule that asks for it."""
    on: date
    """Local day of each status."""
    known_at: datetime
    """Up to when entries count, UTC."""
    organisation: str
    """Name of our organisation."""
    population: tuple[Message, ...]
    """How many agreements were known and in force, sentence by sentence."""
    filters: tuple[Message, ...]
    """The filters in words; empty for all."""
    left_out: tuple[Left, ...]
    """With its reasons; empty where nothing was."""
    columns: tuple[Column, ...]
    """In the order of the table."""
    rows: tuple[Row, ...]
    """By number of the agreement."""
    gaps: tuple[Gap, ...]
    """In the order of the rows; empty where nothing is missing."""
    cards: bool = False
    proof: RowsProven | None = None
    """The rows that it was made from, held against what was signed; None for one that is only shown."""
