"""Losses by a change of the text: parts of requirements that released words no longer provide.

Words that are still there and have company are not gone: then a person has to read whether they still hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, N_, Message
from datapact.checks.model.facts import DocumentFacts, derive
from datapact.checks.run.translations import clause_numbers
from datapact.checks.wording.findings import needed
from datapact.checks.wording.part import Part
from datapact.checks.wording.text_of_state import clause_of, text_of_state
from datapact.contract.terms import read_terms
from datapact.contract.vocabulary.messages import OwnWords, place_name
from datapact.contract.wording.provided import Confirmed

type How = Literal["gone", "changed", "added"]
"""Its paragraph is gone, or has other words, or has all its words and more."""


@dataclass(frozen=True, slots=True)
class LostPart:
    """One part that is gone, or that nobody has read in its new words."""

    part: Part
    """With its citation and weight."""
    place: str
    """Id of the paragraph that provided it."""
    how: How
    """What happened to that paragraph."""
    message: Message
    """What the change does, for a person who is to answer it."""


def lost_parts(
    before: JsonObject, after: JsonObject, on: date, confirmed: Confirmed | None = None
) -> tuple[LostPart, ...]:
    """The parts that the later text needs and no longer has in released words, errors first; none of an unknown text."""
    terms = before.get("terms"), after.get("terms")
    if not isinstance(terms[0], dict) or not isinstance(terms[1], dict):
        return ()
    old = text_of_state(before, read_terms(terms[0]), confirmed)
    now = read_terms(terms[1])
    new = text_of_state(after, now, confirmed)
    if old is None or new is None:
        return ()
    languages = after.get("languages")
    spoken = tuple(map(str, languages)) if isinstance(languages, list) else ()
    numbers = clause_numbers(before)
    found = []
    for part in needed(derive(now, on, document=DocumentFacts(languages=spoken))).values():
        if part.id in old.provided and part.id not in new.provided:
            place = old.sources.get(part.id, "")
            how = _how(place, before, after)
            found.append(LostPart(part, place, how, _message(part, how, f"clauses.{place}", numbers)))
    return tuple(sorted(found, key=lambda one: (one.part.severity, _HOW.index(one.how))))


_HOW: tuple[How, ...] = ("gone", "changed", "added")


def _how(place: str, before: JsonObject, after: JsonObject) -> How:
    """The change of a paragraph, by its words in the language that prevails."""
    old, new = (_words(place, state) for state in (before, after))
    if not new:
        return "gone"
    left = iter(new)
    return "added" if old and all(word in left for word in old) else "changed"


def _words(place: str, state: JsonObject) -> list[str]:
    """The words of a paragraph with its points, in order; none where it is not there."""
    members = state.get("clauses")
    for language in LANGUAGES:
        for member in members if isinstance(members, list) and state.get("prevailing") == language else ():
            clause = clause_of(member, language)
            for paragraph in clause.paragraphs if clause is not None else ():
                if paragraph.id == place:
                    texts = [paragraph.text, *(item.text for item in paragraph.items)]
                    return [word for text in texts for run in text[language] for word in run.text.split()]
    return []


def _message(part: Part, how: How, place: str, numbers: Mapping[str, tuple[str, str]]) -> Message:
    told = {"citation": OwnWords(part.citation.text("en"), german=part.citation.text("de")), "part": part.what}
    if place not in numbers:
        return Message(N_("This change removes what {citation} asks for: {part}."), told)
    words = {
        "gone": N_("This change removes what {citation} asks for: {part} ({place})."),
        "changed": N_(
            "This change words {place} differently. {citation} asks for: {part}. Read whether it still says so."
        ),
        "added": N_("This change adds words to {place}. {citation} asks for: {part}. Read whether that still holds."),
    }
    return Message(words[how], {**told, "place": place_name(place, numbers)})
