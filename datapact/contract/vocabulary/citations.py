"""Citations with article, paragraph and letter, as lawyers of each language write them: ``Art. 6 Abs. 1 DSGVO``.

Each is kept in one language (rules in English, ``28(3)(a)-(c)``; questions in German) and converted to the other by
rule, so that the two can never name different places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from datapact.base.texts import LANGUAGES, Language, current_language
from datapact.contract.vocabulary.acts import Act

_RANGE = re.compile(r"\((\w+)\)-\((\w+)\)")
_LETTER = re.compile(r"\(([a-z])\)")
_PARAGRAPH = re.compile(r"\((\d+)\)")
_GUIDANCE: dict[Language, str] = {"de": "Auslegung: ", "en": "guidance: "}
_WORDS = (
    ("moving to ", "künftig "),
    ("subpara. 2", "UAbs. 2"),
    ("nos. ", "Nr. "),
    ("no. ", "Nr. "),
    ("rec. ", "Erwägungsgrund "),
    ("para. ", "Rn. "),
    ("part ", "Teil "),
    ("clauses ", "Klauseln "),
    ("clause ", "Klausel "),
    ("Annex ", "Anhang "),
    ("guideline ", "Leitlinie "),
    ("example ", "Beispiel "),
    ("modules ", "Module "),
    (" and ", " und "),
    (" to ", " bis "),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Provisions of one act, separated by commas: ``Reference(GDPR, "28(2), 28(3)(d)")``."""

    act: Act
    """The source."""
    provision: str = ""
    """In English, such as ``6(1)(f)``; empty for the act as a whole."""

    def text(self, language: Language) -> str:
        name = self.act.de if language == "de" else self.act.en
        if not self.provision:
            return name
        parts = self.provision.split(", ")
        if language == "de":
            parts = [_german(part, numbers=part.startswith(f"{self.act.definitions}(")) for part in parts]
        if self.act.sign == "§":
            return f"{'§§' if len(parts) > 1 else '§'} {', '.join(parts)} {name}"
        if self.act.sign == "Art.":
            numbered = [f"Art. {part}" if part[0].isdigit() else part for part in parts]
            return f"{', '.join(numbered)} {name}"
        return f"{name}, {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Citation:
    """One or more references; the first one is the rule's source. Guidance beside a law says that it is guidance."""

    references: tuple[Reference, ...]
    """At least one."""

    @property
    def act(self) -> Act:
        return self.references[0].act

    def text(self, language: Language | None = None) -> str:
        """The citation in ``language``, by default the current one."""
        chosen = language or current_language()
        called = "" if self.act.guidance else _GUIDANCE[chosen]  # so that nobody takes it for the law beside it
        return "; ".join(f"{called if one.act.guidance else ''}{one.text(chosen)}" for one in self.references)

    def both(self) -> dict[Language, str]:
        """The citation in every language, for machine output."""
        return {language: self.text(language) for language in LANGUAGES}

    def __str__(self) -> str:
        return self.text()


def cite(*parts: Act | str) -> Citation:
    """A citation of acts, each followed by its provision or by none: ``cite(GDPR, "6(1)(f)", PRACTICE)``."""
    references: list[Reference] = []
    for part in parts:
        if isinstance(part, Act):
            references.append(Reference(part))
        else:
            references[-1] = Reference(references[-1].act, part)
    return Citation(tuple(references))


def _german(provision: str, *, numbers: bool) -> str:
    text = _PARAGRAPH.sub(r" Abs. \1", _LETTER.sub(r" Buchst. \1", _RANGE.sub(_german_range, provision))).strip()
    for english, german in _WORDS:
        text = text.replace(english, german)
    return text.replace(" Abs. ", " Nr. ") if numbers else text


def _german_range(found: re.Match[str]) -> str:
    first, last = found.groups()
    word = "Abs." if first.isdigit() else "Buchst."
    neighbours = int(last, 36) - int(first, 36) == 1
    return f" {word} {first} {'und' if neighbours else 'bis'} {last}"


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
_MORE_LETTERS = re.compile(r"(?<=\([a-z]\))(?:(?:,| und| oder| bis) [a-z](?!\w))+")
_LINKS = {"bis": "to", "und": "and"}


def source_words(article: str, language: Language) -> str:
    """The citation as readers of ``language`` write it; empty stays empty."""
    if language == "de":
        return article
    words = _PARTS.sub(_bracketed, article)
    words = re.sub(r"\b(und|oder)\(", r"\1 (", words)
    words = _MORE_LETTERS.sub(lambda found: re.sub(r" ([a-z])(?!\w)", r" (\1)", found[0]), words)
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
