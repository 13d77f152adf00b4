"""A tinted panel with an accent bar: the one way in which a document raises its voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datapact.documents.grid import Cell
from datapact.documents.sheet import Sheet
from datapact.documents.text_block import Block
from datapact.documents.typography import ACCENT, TINT, Colour

_PADDING = 9.0
_BAR = 2.2


@dataclass(eq=False)
class Panel(Block):
    """Blocks one below the other on a tint; they stay together."""

    blocks: Sequence[Block]
    before: float = 10.0
    after: float = 10.0
    bar: Colour = ACCENT
    tint: Colour = TINT

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
