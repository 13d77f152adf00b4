"""Dangling references in the text: their words say so, because a text never names a clause that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.contract.text.numbering import MISSING


def loose(state: JsonObject) -> tuple[str, ...]:
    """Places of headings, paragraphs and items (``clauses.ID``) whose text in one of the languages says that a
    reference is missing, in reading order.
    """
    return tuple(dict.fromkeys(_loose(state.get("clauses"))))


def _loose(members: JsonValue) -> Iterator[str]:
    for member in members if isinstance(members, list) else ():
        if not isinstance(member, dict):
            continue
        identifier = member.get("id")
        if isinstance(identifier, str) and any(_says_missing(member.get(name)) for name in ("heading", "text")):
            yield f"clauses.{identifier}"
        for name in ("paragraphs", "items"):
            yield from _loose(member.get(name))


def _says_missing(texts: JsonValue) -> bool:
    if not isinstance(texts, dict):
        return False
    return any(
        isinstance(run, dict) and "ref" not in run and isinstance(words := run.get("text"), str) and sign in words
        for language, sign in MISSING.items()
        if isinstance(runs := texts.get(language), list)
        for run in runs
    )
