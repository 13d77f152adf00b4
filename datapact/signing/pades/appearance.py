"""The appearance of a signature field: a static picture drawn once, as part of the signed revision.

reportlab draws it on a page of the field's size, pyHanko takes that page over as the widget's appearance.
pyHanko's own text stamps write wrong glyph widths for fonts of 2,048 units and break PDF/A.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.base import BaseStamp

from datapact.base.clock import in_zone
from datapact.base.local_time import local_zone
from datapact.base.texts import Language, Message
from datapact.pdf.engine import fonts
from datapact.pdf.engine.reportlab_parts import Canvas

_FONT = "sans"
_LONGEST = 400
_INK = (0.10, 0.16, 0.30)
_LARGEST, _SMALLEST = 9.0, 4.5
_LEADING = 1.25
_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class SignatureAppearance:
    """The words of one signature: who signs, in which capacity, for which party, in the reader's language."""

    person: str
    """Name of who signs."""
    capacity: str
    """In words."""
    party: str
    """Name of the party."""
    language: Language
    """The prevailing one of the agreement."""

    def lines(self, at: datetime) -> tuple[str, ...]:
        """The lines of the field, from top to bottom; ``at`` is the signer's own claim of the time."""
        return (
            Message("Signed electronically").text(self.language),
            self.person,
            self.capacity,
            self.party,
            Message("Time claimed: {time}", {"time": _claimed(at, self.language)}).text(self.language),
        )


def _claimed(at: datetime, language: Language) -> str:
    """By the clock of the place where it is signed, with its zone: ``1. Dezember 2026, 06:28:13 MEZ``."""
    from babel.dates import format_datetime  # heavy

    pattern = "d. MMMM yyyy, HH:mm:ss z" if language == "de" else "d MMMM yyyy, HH:mm:ss z"
    return str(format_datetime(in_zone(at, local_zone(at)), pattern, locale=language))


def draw_appearance(lines: tuple[str, ...], width: float, height: float) -> bytes:
    """A one-page PDF of ``width`` by ``height`` points that shows ``lines``, each shrunk or cut to fit."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height), initialFontName=fonts.font(_FONT).fontName, invariant=1)
    size = max(_SMALLEST, min(_LARGEST, (height - 2 * _MARGIN) / (_LEADING * len(lines))))
    canvas.setFillColorRGB(*_INK)
    baseline = height - _MARGIN - size
    for line in lines:
        shown, fitted = _fit(fonts.drawable(line.replace("\n", " ")), size, width - 2 * _MARGIN)
        canvas.setFont(fonts.font(_FONT).fontName, fitted)
        canvas.drawString(_MARGIN, baseline, shown)
        baseline -= size * _LEADING
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _fit(text: str, size: float, room: float) -> tuple[str, float]:
    text = text[:_LONGEST]
    while size > _SMALLEST and fonts.width(text, _FONT, size) > room:
        size -= 0.25
    while len(text) > 1 and fonts.width(text, _FONT, size) > room:
        text = text[:-2].rstrip() + "…"
    return text, size


@dataclass(frozen=True)
class DrawnStamp(BaseStampStyle):
    """pyHanko's seam for appearances, filled with the lines of ``draw_appearance``."""

    lines: tuple[str, ...] = ()
    """From top to bottom, shrunk or cut to the width of the field."""

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, object]) -> BaseStamp:
        """The appearance for a field of the size ``box``."""
        return _DrawnPage(writer, box, self)


class _DrawnPage(BaseStamp):
    def __init__(self, writer: BasePdfFileWriter, box: BoxConstraints, style: DrawnStamp) -> None:
        super().__init__(writer=writer, style=style, box=box)
        self._lines = style.lines

    def render(self) -> bytes:
        page = draw_appearance(self._lines, float(self.box.width), float(self.box.height))
        assert self.writer is not None
        self.resources.xobject["/Words"] = self.writer.import_page_as_xobject(PdfFileReader(io.BytesIO(page)))
        return b"/Words Do"
