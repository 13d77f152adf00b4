"""Names and lists inside messages: the parties' own words in both languages, joined readably."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.local_time import exact_time
from datapact.base.texts import N_, Argument, Language, Message, counted, current_language
from datapact.contract.vocabulary.label import Label

if TYPE_CHECKING:
    from datapact.contract.terms.base import Localised
    from datapact.contract.terms.parties import Party

LONGEST_NAME = 80
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class OwnWords(Message):
    """Words of the parties as an argument of a message: ``id`` is the English text, ``german`` the German one."""

    german: str = ""

    def text(self, language: Language | None = None) -> str:
        return self.german if (language or current_language()) == "de" else self.id


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1].rstrip() + "…"


def own(name: Localised, key: str) -> OwnWords:
    """A name in both languages; where none is given, words for what bears this key (nothing for no key)."""
    english, german = _short(name.text("en")), _short(name.text("de"))
    if (english and german) or not key:
        return OwnWords(english or german, german=german or english)
    nameless = nameless_words(key)
    return OwnWords(english or nameless.id, german=german or nameless.german)


def nameless_words(key: str) -> OwnWords:
    """Words for a part of the terms that has no name, such as ``Purpose 1``: a key says nothing to a reader."""
    from datapact.contract.vocabulary.unnamed import unnamed  # needs the words of all terms, which few messages do

    label = unnamed(key)
    return OwnWords(label.en, german=label.de)


def name_or_words(name: str, key: str) -> Argument:
    """A name of one language in a message; where none is given, words for what bears this key."""
    return name or nameless_words(key)


def party_name(party: Party, number: int) -> Argument:
    """The name of a party in a message; an unnamed one is numbered, from 1."""
    return _short(party.short_name) or _short(party.name) or Message(N_("Party {n}"), {"n": number})


def moment_words(moment: datetime) -> OwnWords:
    """A moment as an argument of a message, in the time of this computer: ``24. November 2026, 14:03:07``. Not for pages
    that are drawn again: those say it in one zone."""
    return OwnWords(exact_time(moment, None, "en"), german=exact_time(moment, None, "de"))


def label_words(label: Label) -> OwnWords:
    """A word of the vocabulary as an argument of a message."""
    return OwnWords(label.en, german=label.de)


def place_name(place: str, numbers: Mapping[str, tuple[str, str]]) -> Argument:
    """The name of a text's place for a reader: the field in the terms, or a clause by its number."""
    if place in numbers:
        german, english = numbers[place]
        return OwnWords(english, german=german)
    from datapact.contract.vocabulary.labels import label_of_path  # all of the terms, which few messages need

    try:
        label = label_of_path(place)
    except (KeyError, TypeError):
        return Message(N_("a clause"))
    return OwnWords(f"“{label.en}”", german=f"„{label.de}“")


def term_called(place: str) -> Argument:
    """What a question is called in the terms, in quotation marks: the key of ``place`` is for machines."""
    return place_name(place, {})


def joined(parts: Sequence[Argument], *, strongly: bool = False) -> Argument:
    """A list with commas, ``strongly`` with semicolons; beyond ``MOST_NAMED`` the rest is counted."""
    pattern = N_("{first}; {second}") if strongly else N_("{first}, {second}")
    if not parts:
        return ""
    result = parts[0]
    for part in parts[1:MOST_NAMED]:
        result = Message(pattern, {"first": result, "second": part})
    if len(parts) > MOST_NAMED:
        rest = len(parts) - MOST_NAMED
        result = counted("{list} and {n} more", "{list} and {n} more", rest, list=result)
    return result
