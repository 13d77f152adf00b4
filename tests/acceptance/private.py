"""What stands in the vaults of the journeys and must stand nowhere else: words that are looked for in logs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from datapact.base.resources import data_folder
from tests.acceptance import journey
from tests.cli import desks

PEOPLE = ("Anna", "Martin", "Vogt", "Sofia", "Brandt", "Lea Lead", "lea-lead", "Petra", "Lindner", "Keller")
ELSEWHERE = ("Institut", "Heilbronn", "Werkzeugbau", "Fräszentrum", "Wartungsdaten", "Spindel", "Kürzer, bitte")
PSEUDONYM = re.compile(r"\b[BP]-\d{3,}\b", re.ASCII)
LEAST = 5
"""Letters from which on a value of the demo's files is looked for."""


def private_words() -> set[str]:
    """Names, titles, passphrases and every longer text of the demo's files."""
    found = {journey.PASSPHRASE, desks.PASSPHRASE, *PEOPLE, *ELSEWHERE}
    for file in sorted((data_folder() / "demo").rglob("*.toml")):
        found.update(text for text in _texts(tomllib.loads(file.read_text("utf-8"))) if _is_telling(text))
    return found


def require_no_contents(text: str, *more: str) -> None:
    """Nothing of a journey stands in a text: none of the private words, none of ``more``, no pseudonym."""
    lower = text.casefold()
    assert [word for word in sorted(private_words() | set(more)) if word.casefold() in lower] == []
    assert PSEUDONYM.findall(text) == []


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)


def _is_telling(text: str) -> bool:
    """Whether a value is a text of people, not a word of our own vocabulary such as ``company``."""
    return len(text) >= LEAST and not re.fullmatch(r"[a-z_.]+|https?://\S+", text)
