"""What a reader sees in a signature field: a static picture drawn once, as part of the signed revision.

reportlab draws it on a page of the field's size, pyHanko takes that page over as the widget's appearance.
pyHanko's own text stamps write wrong glyph widths for fonts of 2,048 units and break PDF/A.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import reportlab
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.base import BaseStamp
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from datapact.clock import write_time
from datapact.texts import Language, Message

_INK = (0.10, 0.16, 0.30)
_LARGEST, _SMALLEST = 9.0, 4.5
_LEADING = 1.25
_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class SignatureAppearance:
    """The words of one signature: who signs, in which capacity, for which party, in the reader's language."""

    person: str
    capacity: str
    party: str
    language: Language

    def lines(self, at: datetime) -> tuple[str, ...]:
        """What the field shows, from top to bottom; ``at`` is the signer's own claim of the time."""
        return (
            Message("Signed electronically").text(self.language),
            self.person,
            self.capacity,
            self.party,
            Message("Time claimed: {time}", {"time": write_time(at)}).text(self.language),
        )


def draw_appearance(lines: tuple[str, ...], width: float, height: float) -> bytes:
    """A one-page PDF of ``width`` by ``height`` points that shows ``lines``, each shrunk or cut to fit."""
    font = _font()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(width, height), initialFontName=font.fontName, invariant=1)
    size = max(_SMALLEST, min(_LARGEST, (height - 2 * _MARGIN) / (_LEADING * len(lines))))
    canvas.setFillColorRGB(*_INK)
    baseline = height - _MARGIN - size
    for line in lines:
        shown = _drawable(line, font)
        fitted = size
        while fitted > _SMALLEST and font.face and _width(shown, font, fitted) > width - 2 * _MARGIN:
            fitted -= 0.25
        while len(shown) > 1 and _width(shown, font, fitted) > width - 2 * _MARGIN:
            shown = shown[:-2].rstrip() + "…"
        canvas.setFont(font.fontName, fitted)
        canvas.drawString(_MARGIN, baseline, shown)
        baseline -= size * _LEADING
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


@dataclass(frozen=True)
class DrawnStamp(BaseStampStyle):
    """pyHanko's seam for appearances, filled with the lines of ``draw_appearance``."""

    lines: tuple[str, ...] = ()

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


@cache
def _font() -> TTFont:
    font = TTFont("DataPactSignature", str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"))
    pdfmetrics.registerFont(font)
    return font


def _width(text: str, font: TTFont, size: float) -> float:
    return float(font.stringWidth(text, size))


def _drawable(text: str, font: TTFont) -> str:
    """``text`` without control and bidirectional characters, and with "?" for what the font lacks (PDF/A)."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in composed)
    return "".join(c if ord(c) in font.face.charToGlyph else "?" for c in visible)
