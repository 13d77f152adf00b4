"""The parts of reportlab that we use: its canvas and fonts, and what stacks blocks over pages, without paragraphs, tables and their markup.

We set text ourselves (``lines``). The package would load all of it: a seventh of the time in which a program that verifies is loaded, most of it one pattern
for web addresses. Whoever asks for the whole package later gets it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager

_PACKAGE = "reportlab.platypus"
_MARKUP = f"{_PACKAGE}.paragraph"
_PICTURES = "PIL.Image"


@contextmanager
def _without_markup() -> Iterator[None]:
    """Let the package's modules be loaded one by one meanwhile, with a stand-in for paragraphs; nothing where it is loaded already."""
    found = importlib.util.find_spec(_PACKAGE) if _PACKAGE not in sys.modules else None
    if found is None:
        yield
        return
    markup = types.ModuleType(_MARKUP)
    markup.Paragraph = type("Paragraph", (), {})  # type: ignore[attr-defined]
    sys.modules[_PACKAGE], sys.modules[_MARKUP] = importlib.util.module_from_spec(found), markup
    try:
        yield
    finally:
        del sys.modules[_PACKAGE], sys.modules[_MARKUP]


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
from reportlab.pdfbase import pdfmetrics  # noqa: E402
from reportlab.pdfbase.ttfonts import TTFont  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

with _without_markup():
    from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
    from reportlab.platypus.flowables import Flowable, PageBreak
    from reportlab.platypus.frames import Frame

__all__ = ["BaseDocTemplate", "Canvas", "Flowable", "Frame", "PageBreak", "PageTemplate", "TTFont", "pdfmetrics"]
