"""Blocks that reportlab's platypus stacks and splits over pages: the base, and a block of text with its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from datapact.pdf.engine.canvas import Sheet, colour, justified_gap
from datapact.pdf.engine.lines import Line, Run, break_lines
from datapact.pdf.engine.reportlab_parts import Flowable
from datapact.pdf.engine.tags import Annotation, Element
from datapact.pdf.engine.typography import ACCENT, HAIRLINE, INK, TEXT_HEIGHT, TINT, Colour, Style

_TALLEST_WHOLE = TEXT_HEIGHT / 2  # beyond it nothing stays together
FEWEST_LINES = 2  # that stay together at the foot or the head of a page


class Block(Flowable):  # type: ignore[misc]
    """A flowable that knows its height at a width and paints itself at absolute positions."""

    before = 0.0
    after = 0.0

    def height_at(self, breadth: float) -> float:
        """Height in points when set ``breadth`` wide."""
        raise NotImplementedError

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw with the upper left corner at ``x``, ``top``."""
        raise NotImplementedError

    def divided(self, breadth: float, room: float) -> tuple[Block, Block] | None:
        """A part of at most ``room`` points and the rest; None when the block should not be divided there."""
        return None

    # ---- what platypus calls ----

    def wrap(self, breadth: float, room: float) -> tuple[float, float]:
        self.width, self.height = breadth, self.height_at(breadth)
        return breadth, self.height

    def split(self, breadth: float, room: float) -> list[Block]:
        return list(self.divided(breadth, room) or ())

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:  # noqa: N803 (platypus' own name)
        self.paint(canvas, x, y + self.height)

    def getSpaceBefore(self) -> float:
        return self.before

    def getSpaceAfter(self) -> float:
        return self.after


def is_fresh_page(room: float) -> bool:
    """Whether the room is as much as another page would offer."""
    return room > TEXT_HEIGHT * 0.8


def stays_whole(whole: bool, height: float) -> bool:
    """Whether a block can stay together: one higher than half a page cannot."""
    return whole and height < _TALLEST_WHOLE


@dataclass(slots=True)
class Label:
    """A number or letter that hangs before the text, with its own element where it has one."""

    text: str
    """Such as ``(1)`` or ``a``."""
    indent: float
    """From the left edge of the block, in points."""
    element: Element | None = None
    """None: the label belongs to the element of the text."""


