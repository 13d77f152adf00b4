"""register.json: a register with everything on its pages, and nothing else."""

from __future__ import annotations

import re
from dataclasses import field
from datetime import date
from typing import Annotated, Any, ClassVar, Self

from datapact.base.format import Day, Format, Json, Time, Written, part
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_
from datapact.consent.proof.in_file import RowsProven
from datapact.contract.text.message_in_file import MessageInFile
from datapact.registers.register import Cell, Column, Gap, Left, Register, RegisterWords, Row, Several, cell_json

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@part
class _Left:
    reason: MessageInFile
    count: int


@part
class _Column:
    optional: ClassVar = frozenset({"letter", "printed"})

    key: str
    heading: MessageInFile
    letter: str = ""
    printed: bool = True


@part
class _Gap:
    agreement: str
    number: str
    message: MessageInFile


def _cell(shown: Any) -> Cell:
    match shown:
        case None | int():
            return shown
        case str():
            try:
                return date.fromisoformat(shown) if _DAY.fullmatch(shown) else shown
            except ValueError:
                return shown
        case list():
            return Several(tuple(map(_cell, shown)))
        case {"de": str(german), "en": str(english), "code": str(code), **rest} if not rest and code:
            return RegisterWords(german, english, code)
        case {"de": str(german), "en": str(english), **rest} if not rest:
            return RegisterWords(german, english)
    raise ValueError


type _Cell = Annotated[Cell, Written(Json, _cell, cell_json)]


@part
class RegisterInFile(Format):
    """A register as at a day, known at a moment. Each row has ``agreement``, its history id, and a cell a column."""

    numbers: ClassVar = ()
    optional: ClassVar = frozenset({"proof"})
    largest: ClassVar = 64 * 1024 * 1024
    malformed: ClassVar = N_("The register in this file is not in its form. Ask the sender for a new file.")

    register: str
    """Its name for machines."""
    title: MessageInFile
    """For people, in both languages."""
    basis: MessageInFile
    """The provision or rule that asks for it."""
    on: Day
    """Local day of each status."""
    known_at: Time
    """Up to when entries count, UTC."""
    organisation: str
    """Name of the organisation."""
    population: tuple[MessageInFile, ...]
    """How many agreements were known and in force, sentence by sentence."""
    filters: tuple[MessageInFile, ...]
    """In words; empty for all."""
    left_out: tuple[_Left, ...]
    """How many agreements are left out, by reason."""
    cards: bool
    """Whether rows are printed one below the other."""
    columns: tuple[_Column, ...]
    """In the order of the table."""
    rows: tuple[dict[str, _Cell], ...] = field(repr=False)
    """By number of the agreement; cells by key of the column."""
    gaps: tuple[_Gap, ...]
    """In the order of the rows."""
    proof: RowsProven | None = None
    """The rows of the vault that it was made from, held against what was signed; missing from earlier programs."""

    def mistake(self) -> str:
        members = {"agreement", *(one.key for one in self.columns)}
        for place, row in enumerate(self.rows):
            if row.keys() != members or not isinstance(row["agreement"], str | date):
                return f"rows.{place}"
        return ""

    @classmethod
    def made_of(cls, made: Register) -> Self:
        """The form in the file."""
        return cls(
            register=made.name,
            title=made.title,
            basis=made.basis,
            on=made.on,
            known_at=made.known_at,
            organisation=made.organisation,
            population=made.population,
            filters=made.filters,
            left_out=tuple(_Left(one.reason, one.count) for one in made.left_out),
            cards=made.cards,
            columns=tuple(_Column(one.key, one.heading, one.letter, one.printed) for one in made.columns),
            rows=tuple(
                {"agreement": row.agreement, **{one.key: row.cells.get(one.key) for one in made.columns}}
                for row in made.rows
            ),
            gaps=tuple(_Gap(one.agreement, one.number, one.message) for one in made.gaps),
            proof=made.proof,
        )

    def made(self) -> Register:
        """The register that is in the file."""
        return Register(
            name=self.register,
            title=self.title,
            basis=self.basis,
            on=self.on,
            known_at=self.known_at,
            organisation=self.organisation,
            population=self.population,
            filters=self.filters,
            left_out=tuple(Left(one.reason, one.count) for one in self.left_out),
            columns=tuple(Column(one.key, one.heading, one.letter, one.printed) for one in self.columns),
            rows=tuple(self._row(one) for one in self.rows),
            gaps=tuple(Gap(one.agreement, one.number, one.message) for one in self.gaps),
            cards=self.cards,
            proof=self.proof,
        )

    def _row(self, members: dict[str, Any]) -> Row:
        return Row(str(members["agreement"]), {one.key: members[one.key] for one in self.columns})


def read_register(shown: JsonObject) -> Register:
    """The register in parsed JSON; raises Malformed naming the place of the first mistake."""
    return RegisterInFile.of(shown).made()
