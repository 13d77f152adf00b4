"""Defined terms of a text: where each is defined, how often it is used, and what is wrong: unused, defined twice, never defined.

A text defines a term where it puts it between quotation marks and says so: „Daten“: …, „Daten“ sind …, (nachfolgend „Keller“),
(the “Purpose”), “data” means …. A term counts as used where its words stand anywhere else, in whatever case and, in German, with whatever
ending. That a term is never defined can be told of terms that the law or our clauses do not give a meaning by themselves: of words between
quotation marks, in English of words that begin with capitals amid a sentence, and of those that the caller knows to need a definition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from datapact.base.texts import N_, Language, Message
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live

type Fault = Literal["unused", "twice", "undefined"]
type Place = str
type Passage = tuple[Place, str]
"""A place of the text, such as the id of a paragraph, and its words in one language."""

FAULT_WORDS: Mapping[Fault, str] = {
    "unused": N_("defined, and never used"),
    "twice": N_("defined in two places"),
    "undefined": N_("used, and never defined"),
}
LONGEST = 60
"""Characters of a term; longer words between quotation marks are a quotation."""
NEED_DEFINING: Mapping[Language, tuple[str, ...]] = {
    "de": ("Datengeber", "Datenempfänger", "TOM", "DSGVO", "KI-VO", "Data Act", "DGA"),
    "en": ("data provider", "data recipient", "TOM", "GDPR", "AI Act", "Data Act", "DGA"),
}
"""Terms of our clauses that have no meaning by themselves: whoever takes the clause on definitions out still uses them."""
_MOST_WORDS = 4
_LEAST_USES = 2  # of a capitalised English phrase that nobody defined
_OPEN, _CLOSE = '„“"»‚', '“”"«‘'
_QUOTED = re.compile(rf"[{_OPEN}]([^{_OPEN}{_CLOSE}]{{2,{LONGEST}}})[{_CLOSE}]")
_SAYS: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"\s*(?:(?:und|oder|bzw\.|,)\s*[„“\"][^„“”\"]{2,60}[“”\"]\s*)*"
        r"(?::|\(|ist\b|sind\b|bedeute[nt]+\b|bezeichne[nt]+\b|mein[et]n?\b|steht für\b|umfass[te]+n?\b|gelten\b|gilt\b)"
    ),
    "en": re.compile(
        r"\s*(?:(?:and|or|,)\s*[“\"][^“”\"]{2,60}[”\"]\s*)*"
        r"(?::|means?\b|is\b|are\b|has the meaning\b|have the meaning\b|refers? to\b|stands? for\b|includes?\b|shall mean\b)"
    ),
}
_NAMES: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"(?:nachfolgend|im folgenden|nachstehend|kurz|zusammen|jeweils|gemeinsam|als|\()\s*(?:auch\s*)?(?:die|der|das|den)?\s*$",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:hereinafter|hereafter|together|each|collectively|referred to as|\()\s*(?:also\s*)?(?:the|an?)?\s*$",
        re.IGNORECASE,
    ),
}
_GOES_ON: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(r"\s*(?:die|der|das|den|jede[rsnm]?|alle[s]?|eine?|Verordnung|Richtlinie)\b"),
    "en": re.compile(r"\s*(?:the|any|each|every|all|an?|Regulation|Directive)\b"),
}
"""After a term whose verb stands with an earlier one: „Geber“ ist die Partei, …, „Empfänger“ die, …"""
_ANNEX = re.compile(r"(?:anlage|anhang|anlagen|annex|appendix|schedule|exhibit)\s*$", re.IGNORECASE)
_PROPER = re.compile(
    r"German .*|European (?:Union|Economic Area|Commission|Parliament)|Member States?|Federal Republic.*|Amtsgericht.*"
    r"|United (?:Kingdom|States|Nations).*|.* (?:Code|Act|Regulation|Directive|Court)s?"
)
"""Names of laws, states and bodies, which no contract defines."""
_AND_NAMES = re.compile(r"[“”\"]\s*(?:und|oder|and|or|,)\s*(?:the|die|der|das)?\s*$", re.IGNORECASE)
_PHRASE = re.compile(
    r"(?<![.!?:;“”\"„(]\s)(?<!^)\b([A-Z][a-z]+(?: (?:of|and|[A-Z][a-z]+))* [A-Z][a-z]+)\b"
    r"(?! (?:g?GmbH|eG|AG|SE|KGa?A?|e\. ?V\.|Ltd|Limited|LLP|Inc|plc|B\.?V\.?)\b)"
)
"""Capitalised words amid a sentence that no legal form follows, which makes them the name of a company."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term of the text."""

    term: str
    """As it is defined; one that nobody defines as it first stands."""
    defined: tuple[Place, ...]
    """Where it is defined, in reading order; empty for nowhere."""
    uses: int
    """How often it stands outside of its definitions."""
    first: Place
    """The first place where it is used; empty for none."""
    fault: Fault | Literal[""]
    """What is wrong with it."""

    @property
    def words(self) -> Message:
        """The term and its fault in a sentence."""
        if self.fault:
            return Message(N_("“{term}”: {fault}."), {"term": self.term, "fault": Message(FAULT_WORDS[self.fault])})
        return Message(N_("“{term}” is defined once and used."), {"term": self.term})


