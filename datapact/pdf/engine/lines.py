"""Break runs of text into lines: hyphenation in the right language, hard breaks for words wider than a line.

The text stays plain data. reportlab's own Paragraph parses a markup language, which received text must never reach, and
it cannot put a link's tag within a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from datapact.pdf.engine.fonts import NO_BREAK_SPACE, SOFT_HYPHEN, drawable, units, width, word_units
from datapact.pdf.engine.hyphenation import hyphenation_points, natural_breaks
from datapact.pdf.engine.typography import Colour, Style

type Change = Literal["", "inserted", "deleted"]

MOST_HYPHENS_IN_A_ROW = 2
_LONGEST_PART = 300  # longest stretch without a space that is treated as one word, in characters
_MOST_PIECES = 50  # most runs without a space among them that are treated as one word
_TIGHTEN = 0.12  # a justified line may shrink its spaces by this share
_ROUNDING = 0.01  # points by which the sum of characters may differ from the width of their text
# Where a space is no place to end a line: "§ 12", "Art. 6", "Abs. 4", "Nr. 3", "section 2", "e. V.", "HRB 4711".
_GLUED = re.compile(
    r"(?<![^\s(])(§§?|Art\.|Artt\.|Abs\.|Nr\.|Buchst\.|lit\.|Satz|[Ss]ections?|[Aa]rticles?|No\.|Annex|Anlage|e\.|HR[AB]|VR) "
    r"(?=\d|\(\d|[a-z](?!\w)|V\.)"
)
# A word that names a provision is not divided: no "Art-icle 6".
_CITED = re.compile(rf"\(?(?:article|section|annex)s?{NO_BREAK_SPACE}", re.IGNORECASE)
# The day of a date stays with its month: "5. Oktober", "5 October".
_MONTHS = (
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    "|January|February|March|May|June|July|October|December"
)
_DAY = re.compile(rf"(?<!\S)(\(?\d{{1,2}}\.?) (?=(?:{_MONTHS})\b)")
_TELEPHONE = re.compile(r"\+\d{1,3}(?: \d{2,6}){1,4}")
_SPACES = re.compile(r"([ \n]+)")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face; ``link`` names the place in the document that it refers to."""

    text: str
    """May hold line feeds, which end a line."""
    bold: bool = False
    """In the bold companion of the block's face."""
    italic: bool = False
    """In the italic companion of the block's face."""
    link: str = ""
    change: Change = ""
    """Underlined or struck through, as in a redline; empty for none."""
    ink: Colour | None = None
    """Of a change; None: that of the block."""
    spoken: str = ""
    """Read instead of the text of a change; empty: the text itself."""


class Piece(NamedTuple):
    """A part of a line from one run; ``run`` is the run's index."""

    text: str
    """With the spaces behind its words."""
    run: int
    width: float
    """In points."""

    def spaces(self) -> int:
        """Spaces that justification widens; reportlab draws both kinds as the same character."""
        return self.text.count(" ") + self.text.count(NO_BREAK_SPACE)


class Line(NamedTuple):
    """One line: its pieces with the spaces among them, natural width in points, and whether a paragraph ends here."""

    pieces: tuple[Piece, ...]
    """From left to right; neighbours are of different runs."""
    width: float
    """Without what justifying adds."""
    spaces: int
    """Number of spaces that justifying widens."""
    ends: bool
    """The line is not justified then."""


@dataclass(slots=True)
class _Word:
    """The text between two spaces; ``joined`` when it continues the word before without one."""

    pieces: list[Piece]
    width: float
    newline: bool = False
    joined: bool = False


def _words(runs: Sequence[Run], fonts: Sequence[str], size: float) -> list[_Word]:
    words: list[_Word] = []
    inside = False
    for index, run in enumerate(runs):
        measured = word_units(fonts[index])
        text = _GLUED.sub(rf"\1{NO_BREAK_SPACE}", drawable(run.text))
        text = _DAY.sub(rf"\1{NO_BREAK_SPACE}", text)
        text = _TELEPHONE.sub(lambda number: number[0].replace(" ", NO_BREAK_SPACE), text)
        for part in _SPACES.split(text):
            if not part:
                continue
            if part[0] in " \n":
                if "\n" in part and words:
                    words[-1].newline = True
                inside = False
                continue
            for start in range(0, len(part), _LONGEST_PART):
                chunk = part[start : start + _LONGEST_PART]
                piece = Piece(chunk, index, measured[chunk] * size / 1000)
                if inside and not start and len(words[-1].pieces) < _MOST_PIECES:
                    words[-1].pieces.append(piece)
                    words[-1].width += piece.width
                else:
                    words.append(_Word([piece], piece.width, joined=inside))
                inside = True
    return words


