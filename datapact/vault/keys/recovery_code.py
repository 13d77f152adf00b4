"""Codes for paper and telephone: Crockford's base32 in groups of four, with Crockford's check character.

https://www.crockford.com/base32.html: no I, L, O or U, so nothing is misread; the last character is the number
modulo 37 and catches a wrong or swapped character before the slow key derivation. New codes end in a letter or a
digit; a code of before 2026-12 may end in one of ``*~$=U`` and is read as well.
"""

from __future__ import annotations

import secrets

from datapact.base.errors import Locked
from datapact.base.texts import N_

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = _DIGITS + "*~$=U"
_READ_AS = str.maketrans("OIL", "011", "- \t\r\n\u00a0\u2010\u2011\u2012\u2013\u2212")
RECOVERY_SYMBOLS = 32  # 160 bits: kept on paper for years
INVITATION_SYMBOLS = 20  # 100 bits: read aloud, used once


def new_recovery_code() -> str:
    """A random code of 160 bits, as printed."""
    return _new_code(RECOVERY_SYMBOLS)


def new_invitation_code() -> str:
    """A random one-time code of 100 bits, as printed."""
    return _new_code(INVITATION_SYMBOLS)


def _new_code(symbols: int) -> str:
    while True:  # a check character that one can say on the telephone: drawn anew in 5 of 37 cases, 0.2 bits less
        text = "".join(secrets.choice(_DIGITS) for _ in range(symbols))
        if _check(text) in _DIGITS:
            break
    return "-".join(text[start : start + 4] for start in range(0, symbols, 4)) + "-" + _check(text)


def read_code(text: str) -> str:
    """The code's characters alone, however they were typed; raises Locked when the check character is wrong."""
    typed = text.upper().translate(_READ_AS)
    code, check = typed[:-1], typed[-1:]
    if len(code) not in (RECOVERY_SYMBOLS, INVITATION_SYMBOLS) or set(code) - set(_DIGITS) or _check(code) != check:
        raise Locked(N_("This code has a typing mistake: its check character does not fit. Compare it and try again."))
    return code


def _check(code: str) -> str:
    number = 0
    for character in code:
        number = number * 32 + _DIGITS.index(character)
    return _CHECKS[number % 37]
