"""Bytes behind a signature that belong to no revision that pyHanko finds, and that other readers may take for one.

Readers search the end of a file for ``startxref``, each with its own leniency; where they find none that fits, they look through
the whole file for objects. So behind the newest revision only white space and comments may stand, which no reader shows.
"""

from __future__ import annotations

import re
from typing import Final

from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_END: Final = re.compile(rb"(?:\A|[\r\n])%%EOF")
_NOTHING: Final = re.compile(rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]*+)*+")
_READ: Final = re.compile(rb"startxref|trailer|xref|obj")
"""Words for which readers search, also inside comments."""
_STARTS: Final = re.compile(rb"startxref\s+(\d{1,12})")
_TABLE: Final = re.compile(rb"\s{0,4}(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
_OBJECT: Final = re.compile(rb"(?<!\d)\d{1,10}\s+\d{1,5}\s+obj\b")
_MOST_BEFORE: Final = 4
"""Bytes of white space between a place in a table and its object, as some programs write it."""


def loose_ends(embedded: EmbeddedPdfSignature) -> bool:
    """Whether behind a signed revision there is more than the later revisions, white space and comments, or tables of theirs do not fit.

    A reader that finds no table where one should be looks through the file for objects, and shows also those that none lists.
    """
    stream = embedded.reader.stream
    stream.seek(0)
    data = stream.read()
    end = int(embedded.byte_range[2]) + int(embedded.byte_range[3])
    uncovered = data[end:]
    later = embedded.reader.total_revisions - 1 - int(embedded.signed_revision)
    if uncovered.count(b"startxref") > later:
        return True
    if any(_TABLE.match(data, int(found[1])) is None for found in _STARTS.finditer(uncovered)):
        return True
    if later and _has_unlisted(embedded, data, end):
        return True
    ends = [found.end() for found in _END.finditer(uncovered)] if later else []
    tail = uncovered[ends[-1] if ends else 0 :]
    return _NOTHING.fullmatch(tail) is None or _READ.search(tail) is not None


def _has_unlisted(embedded: EmbeddedPdfSignature, data: bytes, end: int) -> bool:
    """Whether an object stands behind ``end`` at a place that no table of the later revisions names."""
    places = {int(found[1]) for found in _STARTS.finditer(data, end)}
    reader = embedded.reader
    for revision in range(int(embedded.signed_revision) + 1, reader.total_revisions):
        main = reader.xrefs.get_xref_data(revision)
        for part in [main] if main.hybrid is None else [main, main.hybrid.xref_data]:
            places |= {place for _generation, place in part.standard_xrefs.values()}
    return any(
        not any(at - before in places and not data[at - before : at].strip() for before in range(_MOST_BEFORE + 1))
        for at in (found.start() for found in _OBJECT.finditer(data, end))
    )
