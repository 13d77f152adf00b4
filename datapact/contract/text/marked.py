"""The text of an agreement laid out for reading, and marked by words where it differs from another version.

The same places serve for plain reading (nothing marked) and for a counter-proposal: insertions and deletions are
computed from the two states, never taken from their sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from datapact.base.texts import Language
from datapact.contract.text.clauses import Clause, Emphasis, Run, RunTexts
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import clause_marks, marks

type Mark = Literal["same", "inserted", "deleted"]
type PlaceKind = Literal["heading", "paragraph", "item"]
type PlaceMark = Literal["same", "changed", "added", "removed"]

_WORD = re.compile(
    r"§§?\s*\d+\w*"  # with its number
    r"|\d[\d.,:]*\d"  # 10.000, 3,5, 31.12.2027
    r"|\w[\w'’\u00ad\u2010\u2011-]*\w|\w"  # KI-Modell, Auftraggeber's
    r"|\s+|[^\w\s]"
)
"""A word is changed as a whole, with its ending: a reader strikes no part of one."""
MOST_WORDS = 6_000  # beyond this a text is marked as replaced as a whole: comparing takes quadratic time


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text with one mark; ``term`` is the term that it shows, ``ref`` the place that it points to."""

    text: str
    """Words, spaces and signs as they stand."""
    mark: Mark = "same"
    """Against the older version."""
    term: str | None = None
    ref: str | None = None
    emphasis: Emphasis = ""
    """How the words stand out in the version that has them."""


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A heading, paragraph or item in one language; ``number`` is ``§ 4``, ``(2)`` or ``a)``."""

    id: str
    """Of the clause, paragraph or item."""
    kind: PlaceKind
    """A heading is that of a clause."""
    number: str
    mark: PlaceMark
    """``changed`` where any piece of it is marked."""
    pieces: tuple[Piece, ...]
    """Deleted ones stand where they stood."""
    table: str = ""
    """Id of the paragraph of whose table it is a cell; empty for none."""
    cell: tuple[int, int, int] = (0, 0, 0)
    """Row and column of a cell from 0, and the number of columns."""

    @property
    def words(self) -> str:
        """The present text, without deleted words."""
        return "".join(piece.text for piece in self.pieces if piece.mark != "deleted")


def reading_text(document: AgreementDocument, language: Language) -> tuple[MarkedPlace, ...]:
    """All places of a document in reading order, nothing marked."""
    return tuple(
        _shown(place, "same", _plain(place.texts.get(language, ()), "same"))
        for place in _places(document.clauses, language)
    )


def rows_of(places: Sequence[MarkedPlace]) -> Iterator[tuple[MarkedPlace, ...]]:
    """The places as they stand below each other: each by itself, and the cells of a row of a table together.

    A removed cell keeps the row that it had, so a removed row can have the number of the row behind it or before it.
    """
    row: list[MarkedPlace] = []
    for place in places:
        if row and not _goes_on(row, place):
            yield tuple(row)
            row = []
        row.append(place)
    if row:
        yield tuple(row)


def _goes_on(row: Sequence[MarkedPlace], place: MarkedPlace) -> bool:
    """Whether a place is one more cell of an open row."""
    if not place.table or (place.table, place.cell[0]) != (row[0].table, row[0].cell[0]):
        return False
    full = len(row) >= row[0].cell[2]
    return not (full and (place.cell[1] == 0 or all(one.mark == "removed" for one in row)))


def marked_text(old: AgreementDocument, new: AgreementDocument, language: Language) -> tuple[MarkedPlace, ...]:
    """All places of ``new`` and those that only ``old`` has, marked by words.

    A language that ``old`` does not have counts as unchanged there: it cannot be compared. Numbers of
    cross-references follow from positions and are not marked.
    """
    if language not in old.languages:
        return reading_text(new, language)
    before = {place.id: place for place in _places(old.clauses, language)}
    after = {place.id: place for place in _places(new.clauses, language)}
    result = []
    for place in _in_both_orders(list(before.values()), list(after.values())):
        left = before.get(place.id)
        right = after.get(place.id)
        if left is None or right is None:
            mark: PlaceMark = "added" if left is None else "removed"
            pieces = _plain(place.texts.get(language, ()), "inserted" if left is None else "deleted")
        else:
            pieces = marked_words(left.texts.get(language, ()), right.texts.get(language, ()))
            mark = "same" if all(piece.mark == "same" for piece in pieces) else "changed"
        result.append(_shown(place, mark, pieces))
    return tuple(result)


def marked_words(old: Sequence[Run], new: Sequence[Run]) -> tuple[Piece, ...]:
    """``new`` with its insertions marked, and with the words deleted from ``old`` in their place.

    Words that only stand out otherwise are deleted and inserted.
    """
    if list(old) == list(new):  # most texts of most versions: nothing to take apart and to join again
        return tuple(_joined([piece for piece in _plain(new, "same") if piece.text or piece.ref is not None]))
    before, after = _tokens(old), _tokens(new)
    left, right = [_key(word) for word in before], [_key(word) for word in after]
    pieces: list[Piece] = []
    for what, start, end, first, last in _steps(left, right):
        if what == "equal":
            pieces += [piece_of(run) for word in after[first:last] for run in word]
            continue
        pieces += [piece_of(run, "deleted") for word in before[start:end] for run in word]
        pieces += [piece_of(run, "inserted") for word in after[first:last] for run in word]
    return tuple(_joined(_without_islands(pieces)))


def piece_of(run: Run, mark: Mark = "same") -> Piece:
    """A run as one piece."""
    return Piece(run.text, mark, run.term, run.ref, run.emphasis)


@dataclass(frozen=True, slots=True)
class _Place:
    id: str
    kind: PlaceKind
    number: str
    texts: RunTexts
    table: str = ""
    cell: tuple[int, int, int] = (0, 0, 0)


def _shown(place: _Place, mark: PlaceMark, pieces: tuple[Piece, ...]) -> MarkedPlace:
    return MarkedPlace(place.id, place.kind, place.number, mark, pieces, place.table, place.cell)


def _places(clauses: Sequence[Clause], language: Language) -> Iterator[_Place]:
    for clause, number in zip(clauses, clause_marks(clauses, language), strict=True):
        yield _Place(clause.id, "heading", number, clause.heading)
        several = len(clause.paragraphs) > 1
        for paragraph, m in zip(clause.paragraphs, marks(clause.paragraphs), strict=True):
            yield _Place(paragraph.id, "paragraph", f"({m})" if several else "", paragraph.text)
            for n, (item, mark) in enumerate(zip(paragraph.items, marks(paragraph.items), strict=True)):
                if paragraph.columns:
                    cell = (*divmod(n, paragraph.columns), paragraph.columns)
                    yield _Place(item.id, "item", "", item.text, paragraph.id, cell)
                else:
                    yield _Place(item.id, "item", f"{mark})", item.text)


def _in_both_orders(before: Sequence[_Place], after: Sequence[_Place]) -> Iterator[_Place]:
    """The places of ``after``, with removed ones behind the place that they followed."""
    kept = {place.id for place in after}
    gone: dict[str, list[_Place]] = {}
    last = ""
    for place in before:
        if place.id in kept:
            last = place.id
        else:
            gone.setdefault(last, []).append(place)
    yield from gone.get("", ())
    for place in after:
        yield place
        yield from gone.get(place.id, ())


type _Word = tuple[Run, ...]
"""A word, spaces or a sign: the pieces of the runs that it stands in, mostly one."""


def _tokens(runs: Sequence[Run]) -> list[_Word]:
    """Words, spaces and signs, each with the term of its run; a reference stays whole."""
    found: list[_Word] = []
    stretch: list[Run] = []
    for run in runs:
        if run.ref is None:
            stretch.append(run)
            continue
        found += _words_in(stretch)
        found.append((run,))
        stretch = []
    return [*found, *_words_in(stretch)]


def _words_in(runs: Sequence[Run]) -> Iterator[_Word]:
    """The words of some runs, also those of which one run has the stem and the next one the ending."""
    if len(runs) == 1:
        yield from ((Run(word, runs[0].term, None, runs[0].emphasis),) for word in _WORD.findall(runs[0].text))
        return
    number, used = 0, 0  # the run in hand, and how many of its characters are behind
    for word in _WORD.findall("".join(run.text for run in runs)):
        parts: list[Run] = []
        left = len(word)
        while left:
            run = runs[number]
            text = run.text[used : used + left]
            if text:
                parts.append(Run(text, run.term, None, run.emphasis))
            left -= len(text)
            used += len(text)
            if used == len(run.text):
                number, used = number + 1, 0
        yield tuple(parts)


def _key(word: _Word) -> _Key:
    first = word[0]
    if first.ref is not None:
        return "ref", first.ref, first.emphasis
    text = first.text if len(word) == 1 else "".join(run.text for run in word)
    if text.isspace():  # of spaces nobody sees how they stand out
        return "word", text, ""
    alike = len(word) == 1 or all(run.emphasis == first.emphasis for run in word)
    return "word", text, first.emphasis if alike else "|".join(f"{len(run.text)}{run.emphasis}" for run in word)


type _Key = tuple[str, str, str]
type _Step = tuple[str, int, int, int, int]


def equal_ends(left: Sequence[object], right: Sequence[object]) -> tuple[int, int]:
    """The number of members that two rows have in common at the beginning, and behind these at the end."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    return start, end


