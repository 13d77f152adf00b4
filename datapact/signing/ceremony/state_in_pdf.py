"""The agreement inside a PDF to import, read in the process for others' files."""

from __future__ import annotations

import io

import pikepdf

from datapact.base.errors import Malformed, TooLarge, WrongUse
from datapact.base.texts import N_
from datapact.pdf.agreement.compare import decoded
from datapact.signing.ceremony.proof import AGREEMENT

LARGEST_STATE = 16 * 1024 * 1024


def state_in_pdf(pdf: bytes) -> bytes:
    """The bytes of ``agreement.json``; raises Malformed, TooLarge or WrongUse."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if AGREEMENT not in document.attachments:
                raise WrongUse(N_("This PDF carries no agreement.json. Ask the sender for a PDF made by DataPact."))
            stored = document.attachments[AGREEMENT].get_file().obj
            if not isinstance(stored, pikepdf.Stream) or (data := decoded(stored, LARGEST_STATE)) is None:
                raise TooLarge(N_("The agreement is larger than its format allows. Move long texts into attachments."))
            return data
    except (pikepdf.PdfError, ValueError, KeyError, RecursionError):
        raise Malformed(N_("This file is not a PDF that can be read. Ask the partner for a new file.")) from None
