"""The words of a text that are looked up, and those that are right without a look: terms, names, our own wording."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapact.base.strictjson import strings_in
from datapact.base.texts import Language
from datapact.contract.templates.propagate import made
from datapact.contract.terms import write_terms
from datapact.contract.text.clauses import Clause, Run, places, plain_text
from datapact.contract.text.document import AgreementDocument

# Parts of addresses, numbers, names of files and the first half of "Daten- und Verarbeitungsverträge" are no words.
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]++(?:[-'’][^\W\d_]++)*+(?![\w@-]|\.\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[„“\"»]([^„“”\"»«]{1,80})[“”\"«]")
_LONGEST = 80  # characters; nobody writes a longer word, and looking up takes longer than its length
SHORT: Mapping[Language, frozenset[str]] = {
    "de": frozenset(
        [
            "Abs",
            "Art",
            "bzw",
            "Buchst",
            "ca",
            "etc",
            "evtl",
            "ff",
            "gem",
            "ggf",
            "lit",
            "Nr",
            "Rn",
            "sog",
            "usw",
            "vgl",
            "Ziff",
            "Dr",
            "Prof",
        ]
    ),
    "en": frozenset(["Art", "cf", "Dr", "eg", "etc", "ie", "lit", "No", "Nos", "para", "paras", "Prof", "s", "ss"]),
}
"""Abbreviations whose full stop stands apart from the word."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """A word in a text."""

    start: int
    """In characters from 0."""
    word: str
    """As it is written, an apostrophe as in typewriting."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that hyphens join, without single letters and what is written with capitals within, as abbreviations and laws are."""
        return tuple(one for one in self.word.split("-") if len(one) > 1 and one[1:] == one[1:].lower())


def words_of(runs: Sequence[Run]) -> Iterator[Spelt]:
    """The words of a text, without those that a term or a reference shows."""
    text = "".join(run.text if run.term is None and run.ref is None else "0" * len(run.text) for run in runs)
    for found in _WORD.finditer(text):
        if len(found[0]) <= _LONGEST:
            yield Spelt(found.start(), found[0].replace("’", "'"))


def to_look_up(words: Collection[Spelt], language: Language, known: Collection[str]) -> frozenset[str]:
    """The words of which a dictionary has to be asked for these: they and their parts."""
    asked = set()
    for one in words:
        for word in {one.word, *one.parts} if one.parts else ():
            if not _is_known(word, language, known):
                asked.add(word)
    return frozenset(asked)


def is_wrong(one: Spelt, wrong: Collection[str]) -> bool:
    """Whether a word is none by the answers of the dictionary: neither itself nor each part of it is right."""
    return one.word in wrong and any(part in wrong for part in one.parts)


def _is_known(word: str, language: Language, known: Collection[str]) -> bool:
    """A known word also begins a sentence; a noun with a small letter is not known by its large one."""
    return word in SHORT[language] or word in known or word[:1].lower() + word[1:] in known


def known_words(document: AgreementDocument) -> frozenset[str]:
    """Words that are right in this agreement: of its terms and names, of our own wording, and what the text defines in quotes."""
    texts = [*strings_in(write_terms(document.terms)), *document.title.values(), *_wording(made(document))]
    texts += [quoted for text in _wording(document.clauses) for quoted in _QUOTED.findall(text)]
    return frozenset(word for text in texts for word in _LETTERS.findall(text))


def _wording(clauses: Sequence[Clause]) -> Iterator[str]:
    for _place, texts in places(clauses):
        yield from (plain_text(runs) for runs in texts.values())
