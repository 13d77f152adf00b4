"""Signatures in a PDF by another program: only what they cover and whom they name.

Such a signature is never called valid, because nobody has checked its certificate against a trusted list. ``intact``
means only that, mathematically, the signature fits the bytes that it covers.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.signing.pades.inspect import inspect_signatures
from datapact.signing.pades.pdf_bounds import check_foreign
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact.signing.pades.signature import Signature

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

log = logging.getLogger(__name__)

MOST = 100
LONGEST = 200

UNKNOWN_ISSUER = Message(N_("Who issued the certificate was not checked against a trusted list."))
NOT_INTACT = Message(N_("The signature does not fit the content that it covers, or cannot be read."))
NOT_WHOLE = Message(N_("The signature does not cover the whole file: something was added after it."))


def found_signatures(pdf: bytes) -> tuple[JsonObject, ...]:
    """The signatures found in a file, one object each, in the order of the file; empty for an unreadable file.

    Members: field, signer, issuer, time (claimed, ISO 8601 or empty), intact, whole_file, verdict (``invalid`` or
    ``indeterminate``, never ``valid``), reasons in both languages.
    """
    if len(pdf) > LARGEST_PDF or not pdf.startswith(b"%PDF-"):
        return ()
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader

        check_foreign(pdf)
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        judged = _judged(pdf)
        return tuple(_one(signature, judged) for signature in list(reader.embedded_regular_signatures)[:MOST])
    except Exception as error:  # hostile files make parsers fail in many ways; all mean that nothing was found
        log.info("no signature readable", exc_info=error)
        return ()


def _judged(pdf: bytes) -> Mapping[str, Signature]:
    """Our own stricter verdicts by field; none for a file whose structure it does not accept."""
    try:
        return {one.field: one for one in inspect_signatures(pdf, roots=()).signatures}
    except DataPactError:
        return {}


def _one(signature: EmbeddedPdfSignature, judged: Mapping[str, Signature]) -> JsonObject:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    intact = whole = False
    signer = issuer = time = ""
    try:
        certificate = signature.signer_cert
        names = certificate.subject.native
        signer = str(names.get("common_name") or certificate.subject.human_friendly)
        issuer = str(certificate.issuer.human_friendly)
        claimed = signature.self_reported_timestamp
        time = claimed.isoformat() if claimed is not None else ""
        intact = _fits(signature)
        whole = signature.coverage == SignatureCoverageLevel.ENTIRE_FILE
    except Exception as error:  # a broken signature does not fit; the others are read all the same
        log.info("signature not readable", exc_info=error)
        intact = False
    strict = judged.get(signature.field_name)
    reasons = [UNKNOWN_ISSUER] if intact else [NOT_INTACT]
    if intact and not whole:
        reasons.append(NOT_WHOLE)
    if intact and strict is not None and strict.verdict == "invalid":
        reasons += strict.reasons
    return {
        "field": _plain(signature.field_name),
        "signer": _plain(signer),
        "issuer": _plain(issuer),
        "time": time,
        "intact": intact,
        "whole_file": whole,
        "verdict": "indeterminate" if intact and (strict is None or strict.verdict != "invalid") else "invalid",
        "reasons": [{str(language): words for language, words in reason.both().items()} for reason in reasons[:10]],
    }


def _fits(signature: EmbeddedPdfSignature) -> bool:
    """Whether the signature is by the named certificate over exactly the bytes that it claims to cover."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    status = asyncio.run(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=ValidationContext(trust_roots=[], allow_fetching=False),
            key_usage_settings=KeyUsageConstraints(key_usage=set()),
            skip_diff=True,
        )
    )
    return bool(status.intact and status.valid)


def _plain(text: str) -> str:
    """An unknown author's text, made fit to show and keep."""
    return "".join(character if character.isprintable() else " " for character in text)[:LONGEST]
