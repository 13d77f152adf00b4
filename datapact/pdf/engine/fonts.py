"""Our fonts for reportlab: registered once, measured quickly, and never used for a glyph that they lack."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO

from datapact.pdf.engine.layout import FONT_FILES, font_bytes
from datapact.pdf.engine.reportlab_parts import TTFont, pdfmetrics

SOFT_HYPHEN = "\u00ad"
NO_BREAK_SPACE = "\u00a0"
_REMEMBERED = 40  # characters; words come again and again, long texts do not


@cache
def font(name: str) -> TTFont:
    """The reportlab font for one of the names in ``layout.FONT_FILES``."""
    made = TTFont(f"DataPact-{name}", BytesIO(font_bytes(FONT_FILES[name])))
    pdfmetrics.registerFont(made)
    return made


def width(text: str, name: str, size: float) -> float:
    """Advance width of ``text`` in points."""
    return (_word_units(text, name) if len(text) <= _REMEMBERED else _units(text, name)) * size / 1000


def units(name: str) -> tuple[Mapping[int, float], float]:
    """Advance widths in thousandths of the size by character code, and that of all other characters."""
    face = font(name).face
    return face.charWidths, face.defaultWidth


def _units(text: str, name: str) -> float:
    known, default = units(name)
    return float(sum([known.get(ord(character), default) for character in text]))


_word_units = lru_cache(maxsize=50_000)(_units)


@cache
def _covered() -> frozenset[int]:
    return frozenset.intersection(*(frozenset(font(name).face.charToGlyph) for name in FONT_FILES))


def drawable(text: str) -> str:
    """The text with every character that our fonts cannot draw replaced by its code, such as ``[U+4E2D]``.

    A missing glyph would be an empty box that nobody can read back, and PDF/A forbids it. Control characters and
    bidirectional overrides, which the terms refuse already, never reach a page either.
    """
    if text.isascii() and text.isprintable():
        return text
    covered = _covered()
    out = []
    for character in unicodedata.normalize("NFC", text):
        code = ord(character)
        if character in "\n" or (code in covered and unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp")):
            out.append(character)
        elif unicodedata.category(character) == "Zs":
            out.append(" ")
        else:
            out.append(f"[U+{code:04X}]")
    return "".join(out)
