"""Where a question comes from, as people cite it in each language: ``Art. 6 Abs. 1 DSGVO``, ``Article 6(1) GDPR``.

The questions carry the German citation; the English one follows from it by rule, so that the two cannot part.
"""

from __future__ import annotations

import re

from datapact.texts import Language

_ENGLISH_NAMES = {
    "DSGVO": "GDPR",
    "KI-VO": "AI Act",
    "Rom-I-VO": "Rome I Regulation",
    "EuGH": "CJEU",
    "EDSA-Stellungnahme": "EDPB Opinion",
    "EDSA-Leitlinien": "EDPB Guidelines",
    "Verordnung": "Regulation",
}
_NUMBER = r"(\d+[a-z]?)"
_PARTS = re.compile(rf" (?:Abs\.|Nr\.) {_NUMBER}(?: (bis|und) {_NUMBER})?| Buchst\. ([a-z])")
_LINKS = {"bis": "to", "und": "and"}


def source_words(article: str, language: Language) -> str:
    """The citation as readers of ``language`` write it; empty stays empty."""
    if language == "de":
        return article
    words = _PARTS.sub(_bracketed, article)
    words = re.sub(r"\bArt\. ", "Article ", words)
    words = re.sub(r"Article (?=\d+[a-z]?(?:,| bis) \d)", "Articles ", words)
    words = re.sub(r"§§ ", "sections ", words).replace("§ ", "section ").replace(" Satz ", " sentence ")
    words = re.sub(r"\b(bis|und)\b", lambda found: _LINKS[found[1]], words)
    for german, english in _ENGLISH_NAMES.items():
        words = re.sub(rf"(?<![\w-]){german}(?![\w-])", english, words)
    return words[:1].upper() + words[1:]


def _bracketed(found: re.Match[str]) -> str:
    first, link, last, letter = found.groups()
    if letter:
        return f"({letter})"
    return f"({first})" if link is None else f"({first}) {_LINKS[link]} ({last})"
