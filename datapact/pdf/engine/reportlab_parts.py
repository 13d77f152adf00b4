"""The parts of reportlab that we use: its canvas and fonts, and what stacks blocks over pages, without paragraphs, tables and their markup.

We set text ourselves (``lines``). The package would load all of it: a seventh of the time in which a program that verifies is loaded, most of it one pattern
for web addresses. Whoever asks for the whole package later gets it.
"""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_PACKAGE = "reportlab.platypus"
_MARKUP = f"{_PACKAGE}.paragraph"
_PICTURES = "PIL.Image"


class _Package(types.ModuleType):
    """The package before all of it is loaded; it is loaded once a name is asked for that none of the three modules has put there."""

    def __getattr__(self, name: str) -> Any:
        found = self.__spec__
        if name.startswith("__") or found is None or found.loader is None:
            raise AttributeError(name)
        self.__class__ = types.ModuleType  # type: ignore[assignment]
        found.loader.exec_module(self)
        return getattr(self, name)


@contextmanager
def _without_markup() -> Iterator[None]:
    """Let the package's modules be loaded one by one meanwhile, with a stand-in for paragraphs; nothing where it is loaded already."""
    found = importlib.util.find_spec(_PACKAGE) if _PACKAGE not in sys.modules else None
    if found is None:
        yield
        return
    package = importlib.util.module_from_spec(found)
    package.__class__ = _Package
    markup = types.ModuleType(_MARKUP)
    markup.Paragraph = type("Paragraph", (), {})  # type: ignore[attr-defined]
    sys.modules[_PACKAGE], sys.modules[_MARKUP] = package, markup
    sys.modules["reportlab"].platypus = package  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del sys.modules[_MARKUP]


def _pictures_later() -> None:
    """Load what reads pictures when the first one is drawn: reportlab names it at once, and most of our pages have none."""
    found = importlib.util.find_spec(_PICTURES) if _PICTURES not in sys.modules else None
    if found is None or found.loader is None:
        return
    found.loader = later = importlib.util.LazyLoader(found.loader)
    sys.modules[_PICTURES] = module = importlib.util.module_from_spec(found)
    sys.modules["PIL"].Image = module  # type: ignore[attr-defined]
    later.exec_module(module)


_pictures_later()
from reportlab.pdfbase import pdfdoc, pdfmetrics  # noqa: E402
from reportlab.pdfbase.ttfonts import TTFNameBytes, TTFont, TTFontFace, TTFontFile  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

with _without_markup():
    from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
    from reportlab.platypus.flowables import Flowable, PageBreak
    from reportlab.platypus.frames import Frame

__all__ = [
    "BaseDocTemplate",
    "Canvas",
    "Flowable",
    "Frame",
    "PageBreak",
    "PageTemplate",
    "TTFont",
    "extracted",
    "extracting",
    "pdfmetrics",
]

_encoded = pdfdoc.pdfdocEnc


def _plainly_encoded(text: Any) -> Any:
    """As reportlab's own encoding, which asks a table for each letter: printable ASCII is itself in it."""
    return text.encode("ascii") if isinstance(text, str) and text.isascii() and text.isprintable() else _encoded(text)


pdfdoc.pdfdocEnc = _plainly_encoded

_BEFORE = frozenset({"filename", "validate", "_ttf_data"})  # of the file itself, not of what is read out of it
_given: dict[str, Any] | None = None


def extracted(face: Any) -> dict[str, Any]:
    """The data that reportlab has read out of a font's file, as plain data for ``extracting``."""
    found = {name: value for name, value in vars(face).items() if name not in _BEFORE and not callable(value)}
    return {name: ("name", bytes(value)) if isinstance(value, TTFNameBytes) else value for name, value in found.items()}


@contextmanager
def extracting(known: dict[str, Any] | None) -> Iterator[None]:
    """Let the font that is made meanwhile take what was read out of the same file before, where that is known: thousands of numbers, one by one."""
    global _given
    _given = known
    try:
        yield
    finally:
        _given = None


def _extract(face: Any, charInfo: int = 1) -> None:  # noqa: N803 - reportlab's own name
    if _given is None:
        TTFontFile.extractInfo(face, charInfo)
        return
    for name, value in _given.items():
        setattr(face, name, TTFNameBytes(value[1]) if isinstance(value, tuple) and value[:1] == ("name",) else value)
    scale = 1000.0 / face.unitsPerEm
    face._pdfScale = lambda number: number * scale


TTFontFace.extractInfo = _extract
