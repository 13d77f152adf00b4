"""A PDF for looking at: what stands in form fields, such as signatures, is drawn into the pages.

The viewer of the window draws no fields. The copy is for the screen only; what is signed, kept and exported is the file
itself.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf


def flattened(pdf: bytes) -> bytes:
    """The copy; the file itself where it has no fields, or cannot be read."""
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            if "/AcroForm" not in opened.Root:
                return pdf
            opened.flatten_annotations("screen")
            if "/AcroForm" in opened.Root:
                del opened.Root.AcroForm
            written = BytesIO()
            opened.save(written)
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError):
        return pdf
    return written.getvalue()
