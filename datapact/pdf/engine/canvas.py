"""A reportlab canvas that writes tagged text, remembers places, and fills in page numbers once all pages are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from datapact.pdf.engine.fonts import font, width
from datapact.pdf.engine.lines import Line
from datapact.pdf.engine.reportlab_parts import Canvas
from datapact.pdf.engine.tags import ARTIFACT, CLOSE, Annotation, Element, Tags
from datapact.pdf.engine.typography import Colour, Style


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the document: page from 0, and the height above the page's foot in points."""

    page: int
    """From 0."""
    top: float
    """In points, upwards."""


type Later = Callable[["Sheet"], None]
type HeaderAndFooter = Callable[["Sheet", int, int], None]


class Sheet(Canvas):  # type: ignore[misc]
    """The canvas of a document. Pages are kept open until ``save``, which calls ``header_and_footer`` for each of them."""

    def __init__(self, *arguments: Any, tags: Tags | None, header_and_footer: HeaderAndFooter, **options: Any) -> None:
        self._kept: list[dict[str, Any]] = []
        self.tags = tags
        self.header_and_footer = header_and_footer
        self.places: dict[str, Place] = {}
        self._later: dict[int, list[Later]] = {}
        super().__init__(*arguments, **options)

    @property
    def page(self) -> int:
        """The current page, from 0."""
        return int(self._pageNumber) - 1

    def showPage(self) -> None:
        """Keep this page open and begin the next."""
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Draw the parts that depend on all pages, then write the file."""
        if self._code:
            self.showPage()
        kept, total = self._kept, len(self._kept)
        for page, state in enumerate(kept):
            self.__dict__.update(state)
            for draw in self._later.get(page, ()):
                draw(self)
            self.header_and_footer(self, page, total)
            super().showPage()
        self._doc.SaveToFile(self._filename, self)

    def later(self, draw: Later) -> None:
        """Call ``draw`` on this page once every place is known."""
        self._later.setdefault(self.page, []).append(draw)

    def remember(self, place: str, top: float) -> None:
        """Give the current page and height the name ``place``; the first one stays."""
        self.places.setdefault(place, Place(self.page, top))

    # ---- tagged writing ----

    def text(self, operators: Sequence[str]) -> None:
        """A text object made of ``operators``."""
        self._code.append("BT\n" + "\n".join(operators) + "\nET")

    def opened(self, element: Element | None) -> str:
        """The operator that opens a mark of ``element``, or an artifact without one."""
        if self.tags is None:
            return ""
        return ARTIFACT if element is None else self.tags.open(element, self.page)

    def closed(self) -> str:
        """The operator that closes the mark begun by ``opened``."""
        return "" if self.tags is None else CLOSE

    def link(self, element: Element, target: str, box: tuple[float, float, float, float], description: str) -> None:
        """A link to ``target`` over ``box`` (left, bottom, right, top)."""
        if self.tags is not None:
            self.tags.annotate(Annotation(self.page, box, description, element, target=target))

    def shown(self, text: str, name: str, size: float) -> Iterable[str]:
        """Operators that show ``text`` in a font at the current point."""
        face = font(name)
        for subset, codes in face.splitString(text, self._doc):
            yield f"{face.getSubsetInternalName(subset, self._doc)} {size:g} Tf <{codes.hex()}> Tj"

    def written(self, text: str, style: Style, x: float, y: float) -> list[str]:
        """Operators for one short line in one face, at ``x``, baseline ``y``."""
        return [
            colour(style.colour),
            "0 Tw",
            f"1 0 0 1 {x:.2f} {y:.2f} Tm",
            *self.shown(text, style.font(), style.size),
        ]

    def label(
        self, text: str, style: Style, x: float, y: float, element: Element | None, *, right: bool = False
    ) -> None:
        """One short line of its own: a running header, a page number. ``right``: ends at ``x``."""
        if right:
            x -= width(text, style.font(), style.size)
        self.text([self.opened(element), *self.written(text, style, x, y), self.closed()])

    def rule(self, x: float, y: float, length: float, thickness: float, ink: Colour) -> None:
        """A horizontal rule, as an artifact."""
        self.rectangle(x, y - thickness / 2, length, thickness, ink)

    def rectangle(self, x: float, y: float, breadth: float, height: float, ink: Colour) -> None:
        """A filled rectangle, as an artifact."""
        box = f"{colour(ink)} {x:.2f} {y:.2f} {breadth:.2f} {height:.2f} re f"
        self._code.append("\n".join((self.opened(None), box, self.closed())))


@cache
def colour(ink: Colour) -> str:
    """The operator that sets the colour of text and fills."""
    return "{:g} {:g} {:g} rg".format(*ink)


def justified_gap(line: Line, style: Style, room: float) -> float:
    """The extra width of each space of a justified line; 0 where that would tear holes."""
    if style.align != "justified" or line.ends or not line.spaces:
        return 0.0
    gap = (room - line.width) / line.spaces
    return gap if gap < 0.75 * style.size else 0.0
