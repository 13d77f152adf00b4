"""The place that a comment is about, found again in a text that went on: by id, by digest, by its words.

A comment moves with its words. Where they are gone it says so, and never settles on others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from datapact.base.strictjson import to_base64url
from datapact.base.texts import LANGUAGES, Language, Message
from datapact.contract.terms.paths import value_at
from datapact.contract.text.clauses import RunTexts, places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import numbers
from datapact.contract.text.value_words import bilingual
from datapact.contract.vocabulary.labels import label_of_path

type Whereabouts = Literal["here", "moved", "changed", "gone"]
WHEREABOUTS: tuple[Whereabouts, ...] = get_args(Whereabouts.__value__)

TERM = "term:"
_LEAST_TO_FOLLOW = 12  # characters: fewer may stand anywhere
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The passage that a comment is about, as its author saw it."""

    place: str = ""
    """Id of a clause, paragraph or item, ``term:`` and a path, or empty for the whole agreement."""
    language: Language | None = None
    """Of the words; None: the place in every language."""
    words: str = ""
    """The passage; empty: the place as a whole."""
    at: int = 0
    """Where the passage began in the text of the place, in characters from 0."""
    of_text: str = ""
    """SHA-256 (base64url) of all words of the place; empty for none."""


@dataclass(frozen=True, slots=True)
class Found:
    """The place of a comment in a text of today."""

    whereabouts: Whereabouts
    """``changed``: the place is there, its words were changed; ``gone``: the place or the passage is no more."""
    place: str
    """As in ``Anchor``, now; empty where it is gone, or for the whole agreement."""
    start: int = 0
    """Of the passage, in characters."""
    end: int = 0
    """Behind the passage; 0: the whole place is meant."""


def anchor_at(
    document: AgreementDocument, place: str, language: Language | None = None, start: int = 0, end: int = 0
) -> Anchor:
    """The anchor of a place, or of the characters from ``start`` to ``end`` in it. Raises KeyError for no such place."""
    if not place:
        return Anchor()
    if place.startswith(TERM):
        value_at(document.terms, place.removeprefix(TERM))
        return Anchor(place)
    texts = dict(places(document.clauses))[place]
    if language is None or end <= start:
        return Anchor(place, of_text=digest_of(texts))
    words = plain_text(texts.get(language, ()))[start:end]
    return Anchor(place, language, words, start, digest_of(texts))


def anchor_of_words(document: AgreementDocument, place: str, words: str) -> Anchor:
    """The anchor of some words at a place, in the language that has them; the place as a whole where none has."""
    texts = dict(places(document.clauses)).get(place)
    if texts is None:
        return Anchor()
    for language in document.languages:
        here = _nearest(plain_text(texts.get(language, ())), words, 0)
        if words and here is not None:
            return anchor_at(document, place, language, *here)
    return Anchor(place, of_text=digest_of(texts))


def digest_of(texts: RunTexts) -> str:
    """SHA-256 of the words of a place in all its languages."""
    words = "\n".join(f"{language}:{plain_text(texts[language])}" for language in LANGUAGES if language in texts)
    return to_base64url(hashlib.sha256(words.encode()).digest())


def found(anchor: Anchor, document: AgreementDocument) -> Found:
    """The place of the comment in a text."""
    return found_all([anchor], document)[0]


def found_all(anchors: Sequence[Anchor], document: AgreementDocument) -> tuple[Found, ...]:
    """The places of some comments in a text; the text is gone through once."""
    texts = dict(places(document.clauses))
    digests: dict[str, str] = {}
    if any(one.place and one.place not in texts and not one.place.startswith(TERM) for one in anchors):
        for place, said in texts.items():
            digests.setdefault(digest_of(said), place)
    whole = _Whole(texts)
    return tuple(_found(one, document, texts, digests, whole) for one in anchors)


