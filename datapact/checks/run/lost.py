"""What a change of the text takes away: parts of requirements that the earlier text provided and the later one does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.checks.model.facts import DocumentFacts, derive
from datapact.checks.run.translations import clause_numbers
from datapact.checks.wording.findings import needed
from datapact.checks.wording.part import Part
from datapact.checks.wording.text_of_state import text_of_state
from datapact.contract.terms import read_terms
from datapact.contract.vocabulary.messages import OwnWords, place_name
from datapact.contract.wording.provided import Confirmed


@dataclass(frozen=True, slots=True)
class LostPart:
    """One part that is gone."""

    part: Part
    """With its citation and weight."""
    place: str
    """Id of the paragraph that provided it."""
    message: Message
    """What the change does, for a person who is to answer it."""


def lost_parts(
    before: JsonObject, after: JsonObject, on: date, confirmed: Confirmed | None = None
) -> tuple[LostPart, ...]:
    """The parts that the later text needs and lost, errors first; none where a text is not known."""
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
            found.append(LostPart(part, place, _message(part, f"clauses.{place}", numbers)))
    return tuple(sorted(found, key=lambda one: one.part.severity))


def _message(part: Part, place: str, numbers: Mapping[str, tuple[str, str]]) -> Message:
    citation = OwnWords(part.citation.text("en"), german=part.citation.text("de"))
    if place in numbers:
        return Message(
            N_("This change removes what {citation} asks for: {part} ({place})."),
            {"citation": citation, "part": part.what, "place": place_name(place, numbers)},
        )
    return Message(
        N_("This change removes what {citation} asks for: {part}."), {"citation": citation, "part": part.what}
    )
