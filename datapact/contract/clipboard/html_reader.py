"""HTML from the clipboard as blocks: what Word, Outlook and browsers put there, reduced to words and structure.

Nothing of it is ever executed, loaded or shown as HTML. Word marks the numbers that its lists show (``mso-list:Ignore``)
and hidden words (``mso-hide``) in styles; those are left out. Text that a reader sees is never lost, however faulty the
HTML. Elements are counted, never nested in calls, so depth costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from datapact.contract.clipboard.blocks import (
    LOOK_OF,
    Block,
    BlockKind,
    Lost,
    Marker,
    Pasted,
    blocks_of_text,
    fit,
    numbered,
)
from datapact.contract.text.clauses import MOST_COLUMNS, MOST_ITEMS, emphasis_of

LONGEST_HTML = 20_000_000
"""Characters; what is longer is not read."""

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)  # fmt: skip
_UNSEEN = frozenset({"script", "style", "title", "template", "datalist"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em", "cite", "dfn", "var"})
_UNDERLINED = frozenset({"u", "ins"})
_LEVEL = re.compile(r"mso-list:[^;]*?level(\d)")
_HIDDEN = re.compile(r"display:none|mso-hide:all|visibility:hidden")
_OUTLINE = re.compile(r"mso-outline-level:\d")
_WEIGHT = re.compile(r"font-weight:(bold|normal|[1-9]00)")
_SLANT = re.compile(r"font-style:(italic|oblique|normal)")
_LINE = re.compile(r"text-decoration[^;]*:[^;]*underline")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LETTERED = re.compile(r"\(?[a-z]{1,4}[.)]", re.IGNORECASE)
_LONGEST_STYLE = 4_000
_MOST_TABLES = 12  # around a table whose rows are told from layout; its words stay in any case


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    tag: str
    unseen: bool = False
    ignored: bool = False
    """A number that Word's list shows."""
    bold: bool | None = None
    """What it says of the words in it; None: nothing."""
    italic: bool | None = None
    """The same of italics."""
    underlined: bool = False
    level: int = 0
    """Depth in Word's list."""
    heading: bool = False
    marker: Marker = ""
    """Of the points of a list."""
    point: int = 0
    """Which point of a list it is, counted over the whole text."""


@dataclass(slots=True)
class _Table:
    """A table that is open: where its rows and the cells of each row begin among the blocks."""

    start: int
    row: int | None = None
    cells: list[int] = field(default_factory=list)
    rows: list[tuple[int, int, list[int]]] = field(default_factory=list)
    """Rows that ended: first block, block behind the last one, first block of each cell."""


