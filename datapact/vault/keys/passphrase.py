"""Passphrases: an honest, cautious estimate of how hard one is to guess, and a random suggestion.

The passphrase is split into runs of letters, digits and other characters. A run of letters counts as one word that an
attacker looks up (13 bits, a list of 8,192; a capital elsewhere than at its beginning 1 more), never more than its
letters are worth (2 bits each: words are not random). Digits count 3.3 bits each, but a year, a date, a sequence or a
repetition next to nothing; every repeated run 1 bit. This underrates random letters, which does no harm. The time
assumes 1,000 rented computers that each try 20 passphrases a second: the cost of Argon2id with 256 MiB is 0.4 s on two
cores here.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import N_, Message, counted

type Grade = Literal["too_short", "weak", "fair", "good", "strong"]

GUESSES_A_SECOND = 20_000
WORD_BITS, LETTER_BITS, DIGIT_BITS, OTHER_BITS = 13.0, 2.0, 3.3, 4.0
ALMOST_NOTHING = 3.0
SHORTEST = 8
_RUNS = re.compile(r"[^\W\d_]+|\d+|[\W_]+")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
)
_WORST = frozenset(
    [
        "password",
        "passwort",
        "passphrase",
        "geheim",
        "hallo",
        "hello",
        "willkommen",
        "welcome",
        "admin",
        "login",
        "master",
        "datapact",
        "test",
        "secret",
        "sommer",
        "winter",
        "summer",
        "letmein",
        "iloveyou",
        "schatz",
        "monkey",
        "dragon",
        "fussball",
        "football",
    ]
)
_DAY = 24 * 3600
_YEAR = 365 * _DAY


@dataclass(frozen=True, slots=True)
class Strength:
    """The strength of a passphrase against guessing.

    ``bits``: binary logarithm of the guesses; ``words``: the meter's text, with the time that guessing takes.
    """

    bits: float
    grade: Grade
    """``too_short`` is refused, the others are only shown."""
    words: Message


def strength(passphrase: str) -> Strength:
    """Estimate the strength of a passphrase; nothing of it is kept."""
    bits = _bits(passphrase)
    if len(passphrase) < SHORTEST:
        return Strength(bits, "too_short", counted("At least {n} character.", "At least {n} characters.", SHORTEST))
    seconds = 2 ** (bits - 1) / GUESSES_A_SECOND
    if seconds < 30 * _DAY:
        return Strength(bits, "weak", Message(N_("Weak: 1,000 computers guess it in less than a month.")))
    if seconds < 30 * _YEAR:
        return Strength(bits, "fair", Message(N_("Fair: 1,000 computers guess it within some years.")))
    if seconds < 3000 * _YEAR:
        return Strength(bits, "good", Message(N_("Good: 1,000 computers need decades or centuries.")))
    return Strength(bits, "strong", Message(N_("Strong: nobody guesses it by trying.")))


def _bits(passphrase: str) -> float:
    total, seen = 0.0, set[str]()
    for run in _RUNS.findall(passphrase):
        key = run.casefold()
        total += 1.0 if key in seen else _bits_of(run, key)
        seen.add(key)
    return total


def _bits_of(run: str, key: str) -> float:
    if run[0].isalpha():
        if key in _WORST or _is_sequence(key):
            return ALMOST_NOTHING
        inner_capital = 1.0 if any(letter.isupper() for letter in run[1:]) and not run.isupper() else 0.0
        return min(WORD_BITS + inner_capital, len(run) * LETTER_BITS + inner_capital)
    if run[0].isdigit():
        year = len(run) == 4 and run[:2] in ("19", "20")
        date = len(run) in (6, 8)
        return (
            2 * ALMOST_NOTHING
            if year
            else ALMOST_NOTHING
            if _is_sequence(run)
            else min(len(run) * DIGIT_BITS, 15.0 if date else 60.0)
        )
    return 1.0 if set(run) <= {" ", "-", ".", "_"} else OTHER_BITS + (len(set(run)) - 1) * OTHER_BITS / 2


def _is_sequence(run: str) -> bool:
    """One character repeated, or a stretch of the alphabet or of the keyboard, forwards or backwards."""
    if len(set(run)) == 1:
        return True
    return len(run) >= 3 and any(run in row or run[::-1] in row for row in _ROWS)


_CONSONANTS = "bdfgklmnprstvwz"
_VOWELS = "aeiou"
WORDS, SYLLABLES = 4, 3


def suggest_passphrase() -> str:
    """A random passphrase such as ``rumabo-kelitu-…``, from the system's random source."""
    return "-".join(
        "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(SYLLABLES)) for _ in range(WORDS)
    )
