"""The table of contents: every line a link, its page number filled in once all pages are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from datapact.pdf.engine.canvas import Sheet
from datapact.pdf.engine.composer import Entry, Story
from datapact.pdf.engine.fonts import width
from datapact.pdf.engine.lines import Run
from datapact.pdf.engine.tags import ARTIFACT, CLOSE, Element
from datapact.pdf.engine.text_block import Block, TextBlock
from datapact.pdf.engine.typography import ANNEX, CONTENTS, INK, QUIET, SMALL
from datapact.pdf.engine.wording import CONTENTS_TITLE

_NUMBER_ROOM = 26.0


@dataclass(eq=False)
class ContentsLine(Block):
    """Title, dotted leader and page number of one entry."""

    text: TextBlock
    """The title, on as many lines as it needs."""
    target: str
    """Name of the place that the line leads to."""
    element: Element
    """The Link element; the page number belongs to it."""
    before: float = 0.0
    """Space above, in points."""
    after: float = 0.0
    """Space below, in points."""

    def __post_init__(self) -> None:
        super().__init__()

    def height_at(self, breadth: float) -> float:
        self.breadth = breadth
        return self.text.height_at(breadth - _NUMBER_ROOM)

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        style = self.text.style
        self.text.paint(sheet, x, top)
        last = self.text.lines_at(self.breadth - _NUMBER_ROOM)[-1]
        baseline = top - self.height_at(self.breadth) + (style.leading - style.size * 0.70) / 2
        right = x + self.breadth
        starts = x + style.indent + last.width + 6
        bounds = (x, top - self.height_at(self.breadth), right, top)
        title = "".join(run.text for run in self.text.runs)

        def fill_in(sheet: Sheet) -> None:
            number = str(sheet.places[self.target].page + 1)
            sheet.label(number, style, right, baseline, self.element, right=True)
            ends = right - width(number, style.font(), style.size) - 5
            if ends - starts > 12:
                _leader(sheet, starts, ends, baseline)
            sheet.link(self.element, self.target, bounds, title)

        sheet.later(fill_in)


def _leader(sheet: Sheet, starts: float, ends: float, y: float) -> None:
    opening, closing = (ARTIFACT, CLOSE) if sheet.tags is not None else ("", "")
    red, green, blue = QUIET
    # The dots are on a grid of 4 points counted from the left edge of the page, so that they align over lines.
    begins = starts + (-starts) % 4
    sheet.addLiteral(
        f"{opening}\nq {red:g} {green:g} {blue:g} RG 1 J 0.8 w [0 4] 0 d {begins:.2f} {y:.2f} m {ends:.2f} {y:.2f} l S Q\n{closing}"
    )


def contents(story: Story, entries: Sequence[Entry], parent: Element) -> list[Block]:
    """The blocks of the contents; ``parent`` gets their elements."""
    heading = parent.add("H2")
    blocks: list[Block] = []
    for index, (language, text) in enumerate(story.say(CONTENTS_TITLE)):
        target = heading.add("Span", language=story.tagged(language))
        style = ANNEX if not index else replace(SMALL, size=10, leading=14, after=8)
        blocks.append(TextBlock([Run(text)], style, target, language, whole=True))
    toc = parent.add("TOC")
    annexes = False
    for entry in entries:
        if entry.level != 2:
            continue
        item = toc.add("TOCI")
        link = item.add("Reference").add("Link", language=story.tagged(entry.language))
        style = replace(CONTENTS, colour=INK)
        line = ContentsLine(TextBlock([Run(entry.title)], style, link, entry.language), entry.place, link)
        if not entry.place.startswith("clause.") and not annexes:
            annexes = True
            line.before = 9.0
        blocks.append(line)
    return blocks
