"""The base of all terms: bounded plain text without control or bidirectional characters."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

LONGEST_TEXT = 10_000
LONGEST_LINE = 300

# Cf (format: bidirectional overrides, zero-width), Cc (control), Cs, Co, Cn: none belongs in a contract's words.
# U+00AD (soft hyphen) is refused with them; a line break is a paragraph's own.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters that contracts do not hold."""


def printable(text: str) -> str:
    """The text in Unicode NFC; raises ValueError for control, bidirectional and unassigned characters."""
    for character in "" if text.isprintable() else text:  # printable text (in Python) has none of the refused
        if character != "\n" and unicodedata.category(character) in UNSEEN:
            raise ValueError(f"character U+{ord(character):04X} is not allowed")
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Like ``printable``, without line breaks and without space at either end."""
    if "\n" in text:
        raise ValueError("line breaks are not allowed here")
    return printable(text).strip()


_DOES_NOT_APPLY = re.compile(
    r"\s*(entfällt|nicht zutreffend|does not apply|not applicable|n/a)\s*\.?\s*", re.IGNORECASE
)


def does_not_apply(text: str) -> bool:
    """Whether a text says that nothing is agreed here: then the sentence that would show it is left out."""
    return _DOES_NOT_APPLY.fullmatch(text) is not None


Plain = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(printable)]
Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(one_line)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Iri = Annotated[str, Field(max_length=200, pattern=r"^(https://|urn:)[!-~]+$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Day = Annotated[date, PlainSerializer(lambda day: day.isoformat(), return_type=str)]
Months = Annotated[int, Field(ge=0, le=1200)]
Hours = Annotated[int, Field(ge=0, le=10_000)]
Days = Annotated[int, Field(ge=0, le=40_000)]
Euros = Annotated[int, Field(ge=0, le=1_000_000_000_000)]  # whole ones
# Yes, no, or None: not answered, which is absent in the state. "Not answered" is never "no".
type Fact = bool | None
# What a document that decides came to, as a person who read it chose; empty: not answered, which is absent in the state.
type Outcome = Literal["", "carries", "conditions", "against"]


class Term(BaseModel):
    """Base of all parts of the terms: frozen, no unknown members."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Localised(Term):
    """A text of the parties' own in German, English or both; an empty one is not given."""

    de: Plain = ""
    en: Plain = ""

    def given(self) -> bool:
        return bool(self.de.strip() or self.en.strip())

    def text(self, language: str) -> str:
        """The text in ``language``, or in the other one where it is missing."""
        return (self.de or self.en) if language == "de" else (self.en or self.de)


EMPTY = Localised()
