"""Composing a document: blocks in the order of the pages, and their structure elements in the order of reading.

A text for people is ``TextsByLanguage``: the languages of the document with their words, the prevailing one first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from datapact.base.day_words import long_date
from datapact.base.texts import Language, Message
from datapact.contract.terms import Localised
from datapact.contract.vocabulary.label import Label as VocabularyLabel
from datapact.pdf.engine.blocks import Headed
from datapact.pdf.engine.grid import NEARLY_A_PAGE, Cell, Grid, Row, SideBySide
from datapact.pdf.engine.lines import Run
from datapact.pdf.engine.reportlab_parts import Flowable, PageBreak
from datapact.pdf.engine.tags import Element
from datapact.pdf.engine.text_block import AtFoot, Block, TextBlock
from datapact.pdf.engine.typography import (
    ANNEX,
    CELL,
    CELL_BOLD,
    CELL_OTHER,
    COLUMN_HEAD,
    GUTTER,
    HEADING,
    HEADING_COLUMN,
    LABEL,
    QUIET,
    SUBHEADING,
    Style,
)

_LONGEST_TITLE = 160  # characters, in the contents and in the outline

type TextsByLanguage = tuple[tuple[Language, str], ...]
type AnyWords = Message | Localised | VocabularyLabel | str | date | Callable[[Language], str] | TextsByLanguage | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents and of the outline."""

    level: int
    """Of the heading: 2 for the contents and the outline, 3 for the outline below it."""
    title: str
    """All languages on one line, at most 160 characters of each."""
    place: str
    """Name of the place that it leads to."""
    language: str
    """Of the first of its texts."""