@dataclass(eq=False)
class TextBlock(Block):
    """A paragraph, heading or list item in one language; ``place`` is the name under which it can be linked to."""

    runs: Sequence[Run]
    """From left to right."""
    style: Style
    """Its spaces above and below are those of the block."""
    element: Element | None
    """Structure element of the text; None for decoration."""
    language: str = ""
    """Code such as ``de``, for hyphens."""
    label: Label | None = None
    """None for none."""
    place: str = ""
    whole: bool = False  # never divide, a heading for one
    """Not divided over pages unless it is higher than half a page."""
    _lines: list[Line] = field(default_factory=list)
    _breadth: float = -1.0
    _links: dict[int, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self.before, self.after = self.style.before, self.style.after

    def lines_at(self, breadth: float) -> list[Line]:
        """The lines at this breadth, broken once."""
        if self._breadth != breadth:
            self._lines = break_lines(self.runs, self.style, breadth - self.style.indent, self.language)
            self._breadth = breadth
        return self._lines

    def height_at(self, breadth: float) -> float:
        return len(self.lines_at(breadth)) * self.style.leading

    def divided(self, breadth: float, room: float) -> tuple[TextBlock, TextBlock] | None:
        lines = self.lines_at(breadth)
        fitting = min(int((room + 0.01) // self.style.leading), len(lines))
        if len(lines) - fitting < FEWEST_LINES:
            fitting = len(lines) - FEWEST_LINES
        if fitting < FEWEST_LINES or stays_whole(self.whole, len(lines) * self.style.leading):
            return None
        return self._part(lines[:fitting], first=True), self._part(lines[fitting:], first=False)

    def _part(self, lines: list[Line], *, first: bool) -> TextBlock:
        part = TextBlock(
            self.runs,
            self.style,
            self.element,
            self.language,
            self.label if first else None,
            self.place if first else "",
        )
        part._lines, part._breadth, part._links = lines, self._breadth, self._links
        if first:
            part.after = 0.0
        else:
            part.before = 0.0
        return part

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        style = self.style
        if self.place:
            sheet.remember(self.place, top + style.leading * 0.6)
        baseline = top - (style.leading + style.size * 0.70) / 2
        operators: list[str] = []
        if self.label is not None:
            element = self.label.element or self.element
            operators += [
                sheet.opened(element),
                *sheet.written(self.label.text, style, x + self.label.indent, baseline),
                sheet.closed(),
            ]
        current: Element | None = None
        begun = False
        boxes: list[tuple[Element, str, tuple[float, float, float, float], str]] = []
        rules: list[tuple[float, float, float, Colour]] = []
        ink = ""
        for line in self._lines:
            room = self._breadth - style.indent
            gap = justified_gap(line, style, room)
            cursor = x + style.indent + (room - line.width if style.align == "right" else 0.0)
            operators.append(f"{gap:.3f} Tw 1 0 0 1 {cursor:.2f} {baseline:.2f} Tm")
            for piece in line.pieces:
                run = self.runs[piece.run]
                element = self._element_of(piece.run) if run.link or run.change else self.element
                if not begun or element is not current:
                    if begun:
                        operators.append(sheet.closed())
                    operators.append(sheet.opened(element))
                    current, begun = element, True
                inked = run.ink or style.colour
                wanted = colour(ACCENT if run.link else inked)
                if wanted != ink:
                    operators.append(wanted)
                    ink = wanted
                operators += sheet.shown(piece.text, style.font(bold=run.bold, italic=run.italic), style.size)
                advance = piece.width + piece.spaces() * gap
                if run.change:
                    height = style.size * (0.28 if run.change == "deleted" else -0.16)
                    rules.append((cursor, baseline + height, advance, inked))
                if run.link and element is not None:
                    box = (cursor, baseline - style.size * 0.25, cursor + advance, baseline + style.size * 0.85)
                    boxes.append((element, run.link, box, run.text))
                cursor += advance
            baseline -= style.leading
        if begun:
            operators.append(sheet.closed())
        if operators:
            sheet.text(operators)
        for left, height, length, inked in rules:
            sheet.rule(left, height, length, style.size * 0.07, inked)
        for owner, target, box, description in boxes:
            sheet.link(owner, target, box, description)

    def _element_of(self, run: int) -> Element | None:
        """The element of a link or a change: a single one even when it crosses a line or page end."""
        if self.element is None:
            return None
        if run not in self._links:
            said = self.runs[run]
            role = "Span" if said.change else "Link"
            self._links[run] = self.element.add(role, language=self.element.language, alternative=said.spoken)
        return self._links[run]


class Gap(Block):
    """Empty space of a fixed height."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.space = height

    def height_at(self, breadth: float) -> float:
        return self.space

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw nothing."""


class AtFoot(Block):
    """A block at the foot of the page, as long as there is room above it."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.block, self.before, self.after = block, block.before, 0.0

    def wrap(self, breadth: float, room: float) -> tuple[float, float]:
        natural = self.height_at(breadth)
        self.width, self.height = breadth, max(natural, room)
        return breadth, natural if natural > room else room

    def height_at(self, breadth: float) -> float:
        self.natural = self.block.height_at(breadth)
        return self.natural

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        self.block.paint(sheet, x, top - self.height + self.natural)

    def divided(self, breadth: float, room: float) -> tuple[Block, Block] | None:
        return self.block.divided(breadth, room)


class FieldBox(Block):
    """The place of one signature: a box on the page, and the form field over it."""

    def __init__(self, name: str, description: str, element: Element | None, height: float) -> None:
        super().__init__()
        self.name, self.description, self.element, self.space = name, description, element, height
        self.breadth = 0.0

    def height_at(self, breadth: float) -> float:
        self.breadth = breadth
        return self.space

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        sheet.rectangle(x, top - self.space, self.breadth, self.space, TINT)
        sheet.rule(x, top - self.space, self.breadth, 0.7, INK)
        sheet.rule(x, top, self.breadth, 0.3, HAIRLINE)
        if sheet.tags is not None and self.element is not None:
            box = (x, top - self.space + 1, x + self.breadth, top - 1)
            sheet.tags.annotate(Annotation(sheet.page, box, self.description, self.element, field=self.name))
