"""Header and footer of every page: running header, footer with page x of y. All of it is artifact."""

from __future__ import annotations

from dataclasses import dataclass

from datapact.base.texts import Language
from datapact.pdf.engine.canvas import HeaderAndFooter, Sheet, colour
from datapact.pdf.engine.fonts import drawable, width
from datapact.pdf.engine.tags import CLOSE, PAGINATION
from datapact.pdf.engine.typography import (
    ACCENT,
    HAIRLINE,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARKING,
    MILLIMETRE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RUNNING,
    Style,
)
from datapact.pdf.engine.wording import PAGE_OF, filled

_BELOW_TOP = 17 * MILLIMETRE
_FOOTER = 14 * MILLIMETRE


@dataclass(frozen=True, slots=True)
class Running:
    """The words of header and footer; ``marking`` is empty once the text is frozen."""

    number: str
    """Stands at the left of the header, in bold."""
    title: str
    """Behind the number from the second page on, cut where there is no room."""
    digest: str
    """At the right of the header; empty for none."""
    marking: str
    foot: str
    """At the left of the footer, cut where there is no room."""
    language: Language
    """Of the words of the page number."""


def header_and_footer(running: Running, size: tuple[float, float] = (PAGE_WIDTH, PAGE_HEIGHT)) -> HeaderAndFooter:
    """The function that draws header and footer on page ``page`` (from 0) of ``total``; ``size`` is the page's."""
    header = size[1] - _BELOW_TOP

    def draw(sheet: Sheet, page: int, total: int) -> None:
        right = size[0] - MARGIN_RIGHT
        operators: list[str] = []

        def put(text: str, style: Style, x: float, y: float, *, ends: bool = False) -> float:
            length = width(text, style.font(), style.size)
            operators.extend(sheet.written(text, style, x - length if ends else x, y))
            return length

        number_style = MARKING
        used = put(running.number, number_style, MARGIN_LEFT, header)
        digest_width = put(running.digest, RUNNING, right, header, ends=True)
        room = right - MARGIN_LEFT - used - digest_width - 26
        if page:
            title = shortened(running.title, RUNNING, room)
            put(title, RUNNING, MARGIN_LEFT + used + 8, header)
        if running.marking:
            put(running.marking, MARKING, right, header + 12, ends=True)
        numbered = filled(PAGE_OF, page=page + 1, total=total)(running.language)
        length = put(numbered, RUNNING, right, _FOOTER, ends=True)
        put(shortened(running.foot, RUNNING, right - MARGIN_LEFT - length - 20), RUNNING, MARGIN_LEFT, _FOOTER)
        tagged = sheet.tags is not None
        if tagged:
            sheet.addLiteral(PAGINATION)
        sheet.addLiteral(
            f"{colour(HAIRLINE)} {MARGIN_LEFT:.2f} {header - 7:.2f} {right - MARGIN_LEFT:.2f} 0.5 re f\n"
            f"{colour(ACCENT)} {MARGIN_LEFT:.2f} {header - 7.3:.2f} {used:.2f} 1.1 re f"
        )
        sheet.text(operators)
        if tagged:
            sheet.addLiteral(CLOSE)

    return draw


def shortened(text: str, style: Style, room: float) -> str:
    """The text, cut with an ellipsis where it is longer than ``room`` points."""
    text = " ".join(drawable(text).split())
    if width(text, style.font(), style.size) <= room:
        return text
    while text and width(text + "…", style.font(), style.size) > room:
        text = text[: max(len(text) - 1 - len(text) // 8, 0)]
    return text.rstrip() + "…"
