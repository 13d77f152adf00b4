"""Purposes within others: equal, or narrower by the vendored W3C Data Privacy Vocabulary.

A purpose is an IRI, or a key where the parties gave no IRI. Keys have nothing broader. The root of the vocabulary names
no purpose that anybody could consent to; a withdrawal or objection for it covers every purpose.
"""

from __future__ import annotations

import hashlib
from functools import cache

from datapact.contract.vocabulary.broader import ANY_PURPOSE, DPV, broader_file, broader_purposes, with_broader

RESEARCH = frozenset(
    f"{DPV}{name}"
    for name in ("AcademicResearch", "ScientificResearch", "NonCommercialResearch", "ProvideOfficialStatistics")
)
"""Purposes that Art. 89(1) GDPR speaks of: an objection against them follows Art. 21(6)."""
MARKETING = f"{DPV}Marketing"


def full_iri(purpose: str) -> str:
    """The purpose with the prefix ``dpv:``, in which people enter it, expanded to its IRI."""
    text = purpose.strip()
    return f"{DPV}{text[4:]}" if text.startswith("dpv:") else text


@cache
def vocabulary_version() -> str:
    """The version of the vocabulary, part of the version of the rules because decisions depend on it."""
    return hashlib.sha256(broader_file()).hexdigest()[:8]


def every_purpose() -> tuple[str, ...]:
    """The IRI of every purpose of the vocabulary but its root, sorted."""
    known = {*broader_purposes(), *(one for others in broader_purposes().values() for one in others)}
    return tuple(sorted(known - {ANY_PURPOSE}))


@cache
def is_term(purpose: str) -> bool:
    """Whether the vocabulary has the purpose."""
    return purpose in broader_purposes() or purpose in {one for others in broader_purposes().values() for one in others}


def lies_within(purpose: str, other: str) -> bool:
    """Whether ``purpose`` equals ``other`` or is narrower."""
    return other in with_broader(purpose)


@cache
def narrower(purpose: str) -> frozenset[str]:
    """The purposes narrower than this one by the vocabulary; none for the root."""
    return frozenset(one for one in broader_purposes() if one != purpose and purpose in with_broader(one))


def is_reached(purpose: str, taken_back: str) -> bool:
    """Whether a withdrawal, objection or restriction for ``taken_back`` reaches ``purpose``."""
    return taken_back == ANY_PURPOSE or lies_within(purpose, taken_back)


__all__ = [
    "ANY_PURPOSE",
    "MARKETING",
    "RESEARCH",
    "every_purpose",
    "full_iri",
    "is_reached",
    "is_term",
    "lies_within",
    "narrower",
    "vocabulary_version",
    "with_broader",
]
