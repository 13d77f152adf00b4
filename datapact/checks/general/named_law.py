"""Whether words name a provision of law, such as "§ 13 LHG"."""

from __future__ import annotations

import re

_PROVISION = re.compile(
    r"(§§?|Art(ikel|icle|\.)?|Sections?|sec\.|s\.|Regulation|Verordnung|Directive|Richtlinie|Satzung)\s*\(?[A-Z]*\)?\s*\d",
    re.IGNORECASE,
)


def names_provision(words: str) -> bool:
    """Whether the words name a paragraph, article, section or numbered act."""
    return _PROVISION.search(words) is not None
