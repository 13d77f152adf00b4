"""Broader purposes of the vendored W3C Data Privacy Vocabulary: a term with every term that it lies within."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from datapact.base.resources import data_folder, tables

DPV = "https://w3id.org/dpv#"
ANY_PURPOSE = f"{DPV}Purpose"
"""The root of the vocabulary: it names no purpose, so a consent to it permits nothing; taking it back reaches all."""


@cache
def broader_file() -> bytes:
    """The table of broader purposes, as it is shipped."""
    return (data_folder() / "vocabularies" / "broader.toml").read_bytes()


@cache
def broader_purposes() -> Mapping[str, tuple[str, ...]]:
    """The next broader purposes of each purpose, by IRI."""
    table = tables(broader_file().decode("utf-8"))["purpose"]
    return {f"{DPV}{name}": tuple(f"{DPV}{other}" for other in others) for name, others in table.items()}


@cache
def with_broader(purpose: str) -> frozenset[str]:
    """The purpose itself and every broader one (``skos:broader*``)."""
    found: set[str] = set()
    waiting = [purpose]
    while waiting:
        one = waiting.pop()
        if one not in found and one != ANY_PURPOSE:
            found.add(one)
            waiting += broader_purposes().get(one, ())
    return frozenset(found)