class _Reader(HTMLParser):
    """Gathers blocks while the text goes by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.points: list[int] = []
        """The point of a list that each block belongs to; 0 for none."""
        self.lost: set[Lost] = set()
        self._open: list[_Open] = []
        self._count: Counter[str] = Counter()
        self._unseen = self._ignored = self._underlined = self._headings = self._pre = 0
        self._bold: list[bool] = []
        self._italic: list[bool] = []
        self._lists: list[Marker] = []
        self._levels: list[int] = []
        self._points: list[int] = []
        self._tables: list[_Table] = []
        self._words: list[tuple[str, str]] = []
        """Words with the letter of their look."""
        self._shown: list[str] = []
        """The number that Word's list shows before the words."""
        self._point = 0

    # ---- elements ----

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._words.append(("\n", " "))
            return
        given = {name: (value or "")[:_LONGEST_STYLE].lower() for name, value in attrs[:100]}
        if tag == "img":
            if not self._unseen:
                self.lost.add("picture")
            return
        if tag in _BLOCKS:
            self._flush()
        if tag in _VOID:
            return
        self._begin_row(tag)
        style = given.get("style", "").replace(" ", "")
        one = _Open(tag)
        hidden = bool(_HIDDEN.search(style)) or "hidden" in given
        one.unseen = tag in _UNSEEN or hidden or tag == "del"
        one.ignored = "mso-list:ignore" in style
        weight, slant = _WEIGHT.search(style), _SLANT.search(style)
        one.bold = weight[1] in ("bold", "600", "700", "800", "900") if weight else True if tag in _BOLD else None
        one.italic = slant[1] != "normal" if slant else True if tag in _ITALIC else None
        one.underlined = tag in _UNDERLINED or (tag != "a" and bool(_LINE.search(style)))
        one.heading = tag in ("h1", "h2", "h3", "h4", "h5", "h6") or bool(_OUTLINE.search(style))
        if (told := _LEVEL.search(style)) is not None:
            one.level = int(told[1])
        if tag in _LISTS:
            one.marker = _marker(tag, given.get("type", ""), style)
        if tag == "li" or one.level:
            self._point += 1
            one.point = self._point
        if hidden or tag == "del":
            self.lost.add("deleted" if tag == "del" else "hidden")
        self._push(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML knows no empty elements: <div/> opens one, as in browsers

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if not self._count[tag]:
            if tag == "p":
                self._flush()
            return
        while True:
            last = self._pop()
            if last.tag == tag:
                return

    def _push(self, one: _Open) -> None:
        self._open.append(one)
        self._count[one.tag] += 1
        self._unseen += one.unseen
        self._ignored += one.ignored
        self._underlined += one.underlined
        if one.bold is not None:
            self._bold.append(one.bold)
        if one.italic is not None:
            self._italic.append(one.italic)
        self._headings += one.heading
        self._pre += one.tag == "pre"
        if one.marker:
            self._lists.append(one.marker)
        if one.level:
            self._levels.append(one.level)
        if one.point:
            self._points.append(one.point)
        if one.tag == "table":
            self._tables.append(_Table(len(self.blocks)))

    def _pop(self) -> _Open:
        one = self._open[-1]
        if one.tag in _BLOCKS:
            self._flush()
        if one.tag == "tr":
            self._end_row()
        if one.tag == "table":
            self._end_row()
            self._end_table(self._tables.pop())
        self._open.pop()
        self._count[one.tag] -= 1
        self._unseen -= one.unseen
        self._ignored -= one.ignored
        self._underlined -= one.underlined
        if one.bold is not None:
            self._bold.pop()
        if one.italic is not None:
            self._italic.pop()
        self._headings -= one.heading
        self._pre -= one.tag == "pre"
        if one.marker:
            self._lists.pop()
        if one.level:
            self._levels.pop()
        if one.point:
            self._points.pop()
        return one

    # ---- words ----

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._ignored:
            self._shown.append(data)
            return
        words = data if self._pre else _SPACE.sub(" ", data)
        if self._underlined and not self._headings and words.strip():
            self.lost.add("emphasis")
        self._words.append((words, self._look()))

    def _look(self) -> str:
        if self._headings:  # a heading stands out as a whole
            return " "
        return LOOK_OF[emphasis_of(bold=self._bold[-1:] == [True], italic=self._italic[-1:] == [True])]

    def unknown_decl(self, data: str) -> None:
        """A section such as ``<![if !supportLists]>``: it says nothing; a reader sees what stands between."""

    def _flush(self) -> None:
        if not self._words:
            return
        text = fit("".join(words for words, _look in self._words))
        pieces = [(fit(words), look) for words, look in _with_marks(self._words)]
        self._words.clear()
        looks = ""
        if any(look != " " for _words, look in pieces) and "".join(words for words, _look in pieces) == text:
            looks = "".join(look * len(words) for words, look in pieces)
        kind: BlockKind = "heading" if self._headings else "words"
        level = self._levels[-1] if self._levels else len(self._lists)
        point = self._points[-1] if self._points else 0
        marker: Marker = ""
        if self._levels:
            marker = _shown_marker("".join(self._shown))
        elif self._lists:
            marker = self._lists[-1]
        self._shown.clear()
        at = 0
        for stretch in re.split(r"\n[ ]*\n\s*", text):
            at = text.index(stretch, at)
            own = looks[at : at + len(stretch)]
            at += len(stretch)
            words = "\n".join(re.sub(r" {2,}", " ", line).strip() for line in stretch.split("\n")).strip()
            if not words:
                continue
            own = _emphasis_of(words, stretch, own) if own.strip() else ""
            if point and self.points and self.points[-1] == point and kind == "words":
                last = self.blocks[-1]
                both = ""
                if last.looks or own:
                    both = f"{last.looks or ' ' * len(last.words)} {own or ' ' * len(words)}"
                self.blocks[-1] = Block(f"{last.words}\n{words}", last.kind, last.level, last.marker, looks=both)
                continue
            if level > 2 or (level > 1 and self._levels == [] and len(self._lists) > 2):
                self.lost.add("nesting")
            self.blocks.append(Block(words, kind, level, marker, looks=own))
            self.points.append(point)

    # ---- tables ----

    def _begin_row(self, tag: str) -> None:
        if tag == "tr" and self._tables:
            self._end_row()
            self._tables[-1].row, self._tables[-1].cells = len(self.blocks), []
        elif tag in ("td", "th") and self._tables and self._tables[-1].row is not None:
            self._tables[-1].cells.append(len(self.blocks))

    def _end_row(self) -> None:
        """Keep where the cells of the row stand."""
        self._flush()
        if self._tables and self._tables[-1].row is not None:
            table = self._tables[-1]
            assert table.row is not None
            table.rows.append((table.row, len(self.blocks), table.cells))
            table.row, table.cells = None, []

    def _end_table(self, table: _Table) -> None:
        """Keep a grid of cells with a few words each; of others make a point of each such row, the rest lays out."""
        rows = [(start, end, starts) for start, end, starts in table.rows if starts]
        width = len(rows[0][2]) if rows else 0
        if len(self._tables) >= _MOST_TABLES:
            return
        few = all(self._few_words(*row) for row in rows)
        filled = sum(end - start for start, end, _starts in rows)
        outside = len(self.blocks) - table.start - filled
        if (
            few
            and len(rows) > 1
            and 1 < width <= MOST_COLUMNS
            and len(rows) * width <= MOST_ITEMS
            and all(len(starts) == width for _start, _end, starts in rows)
            and filled * 2 >= len(rows) * width
            and not outside
        ):
            self._keep_grid(table, rows, width)
            return
        blocks: list[Block] = []
        points: list[int] = []
        at = table.start
        for start, end, starts in rows:
            if end - start > 1 and self._few_words(start, end, starts):
                self.lost.add("table")
                words = "; ".join(block.words.replace("\n", ", ") for block in self.blocks[start:end])
                self._point += 1
                blocks += [*self.blocks[at:start], Block(words, "words", 1, "bullet")]
                points += [*self.points[at:start], self._point]
                at = end
        self.blocks[table.start : at] = blocks
        self.points[table.start : at] = points

    def _few_words(self, start: int, end: int, starts: Sequence[int]) -> bool:
        """Whether each cell of a row has at most one block, and none of them is a heading or in a list."""
        if end - start > len(starts):
            return False
        beginnings = set(starts)
        alone = all(n in beginnings for n in range(start, end))
        return alone and not any(block.level or block.kind != "words" for block in self.blocks[start:end])

    def _keep_grid(self, table: _Table, rows: Sequence[tuple[int, int, list[int]]], width: int) -> None:
        made: list[Block] = []
        for _start, end, starts in rows:
            for n, at in enumerate(starts):
                behind = starts[n + 1] if n + 1 < width else end
                one = self.blocks[at] if at < behind else Block("")
                made.append(Block(one.words, "cell", looks=one.looks, columns=0 if made else width))
        self.blocks[table.start :] = made
        self.points[table.start :] = [0] * len(made)

    def end(self) -> None:
        """The text is over: close everything."""
        self.close()
        while self._open:
            self._pop()
        self._flush()


def read_html(html: str) -> Pasted:
    """The blocks of an HTML text; never raises, whatever it is. What is longer than ``LONGEST_HTML`` is cut there."""
    reader = _Reader()
    try:
        reader.feed(html[:LONGEST_HTML].replace("\x00", ""))
        reader.end()
    except (AssertionError, ValueError, IndexError):  # the parser of the library, on declarations that are none
        words = unescape(re.sub(r"<[^<>]*>", "\n", html[:LONGEST_HTML]))
        return Pasted(blocks_of_text(words).blocks, frozenset(reader.lost))
    return Pasted(tuple(numbered(reader.blocks)), frozenset(reader.lost))


def _with_marks(words: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The words with each accent beside its letter, where an element begins or ends between the two."""
    found: list[tuple[str, str]] = []
    for text, look in words:
        own = text.lstrip("".join(filter(_combines, text))) if text and _combines(text[0]) else text
        if found and len(own) < len(text):
            before, before_look = found[-1]
            found[-1] = (before + text[: len(text) - len(own)], before_look)
            text = own
        found.append((text, look))
    return found


def _combines(letter: str) -> bool:
    return unicodedata.combining(letter) != 0 or "\u1160" <= letter <= "\u11ff"


def _emphasis_of(words: str, source: str, looks: str) -> str:
    """The looks of words that are ``source`` with fewer spaces."""
    found: list[str] = []
    at = 0
    for letter in words:
        while source[at] != letter:
            at += 1
        found.append(looks[at])
        at += 1
    return "".join(found)


def _marker(tag: str, kind: str, style: str) -> Marker:
    if tag != "ol":
        return "bullet"
    return "letter" if kind in ("a", "i") or "alpha" in style or "roman" in style or "latin" in style else "number"


def _shown_marker(shown: str) -> Marker:
    text = shown.strip()
    if any(letter.isdigit() for letter in text):
        return "number"
    return "letter" if _LETTERED.fullmatch(text.replace("\u00a0", " ").strip()) else "bullet"
