"""Whether a signature that was added later was put over words of the pages: its picture then hides what was signed before.

Only places that were not there when the earlier one signed count: whoever signs sees the empty ones. The words of a scan are no
words here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis.rules.form_field_rules import is_field_visible
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from datapact.signing.ades.changes import paints

log = logging.getLogger(__name__)

_MOST_PAGES: Final = 5_000
_MARGIN: Final = 2.0
"""Points at each edge of a place that are left out: lines beside which one signs touch it."""

type _Place = tuple[int, tuple[float, float, float, float]]
"""Number of a page, from 0, and left, bottom, right, top on it in points."""


def covers_words(embedded: EmbeddedPdfSignature) -> bool:
    """Whether the picture of a later signature lies over words of the pages that this one signed."""
    try:
        return _covers_words(embedded)
    except Exception as error:  # hostile objects fail in many ways: then nobody can tell that it does not
        log.info("places of later signatures not readable", exc_info=error)
        return True


def _covers_words(embedded: EmbeddedPdfSignature) -> bool:
    reader = embedded.reader
    added = list(_added(reader.get_historical_resolver(embedded.signed_revision), reader))
    if not added:
        return False
    _start, _before, after, rest = (int(place) for place in embedded.byte_range)
    signed: bytes = reader.stream.getvalue()[: after + rest]
    return _has_words(signed, [place for widget in added for place in _places(reader, widget)])


def _added(before: HistoricalResolver, now: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    """The visible places of signatures that were not there before, each of their widgets."""
    had = {pointer.reference for _name, _value, pointer in enumerate_sig_fields(before)} if _has_form(before) else set()
    for _name, _value, pointer in enumerate_sig_fields(now):
        field = pointer.get_object()
        if pointer.reference in had or not is_field_visible(field) or not paints(field):
            continue
        yield from (kid.get_object() for kid in field["/Kids"]) if "/Kids" in field else (field,)


def _has_form(view: HistoricalResolver) -> bool:
    return "/AcroForm" in view.root


def _places(reader: PdfFileReader, widget: generic.DictionaryObject) -> Iterator[_Place]:
    """Where a widget is shown: its rectangle, on each page that lists it."""
    edges = [float(widget["/Rect"][edge]) for edge in range(4)]
    (left, right), (bottom, top) = sorted(edges[0::2]), sorted(edges[1::2])
    inner = (left + _MARGIN, bottom + _MARGIN, right - _MARGIN, top - _MARGIN)
    if inner[0] >= inner[2] or inner[1] >= inner[3]:
        return
    for number, page in enumerate(_pages(reader.root["/Pages"], [_MOST_PAGES])):
        listed = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
        if any(listed.raw_get(place).get_object() == widget for place in range(len(listed))):
            yield number, inner


def _pages(node: generic.DictionaryObject, left: list[int]) -> Iterator[generic.DictionaryObject]:
    if "/Kids" not in node:
        yield node
        return
    for kid in node["/Kids"]:
        left[0] -= 1
        if left[0] < 0:
            return
        yield from _pages(kid.get_object(), left)


def _has_words(pdf: bytes, places: list[_Place]) -> bool:
    """Whether letters or figures stand in one of the places; where nobody can tell, they do."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            for number, (left, bottom, right, top) in places:
                words = document[number].get_textpage().get_text_bounded(left, bottom, right, top)
                if any(one.isalnum() for one in words):
                    return True
    except (pypdfium2.PdfiumError, IndexError):
        return True
    return False
