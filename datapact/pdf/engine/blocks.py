"""Blocks that keep together: a heading that never stands alone at the foot of a page, and a tinted panel with a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from datapact.pdf.engine.canvas import Sheet
from datapact.pdf.engine.grid import Cell
from datapact.pdf.engine.text_block import Block, is_fresh_page
from datapact.pdf.engine.typography import ACCENT, TINT, Colour


@dataclass(eq=False)
class Headed(Block):
    """The blocks of a heading, and the block that follows."""

    heading: Sequence[Block]
    """At least one, from the top down."""
    body: Block
    """Kept with the heading; it may be divided."""

    def __post_init__(self) -> None:
        super().__init__()
        self.before, self.after = self.heading[0].before, self.body.after
        self.breadth = 0.0

    def _spaces(self) -> list[float]:
        blocks = [*self.heading, self.body]
        return [max(block.after, following.before) for block, following in pairwise(blocks)]

    def height_at(self, breadth: float) -> float:
        self.breadth = breadth
        return self._heading_height(breadth) + self.body.height_at(breadth)

    def _heading_height(self, breadth: float) -> float:
        return sum(block.height_at(breadth) for block in self.heading) + sum(self._spaces())

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        for block, space in zip(self.heading, self._spaces(), strict=True):
            height = block.height_at(self.breadth)
            block.paint(sheet, x, top)
            top -= height + space
        self.body.height_at(self.breadth)
        self.body.paint(sheet, x, top)

    def divided(self, breadth: float, room: float) -> tuple[Block, Block] | None:
        left = room - self._heading_height(breadth)
        parts = self.body.divided(breadth, left) if left > 0 else None
        if parts is not None:
            return Headed(self.heading, parts[0]), parts[1]
        if not is_fresh_page(room):
            return None
        # They do not fit even on a page of their own: break after the heading, or within a very long one.
        first, *others = self.heading
        if first.height_at(breadth) <= room:
            return first, Headed(others, self.body) if others else self.body
        pieces = first.divided(breadth, room)
        return None if pieces is None else (pieces[0], Headed((pieces[1], *others), self.body))


@dataclass(eq=False)
class Whole(Block):
    """A block that is divided only where a page alone cannot hold it."""

    body: Block
    """What stays together."""

    def __post_init__(self) -> None:
        super().__init__()
        self.before, self.after = self.body.before, self.body.after

    def height_at(self, breadth: float) -> float:
        return self.body.height_at(breadth)

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        self.body.paint(sheet, x, top)

    def divided(self, breadth: float, room: float) -> tuple[Block, Block] | None:
        return self.body.divided(breadth, room) if is_fresh_page(room) else None


_PADDING = 9.0
_BAR = 2.2


@dataclass(eq=False)
class Panel(Block):
    """Blocks one below the other on a tint; they stay together."""

    blocks: Sequence[Block]
    """From the top down."""
    before: float = 10.0
    """Space above, in points."""
    after: float = 10.0
    """Space below, in points."""
    bar: Colour = ACCENT
    """Colour of the bar at the left."""
    tint: Colour = TINT
    """Colour behind the blocks."""

    def __post_init__(self) -> None:
        super().__init__()

    def height_at(self, breadth: float) -> float:
        self.breadth = breadth
        return Cell(self.blocks).height_at(breadth - 2 * _PADDING - _BAR) + 2 * _PADDING

    def paint(self, sheet: Sheet, x: float, top: float) -> None:
        height = self.height_at(self.breadth)
        sheet.rectangle(x, top - height, self.breadth, height, self.tint)
        sheet.rectangle(x, top - height, _BAR, height, self.bar)
        Cell(self.blocks).paint(sheet, x + _BAR + _PADDING, top - _PADDING, self.breadth - 2 * _PADDING - _BAR)