def defined_terms(
    passages: Iterable[Passage], language: Language, needing: Collection[str] = (), meant: Collection[str] = ()
) -> tuple[DefinedTerm, ...]:
    """The terms of a text in one language, those with faults first, else in reading order.

    ``needing`` are terms that a text which uses them has to define; ``meant`` those that need no definition, such as names.
    """
    texts = list(passages)
    known_names = frozenset(map(_key, meant))
    defined: dict[str, list[tuple[str, Place]]] = {}
    quoted: dict[str, tuple[str, Place]] = {}
    for place, text in texts:
        for found in _QUOTED.finditer(text):
            term = found[1].strip(" .,;:")
            if _key(term) in known_names or not _is_term(term) or _ANNEX.search(text[: found.start()]):
                continue
            if _defines(text, found, language):
                defined.setdefault(_key(term), []).append((term, place))
            elif term[:1].isupper():
                quoted.setdefault(_key(term), (term, place))
    uses = _uses(texts, [where[0][0] for where in defined.values()], language)
    rows = [
        DefinedTerm(where[0][0], tuple(place for _term, place in where), *uses[key], _fault(where, uses[key][0]))
        for key, where in defined.items()
    ]
    known = {*defined, *known_names}
    rows += [
        DefinedTerm(term, (), count, first, "undefined")
        for term, (count, first) in _undefined(texts, language, needing, quoted, known).items()
    ]
    order = {place: number for number, (place, _text) in enumerate(texts)}
    return tuple(sorted(rows, key=lambda one: (not one.fault, order.get((*one.defined, one.first)[0], 0), one.term)))


def _is_term(term: str) -> bool:
    """Whether words between quotation marks can be a term: few, and no sentence, title or number."""
    return (
        len(term) >= 2
        and len(_WORD.findall(term)) <= _MOST_WORDS
        and not any(one in "?!,;:()0123456789" for one in term)
    )


def _fault(where: Sequence[tuple[str, Place]], uses: int) -> Fault | Literal[""]:
    if len({place for _term, place in where}) > 1:
        return "twice"
    return "" if uses else "unused"


def _defines(text: str, found: re.Match[str], language: Language) -> bool:
    """Whether the words around a quoted term say that it is defined here."""
    before = text[max(0, found.start() - 60) : found.start()]
    after = text[found.end() : found.end() + 120]
    if _SAYS[language].match(after) or _NAMES[language].search(before):
        return True
    if after.lstrip().startswith(")") and _in_brackets(text[: found.start()]):
        return True
    joined = _AND_NAMES.search(before) or _GOES_ON[language].match(after) or before.rstrip().endswith(",")
    return bool(joined) and _listed(text, found, language)


