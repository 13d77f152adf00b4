"""Page geometry, the one accent colour and the named styles, in points: all that a designer would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

type Colour = tuple[float, float, float]
type Alignment = Literal["left", "right", "justified"]

MILLIMETRE = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
MARGIN_LEFT = MARGIN_RIGHT = 25 * MILLIMETRE
MARGIN_TOP, MARGIN_BOTTOM = 30 * MILLIMETRE, 27 * MILLIMETRE
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
TEXT_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
GUTTER = 7 * MILLIMETRE  # between the two languages
HANGING = 20.0  # from a paragraph's number to its text

INK: Colour = (0.09, 0.10, 0.12)
QUIET: Colour = (0.36, 0.38, 0.42)
ACCENT: Colour = (0.09, 0.25, 0.42)
HAIRLINE: Colour = (0.76, 0.78, 0.81)
TINT: Colour = (0.945, 0.955, 0.97)


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a block of text; ``family`` is "serif" or "sans", lengths are points."""

    family: str = "serif"
    bold: bool = False
    """In the bold face of the family."""
    italic: bool = False
    """In the italic face of the family."""
    size: float = 9.8
    """Of the letters."""
    leading: float = 14.0
    """From one baseline to the next."""
    colour: Colour = INK
    """Red, green and blue, each from 0 to 1."""
    align: Alignment = "left"
    """Justified lines are also ragged where their gaps would be too wide."""
    before: float = 0.0
    """Space above."""
    after: float = 0.0
    """Space below."""
    indent: float = 0.0
    """From the left edge; the label hangs in it."""
    hyphenate: bool = True
    """Words may be divided at line ends."""

    def font(self, *, bold: bool = False, italic: bool = False) -> str:
        """Name of the font of this style, or of its bold or italic companion."""
        return self.family + ("-bold" if self.bold or bold else "") + ("-italic" if self.italic or italic else "")


BODY = Style(align="justified", after=5.0, indent=HANGING)
ITEM = replace(BODY, indent=HANGING * 2, after=3.0)
BODY_COLUMN = replace(BODY, align="left", size=9.0, leading=12.6)
ITEM_COLUMN = replace(BODY_COLUMN, indent=HANGING * 1.9, after=2.5)
PLAIN = replace(BODY, indent=0.0, align="left")

TITLE = Style(bold=True, size=23, leading=29, colour=INK, after=4, hyphenate=False)
SUBTITLE = Style(italic=True, size=14, leading=19, colour=QUIET, after=4, hyphenate=False)
KICKER = Style(family="sans", bold=True, size=8.6, leading=12, colour=ACCENT, after=7, hyphenate=False)
HEADING = Style(family="sans", bold=True, size=11.4, leading=15, colour=ACCENT, before=15, after=5, hyphenate=False)
HEADING_COLUMN = replace(HEADING, size=10.2, leading=13.4)
ANNEX = replace(HEADING, size=16, leading=21, before=0, after=10)
SUBHEADING = Style(family="sans", bold=True, size=10, leading=13.5, before=13, after=4, hyphenate=False)
SMALL = Style(family="sans", size=8.2, leading=11.4, colour=QUIET, after=4)
LABEL = Style(family="sans", bold=True, size=8.0, leading=11.2, colour=QUIET, hyphenate=True)
COLUMN_HEAD = Style(family="sans", bold=True, size=7.8, leading=10.6, colour=ACCENT)
CELL = Style(family="sans", size=8.4, leading=11.6)
CELL_BOLD = replace(CELL, bold=True)
CELL_OTHER = replace(CELL, italic=True, colour=QUIET)  # the language that does not prevail
PARTY_NAME = Style(family="serif", bold=True, size=12, leading=16, after=1.5, indent=HANGING, hyphenate=False)
PARTY_LINE = Style(family="serif", size=9.6, leading=13.6, indent=HANGING)
CONTENTS = Style(family="sans", size=9.2, leading=15.2, hyphenate=False)
RUNNING = Style(family="sans", size=7.4, leading=10, colour=QUIET, hyphenate=False)
MARKING = Style(family="sans", bold=True, size=7.4, leading=10, colour=ACCENT, hyphenate=False)
NOTICE = Style(family="sans", size=8.8, leading=12.6, colour=INK)
NOTICE_HEAD = replace(NOTICE, bold=True, colour=ACCENT)
