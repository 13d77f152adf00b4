"""Whether words name a provision of law, such as "§ 13 LHG", or anything at all: "none" and "pending" are no document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datapact.contract.terms import Localised

_PROVISION = re.compile(
    r"(§§?|Art(ikel|icle|\.)?|Sections?|sec\.|s\.|Regulation|Verordnung|Directive|Richtlinie|Satzung)\s*\(?[A-Z]*\)?\s*\d",
    re.IGNORECASE,
)


def names_provision(words: str) -> bool:
    """Whether the words name a paragraph, article, section or numbered act."""
    return _PROVISION.search(words) is not None


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


def names_something(words: str) -> bool:
    """Whether words name a document, ground or measure: not "–", "[offen: …]", "none", "keine Abwägung", "pending".

    What begins with a word that denies names nothing. "No. 5" does, and so does a number.
    """
    if words.lstrip().casefold().startswith(("[offen", "[open")):
        return False
    found = [one for one in re.split(r"[^\w]+", words.replace("/", "").casefold()) if one]
    if not found:
        return False
    numbered = found[0] == "no" and len(found) > 1 and found[1][:1].isdigit()
    return found[0] not in _NOTHING or numbered


def is_stated(words: Localised) -> bool:
    """Whether words in either language name something, and none of them denies."""
    given = [one for one in (words.de, words.en) if one.strip()]
    return bool(given) and all(map(names_something, given))
