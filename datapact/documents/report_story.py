"""From the blocks of a report to flowing text: each kind of block becomes what the agreements are made of, too."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from datapact.documents.contents import contents
from datapact.documents.lines import Run
from datapact.documents.panel import Panel
from datapact.documents.report_marks import WARNING_BAR, WARNING_TINT, TitleBar, VerdictBlock, WritingLine
from datapact.documents.report_parts import (
    Facts,
    Heading,
    Items,
    Note,
    PageBreak,
    Paragraph,
    Part,
    Report,
    SignatureField,
    SignatureLine,
    Table,
    Verdict,
)
from datapact.documents.report_table import DataTable, TableText
from datapact.documents.report_words import NOTHING, WARNING, said, said_short
from datapact.documents.story import Entry, Story
from datapact.documents.tags import Element, Tags
from datapact.documents.text_block import Block, FieldBox, Gap, Label, TextBlock
from datapact.documents.typography import (
    ACCENT,
    HEADING,
    KICKER,
    NOTICE,
    NOTICE_HEAD,
    PLAIN,
    QUIET,
    SMALL,
    SUBHEADING,
    TINT,
    TITLE,
    Style,
)

_LONGEST_HEADING = 300  # characters; what is longer is no heading, and must fit on a page
_LONGEST_NOTE = 2_000  # characters; a panel stays on one page
_FIELD_HEIGHT = 62.0
_TEXT = replace(PLAIN, family="sans", size=9.2, leading=13.4, after=6.0)
_ITEM = replace(_TEXT, indent=15.0, after=3.0)
_STEP = replace(_ITEM, hyphenate=False)  # steps have commands in them, which no hyphen may divide
_REPORT_TITLE = replace(TITLE, size=20, leading=25.5)
_REPORT_SUBTITLE = replace(SMALL, size=10.4, leading=14.6, after=6)
_HEADINGS: dict[int, Style] = {
    1: replace(HEADING, size=13.6, leading=18, before=18, after=6),
    2: replace(SUBHEADING, size=10.6, leading=14.4, before=13, after=4),
    3: replace(SUBHEADING, size=9.4, leading=12.8, before=9, after=3, colour=QUIET),
}


def compose(report: Report, tags: Tags) -> Story:
    """All blocks of the report, and its structure elements in reading order under ``tags.root``."""
    story = Story((report.language,), tags.root)
    composer = _Composer(story, report)
    composer.title()
    for part in report.blocks:
        composer.add(part)
    composer.finish()
    return story


class _Composer:
    """Puts block after block into the story; ``parent`` is the section that the next one belongs to."""

    def __init__(self, story: Story, report: Report) -> None:
        self.story, self.report, self.language = story, report, report.language
        self.parent = story.root.add("Sect")
        self.headings = 0
        self.level = 1
        self.contents_at: tuple[int, Element] | None = None

    def title(self) -> None:
        """What stands above everything else."""
        report, story = self.report, self.story
        if kind := said(report.kind, self.language):
            self.text(kind, KICKER, self.parent.add("P"))
        title = said(report.title, self.language)
        story.add(TextBlock([Run(title)], _REPORT_TITLE, self.parent.add("H1"), self.language, whole=True))
        if subtitle := said(report.subtitle, self.language):
            self.text(subtitle, _REPORT_SUBTITLE, self.parent.add("P"))
        story.add(TitleBar())

    def text(self, text: str, style: Style, element: Element, label: Label | None = None) -> None:
        """One paragraph."""
        self.story.add(TextBlock([Run(text)], style, element, self.language, label))

    def add(self, part: Part) -> None:
        """One block of the report."""
        match part:
            case Heading():
                self.heading(part)
            case Paragraph(text, quiet, bold):
                style = replace(_TEXT, bold=bold, colour=QUIET if quiet else _TEXT.colour)
                self.text(said(text, self.language), style, self.parent.add("P"))
            case Items():
                self.items(part)
            case Facts(rows, share):
                words = [(said(name, self.language), said(value, self.language)) for name, value in rows]
                self.story.facts(words, self.parent, share)
            case Table():
                self.table(part)
            case Note():
                self.note(part)
            case Verdict():
                self.verdict(part)
            case PageBreak():
                self.story.new_page()
            case SignatureLine(label):
                words = TextBlock([Run(said(label, self.language))], SMALL, self.parent.add("P"), self.language)
                self.story.add(WritingLine(words))
            case SignatureField(name, description):
                told = said(description, self.language)
                form = self.parent.add("Form", alternative=told)
                self.story.add(FieldBox(name, told, form, _FIELD_HEIGHT))
            case _:
                assert_never(part)

    def heading(self, part: Heading) -> None:
        """A heading; it never skips a level, for listeners find their way by levels."""
        story = self.story
        level = min(part.level, self.level)
        if level == 1:
            if self.report.contents and self.contents_at is None:
                self.contents_at = (len(story.flow), story.root.add("Sect"))
            self.parent = story.root.add("Sect")
        if part.new_page:
            story.new_page()
        self.level = level + 1
        self.headings += 1
        text = " ".join(said(part.text, self.language).split())
        text = text if len(text) <= _LONGEST_HEADING else text[:_LONGEST_HEADING].rstrip() + "…"
        place = f"part.{self.headings}"
        if level < 3:
            story.entries.append(Entry(level + 1, story.title(text), place, self.language))
        element = self.parent.add(f"H{level + 1}")
        story.add_with_next(TextBlock([Run(text)], _HEADINGS[level], element, self.language, place=place, whole=True))

    def items(self, part: Items) -> None:
        """A list with its labels."""
        if not part.texts:
            return
        whole = self.parent.add("L")
        for number, text in enumerate(part.texts, 1):
            entry = whole.add("LI")
            sign = part.labels[number - 1] if part.labels else f"{number}." if part.numbered else "–"
            label = Label(sign, 0.0, entry.add("Lbl"))
            self.text(said(text, self.language), _STEP if part.numbered else _ITEM, entry.add("LBody"), label)

    def table(self, part: Table) -> None:
        """A table, or what is said when there are no rows."""
        if not part.rows:
            self.text(said(part.empty or NOTHING, self.language), replace(_TEXT, colour=QUIET), self.parent.add("P"))
            return
        columns = range(len(part.headings))
        self.story.add(
            DataTable(
                TableText(
                    headings=[said(text, self.language) for text in part.headings],
                    rows=[[said_short(value, self.language) for value in row] for row in part.rows],
                    shares=part.widths,
                    named=part.named,
                    to_the_right=[_is_number(part, column) for column in columns],
                    language=self.language,
                    table=self.parent.add("Table"),
                )
            )
        )

    def note(self, part: Note) -> None:
        """A panel; a text that is too long for one is set as paragraphs below its title."""
        warns = part.weight == "warning"
        title, text = said(part.title, self.language), said(part.text, self.language)
        if warns:
            title = f"{WARNING.text(self.language)}: {title}" if title else WARNING.text(self.language)
        head = replace(NOTICE_HEAD, colour=WARNING_BAR if warns else ACCENT)
        blocks: list[Block] = []
        if title:
            blocks.append(TextBlock([Run(title)], head, self.parent.add("P"), self.language))
        body = TextBlock([Run(text)], NOTICE, self.parent.add("P"), self.language)
        if len(text) > _LONGEST_NOTE:
            self.story.add(*blocks, body)
            return
        tint, bar = (WARNING_TINT, WARNING_BAR) if warns else (TINT, ACCENT)
        self.story.add(Panel([*blocks, body], bar=bar, tint=tint))

    def verdict(self, part: Verdict) -> None:
        """The answer with its icon; the icon is decoration, the word says it."""
        word = TextBlock([Run(said(part.word, self.language))], _VERDICT, self.parent.add("P"), self.language)
        blocks = [word]
        if text := said(part.text, self.language):
            blocks.append(TextBlock([Run(text)], NOTICE, self.parent.add("P"), self.language))
        self.story.add(VerdictBlock(part.icon, blocks))

    def finish(self) -> None:
        """Put the contents in their place, now that all headings are known."""
        story = self.story
        story.end()
        if self.contents_at is not None:
            position, element = self.contents_at
            story.flow[position:position] = [Gap(10), *contents(story, story.entries, element)]


_VERDICT = replace(NOTICE_HEAD, size=11.5, leading=15.5, colour=(0.09, 0.10, 0.12))


def _is_number(part: Table, column: int) -> bool:
    values = [row[column] for row in part.rows]
    numbers = [value for value in values if isinstance(value, int)]
    return bool(numbers) and all(value is None or isinstance(value, int) for value in values)
