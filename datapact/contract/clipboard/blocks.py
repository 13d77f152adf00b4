"""Pasted content as blocks: headings, paragraphs and points of a list; typed numbers are told from the words.

An agreement numbers its parts itself. So a number that Word or a typist put before a paragraph is taken as what it says
about the structure, and kept beside the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from datapact.contract.terms.base import LONGEST_TEXT, printable
from datapact.contract.text.clauses import MOST_COLUMNS, Emphasis, Run, runs_of

type BlockKind = Literal["heading", "words", "cell"]
type Marker = Literal["", "number", "letter", "bullet"]
type Lost = Literal["emphasis", "table", "picture", "deleted", "hidden", "nesting"]
"""What an agreement cannot hold: underlines; tables that are no grid, whose rows become points; lists in lists of lists."""

_TYPED: tuple[tuple[re.Pattern[str], Marker, bool], ...] = (
    (re.compile(r"\((\d{1,3})[a-z]{0,3}\)\s+(?![a-zäöü])"), "number", True),
    (re.compile(r"\(?([a-z])\)\s+"), "letter", True),
    (re.compile(r"[•·▪◦●○■□\uf0b7]\s*"), "bullet", True),
    (re.compile(r"(?:\d{1,3}\.)+(\d{1,3})\.?\s+"), "number", False),
    (re.compile(r"(\d{1,3})[.)]\s+"), "number", False),
    (re.compile(r"[-–—*]\s+"), "bullet", False),
)
"""Typed before the words; those marked False only count where a second one follows in order."""
_SECTION = re.compile(r"(?:§|Section|Article|Artikel|Ziffer|Nr\.)\s*(\d{1,3})[a-z]{0,3}[.:]?\s+(?=\S)")
_LONGEST_HEADING = 120


LOOKS: Mapping[str, Emphasis] = {" ": "", "b": "bold", "i": "italic", "x": "bold-italic"}
"""The letter for each way in which a character stands out."""
LOOK_OF: Mapping[Emphasis, str] = {emphasis: letter for letter, emphasis in LOOKS.items()}


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a point."""

    words: str
    """Empty only in a cell; with line breaks, without control characters."""
    kind: BlockKind = "words"
    """Heading, paragraph or point; the cells of a table follow each other row by row."""
    level: int = 0
    """Depth in lists; 0 outside of them."""
    marker: Marker = ""
    """What stood before it."""
    number: str = ""
    """The number or sign as it was typed before the words, with its space; empty for one that a list made."""
    looks: str = ""
    """How each character of the words stands out, a letter of ``LOOKS`` for each; empty where none does."""

    columns: int = 0
    """Of the table, in its first cell; else 0."""

    def runs(self, before: str = "") -> tuple[Run, ...]:
        """The words as runs, with ``before`` in front of them."""
        words = before + self.words
        looks = " " * len(before) + self.looks if self.looks else " " * len(words)
        return runs_of(words, [LOOKS[look] for look in looks])


@dataclass(frozen=True, slots=True)
class Pasted:
    """The text of the clipboard."""

    blocks: tuple[Block, ...]
    """In reading order."""
    lost: frozenset[Lost] = frozenset()
    """What it had besides words that is not taken over."""


def fit(words: str) -> str:
    """Words made fit for a contract: no control and direction characters, tabs and fixed spaces as spaces."""
    text = words.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = re.sub(r"[\t\u00a0\u202f\f\v]", " ", text)
    if not text.isprintable():
        text = "".join(letter for letter in text if letter == "\n" or _is_seen(letter))
    return unicodedata.normalize("NFC", text)


def _is_seen(letter: str) -> bool:
    try:
        printable(letter)
    except ValueError:
        return False
    return True


def blocks_of_text(text: str) -> Pasted:
    """Plain words as blocks: a line is a paragraph; where empty lines part them, lines between stay together."""
    rows = _rows(text)
    if rows:
        return _with_tables(text, rows)
    lines = [line.strip() for line in fit(text).split("\n")]
    parted = "" in "\n".join(lines).strip("\n").split("\n")
    blocks: list[Block] = []
    fresh = True
    for line in lines:
        if not line:
            fresh = True
        elif fresh or not parted or _typed(line) is not None:
            blocks.append(Block(line))
            fresh = False
        else:
            blocks[-1] = Block(f"{blocks[-1].words}\n{line}")
    return Pasted(tuple(numbered(blocks)))


def _rows(text: str) -> list[tuple[int, int]]:
    """The first and the last line, from 0, of each table: two or more lines with the same number of tabs and no typed number."""
    tabs = [_tabs(line) for line in _lines(text)]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(tabs):
        end = at
        while end + 1 < len(tabs) and tabs[end + 1] == tabs[at]:
            end += 1
        if tabs[at] and end > at:
            found.append((at, end))
        at = end + 1
    return found


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _tabs(line: str) -> int:
    """The tabs between cells; 0 for a line without words, for more cells than a table has, and behind a typed number."""
    tabs = line.count("\t")
    words = fit(line).lstrip()
    typed = tabs == 1 and (_typed(words) is not None or _SECTION.match(words) is not None)
    return tabs if words.strip() and tabs < MOST_COLUMNS and not typed else 0


