"""Fingerprints that two people can read to each other on the telephone.

The organisation id is a SHA-256 value; its fingerprint is that value as a number, the last 40 decimal digits
of it (132 bits), in eight groups of five. Digits sound the same in every language that the two may share.
"""

from __future__ import annotations

import re
import unicodedata

from datapact.base.errors import Malformed, WrongUse
from datapact.base.strictjson import from_base64url
from datapact.base.texts import N_

DIGITS = 40
GROUP = 5
_SEPARATORS = re.compile(r"[\s.,;:/_\-\u2010-\u2015\u2212\u00b7\u200b\ufeff]+")
CODE_PREFIX = "DATAPACT:FP1:"
"""Begins what a QR code of a fingerprint says; upper case and digits alone keep the code small (ISO/IEC 18004)."""
_ID = re.compile(r"[A-Za-z0-9_-]{43}")


def is_organisation_id(text: object) -> bool:
    """Whether the text has the form of an organisation id: base64url of 32 bytes."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None and _strict(text)


def fingerprint(organisation: str) -> str:
    """Eight groups of five digits for an organisation id; raises Malformed when it is not one."""
    if not is_organisation_id(organisation):
        raise Malformed(N_("An organisation id in this file is not valid. Ask the sender for a new file."))
    digits = f"{int.from_bytes(from_base64url(organisation)) % 10**DIGITS:0{DIGITS}d}"
    return " ".join(digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def parse_fingerprint(text: str) -> str:
    """The fingerprint that a person typed, pasted or scanned, in normal form; spaces and dashes do not matter.

    Raises WrongUse unless exactly 40 digits remain.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    digits = _SEPARATORS.sub("", text[len(CODE_PREFIX) :] if text.upper().startswith(CODE_PREFIX) else text)
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        raise WrongUse(
            N_("A fingerprint has {digits} digits in eight groups of five. Read it again from your partner's screen."),
            digits=DIGITS,
        )
    return " ".join(digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def fingerprint_code(organisation: str) -> str:
    """The text of a fingerprint's QR code, for a scanner at the partner's desk; ``parse_fingerprint`` reads it."""
    return CODE_PREFIX + fingerprint(organisation).replace(" ", "")


def differing_groups(organisation: str, text: str) -> tuple[int, ...]:
    """The numbers (from 1) of the groups in which a typed fingerprint differs; empty means the same."""
    ours = fingerprint(organisation).split(" ")
    theirs = parse_fingerprint(text).split(" ")
    return tuple(number for number, (one, other) in enumerate(zip(ours, theirs, strict=True), 1) if one != other)


def _strict(text: str) -> bool:
    try:
        return len(from_base64url(text)) == 32
    except Malformed:
        return False
