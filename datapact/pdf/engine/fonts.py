"""Our fonts for reportlab: registered once, measured quickly, and never used for a glyph that they lack."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO

from datapact.base.left_out import compiled
from datapact.pdf.engine.layout import FONT_FILES, font_bytes
from datapact.pdf.engine.reportlab_parts import TTFont, extracting, pdfmetrics

SOFT_HYPHEN = "\u00ad"
NO_BREAK_SPACE = "\u00a0"
_MOST_WORDS = 20_000  # of one font
_REMEMBERED = 40  # characters; words come again and again, long texts do not


@cache
def font(name: str) -> TTFont:
    """The reportlab font for one of the names in ``layout.FONT_FILES``."""
    data = font_bytes(FONT_FILES[name])
    with extracting(compiled(key_of_font(data))):
        made = TTFont(f"DataPact-{name}", BytesIO(data))
    pdfmetrics.registerFont(made)
    return made


def key_of_font(data: bytes) -> str:
    """The key by which the tables of a font are found among what was compiled before."""
    return f"font {hashlib.sha256(data).hexdigest()}"


def width(text: str, name: str, size: float) -> float:
    """Advance width of ``text`` in points."""
    return (word_units(name)[text] if len(text) <= _REMEMBERED else _units(text, name)) * size / 1000


class _Measured(dict[str, float]):
    """Widths of words in one font in thousandths of the size, each measured once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __missing__(self, text: str) -> float:
        found = _units(text, self._name)
        if len(text) <= _REMEMBERED:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[text] = found
        return found


word_units = cache(_Measured)
"""Widths of texts in the named font in thousandths of the size, by the text; those of words are remembered."""


def units(name: str) -> tuple[Mapping[int, float], float]:
    """Advance widths in thousandths of the size by character code, and that of all other characters."""
    face = font(name).face
    return face.charWidths, face.defaultWidth


def _units(text: str, name: str) -> float:
    known, default = units(name)
    return float(sum([known.get(ord(character), default) for character in text]))


@cache
def _glyphs() -> tuple[Mapping[int, int], ...]:
    return tuple(font(name).face.charToGlyph for name in FONT_FILES)


@lru_cache(maxsize=5_000)
def _drawn(character: str) -> str:
    code = ord(character)
    kind = unicodedata.category(character)
    if character == "\n" or (kind not in ("Cc", "Cf", "Zl", "Zp") and all(code in glyphs for glyphs in _glyphs())):
        return character
    return " " if kind == "Zs" else f"[U+{code:04X}]"


def drawable(text: str) -> str:
    """The text with every character that our fonts cannot draw replaced by its code, such as ``[U+4E2D]``.

    A missing glyph would be an empty box that nobody can read back, and PDF/A forbids it. Control characters and
    bidirectional overrides, which the terms refuse already, never reach a page either.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_drawn, unicodedata.normalize("NFC", text)))
