"""The checklist of Art. 28(3) GDPR for a processing agreement that is not here: each duty with the page where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from datapact.base.texts import N_

POINTS: Mapping[str, str] = {
    "a": N_("(a) documented instructions, transfers"),
    "b": N_("(b) confidentiality"),
    "c": N_("(c) security measures"),
    "d": N_("(d) other processors"),
    "e": N_("(e) help with people's rights"),
    "f": N_("(f) help with security, breaches, assessments"),
    "g": N_("(g) erasure or return at the end"),
    "h": N_("(h) information and audits"),
}
"""The letters of Art. 28(3), in two or three words."""
_POINT = re.compile(r"\(([a-h])\) ([^;]+)")


def written(pages: Mapping[str, str]) -> str:
    """The checklist as one line: ``(a) p. 3; (b) p. 4; …``."""
    return "; ".join(
        f"({letter}) {pages[letter].strip().replace(';', ',')}" for letter in POINTS if pages.get(letter, "").strip()
    )


def pages_of(line: str) -> dict[str, str]:
    """The pages by letter that a line states."""
    return {letter: page.strip() for letter, page in _POINT.findall(line)}


def is_whole(line: str) -> bool:
    """Whether every letter has its page."""
    return pages_of(line).keys() == POINTS.keys()
