"""Confusable names: the skeleton of a name, after the idea of Unicode UTS 39, is equal for names that look the same.

Only letters of Latin, Greek and Cyrillic that look alike are folded; it serves a warning, never a decision.
"""

from __future__ import annotations

import unicodedata

_ALIKE = str.maketrans(
    {
        **dict(zip("авекмнорстухіјѕԁһԛԝӏгпь", "abekmhopctyxijsdhqwlrnb", strict=True)),
        **dict(zip("αβγεικνορτυχω", "abyeikvoptuxw", strict=True)),
        **dict(zip("ıłø01", "ilool", strict=True)),
    }
)


def skeleton(name: str) -> str:
    """The skeleton of a name, without width, case, accents, spaces, punctuation and invisible characters."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    folded = unicodedata.normalize("NFKD", plain).translate(_ALIKE)
    return "".join(one for one in folded if one.isalnum() and one not in _INVISIBLE)


_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")  # Hangul fillers: letters by category, but invisible


def plain_name(name: str) -> str:
    """A name for comparison: NFKC, case and spaces folded."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