def _with_tables(text: str, rows: Sequence[tuple[int, int]]) -> Pasted:
    """The lines of each table as its cells, what stands around them as words."""
    lines = _lines(text)
    blocks: list[Block] = []
    at = 0
    for first, last in rows:
        blocks += blocks_of_text("\n".join(lines[at:first])).blocks
        cells = [fit(cell).strip() for line in lines[first : last + 1] for cell in line.split("\t")]
        columns = lines[first].count("\t") + 1
        blocks += [Block(cell, "cell", columns=columns if not n else 0) for n, cell in enumerate(cells)]
        at = last + 1
    blocks += blocks_of_text("\n".join(lines[at:])).blocks
    return Pasted(tuple(numbered(blocks)))


def numbered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with typed numbers beside their words, none of them longer than an agreement holds."""
    found = [_found(block) for block in blocks]
    result: list[Block] = []
    for n, (block, told) in enumerate(zip(blocks, found, strict=True)):
        if block.kind == "cell":
            result.append(replace(block, words=block.words[:LONGEST_TEXT], looks=block.looks[:LONGEST_TEXT]))
            continue
        if told is not None and (told.sure or _in_order(found, n)):
            words = block.words[len(told.number) :]
            kind: BlockKind = "heading" if told.section else block.kind
            level = block.level or (0 if kind == "heading" else told.level)
            looks = block.looks[len(told.number) :]
            block = replace(
                block,
                looks=looks,
                words=words,
                kind=kind,
                level=level,
                marker=block.marker or told.marker,
                number=told.number,
            )
        result += _in_bounds(block)
    return result


@dataclass(frozen=True, slots=True)
class _TypedNumber:
    """A number typed before the words."""

    number: str
    marker: Marker
    value: int
    level: int
    sure: bool
    section: bool = False


def _found(block: Block) -> _TypedNumber | None:
    if block.kind == "cell":
        return None
    section = _SECTION.match(block.words)
    short = len(block.words) <= _LONGEST_HEADING and "\n" not in block.words and not block.words.endswith((".", ";"))
    if section is not None and (block.kind == "heading" or short) and not block.level:
        return _TypedNumber(section[0], "", int(section[1]), 0, block.kind == "heading", True)
    told = _typed(block.words)
    if told is None or (block.kind == "heading" and told.marker == "bullet"):
        return None
    return replace(told, marker="", level=0) if block.kind == "heading" else told


def _typed(words: str) -> _TypedNumber | None:
    for pattern, marker, sure in _TYPED:
        if (hit := pattern.match(words)) is not None and hit.end() < len(words):
            value = 0
            if marker != "bullet":
                value = int(hit[1]) if marker == "number" else ord(hit[1]) - ord("a") + 1
            level = hit[0].rstrip(" .").count(".") + 1 if marker == "number" else 1
            return _TypedNumber(hit[0], marker, value, level, sure)
    return None


def _in_order(found: Sequence[_TypedNumber | None], n: int) -> bool:
    """Whether a number of the same form, one lower or one higher, stands among those beside it."""
    told = found[n]
    assert told is not None
    for step in (-1, 1):
        at = n + step
        while 0 <= at < len(found) and abs(at - n) <= 40:
            other = found[at]
            if other is not None and (other.marker, other.level, other.section) == (
                told.marker, told.level, told.section
            ):  # fmt: skip
                if other.value == told.value + (0 if told.marker == "bullet" else step):
                    return True
                break
            at += step
    return False


def _in_bounds(block: Block) -> list[Block]:
    words, result = block.words, []
    while len(words) > LONGEST_TEXT:
        at = words.rfind(" ", LONGEST_TEXT // 2, LONGEST_TEXT)
        at = LONGEST_TEXT if at < 0 else at
        result.append(replace(block, words=words[:at], looks=block.looks[:at]))
        rest = words[at:].strip()
        start = at + len(words[at:]) - len(words[at:].lstrip())
        words, block = rest, Block("", looks=block.looks[start : start + len(rest)])
    return [*result, replace(block, words=words)] if words else result


def without_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with rows of tables as points, their cells parted by semicolons: where a table cannot stand."""
    result: list[Block] = []
    columns = left = 0
    for block in blocks:
        if block.kind != "cell":
            result.append(block)
            continue
        if block.columns:
            columns, left = block.columns, 0
        words = block.words.replace("\n", ", ")
        if not left:
            left = columns
            result.append(Block(words, "words", 1, "bullet"))
        elif words:
            before = result[-1].words
            result[-1] = replace(result[-1], words=f"{before}; {words}" if before else words)
        left -= 1
    return [block for block in result if block.words]
