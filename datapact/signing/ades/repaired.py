"""PDFs whose table of objects points nowhere: every reader mends that in silence, so one that nobody signed is unsigned, not broken.

What was signed is never judged this way: ISO 32000-1, 12.8.1 counts the bytes of a signature, and a mended file has others.
"""

from __future__ import annotations

import io
import logging
import re
from typing import Final

import pikepdf

from datapact.signing.ades.judgement import JudgedPdf
from datapact.signing.ades.own_marks import PROVING, has_own_marks

log = logging.getLogger(__name__)

LARGEST_MENDED: Final = 4 * 1024 * 1024
"""Bytes; mending reads every one of them, and a file that is no PDF is refused in under a second."""
_TAIL: Final = 1024
"""Bytes at the end in which readers seek the last line of a PDF."""
_WHOLE: Final = re.compile(rb"startxref\s+-?\d+\s+%%EOF[\s\0]*\Z")


def unsigned_when_mended(data: bytes) -> JudgedPdf | None:
    """What a PDF of another program is that no reader opens as it stands, and that holds nothing of which a signature is made.

    None where it is too large, has lost its end (a signature may have stood there), stays unreadable, needs a password, holds a trace of a signature, or says that DataPact made it.
    """
    if len(data) > LARGEST_MENDED or b"/ByteRange" in data or has_own_marks(data) or not _WHOLE.search(data[-_TAIL:]):
        return None
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as mended:
            if not mended.pages or not PROVING.isdisjoint(mended.attachments):
                return None
            empty: list[str] = []
            for one in mended.objects:
                if not isinstance(one, pikepdf.Dictionary):
                    continue
                if "/ByteRange" in one:
                    return None
                if one.get("/FT") == pikepdf.Name.Sig:
                    if "/V" in one:
                        return None
                    empty.append(str(one.get("/T", "")))
            return JudgedPdf((), tuple(empty), 1, mended.is_encrypted, made_here=False)
    except Exception as error:  # broken beyond mending, in one of many ways
        log.info("pdf not mended", exc_info=error)
        return None
