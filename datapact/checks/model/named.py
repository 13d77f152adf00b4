"""Whether words name anything at all: "none", "keine" and "pending" are no document, ground or measure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datapact.contract.terms import Localised

_NOTHING = frozenset(
    [
        "kein",
        "keine",
        "keinen",
        "keiner",
        "keines",
        "keins",
        "nein",
        "nicht",
        "nichts",
        "nie",
        "ohne",
        "fehlt",
        "fehlend",
        "offen",
        "unbekannt",
        "ausstehend",
        "entfällt",
        "folgt",
        "no",
        "none",
        "not",
        "nothing",
        "never",
        "without",
        "missing",
        "open",
        "unknown",
        "pending",
        "tbd",
        "tba",
        "todo",
        "na",
        "nv",
        "xxx",
    ]
)


_OPEN_NAMES = frozenset(["access", "data", "research", "science", "source"])


def names_something(words: str) -> bool:
    """Whether words name a document, ground or measure: not "–", "[offen: …]", "none", "keine Abwägung", "pending".

    What begins with a word that denies names nothing. "No. 5" does, and so do a number and "Open Source Policy".
    """
    if words.lstrip().casefold().startswith(("[offen", "[open")):
        return False
    found = [one for one in re.split(r"[^\w]+", words.replace("/", "").casefold()) if one]
    if not found:
        return False
    # "No. 5", and a file mark such as "NA-2026-11"
    numbered = len(found) > 1 and (
        (found[0] == "no" and found[1][:1].isdigit()) or any(one.isdigit() for one in words.split()[0])
    )
    titled = found[0] == "open" and len(found) > 1 and found[1] in _OPEN_NAMES
    return found[0] not in _NOTHING or numbered or titled


def is_stated(words: Localised) -> bool:
    """Whether words in either language name something, and none of them denies."""
    given = [one for one in (words.de, words.en) if one.strip()]
    return bool(given) and all(map(names_something, given))
