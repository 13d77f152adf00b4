"""The signatures found in the file of a contract that was signed elsewhere, as its record keeps them.

Such a signature is never called valid: nobody has checked its certificate against a trusted list.
"""

from __future__ import annotations

import logging
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


def found_signatures(pdf: bytes) -> tuple[JsonObject, ...]:
    """The signatures found in a file, one object each, in the order of signing; empty for an unreadable file.

    Members: field, signer, issuer, time (claimed, ISO 8601 or empty), intact, whole_file, verdict (``invalid`` or
    ``indeterminate``, never ``valid``), reasons in both languages.
    """
    try:
        judged = judge_pdf(pdf)
    except DataPactError as error:
        log.info("no signature readable", exc_info=error)
        return ()
    return tuple(as_found(one) for one in judged.signatures if one.kind == "signature")


def as_found(one: JudgedSignature) -> JsonObject:
    """One signature as a record keeps it."""
    against = one.indication == "TOTAL-FAILED" or (not one.allowed and one.change != "unknown")
    intact, since, *_rest = five_answers(one)
    reasons = [UNKNOWN_ISSUER] if one.intact else list(intact.sentences)
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
        "reasons": [{str(language): words for language, words in reason.both().items()} for reason in reasons],
    }