def _steps(left: list[_Key], right: list[_Key]) -> Iterator[_Step]:
    start, end = equal_ends(left, right)
    yield "equal", 0, start, 0, start
    middle_left, middle_right = left[start : len(left) - end], right[start : len(right) - end]
    if len(middle_left) + len(middle_right) > MOST_WORDS:
        yield "replace", start, len(left) - end, start, len(right) - end
    else:
        for what, a, b, c, d in SequenceMatcher(None, middle_left, middle_right, autojunk=False).get_opcodes():
            yield what, a + start, b + start, c + start, d + start
    yield "equal", len(left) - end, len(left), len(right) - end, len(right)


def _without_islands(pieces: list[Piece]) -> list[Piece]:
    """Mark unchanged spaces between two changed words as changed, too: whole phrases read better."""
    result: list[Piece] = []
    index = 0
    while index < len(pieces):
        end = index
        while end < len(pieces) and pieces[end].mark != "same":
            end += 1
        if end == index:
            result.append(pieces[index])
            index += 1
            continue
        while end + 1 < len(pieces) and pieces[end].text.isspace() and pieces[end + 1].mark != "same":
            end += 1
            while end < len(pieces) and pieces[end].mark != "same":
                end += 1
        stretch = pieces[index:end]
        spaced = [
            (piece, mark)
            for piece in stretch
            for mark in (("deleted", "inserted") if piece.mark == "same" else (piece.mark,))
        ]
        result += [replace(piece, mark="deleted") for piece, mark in spaced if mark == "deleted"]
        result += [replace(piece, mark="inserted") for piece, mark in spaced if mark == "inserted"]
        index = end
    return result


def _look(piece: Piece) -> tuple[object, ...]:
    return piece.mark, piece.term, piece.ref, piece.emphasis


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    before: Piece | None = None
    for piece in pieces:
        if before is None:
            before = piece
        elif _look(before) == _look(piece) and piece.ref is None:
            before = replace(before, text=before.text + piece.text)
        else:
            yield before
            before = piece
    if before is not None:
        yield before


def _plain(runs: Sequence[Run], mark: Mark) -> tuple[Piece, ...]:
    return tuple(piece_of(run, mark) for run in runs)
