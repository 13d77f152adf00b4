"""Partners without DataPact from any table, CSV or XLSX: which column is what is proposed by its heading, and a person decides."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale

from datapact.base.errors import Malformed, TooLarge, WrongUse
from datapact.base.read_table import Encoding, open_table
from datapact.base.texts import LANGUAGES, N_
from datapact.organisation.identity.profile import Profile
from datapact.organisation.partners.partner_columns import ALIASES, COLUMNS, MOST_ROWS, folded, profile_of_row

SAMPLES = 3
_PIECE = 1024 * 1024
_KINDS = {
    "unternehmen": "company",
    "firma": "company",
    "öffentliche stelle": "public_body",
    "behörde": "public_body",
    "public body": "public_body",
    "verein": "association",
    "hochschule": "university",
    "universität": "university",
    "stiftung": "foundation",
    "natürliche person": "person",
    "privatperson": "person",
}
_RULES = {
    "einzelvertretung": "sole",
    "einzeln": "sole",
    "gesamtvertretung": "two_jointly",
    "gemeinsam": "two_jointly",
    "zu zweit": "two_jointly",
    "mit prokurist": "director_with_prokurist",
    "vollmacht": "by_power",
}


@dataclass(frozen=True, slots=True)
class TableSeen:
    """A table before it is imported. ``proposed`` are the columns, from 0, by the member of a profile."""

    headings: tuple[str, ...]
    """As the file has them; an empty one names no column."""
    samples: tuple[tuple[str, ...], ...]
    """The cells of the first lines, as text."""
    proposed: Mapping[str, int]
    lines: int
    """Number of lines that are not empty."""


def look_at_table(path: Path) -> TableSeen:
    """The headings, the first lines and a proposal; raises WrongUse, Malformed, TooLarge or Surroundings."""
    samples: list[tuple[str, ...]] = []
    lines = 0
    with open_table(path, encoding=_encoding(path), known=_names_a_column) as table:
        headings = tuple(table.headings)
        for _number, cells in table.lines:
            texts = tuple(str(cell).strip() for cell in cells)
            if any(texts):
                lines += 1
                if len(samples) < SAMPLES:
                    samples.append(texts)
    return TableSeen(headings, tuple(samples), propose_columns(headings), lines)


def propose_columns(headings: tuple[str, ...]) -> dict[str, int]:
    """The column of each member whose heading is known; the first one where two are."""
    proposed: dict[str, int] = {}
    for place, heading in enumerate(headings):
        member = ALIASES.get(folded(heading))
        if member is not None:
            proposed.setdefault(member, place)
    return proposed


def chosen_columns(seen: TableSeen, said: Mapping[str, str]) -> dict[str, int]:
    """The proposal with what somebody said: a member by the heading, an empty one leaves the column out.

    Raises WrongUse for a heading that the file has not, or a member that no profile has.
    """
    places = {folded(heading): place for place, heading in enumerate(seen.headings) if heading}
    columns = dict(seen.proposed)
    for heading, member in said.items():
        place = places.get(folded(heading))
        if place is None:
            raise WrongUse(
                N_("The list has no column {heading}. It has: {headings}."),
                heading=heading[:80],
                headings=", ".join(one for one in seen.headings if one)[:400],
            )
        if member and member not in COLUMNS:
            raise WrongUse(
                N_("{member} is nothing that a list says of a partner. Choose one of: {members}."),
                member=member[:80],
                members=", ".join(COLUMNS),
            )
        columns = {one: at for one, at in columns.items() if at != place}
        if member:
            columns[member] = place
    return columns


def read_table(path: Path, columns: Mapping[str, int]) -> tuple[Profile, ...]:
    """The profiles in a table by the chosen columns; raises Malformed, naming the first wrong line, TooLarge."""
    if "name" not in columns:
        raise Malformed(N_("Say which column holds the name of the partner."))
    profiles: list[Profile] = []
    with open_table(path, encoding=_encoding(path), known=_names_a_column) as table:
        for number, cells in table.lines:
            texts = [str(cell).strip() for cell in cells]
            if not any(texts):
                continue
            if len(profiles) == MOST_ROWS:
                raise TooLarge(N_("The list has more than {limit} partners. Split it."), limit=MOST_ROWS)
            if table.kind == "csv" and any(
                texts[len(table.headings) :]
            ):  # a sign between columns stands inside a cell: what follows has moved
                raise Malformed(
                    N_(
                        "Line {line} of the list of partners has more cells than there are headings. Correct it and try again."
                    ),
                    line=number,
                )
            profiles.append(_profile(texts, columns, number))
    return tuple(profiles)


def _profile(texts: list[str], columns: Mapping[str, int], line: int) -> Profile:
    known = {column: texts[place] for column, place in columns.items() if place < len(texts) and texts[place]}
    return profile_of_row({column: _coded(column, text) for column, text in known.items()}, line)


def _coded(member: str, text: str) -> str:
    """A country, kind or rule by its name in either language; anything else as it stands."""
    match member:
        case "country":
            return country_code(text)
        case "kind":
            return _KINDS.get(text.casefold(), text)
        case "signing_rule":
            return _RULES.get(text.casefold(), text)
        case _:
            return text


def country_code(text: str) -> str:
    """The code of a country by its name in either language or by itself; anything else as it stands."""
    return _countries().get(text.casefold(), text.upper() if len(text) == 2 else text)


@cache
def _countries() -> dict[str, str]:
    return {
        str(name).casefold(): code
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }


def _encoding(path: Path) -> Encoding | None:
    """The encoding of the whole file: UTF-8 or UTF-16, else what Windows wrote; None where they show it by themselves."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
    try:
        with path.open("rb") as source:
            piece = source.read(_PIECE)
            if piece.startswith((b"PK\x03\x04", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return None
            while piece:
                decoder.decode(piece)
                piece = source.read(_PIECE)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except OSError:
        return None  # open_table says it
    return None


def _names_a_column(cells: object) -> bool:
    return isinstance(cells, list | tuple) and any(folded(str(cell)) in ALIASES for cell in cells)