class _Whole:
    """The words of a whole text by language, made when a passage has to be looked for everywhere."""

    def __init__(self, texts: Mapping[str, RunTexts]) -> None:
        self._texts = texts
        self._said: dict[Language, list[tuple[str, str]]] = {}
        self._joined: dict[Language, str] = {}

    def having(self, language: Language, words: str) -> list[tuple[str, str]]:
        """Places and texts that have every word of a passage; looking for words is quick."""
        if language not in self._said:
            self._said[language] = [(place, plain_text(said.get(language, ()))) for place, said in self._texts.items()]
            self._joined[language] = "\n".join(text for _place, text in self._said[language])
        wanted = sorted(words.split(), key=len, reverse=True)
        if not all(word in self._joined[language] for word in wanted):
            return []
        return [(place, text) for place, text in self._said[language] if all(word in text for word in wanted)]


def _found(
    anchor: Anchor,
    document: AgreementDocument,
    texts: Mapping[str, RunTexts],
    digests: Mapping[str, str],
    whole: _Whole,
) -> Found:
    if not anchor.place:
        return Found("here", "")
    if anchor.place.startswith(TERM):
        try:
            value_at(document.terms, anchor.place.removeprefix(TERM))
        except KeyError:
            return Found("gone", "")
        return Found("here", anchor.place)
    if anchor.place in texts:
        return _within(anchor, anchor.place, texts[anchor.place]) or _followed(anchor, whole) or Found("gone", "")
    twin = digests.get(anchor.of_text) if anchor.of_text else None
    if twin is not None:
        again = _within(anchor, twin, texts[twin])
        if again is not None:
            return Found("moved", twin, again.start, again.end)
    return _followed(anchor, whole) or Found("gone", "")


def _within(anchor: Anchor, place: str, texts: RunTexts) -> Found | None:
    """The passage in the text of a place; None where its words are no more in it."""
    same = digest_of(texts) == anchor.of_text or not anchor.of_text
    if not anchor.words:
        return Found("here" if same else "changed", place)
    text = plain_text(texts.get(anchor.language, ())) if anchor.language is not None else ""
    here = _nearest(text, anchor.words, anchor.at)
    return None if here is None else Found("here" if same else "changed", place, *here)


def _followed(anchor: Anchor, whole: _Whole) -> Found | None:
    """The one other place that has the passage, where it is long enough to be known again."""
    if anchor.language is None or len(anchor.words.strip()) < _LEAST_TO_FOLLOW:
        return None
    having = [
        (place, here)
        for place, text in whole.having(anchor.language, anchor.words)
        if place != anchor.place and (here := _nearest(text, anchor.words, 0)) is not None
    ]
    return Found("moved", having[0][0], *having[0][1]) if len(having) == 1 else None


def _nearest(text: str, words: str, at: int) -> tuple[int, int] | None:
    """Where some words stand in a text, spaces of any kind alike: the place nearest to ``at``."""
    steps = [re.escape(one) for one in _SPACE.split(words.strip()) if one]
    if not steps:
        return None
    found = [match.span() for match in re.finditer(r"\s+".join(steps), text)]
    return min(found, key=lambda span: abs(span[0] - at), default=None)


def place_words(place: str, document: AgreementDocument) -> Message:
    """The name of a place: its number, the label of a term, or the agreement as a whole."""
    if not place:
        return bilingual("Vereinbarung", "Agreement")
    if place.startswith(TERM):
        label = label_of_path(place.removeprefix(TERM))
        return bilingual(label.de[:1].upper() + label.de[1:], label.en[:1].upper() + label.en[1:])
    german, english = (numbers(document.clauses, language).get(place, "") for language in LANGUAGES)
    return bilingual(german, english)


def place_named(document: AgreementDocument, named: str) -> str:
    """The place with this number, as "§ 4 Abs. 2" or "Section 4(2)"; else ``named`` itself, which may be an id."""
    wanted = _SPACE.sub("", named).casefold()
    for language in document.languages:
        for place, number in numbers(document.clauses, language).items():
            if _SPACE.sub("", number).casefold() == wanted:
                return place
    return named