def _in_brackets(before: str) -> bool:
    """Whether more brackets were opened than closed, some words ago: (Verordnung (EU) 2016/679, „DSGVO“)."""
    opened = before.count("(") - before.count(")")
    return opened > 0 and not before.rstrip().endswith("(")


def _listed(text: str, found: re.Match[str], language: Language) -> bool:
    """Whether the quoted term just before this one is defined here: then both are."""
    earlier = [one for one in _QUOTED.finditer(text) if one.end() <= found.start()]
    if not earlier or ". " in text[earlier[-1].end() : found.start()]:
        return False
    return _defines(text, earlier[-1], language)


def _key(term: str) -> str:
    return " ".join(term.casefold().split())


@lru_cache(maxsize=2_000)
def _pattern(term: str, language: Language) -> re.Pattern[str]:
    """The words of a term: in German with other endings, and within the same word never."""
    words = [_word(one, language) for one in _WORD.findall(term)]
    return re.compile(rf"(?<!\w){r'\W{1,3}'.join(words)}(?!\w)", re.IGNORECASE)


def _word(word: str, language: Language) -> str:
    if language == "en":
        stem = re.escape(word.removesuffix("y") if len(word) > 4 else word)
        return rf"{stem}(?:y|ies|s|es|’s|'s)?"
    stem = word
    for ending in ("en", "er", "es", "em", "e", "n", "s"):
        if len(word) - len(ending) >= 4 and word.endswith(ending) and not word.isupper():
            stem = word[: -len(ending)]
            break
    return rf"{re.escape(stem)}(?:en|ern|er|es|em|e|n|s)?"


def terms_of(document: AgreementDocument, language: Language, *, faults_only: bool = False) -> tuple[DefinedTerm, ...]:
    """The terms of an agreement's text in one of its languages; names of parties, datasets and purposes need no definition."""
    terms = document.terms
    meant = [name for party in terms.parties for name in (party.name, party.short_name) if name]
    labels = [
        *(one.name for one in terms.datasets),
        *(one.name for one in terms.purposes),
        *(one.name for one in terms.activities),
    ]
    meant += [text for label in labels for text in (label.de, label.en)]
    passages = [(place, plain_text(texts[language])) for place, texts in places(live(document.clauses))]
    found = defined_terms(passages, language, NEED_DEFINING[language], meant)
    return tuple(one for one in found if one.fault) if faults_only else found


def _uses(texts: Sequence[Passage], terms: Sequence[str], language: Language) -> dict[str, tuple[int, Place]]:
    """How often each term stands between no quotation marks, and where first."""
    found: dict[str, tuple[int, Place]] = {}
    plain = [(place, _QUOTED.sub(" | ", text)) for place, text in texts]
    for term in terms:
        pattern, count, first = _pattern(term, language), 0, ""
        for place, text in plain:
            here = len(pattern.findall(text))
            count += here
            first = first or (place if here else "")
        found[_key(term)] = (count, first)
    return found


def _undefined(
    texts: Sequence[Passage],
    language: Language,
    needing: Collection[str],
    quoted: Mapping[str, tuple[str, Place]],
    known: Collection[str],
) -> dict[str, tuple[int, Place]]:
    found: dict[str, tuple[int, Place]] = {}
    for term, (count, first) in (
        (one, _uses(texts, [one], language)[_key(one)]) for one in needing if _key(one) not in known
    ):
        if count:
            found[term] = (count, first)
    for key, (term, place) in quoted.items():
        count, _first = _uses(texts, [term], language)[key]
        if key not in known and count:
            found.setdefault(term, (count, place))
    if language == "en":
        phrases: Counter[str] = Counter()
        where: dict[str, Place] = {}
        for place, text in texts:
            for one in _PHRASE.finditer(text):
                phrases[one[1]] += 1
                where.setdefault(one[1], place)
        for phrase, count in phrases.items():
            if (
                count >= _LEAST_USES
                and not _PROPER.fullmatch(phrase)
                and not any(key in _key(phrase) or _key(phrase) in key for key in known)
            ):
                found.setdefault(phrase, (count, where[phrase]))
    return found
