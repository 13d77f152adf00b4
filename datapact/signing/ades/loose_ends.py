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


def loose_ends(embedded: EmbeddedPdfSignature) -> bool:
    """Whether behind a signed revision there is more than the later revisions, white space and comments."""
    stream = embedded.reader.stream
    stream.seek(int(embedded.byte_range[2]) + int(embedded.byte_range[3]))
    uncovered = stream.read()
    later = embedded.reader.total_revisions - 1 - int(embedded.signed_revision)
    if uncovered.count(b"startxref") > later:
        return True
    ends = [found.end() for found in _END.finditer(uncovered)] if later else []
    tail = uncovered[ends[-1] if ends else 0 :]
    return _NOTHING.fullmatch(tail) is None or _READ.search(tail) is not None
