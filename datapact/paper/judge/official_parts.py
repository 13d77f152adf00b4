"""Paragraphs of the standard clauses that a contract has to have, and whether it has one: blanks and options apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LEAST_WORDS = 4  # of a paragraph that is compared; numbers and headings alone say nothing
_LONGEST_BLANK = 300  # characters
_HEADING_WORDS = 14  # a line that names a module with more words is a provision
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "}
)
_NUMBER = re.compile(r"^\s*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)+", re.IGNORECASE)
_RAISED = re.compile(r"\s?⁽?[⁰¹²³⁴-⁹]+⁾?")
_FIRST = re.compile(r"(?:clause|klausel) 1\b", re.IGNORECASE)
_ANNEX = re.compile(r"(?:annex|anhang|appendix|anlage)\b", re.IGNORECASE)
_AGAIN = re.compile(r"(?:clause|klausel|section|abschnitt) [0-9ivx]+\b", re.IGNORECASE)
_MODULE = re.compile(r"\bmodule? (one|two|three|four|eins|zwei|drei|vier|[1-4])\b", re.IGNORECASE)
_MODULES = {
    **dict(zip(("one", "two", "three", "four"), "1234", strict=True)),
    **dict(zip(("eins", "zwei", "drei", "vier"), "1234", strict=True)),
    **{one: one for one in "1234"},
}
_ALL = frozenset("1234")
_OPTION = re.compile(r"\[|option\b", re.IGNORECASE)
_BLANK = re.compile(
    r"\[[^\]]*\]|_{2,}|\.{4,}|…+|\((?:specify|describe|bitte|zu bezeichnen|angeben)[^)]*\)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class OfficialParagraph:
    """A paragraph that stands in every contract with these clauses."""

    words: str
    """As the text has it."""
    pieces: tuple[str, ...]
    """Its plain words between the blanks, in their order; empty at an end that is a blank."""

    def is_in(self, said: str) -> bool:
        """Whether plain words of a contract are these, with anything short in the blanks."""
        first, *rest = self.pieces
        if not rest:
            return said == first
        if not said.startswith(first):
            return False
        at = len(first)
        for piece in rest[:-1]:
            found = said.find(piece, at, at + _LONGEST_BLANK + len(piece))
            if found < 0:
                return False
            at = found + len(piece)
        return said.endswith(rest[-1]) and 0 <= len(said) - len(rest[-1]) - at <= _LONGEST_BLANK


def plain(words: str) -> str:
    """The words without what files write differently: kinds of quotation marks, dashes and spaces, the number before them, and
    marks of notes."""
    return " ".join(_NUMBER.sub("", _RAISED.sub("", words).translate(_SIGNS)).split())


def is_compared(words: str) -> bool:
    """Whether plain words say something by themselves."""
    return len(words.split()) >= _LEAST_WORDS


def required(paragraphs: Sequence[str], module: str = "") -> tuple[OfficialParagraph, ...]:
    """The paragraphs between the first clause and the annexes, of this module (empty: all); not headings of modules, not options."""
    return tuple(
        OfficialParagraph(words, tuple(piece.strip() for piece in _BLANK.split(plain(words))))
        for words, modules in _of_modules(_clauses(paragraphs))
        if is_compared(plain(words))
        and not _is_heading(words)
        and (not module or module in modules)
        and not _OPTION.match(words.strip())
    )


def _clauses(paragraphs: Sequence[str]) -> Sequence[str]:
    """The text from clause 1 to the annexes; everything where there is no clause 1."""
    first = next((place for place, words in enumerate(paragraphs) if _FIRST.match(words.strip())), None)
    if first is None:
        return paragraphs
    annexes = (
        at for at in range(first, len(paragraphs)) if _ANNEX.match(paragraphs[at].strip()) and _is_short(paragraphs[at])
    )
    return paragraphs[first : next(annexes, len(paragraphs))]


def _is_short(words: str) -> bool:
    return len(words.split()) <= _HEADING_WORDS and not words.rstrip().endswith((".", ";", ","))


def _is_heading(words: str) -> bool:
    """Whether it is the heading of a clause, its number and name on one line."""
    return _AGAIN.match(words.strip()) is not None and _is_short(words)


def _of_modules(paragraphs: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each paragraph with the modules that it belongs to; headings of modules one after another count together."""
    modules, heading = _ALL, False
    for words in paragraphs:
        text = words.strip()
        named = frozenset(_MODULES[one.casefold()] for one in _MODULE.findall(text))
        if named and _MODULE.match(text.lstrip("[ ")) and len(text.split()) <= _HEADING_WORDS:
            modules, heading = (modules | named if heading else named), True
            continue
        heading = False
        if _is_heading(text):
            modules = _ALL
        yield words, modules