def break_lines(runs: Sequence[Run], style: Style, available: float, language: str) -> list[Line]:
    """Lines of at most ``available`` points, at least one even for empty text. Every character stays."""
    fonts = [style.font(bold=run.bold, italic=run.italic) for run in runs]
    size = style.size
    space = width(" ", fonts[0], size) if fonts else 0.0
    tolerance = _TIGHTEN * space if style.align == "justified" else 0.0
    lines: list[Line] = []
    line: list[_Word] = []
    used = 0.0
    hyphens = 0

    def finish(*, ends: bool, hyphenated: bool = False) -> None:
        nonlocal line, used, hyphens
        lines.append(_line(line, fonts, size, ends=ends))
        hyphens = hyphens + 1 if hyphenated else 0
        line, used = [], 0.0

    for word in _words(runs, fonts, size):
        while True:
            gap = space if line and not word.joined else 0.0
            if used + gap + word.width <= available + tolerance * len(line):
                line.append(word)
                used += gap + word.width
                break
            linked = any(runs[piece.run].link for piece in word.pieces)
            may_hyphenate = style.hyphenate and hyphens < MOST_HYPHENS_IN_A_ROW and not linked
            too_wide = word.width > available
            head, tail, sign = _divide(
                word, fonts, size, available - used - gap, language if may_hyphenate else "", too_wide=too_wide
            )
            if head is not None:
                line.append(head)
                word = tail
                finish(ends=False, hyphenated=sign)
            elif line:
                finish(ends=False)
            else:
                head, word = _cut(word, fonts, size, available)
                line.append(head)
                finish(ends=False)
            word.joined = False
            if not word.pieces:
                break
        if word.newline and line:
            finish(ends=True)
    if line or not lines:
        finish(ends=True)
    return lines


def _line(words: Sequence[_Word], fonts: Sequence[str], size: float, *, ends: bool) -> Line:
    pieces: list[Piece] = []
    texts: list[str] = []
    run, wide = -1, 0.0
    for number, word in enumerate(words):
        for position, piece in enumerate(word.pieces):
            if number and not position and not word.joined:
                # The space goes to the run before it, so that a link begins with its own first letter.
                texts.append(" ")
                wide += word_units(fonts[run])[" "] * size / 1000
            if run == piece.run:
                wide += piece.width
            else:
                if texts:
                    pieces.append(Piece("".join(texts), run, wide))
                texts, run, wide = [], piece.run, piece.width
            texts.append(piece.text)
    if texts:
        pieces.append(Piece("".join(texts), run, wide))
    total = sum(piece.width for piece in pieces)
    return Line(tuple(pieces), total, sum(piece.spaces() for piece in pieces), ends)


def _split(word: _Word, offset: int, fonts: Sequence[str], size: float, sign: str) -> tuple[_Word, _Word]:
    head: list[Piece] = []
    tail: list[Piece] = []
    for piece in word.pieces:
        length = len(piece.text)
        before, after = piece.text[: max(offset, 0)], piece.text[max(offset, 0) :]
        ends_here = 0 < offset <= length
        offset -= length
        if before:
            before += sign if ends_here else ""
            head.append(Piece(before, piece.run, width(before, fonts[piece.run], size)))
        if after:
            tail.append(Piece(after, piece.run, width(after, fonts[piece.run], size)))
    return (
        _Word(head, sum(piece.width for piece in head)),
        _Word(tail, sum(piece.width for piece in tail), word.newline),
    )


def _divide(
    word: _Word, fonts: Sequence[str], size: float, room: float, language: str, *, too_wide: bool
) -> tuple[_Word | None, _Word, bool]:
    """The longest beginning that fits into ``room``, the rest, and whether a hyphen was added; None when nothing fits."""
    if room <= 2 * size:
        return None, word, False
    text = "".join(piece.text for piece in word.pieces)
    places = [(offset, "") for offset in natural_breaks(text)]
    if too_wide:  # no line can hold it: break behind a fixed space rather than anywhere
        places += [(offset + 1, "") for offset, character in enumerate(text[:-1]) if character == NO_BREAK_SPACE]
    if not _CITED.match(text):
        places += [(offset, SOFT_HYPHEN) for offset in hyphenation_points(text, language)]
    most = _most_that_may_fit(word, fonts, size, room)
    for offset, sign in sorted((place for place in places if place[0] <= most), reverse=True):
        head, tail = _split(word, offset, fonts, size, sign)
        if head.width <= room:
            return head, tail, bool(sign)
    return None, word, False


def _most_that_may_fit(word: _Word, fonts: Sequence[str], size: float, room: float) -> int:
    """A number of characters that no beginning of at most ``room`` points exceeds: longer ones need not be measured."""
    used, offset = 0.0, 0
    for piece in word.pieces:
        known, default = units(fonts[piece.run])
        for character in piece.text:
            used += known.get(ord(character), default) * size / 1000
            if used > room + _ROUNDING:
                return offset
            offset += 1
    return offset


def _cut(word: _Word, fonts: Sequence[str], size: float, room: float) -> tuple[_Word, _Word]:
    """As many characters as fit into a whole line, at least one: for text without spaces or syllables."""
    used = 0.0
    offset = 0
    for piece in word.pieces:
        for character in piece.text:
            used += width(character, fonts[piece.run], size)
            if used > room and offset:
                return _split(word, offset, fonts, size, "")
            offset += 1
    return word, _Word([], 0.0, word.newline)
