"""References that lead nowhere: their words say so, or what they lead to was deleted and only its number stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import LANGUAGES, Language
from datapact.contract.text.numbering import MISSING
from datapact.contract.text.typed_references import TypedReference, leads_nowhere, typed_references


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed reference and where it stands."""

    place: str
    """``clauses.ID`` of the clause, paragraph or item."""
    language: Language
    """Of the words."""
    reference: TypedReference
    """As it was typed."""


def dead(found: Iterable[Typed], numbers: Mapping[str, tuple[str, str]], annexes: int) -> tuple[Typed, ...]:
    """Typed references that lead nowhere in a text with these numbers by place, and at most so many annexes."""
    known = {language: {pair[n] for pair in numbers.values()} for n, language in enumerate(LANGUAGES)}
    return tuple(one for one in found if leads_nowhere(one.reference, known[one.language], annexes))


def to_deleted(clauses: JsonValue) -> tuple[str, ...]:
    """Places of texts that refer to a part of which only the number stands, in reading order."""
    listed = clauses if isinstance(clauses, list) else []
    deleted = {one["id"] for one in _parts(listed) if one.get("deleted") is True and isinstance(one.get("id"), str)}
    if not deleted:
        return ()
    return tuple(
        f"clauses.{one['id']}"
        for one in _parts(listed)
        if one.get("deleted") is not True
        and isinstance(one.get("id"), str)
        and any(_refers(one.get(name), deleted) for name in ("heading", "text"))
    )


def _parts(listed: list[JsonValue]) -> Iterator[JsonObject]:
    for one in listed:
        if isinstance(one, dict):
            yield one
            for name in ("paragraphs", "items"):
                inner = one.get(name)
                yield from _parts(inner if isinstance(inner, list) else [])


def _refers(texts: JsonValue, deleted: Collection[JsonValue]) -> bool:
    return isinstance(texts, dict) and any(
        isinstance(run, dict) and run.get("ref") in deleted
        for runs in texts.values()
        if isinstance(runs, list)
        for run in runs
    )


def referred(clause: JsonValue) -> frozenset[str]:
    """Ids of the parts that a clause refers to; parts of which only the number stands refer to nothing."""
    return frozenset(
        ref
        for one in _parts([clause])
        if one.get("deleted") is not True
        for name in ("heading", "text")
        if isinstance(texts := one.get(name), dict)
        for runs in texts.values()
        if isinstance(runs, list)
        for run in runs
        if isinstance(run, dict) and isinstance(ref := run.get("ref"), str)
    )


def typed(clause: JsonValue) -> tuple[Typed, ...]:
    """References to parts of the agreement that were typed as words, in reading order."""
    found: list[Typed] = []
    for one in _parts([clause]):
        identifier = one.get("id")
        if one.get("deleted") is True or not isinstance(identifier, str):
            continue
        for name in ("heading", "text"):
            texts = one.get(name)
            for language in LANGUAGES if isinstance(texts, dict) else ():
                words = _own_words(texts.get(language)) if isinstance(texts, dict) else ""
                found += [Typed(f"clauses.{identifier}", language, each) for each in typed_references(words, language)]
    return tuple(found)


def _own_words(runs: JsonValue) -> str:
    """The words of a text, those of terms and references as a sign that is no number."""
    return "".join(
        text if isinstance(text := run.get("text"), str) and not run.keys() & {"term", "ref"} else "\ufffc"
        for run in (runs if isinstance(runs, list) else [])
        if isinstance(run, dict)
    )


def loose(clause: JsonValue) -> tuple[str, ...]:
    """Places of headings, paragraphs and items (``clauses.ID``) whose text in one of the languages says that a
    reference is missing, in reading order.
    """
    return tuple(dict.fromkeys(_loose(clause)))


def _loose(member: JsonValue) -> Iterator[str]:
    if not isinstance(member, dict):
        return
    identifier = member.get("id")
    if isinstance(identifier, str) and any(_is_marked_missing(member.get(name)) for name in ("heading", "text")):
        yield f"clauses.{identifier}"
    for name in ("paragraphs", "items"):
        inner = member.get(name)
        for one in inner if isinstance(inner, list) else ():
            yield from _loose(one)


def _is_marked_missing(texts: JsonValue) -> bool:
    if not isinstance(texts, dict):
        return False
    return any(
        isinstance(run, dict) and "ref" not in run and isinstance(words := run.get("text"), str) and sign in words
        for language, sign in MISSING.items()
        if isinstance(runs := texts.get(language), list)
        for run in runs
    )
