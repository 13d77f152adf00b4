"""A random passphrase that can be said and remembered: four made-up words of open syllables."""

from __future__ import annotations

import secrets

_CONSONANTS = "bdfgklmnprstvwz"
_VOWELS = "aeiou"
WORDS, SYLLABLES = 4, 3
BITS = 74.7
"""log2((15 * 5) ** 12): far beyond guessing."""


def suggest_passphrase() -> str:
    """Such as ``rumabo-kelitu-…``, from the system's random source."""
    return "-".join(
        "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(SYLLABLES)) for _ in range(WORDS)
    )
