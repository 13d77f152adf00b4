"""What a report shows besides text and tables: the icon of a verdict, lines to sign on."""

from __future__ import annotations

from datapact.documents.report_parts import Icon
from datapact.documents.sheet import Sheet, colour
from datapact.documents.text_block import Block, TextBlock
from datapact.documents.typography import ACCENT, HAIRLINE, QUIET, TINT, Colour

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
    """Room to sign by hand, a line, and its label below."""

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
