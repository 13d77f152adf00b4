"""When one purpose lies within another: equal, or narrower by the vendored W3C Data Privacy Vocabulary.

A purpose is an IRI, or a key where the parties gave no IRI. Keys have nothing broader. The root of the vocabulary names
no purpose that anybody could agree to; who withdraws or objects for it means every purpose.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache

from datapact.base.resources import data_folder
from datapact.consent.terms.states import DPV

ANY_PURPOSE = f"{DPV}Purpose"
"""The root of the vocabulary: it names no purpose, so no consent to it permits; what takes consent back there reaches all."""
RESEARCH = frozenset(
    f"{DPV}{name}"
    for name in ("AcademicResearch", "ScientificResearch", "NonCommercialResearch", "ProvideOfficialStatistics")
)
"""Purposes that Art. 89(1) GDPR speaks of: an objection against them follows Art. 21(6)."""
MARKETING = f"{DPV}Marketing"


def full_iri(purpose: str) -> str:
    """The purpose with ``dpv:`` written out, as the border reads it from people."""
    text = purpose.strip()
    return f"{DPV}{text[4:]}" if text.startswith("dpv:") else text


@cache
def _file() -> bytes:
    return (data_folder() / "vocabularies" / "broader.toml").read_bytes()


@cache
def _broader() -> Mapping[str, tuple[str, ...]]:
    table = tomllib.loads(_file().decode("utf-8"))["purpose"]
    return {f"{DPV}{name}": tuple(f"{DPV}{other}" for other in others) for name, others in table.items()}


@cache
def vocabulary_version() -> str:
    """Which vocabulary this is: part of the version of the rules, because answers depend on it."""
    return hashlib.sha256(_file()).hexdigest()[:8]


@cache
def with_broader(purpose: str) -> frozenset[str]:
    """The purpose itself and everything that it lies within (``skos:broader*``)."""
    found: set[str] = set()
    waiting = [purpose]
    while waiting:
        one = waiting.pop()
        if one not in found and one != ANY_PURPOSE:
            found.add(one)
            waiting += _broader().get(one, ())
    return frozenset(found)


def lies_within(purpose: str, other: str) -> bool:
    """Whether ``purpose`` equals ``other`` or is narrower."""
    return other in with_broader(purpose)


@cache
def narrower(purpose: str) -> frozenset[str]:
    """What lies within the purpose by the vocabulary, without itself; nothing for the root."""
    return frozenset(one for one in _broader() if one != purpose and purpose in with_broader(one))


def is_reached(purpose: str, taken_back: str) -> bool:
    """Whether a withdrawal, objection or restriction for ``taken_back`` reaches ``purpose``."""
    return taken_back == ANY_PURPOSE or lies_within(purpose, taken_back)
