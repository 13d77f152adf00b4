"""The means of PDF that a file uses: whether they are those of our own drawing, whatever words and lines it shows.

A file of another layout cannot be drawn again. That it holds no script, layer, note, form field, font from outside or
further attachment can still be told, so that every reader shows the same pages and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream

_KINDS: Final = ("/Type", "/Subtype", "/S", "/FT", "/Filter", "/AFRelationship", "/Encoding", "/CIDToGIDMap")
_COUNTED: Final = (("/Type", "/Filespec"), ("/Type", "/EmbeddedFile"), ("/FT", "/Sig"))
"""Kinds of which there are as many as in our own drawing."""
_FONT: Final = re.compile(r"/F\d+\+\d+")
"""The name that a document gives to one of its fonts; no word of the format looks like it."""
_ROLES: Final = (
    "Art BlockQuote Caption Div Document Form H H1 H2 H3 H4 H5 H6 L LBody LI Lbl Link NonStruct Note P Part Quote "
    "Reference Sect Span TBody TD TFoot TH THead TOC TOCI TR Table"
)
"""Roles of structure elements (ISO 32000-1, 14.8.4); they are for screen readers and do nothing."""
_FOR_SPEAKING: Final = frozenset({"/Lang", "/ActualText", "/Alt", "/E", "/T", "/ID", "/RowSpan", "/ColSpan"})
_EARLIER: Final = _FOR_SPEAKING | {("/S", f"/{role}") for role in _ROLES.split()}
"""What documents of other layouts may hold besides: words and roles for screen readers."""

type _Mean = str | tuple[str, str]


def holds_only_our_means(pdf: bytes, ours: bytes) -> bool:
    """Whether every kind of object and every key of the file occurs in ``ours``, our drawing of the same agreement.

    Files and signature fields are as many as in ``ours``, and no object lies outside the document.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as given, pikepdf.open(BytesIO(ours)) as own:
            if given.get_warnings() or given.is_encrypted:
                return False
            means, allowed = _means(given), _means(own)
            same = all(means[one] == allowed[one] for one in _COUNTED)
            return same and means.keys() <= allowed.keys() | _EARLIER
    except (PdfError, ValueError, TypeError, AttributeError, RuntimeError):
        return False


def _means(pdf: Pdf) -> Counter[_Mean]:
    """How often each key and kind occurs, in every object of the file whether or not anything leads to it."""
    found: Counter[_Mean] = Counter()
    for one in pdf.objects:
        waiting: list[object] = [one]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Array):
                waiting += [inner for inner in list(value) if not _elsewhere(inner)]
            elif isinstance(value, Dictionary | Stream):
                waiting += _within(value, found)
    return found


def _within(value: Dictionary | Stream, found: Counter[_Mean]) -> list[object]:
    inside: list[object] = []
    for key, inner in value.items():
        if _FONT.fullmatch(key) is None:
            found[key] += 1
        if key in _KINDS:
            for kind in list(inner) if isinstance(inner, Array) else [inner]:
                if isinstance(kind, Name):
                    found[key, str(kind)] += 1
        if not _elsewhere(inner):
            inside.append(inner)
    return inside


def _elsewhere(value: object) -> bool:
    """Whether this has no parts, or is held by the file under a number of its own and met there."""
    return not isinstance(value, Object) or value.is_indirect
