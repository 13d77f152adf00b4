"""The provided parts of the text of a state, read from its JSON as far as its shape allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import LANGUAGES, Language
from datapact.contract.changes.amending import restated_places
from datapact.contract.terms import Terms
from datapact.contract.terms.derived import Setting
from datapact.contract.text.clauses import Clause, Item, Paragraph, Run, RunTexts, places
from datapact.contract.wording.provided import Confirmed, TextFacts, text_facts
from datapact.contract.wording.remembered import Remembered


def text_of_state(
    state: JsonObject,
    terms: Terms,
    confirmed: Confirmed | None = None,
    remembered: Remembered | None = None,
    clauses: Sequence[Clause] | None = None,
    translated: Mapping[Language, Sequence[Clause]] | None = None,
) -> TextFacts | None:
    """The parts of requirements that the clauses provide; None for terms without a text, which name no template.

    ``terms``: those that the clauses were written for. What changed after signature left the clauses as they are.
    ``clauses``: those of the state, where they were read before; ``translated`` in the languages that do not prevail.
    """
    template, prevailing, languages = state.get("template"), state.get("prevailing"), state.get("languages")
    if not isinstance(template, dict) or prevailing not in LANGUAGES or not isinstance(languages, list):
        return None
    identifier, version = template.get("id"), template.get("version")
    if not isinstance(identifier, str) or not isinstance(version, int):
        return None
    language: Language = prevailing
    if clauses is None:
        members = state.get("clauses")
        listed = members if isinstance(members, list) else []
        clauses = [clause for member in listed if (clause := clause_of(member, language)) is not None]
    spoken = [cast("Language", one) for one in languages if one in LANGUAGES]
    released = (remembered or Remembered()).released(
        Setting(terms, spoken, language), identifier, version, {identifier for identifier, _texts in places(clauses)}
    )
    parent = state.get("parent")
    restated = restated_places(clauses, parent if isinstance(parent, dict) else None, language)
    return text_facts(clauses, released, confirmed, restated, translated)


def clause_of(member: JsonValue, language: Language) -> Clause | None:
    """A clause of a state in one language; None where it has not the shape of one."""
    for identifier, clause in _members([member]):
        paragraphs = tuple(
            Paragraph(
                name,
                _runs(paragraph.get("text"), language),
                tuple(
                    Item(item_name, _runs(item.get("text"), language), number=_number(item))
                    for item_name, item in _members(paragraph.get("items"))
                ),
                number=_number(paragraph),
            )
            for name, paragraph in _members(clause.get("paragraphs"))
        )
        return Clause(identifier, _runs(clause.get("heading"), language), paragraphs, number=_number(clause))
    return None


def _members(value: JsonValue) -> Iterator[tuple[str, JsonObject]]:
    """The members with their ids; of deleted ones only the number stands, which is no text."""
    for member in value if isinstance(value, list) else ():
        if not isinstance(member, dict) or member.get("deleted") is True:
            continue
        if isinstance(identifier := member.get("id"), str):
            yield identifier, member


def _number(member: JsonObject) -> str | None:
    """The number that a part keeps; None where it is counted."""
    number = member.get("number")
    return number if isinstance(number, str) else None


def _runs(texts: JsonValue, language: Language) -> RunTexts:
    runs = texts.get(language) if isinstance(texts, dict) else None
    return {language: tuple(_run(run) for run in runs if isinstance(run, dict)) if isinstance(runs, list) else ()}


def _run(run: JsonObject) -> Run:
    text, term, ref = run.get("text"), run.get("term"), run.get("ref")
    return Run(
        text if isinstance(text, str) else "",
        term if isinstance(term, str) else None,
        ref if isinstance(ref, str) else None,
    )
