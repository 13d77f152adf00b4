"""References to parts of the agreement that were typed as words: "§ 17 Abs. 2", "Section 17(2)", "Annex 3".

Typed numbers do not follow when clauses move. A number of a law is none of the agreement's: what names a law behind it, in
the same breath, is left alone, and so are parts of other documents.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapact.base.texts import Language
from datapact.contract.text.clauses import Run

_PARTS: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"(?<!§)(?<!§ )(?<!\w)§\s?(?P<clause>\d{1,3}[a-z]{0,2})\b(?!\.\d)(?:\s(?:Abs\.|Absatz)\s?(?P<paragraph>\d{1,2}[a-z]?)\b)?"
        r"(?:\s(?:Buchst\.|Buchstabe|lit\.)\s?(?P<item>[a-z])\b)?"
    ),
    "en": re.compile(
        r"\b[Ss]ection\s(?P<clause>\d{1,3}[a-z]{0,2})\b(?!\.\d)(?:\((?P<paragraph>\d{1,2}[a-z]?)\))?(?:\((?P<item>[a-z])\))?"
    ),
}
_ANNEXES: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(r"\bAnlage\s(?P<annex>\d{1,2})\b(?!\s(?:zu|zur|zum|der|des)\b)"),
    "en": re.compile(r"\bAnnex\s(?P<annex>\d{1,2})\b(?!\s(?:to|of)\b)"),
}
_MORE = (
    r"(?:\s?(?:,|/|und|oder|bis|sowie|and|or|to|i\.\s?V\.\s?m\.|in Verbindung mit|in conjunction with|ff?\.|analog|§{1,2}|[Ss]ections?"
    r"|Satz|S\.|Nr\.|Nummer|Halbsatz|Hs\.|Alt\.|Abs\.|Absatz|Buchst\.|lit\.|sentence|no\.|\d{1,4}[a-z]{0,2}|[a-z]\b|\([0-9a-z]{1,4}\)))*+"
)
_LAW = re.compile(
    _MORE
    + r"\s?\(?(?:\w{0,40}[A-ZÄÖÜ][\w-]{0,40}[A-ZÄÖÜ]\w{0,40}|(?:des|der|dem|vom)\s(?!Vereinbarung\b|Vertrags?\b)\w+|diese[rs]\s\w{0,40}(?:[Gg]esetz|ordnung|[Rr]ichtlinie)"
    r"|of\s(?!this\b|the (?:agreement|contract)\b)\w+|[A-Z]\w+\s(?:Act|Code)\b|(?:Data|AI)\sAct\b)"
)
"""A law, or another document, named behind the number, also behind more numbers."""


@dataclass(frozen=True, slots=True)
class TypedReference:
    """A reference as it was typed."""

    start: int
    """In the words."""
    end: int
    """Behind it."""
    words: str
    """As typed."""
    number: str
    """As the agreement writes it: ``§ 17 Abs. 2 Buchst. a``, ``Section 17(2)(a)``; of an annex ``Anlage 3``."""
    annex: int = 0
    """Its number; 0 for a part of the text."""


def typed_references(words: str, language: Language) -> Iterator[TypedReference]:
    """The typed references to parts and annexes of the agreement itself, in their order."""
    for hit in _PARTS[language].finditer(words):
        if _LAW.match(words, hit.end()) is None:
            yield TypedReference(hit.start(), hit.end(), hit[0], _number(hit, language))
    for hit in _ANNEXES[language].finditer(words):
        word = "Anlage" if language == "de" else "Annex"
        yield TypedReference(hit.start(), hit.end(), hit[0], f"{word} {hit['annex']}", int(hit["annex"]))


def _number(hit: re.Match[str], language: Language) -> str:
    clause, paragraph, item = hit["clause"], hit["paragraph"], hit["item"]
    if language == "en":
        return f"Section {clause}" + (f"({paragraph})" if paragraph else "") + (f"({item})" if item else "")
    return f"§ {clause}" + (f" Abs. {paragraph}" if paragraph else "") + (f" Buchst. {item}" if item else "")


def leads_nowhere(one: TypedReference, numbers: Collection[str], annexes: int) -> bool:
    """Whether an agreement with these numbers of parts, and at most so many annexes, has no such part."""
    return one.annex > annexes if one.annex else one.number not in numbers


def with_references(runs: Sequence[Run], language: Language, places: Mapping[str, str]) -> tuple[Run, ...]:
    """Runs in which typed references are ones that follow their target; ``places`` has ids by the numbers of parts."""
    found: list[Run] = []
    for run in runs:
        at = 0
        for one in typed_references(run.text, language) if run.is_plain else ():
            if one.annex or one.number not in places:
                continue
            if one.start > at:
                found.append(Run(run.text[at : one.start], emphasis=run.emphasis))
            found.append(Run(one.number, ref=places[one.number], emphasis=run.emphasis))
            at = one.end
        if at < len(run.text) or not at:
            found.append(Run(run.text[at:], run.term, run.ref, run.emphasis))
    return tuple(found)
