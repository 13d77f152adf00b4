"""Drawing a sample that anybody can draw again: the population in order, a recorded seed, and SHA-256.

Each item gets the number SHA-256(seed LF item); the smallest numbers are the sample. By hand:
``while read -r item; do printf '%s\\n%s' "$seed" "$item" | sha256sum | cut -c-64 | tr '\\n' ' '; echo "$item"; done``
and then ``sort | head -n SIZE``.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from datapact.errors import WrongUse
from datapact.strictjson import to_base64url
from datapact.texts import N_

METHOD = "sha256-smallest"
LARGEST = 1_000
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn. ``digest`` is the base64url SHA-256 of the population, an item a line (LF), in the order of bytes."""

    seed: str
    method: str
    population: int
    digest: str
    items: tuple[str, ...]


def new_seed() -> str:
    """A seed that nobody chose: 128 random bits, in hexadecimal digits."""
    return secrets.token_hex(16)


def draw(population: Iterable[str], size: int, seed: str) -> Sample:
    """Draw ``size`` different items; raises WrongUse for a size or a population that cannot be."""
    items = sorted(set(population), key=lambda one: one.encode("utf-8"))
    if not 0 < size <= LARGEST:
        raise WrongUse(N_("A sample has 1 to {most} items."), most=LARGEST)
    if len(items) > MOST or any("\n" in one for one in items):
        raise WrongUse(N_("The population of this sample is not a list of at most {most} lines."), most=MOST)
    if not items:
        raise WrongUse(N_("There is nothing to draw a sample from."))
    if not seed or not seed.isascii() or not seed.isprintable():
        raise WrongUse(N_("A seed is printable text in ASCII."))
    numbered = sorted((_number(seed, one), one) for one in items)
    return Sample(
        seed=seed,
        method=METHOD,
        population=len(items),
        digest=population_digest(items),
        items=tuple(one for _number, one in numbered[:size]),
    )


def _number(seed: str, item: str) -> str:
    return hashlib.sha256(f"{seed}\n{item}".encode()).hexdigest()


def population_digest(items: Iterable[str]) -> str:
    """base64url SHA-256 of the items, each followed by LF."""
    hashed = hashlib.sha256()
    for one in items:
        hashed.update(one.encode("utf-8") + b"\n")
    return to_base64url(hashed.digest())
