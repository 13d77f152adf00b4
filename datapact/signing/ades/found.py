"""The signatures found in the file of a contract that was signed elsewhere, as its record keeps them.

Such a signature is never called valid: what a trusted list of this computer said of its certificate is kept beside it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.ades.judgement import JudgedSignature
from datapact.signing.ades.words import five_answers

log = logging.getLogger(__name__)

UNKNOWN_ISSUER: Final = Message(N_("Who issued the certificate was not checked against a trusted list."))
NOT_WHOLE: Final = Message(N_("The signature does not cover the whole file: something was added after it."))


def found_signatures(pdf: bytes, lists: Path | None = None) -> tuple[JsonObject, ...]:
    """The signatures found in a file, one object each, in the order of signing; empty for an unreadable file.

    ``lists`` is a folder with trusted lists; None: none is asked.

    Members: field, signer, issuer, time (claimed, ISO 8601 or empty), intact, whole_file, verdict (``invalid`` or
    ``indeterminate``, never ``valid``), reasons in both languages; level, indication and sub_indication of EN 319 102-1,
    qualification by the list of a territory of a day (empty: no list said anything), self_signed.
    """
    try:
        judged = judge_pdf(pdf, lists)
    except DataPactError as error:
        log.info("no signature readable", exc_info=error)
        return ()
    return tuple(as_found(one) for one in judged.signatures if one.kind == "signature")


def as_found(one: JudgedSignature) -> JsonObject:
    """One signature as a record keeps it."""
    against = one.indication == "TOTAL-FAILED" or (not one.allowed and one.change != "unknown")
    intact, since, *_rest = five_answers(one)
    listed = one.listed if one.listed is not None and one.listed.head is not None else None
    trusted = listed is not None and listed.trusted
    reasons = list(intact.sentences) if not one.intact else [] if trusted else [UNKNOWN_ISSUER]
    if one.intact and one.covers != "file":
        reasons += [NOT_WHOLE, *since.sentences]
    return {
        "field": one.field,
        "signer": one.claims.signer,
        "issuer": one.claims.issuer,
        "time": one.claimed.isoformat() if one.claimed is not None else "",
        "intact": one.intact,
        "whole_file": one.covers == "file",
        "verdict": "invalid" if against else "indeterminate",
        "level": one.level,
        "indication": one.indication,
        "sub_indication": one.sub_indication,
        "qualification": listed.qualification if listed is not None and trusted else "",
        "purpose": listed.purpose if listed is not None and trusted else "",
        "territory": listed.territory if listed is not None and trusted else "",
        "list_day": listed.head.issued.date().isoformat()
        if listed is not None and trusted and listed.head is not None
        else "",
        "self_signed": one.claims.self_signed,
        "reasons": [{str(language): words for language, words in reason.both().items()} for reason in reasons],
    }
