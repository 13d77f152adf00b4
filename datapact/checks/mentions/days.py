"""The days that a sentence names for the beginning or the end of the agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapact.base.date_formats import days_in_prose
from datapact.checks.model.facts import Mention

_AGREEMENT = r"\b(?:vertrag(?:e?s)?|vereinbarung|laufzeit|vertragslaufzeit|agreement|contract|term)\b"
_ENDS = re.compile(
    r"(?:\bendet|\bläuft (?:\w+ )?(?:bis|aus)|\bgilt (?:\w+ )?bis|\bends? (?:on|at|by|with)|\bexpires?)\b|"
    rf"{_AGREEMENT}.{{0,60}}?\b(?:befristet|bis|until|through|ends?|ende|enden|end date)\b|\bvertragsende\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    rf"{_AGREEMENT}.{{0,40}}?\b(?:beginnt|startet|tritt\b.{{0,30}}?\bin kraft|gilt (?:ab|seit)|begins|starts|commences|enters? into force|"
    r"takes effect|is effective)\b|\bvertragsbeginn\b",
    re.IGNORECASE,
)
_ON = re.compile(r"\b(?:am|zum|mit ablauf des|on|as of|with effect from)\s+$", re.IGNORECASE)
_BETWEEN = 60
"""Characters between the words and the day that they speak of."""
_OTHERS = re.compile(
    r"\b(?:pilot\w*|erprobung\w*|testphase\w*|phase|meilenstein\w*|milestone|projekt\w*|project\w*|bestellung|order|frist|period|"
    r"zertifikat\w*|certificate|nutzungsvertrag|arbeitsvertrag|hauptvertrag\w*|rahmenvertrag\w*|main (?:contract|agreement)|framework|"
    r"lizenz|licen[cs]e|aufbewahrung\w*|retention|datensatz|datensätze|dataset|messreihe\w*|zeitraum|consent|einwilligung\w*)\b",
    re.IGNORECASE,
)
"""What else has a last day."""


def days_of(place: str, sentence: str) -> Iterator[Mention]:
    """The days that the sentence names for the beginning and the end of the agreement."""
    found = list(days_in_prose(sentence))
    if not found:
        return
    for path, cue in (("duration.end", _ENDS), ("duration.start", _BEGINS)):
        for match in cue.finditer(sentence):
            nearest = next((one for one in found if match.start() <= one[0].start() <= match.end() + _BETWEEN), None)
            nearest = nearest or next((one for one in found if _is_before(sentence, one[0], match)), None)
            if nearest is None:
                continue
            day, said = nearest
            begin, end = min(day.start(), match.start()), max(day.end(), match.end())
            if not _OTHERS.search(sentence[max(0, begin - _BETWEEN) : end]):
                yield Mention(place, path, sentence[begin:end], said)


def _is_before(sentence: str, day: re.Match[str], cue: re.Match[str]) -> bool:
    """Whether a day stands before the words that speak of it: "am 31. Dezember 2027 endet der Vertrag"."""
    return 0 <= cue.start() - day.end() <= _BETWEEN and _ON.search(sentence[: day.start()]) is not None