@dataclass(slots=True)
class Story:
    """The story composed so far; ``languages`` has the prevailing one first."""

    languages: tuple[Language, ...]
    root: Element
    """The structure element of the whole document."""
    flow: list[Flowable] = field(default_factory=list)
    """The blocks to set, in the order of the pages."""
    entries: list[Entry] = field(default_factory=list)
    """In the order of the pages."""
    _waiting: list[Block] = field(default_factory=list)

    @property
    def main(self) -> Language:
        return self.languages[0]

    @property
    def bilingual(self) -> bool:
        return len(self.languages) > 1

    # ---- words ----

    def say(self, what: AnyWords) -> TextsByLanguage:
        """``what`` in the languages of the document; equal texts once, nothing for nothing."""
        if what is None or what == "":
            return ()
        if isinstance(what, tuple):
            return what
        if isinstance(what, str):
            return ((self.main, what),)
        if isinstance(what, Localised):
            pairs = [
                (language if getattr(what, language).strip() else _other(language), what.text(language))
                for language in self.languages
            ]
        else:
            pairs = [(language, _in_words(what, language)) for language in self.languages]
        seen: dict[str, Language] = {}
        for language, text in pairs:
            if text.strip():
                seen.setdefault(text, language)
        return tuple((language, text) for text, language in seen.items())

    def joined(self, parts: Iterable[AnyWords], separator: str = ", ") -> TextsByLanguage:
        """Several texts in one, language by language."""
        spoken = [said for part in parts if (said := self.say(part))]
        if not spoken:
            return ()
        pairs = tuple(
            (language, separator.join(_in_language(said, language) for said in spoken)) for language in self.languages
        )
        return pairs[:1] if len({text for _, text in pairs}) == 1 else pairs

    def capitals(self, spoken: TextsByLanguage) -> TextsByLanguage:
        """The texts with a capital first letter."""
        return tuple((language, text[:1].upper() + text[1:]) for language, text in spoken)

    def line(self, what: AnyWords, separator: str = " · ") -> str:
        """All languages on one line."""
        return separator.join(text for _, text in self.say(what))

    def title(self, what: AnyWords) -> str:
        """All languages on one line of the contents."""
        return " · ".join(_plain_title(text) for _, text in self.say(what))

    # ---- blocks ----

    def add_with_next(self, block: Block) -> None:
        """Add a block that must not be the last of its page."""
        self._waiting.append(block)

    def add(self, *blocks: Block) -> None:
        """Add blocks to the flow; a waiting heading goes with the first of them."""
        for block in blocks:
            if self._waiting:
                block = Headed(tuple(self._waiting), block)
                self._waiting.clear()
            self.flow.append(block)

    def new_page(self) -> None:
        """Begin a new page for what follows."""
        self.flow += self._waiting
        self._waiting.clear()
        self.flow.append(PageBreak())

    def end(self) -> None:
        """End the story: a heading that still waits is set alone."""
        self.flow += self._waiting
        self._waiting.clear()

    def tagged(self, language: str) -> str:
        """The /Lang of an element: nothing where it is the document's own language."""
        return "" if language == self.main else language

    def paragraph(self, what: AnyWords, style: Style, parent: Element, role: str = "P") -> None:
        """A paragraph in every language, one below the other."""
        for number, (language, text) in enumerate(self.say(what)):
            element = parent.add(role, language=self.tagged(language))
            chosen = style if not number else replace(style, italic=True, colour=QUIET)
            self.add(TextBlock([Run(text)], chosen, element, language))

    def heading(
        self,
        what: TextsByLanguage,
        parent: Element,
        *,
        level: int,
        place: str,
        number: Mapping[Language, str] | None = None,
    ) -> None:
        """A numbered heading in every language, side by side at level 2 for clauses; it enters contents and outline."""
        role = f"H{level}"
        element = parent.add(role, language=self.tagged(what[0][0]) if len(what) == 1 else "")
        numbers = number or {}
        texts = [(language, f"{numbers.get(language, '')}  {text}".strip()) for language, text in what]
        self.entries.append(Entry(level, self.title(tuple(texts)), place, what[0][0]))
        style = HEADING if level == 2 else SUBHEADING
        if len(texts) == 1:
            self._waiting.append(TextBlock([Run(texts[0][1])], style, element, texts[0][0], place=place, whole=True))
            return
        cells = []
        for index, (language, text) in enumerate(texts):
            span = element.add("Span", language=self.tagged(language))
            cells.append(
                Cell([TextBlock([Run(text)], HEADING_COLUMN, span, language, place="" if index else place, whole=True)])
            )
        self._waiting.append(SideBySide(cells, GUTTER, style.before, style.after, whole=True))

    def section(self, title: AnyWords, *, place: str) -> Element:
        """Begin a part of the document on a new page, with a large heading; returns the element for its contents."""
        self.new_page()
        section = self.root.add("Sect")
        element = section.add("H2")
        spoken = self.say(title)
        self.entries.append(Entry(2, self.title(title), place, self.main))
        for index, (language, text) in enumerate(spoken):
            target = element if len(spoken) == 1 else element.add("Span", language=self.tagged(language))
            style = ANNEX if not index else replace(ANNEX, size=11, leading=15, bold=False, colour=QUIET, after=12)
            if not index and len(spoken) > 1:
                style = replace(style, after=1)
            self.add(TextBlock([Run(text)], style, target, language, place="" if index else place, whole=True))
        return section

    def subheading(self, what: AnyWords, parent: Element, *, place: str = "", listed: bool = False) -> None:
        """A heading inside an annex."""
        spoken = self.say(what)
        element = parent.add("H3")
        if listed:
            self.entries.append(Entry(3, self.title(what), place, self.main))
        for index, (language, text) in enumerate(spoken):
            target = element if len(spoken) == 1 else element.add("Span", language=self.tagged(language))
            style = SUBHEADING if not index else replace(SUBHEADING, bold=False, colour=QUIET, before=0)
            if not index and len(spoken) > 1:
                style = replace(style, after=0)
            self._waiting.append(
                TextBlock([Run(text)], style, target, language, place="" if index else place, whole=True)
            )

    # ---- tables ----

    def cell(self, what: AnyWords, element: Element | None, style: Style = CELL) -> Cell:
        """A cell with the text in every language; without an element it is decoration."""
        spoken = self.say(what)
        blocks: list[Block] = []
        for index, (language, text) in enumerate(spoken):
            target = None if element is None else element.add("P", language=self.tagged(language))
            chosen = style if not index else replace(CELL_OTHER, size=style.size, leading=style.leading)
            blocks.append(TextBlock([Run(text)], chosen, target, language))
        return Cell(blocks or (TextBlock([Run("–")], style, None if element is None else element.add("P")),))

    def table(
        self,
        heads: Sequence[AnyWords],
        rows: Sequence[Sequence[AnyWords]],
        shares: Sequence[float],
        parent: Element,
        *,
        named: int = 0,
    ) -> None:
        """A table with a header row that is repeated on every page; the column ``named`` names the row."""
        table = parent.add("Table")
        head = table.add("TR")
        header = Row([self.cell(text, head.add("TH", scope="Column"), COLUMN_HEAD) for text in heads])
        again = Row([self.cell(text, None, COLUMN_HEAD) for text in heads])
        body = []
        for row in rows:
            line = table.add("TR")
            cells = [
                self.cell(
                    value,
                    line.add("TH", scope="Row") if index == named else line.add("TD"),
                    CELL_BOLD if index == named else CELL,
                )
                for index, value in enumerate(row)
            ]
            body.append(Row(cells))
        self.add(Grid(shares, header, body, again))

    def facts(
        self,
        rows: Sequence[tuple[AnyWords, AnyWords]],
        parent: Element,
        share: float = 0.27,
        *,
        at_foot: bool = False,
        together: bool = False,
    ) -> None:
        """A table of label and value; rows without a value are left out. ``together``: on one page where it fits on one."""
        given = [(label, self.say(value)) for label, value in rows if self.say(value)]
        if not given:
            return
        table = parent.add("Table")
        body = []
        for label, value in given:
            line = table.add("TR")
            body.append(
                Row([self.cell(label, line.add("TH", scope="Row"), LABEL), self.cell(value, line.add("TD"), CELL)])
            )
        grid = Grid((share, 1 - share), None, body)
        if together:
            grid.kept = NEARLY_A_PAGE
        self.add(AtFoot(grid) if at_foot else grid)


def _in_words(what: Message | VocabularyLabel | date | Callable[[Language], str], language: Language) -> str:
    if isinstance(what, date):
        return long_date(what, language)
    if isinstance(what, Message | VocabularyLabel):
        return what.text(language)
    return what(language)


def _other(language: Language) -> Language:
    return "en" if language == "de" else "de"


def _in_language(spoken: TextsByLanguage, language: Language) -> str:
    return dict(spoken).get(language, spoken[0][1])


def _plain_title(text: str) -> str:
    """A heading as one line of the contents, cut where it is too long for one."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rstrip() + "…"
