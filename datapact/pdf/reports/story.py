"""Compose the blocks of a report into flowing text in its one language: icons, lines to sign on, fixed words.

The words are not part of ``wording``, which belongs to the layout of agreements.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import assert_never

from babel.dates import format_date
from babel.numbers import format_decimal

from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Language, Message
from datapact.pdf.agreement.contents import contents
from datapact.pdf.engine.blocks import Headed, Panel
from datapact.pdf.engine.canvas import Sheet, colour
from datapact.pdf.engine.composer import Entry, Story
from datapact.pdf.engine.lines import Run
from datapact.pdf.engine.long_table import DataTable, TableText
from datapact.pdf.engine.tags import Element, Tags
from datapact.pdf.engine.text_block import Block, FieldBox, Gap, Label, TextBlock
from datapact.pdf.engine.typography import (
    ACCENT,
    HAIRLINE,
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
    Colour,
    Style,
)
from datapact.pdf.reports.parts import (
    Closing,
    Facts,
    Heading,
    Icon,
    Items,
    Marked,
    Note,
    PageBreak,
    Paragraph,
    Part,
    Report,
    SignatureField,
    SignatureLine,
    Table,
    Verdict,
    Words,
)

WARNING_BAR: Colour = (0.72, 0.42, 0.04)
WARNING_TINT: Colour = (0.995, 0.965, 0.905)
_GREEN: Colour = (0.10, 0.44, 0.26)
_RED: Colour = (0.68, 0.14, 0.14)
_COLOURS: dict[Icon, Colour] = {"yes": _GREEN, "partly": WARNING_BAR, "no": _RED, "open": QUIET}
_TINTS: dict[Icon, Colour] = {
    "yes": (0.93, 0.97, 0.945),
    "partly": WARNING_TINT,
    "no": (0.985, 0.94, 0.94),
    "open": TINT,
}
# Strokes in a square of 20 by 20: a tick, a tick cut short by a bar, a cross, three dots of a question left open.
_STROKES: dict[Icon, str] = {
    "yes": "5 10.5 m 8.6 6.6 l 15 14 l S",
    "partly": "5 10 m 15 10 l S",
    "no": "6 6 m 14 14 l S 6 14 m 14 6 l S",
    "open": "5.4 10 m 5.5 10 l S 9.95 10 m 10.05 10 l S 14.5 10 m 14.6 10 l S",
}
_PADDING = 10.0
_SIDE = 20.0


class VerdictBlock(Block):
    """A tinted band with the icon at the left and the words beside it."""

    def __init__(self, icon: Icon, blocks: list[TextBlock]) -> None:
        super().__init__()
        self.icon, self.blocks = icon, blocks
        self.before, self.after = 8.0, 10.0
        self.breadth = 0.0

    def _room(self) -> float:
        return self.breadth - 3 * _PADDING - _SIDE

    def height_at(self, breadth: float) -> float:
        self.breadth = breadth
        text = sum(block.height_at(self._room()) for block in self.blocks)
        return max(text, _SIDE) + 2 * _PADDING

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        height = self.height_at(self.breadth)
        sheet.rectangle(x, top - height, self.breadth, height, _TINTS[self.icon])
        red, green, blue = _COLOURS[self.icon]
        left, bottom = x + _PADDING, top - _PADDING - _SIDE
        sheet.addLiteral(
            f"{sheet.opened(None)}\nq 1 0 0 1 {left:.2f} {bottom:.2f} cm {colour((red, green, blue))} "
            f"{_disc()} f 1 1 1 RG 2.2 w 1 J 1 j {_STROKES[self.icon]} Q\n{sheet.closed()}"
        )
        text = sum(block.height_at(self._room()) for block in self.blocks)
        top -= _PADDING + max(_SIDE - text, 0) / 2
        for block in self.blocks:
            block.paint(sheet, left + _SIDE + _PADDING, top)
            top -= block.height_at(self._room())


def _disc() -> str:
    """A circle of radius 10 about (10, 10), of four Bézier curves."""
    k = 10 * 0.5523
    return (
        f"20 10 m 20 {10 + k:.3f} {10 + k:.3f} 20 10 20 c {10 - k:.3f} 20 0 {10 + k:.3f} 0 10 c "
        f"0 {10 - k:.3f} {10 - k:.3f} 0 10 0 c {10 + k:.3f} 0 20 {10 - k:.3f} 20 10 c"
    )


class WritingLine(Block):
    """Space to sign by hand, a line, and its label below."""

    def __init__(self, label: TextBlock) -> None:
        super().__init__()
        self.label = label
        self.before, self.after = 26.0, 6.0
        self.breadth = 0.0

    def height_at(self, breadth: float) -> float:
        self.breadth = breadth
        return 4.0 + self.label.height_at(breadth * 0.6)

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        sheet.rule(x, top, self.breadth * 0.6, 0.7, HAIRLINE)
        self.label.height_at(self.breadth * 0.6)
        self.label.paint(sheet, x, top - 4.0)


class TitleBar(Block):
    """The short accent rule under a title."""

    def __init__(self) -> None:
        super().__init__()
        self.after = 12.0

    def height_at(self, breadth: float) -> float:
        return 8.0

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        sheet.rectangle(x, top - 8, 42, 2.4, ACCENT)


PARTIES: tuple[tuple[Colour, str], ...] = (
    ((0.05, 0.32, 0.62), "\u2039"),
    ((0.62, 0.20, 0.05), "\u00bb"),
    ((0.10, 0.40, 0.20), "~"),
    ((0.42, 0.16, 0.50), "|"),
)
"""Colour and sign of the changes of each party: whoever sees no colours tells them by the sign."""
INSERTED = Message(N_("inserted"))
DELETED = Message(N_("deleted"))
WARNING = Message(N_("Warning"))
NOTHING = Message(N_("There are no entries."))
NOT_GIVEN = "–"


def in_running_text(words: Words, language: Language) -> str:
    """Words in running text: ``24. November 2026``, ``24. November 2026, 08:03 UTC``, ``4.812``."""
    if words is None:
        return ""
    if isinstance(words, str):
        return words
    if isinstance(words, Message):
        return words.text(language)
    if isinstance(words, datetime):
        return f"{long_date(in_zone(words, UTC).date(), language)}, {in_zone(words, UTC):%H:%M} UTC"
    if isinstance(words, date):
        return long_date(words, language)
    return str(format_decimal(words, locale=language))


def in_cell(words: Words, language: Language) -> str:
    """Words in a cell of a table: ``24.11.2026``, ``24 Nov 2026``; a dash for nothing."""
    if isinstance(words, datetime):
        moment = in_zone(words, UTC)
        return f"{_short_date(moment.date(), language)} {moment:%H:%M}"
    if isinstance(words, date):
        return _short_date(words, language)
    return in_running_text(words, language) or NOT_GIVEN


def _short_date(day: date, language: Language) -> str:
    return str(format_date(day, "dd.MM.y" if language == "de" else "d MMM y", locale=language))


_LONGEST_HEADING = 300  # characters; what is longer is no heading, and must fit on a page
_LONGEST_NOTE = 2_000  # characters; a panel stays on one page
_FIELD_HEIGHT = 62.0
_TEXT = replace(PLAIN, family="sans", size=9.2, leading=13.4, after=6.0)
_ITEM = replace(_TEXT, indent=15.0, after=3.0)
_STEP = replace(_ITEM, hyphenate=False)  # steps contain commands, which no hyphen may divide
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
    """Composes block after block into the story; ``parent`` is the section of the next one."""

    def __init__(self, story: Story, report: Report) -> None:
        self.story, self.report, self.language = story, report, report.language
        self.parent = story.root.add("Sect")
        self.headings = 0
        self.level = 1
        self.contents_at: tuple[int, Element] | None = None

    def title(self) -> None:
        """The title with the lines around it."""
        report, story = self.report, self.story
        if kind := in_running_text(report.kind, self.language):
            self.text(kind, KICKER, self.parent.add("P"))
        title = in_running_text(report.title, self.language)
        story.add(TextBlock([Run(title)], _REPORT_TITLE, self.parent.add("H1"), self.language, whole=True))
        if subtitle := in_running_text(report.subtitle, self.language):
            self.text(subtitle, _REPORT_SUBTITLE, self.parent.add("P"))
        story.add(TitleBar())

    def text(self, text: str, style: Style, element: Element, label: Label | None = None) -> None:
        """One paragraph."""
        self.story.add(TextBlock([Run(text)], style, element, self.language, label))

    def add(self, part: Part) -> None:
        """One block of the report."""
        match part:
            case Marked():
                self.marked(part)
            case Heading():
                self.heading(part)
            case Paragraph(text, quiet, bold):
                style = replace(_TEXT, bold=bold, colour=QUIET if quiet else _TEXT.colour)
                self.text(in_running_text(text, self.language), style, self.parent.add("P"))
            case Items():
                self.items(part)
            case Facts(rows, share):
                words = [
                    (in_running_text(name, self.language), in_running_text(value, self.language))
                    for name, value in rows
                ]
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
                words = TextBlock(
                    [Run(in_running_text(label, self.language))], SMALL, self.parent.add("P"), self.language
                )
                self.signature(WritingLine(words))
            case SignatureField(name, description):
                told = in_running_text(description, self.language)
                form = self.parent.add("Form", alternative=told)
                self.story.add(FieldBox(name, told, form, _FIELD_HEIGHT))
            case Closing():
                self.closing(part)
            case _:
                assert_never(part)

    def signature(self, line: WritingLine) -> None:
        """A line to sign on, on one page with the text, the note or the line before it: none stands alone on a page."""
        flow = self.story.flow
        before = flow[-1] if flow else None
        if isinstance(before, TextBlock | Panel | Headed):
            flow[-1] = Headed((before,), line)
        else:
            self.story.add(line)

    def closing(self, part: Closing) -> None:
        """Parts that stay together, with the text before them."""
        flow = self.story.flow
        start = len(flow)
        for one in part.parts:
            self.add(one)
        if start and isinstance(flow[start - 1], TextBlock | Panel):
            start -= 1
        *before, last = (one for one in flow[start:] if isinstance(one, Block))
        flow[start:] = [Headed(before, last) if before else last]

    def heading(self, part: Heading) -> None:
        """A heading; it never skips a level, because listeners navigate by levels."""
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
        text = " ".join(in_running_text(part.text, self.language).split())
        text = text if len(text) <= _LONGEST_HEADING else text[:_LONGEST_HEADING].rstrip() + "…"
        place = f"part.{self.headings}"
        if level < 3:
            story.entries.append(Entry(level + 1, story.title(text), place, self.language))
        element = self.parent.add(f"H{level + 1}")
        story.add_with_next(TextBlock([Run(text)], _HEADINGS[level], element, self.language, place=place, whole=True))

    def marked(self, part: Marked) -> None:
        """A paragraph with its changes; a sign of their party stands before and behind each."""
        ink, sign = PARTIES[part.party % len(PARTIES)]
        runs: list[Run] = []
        for text, change, emphasis in part.pieces:
            bold, italic = emphasis.startswith("bold"), emphasis.endswith("italic")
            if not change:
                runs.append(Run(text, bold, italic))
                continue
            word = (INSERTED if change == "inserted" else DELETED).text(self.language)
            opening, closing = (f"{sign}", f"{sign}") if change == "inserted" else (f"{sign}[", f"]{sign}")
            runs.append(
                Run(f"{opening}{text}{closing}", bold, italic, change=change, ink=ink, spoken=f"{word}: {text}")
            )
        style = replace(_TEXT, indent=32.0 if part.level else 20.0)
        element = self.parent.add("P")
        label = Label(part.label, 12.0 if part.level else 0.0) if part.label else None
        self.story.add(TextBlock(runs or [Run("")], style, element, self.language, label))

    def items(self, part: Items) -> None:
        """A list with its labels."""
        if not part.texts:
            return
        whole = self.parent.add("L")
        for number, text in enumerate(part.texts, 1):
            entry = whole.add("LI")
            sign = part.labels[number - 1] if part.labels else f"{number}." if part.numbered else "–"
            label = Label(sign, 0.0, entry.add("Lbl"))
            self.text(
                in_running_text(text, self.language), _STEP if part.numbered else _ITEM, entry.add("LBody"), label
            )

    def table(self, part: Table) -> None:
        """A table, or its ``empty`` text when there are no rows."""
        if not part.rows:
            self.text(
                in_running_text(part.empty or NOTHING, self.language),
                replace(_TEXT, colour=QUIET),
                self.parent.add("P"),
            )
            return
        columns = range(len(part.headings))
        self.story.add(
            DataTable(
                TableText(
                    headings=[in_running_text(text, self.language) for text in part.headings],
                    rows=[[in_cell(value, self.language) for value in row] for row in part.rows],
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
        title, text = in_running_text(part.title, self.language), in_running_text(part.text, self.language)
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
        """The verdict with its icon; the icon is decoration, the word carries the meaning."""
        word = TextBlock(
            [Run(in_running_text(part.word, self.language))], _VERDICT, self.parent.add("P"), self.language
        )
        blocks = [word]
        if text := in_running_text(part.text, self.language):
            blocks.append(TextBlock([Run(text)], NOTICE, self.parent.add("P"), self.language))
        self.story.add(VerdictBlock(part.icon, blocks))

    def finish(self) -> None:
        """Insert the contents once all headings are known."""
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
