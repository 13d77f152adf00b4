"""Dangling references in the text: their words say so, because a text never names a clause that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.strictjson import JsonValue
from datapact.contract.text.numbering import MISSING


def loose(clause: JsonValue) -> tuple[str, ...]:
    """Places of headings, paragraphs and items (``clauses.ID``) whose text in one of the languages says that a
    reference is missing, in reading order.
    """
    return tuple(dict.fromkeys(_loose(clause)))


def _loose(member: JsonValue) -> Iterator[str]:
    if not isinstance(member, dict):
        return
    identifier = member.get("id")
    if isinstance(identifier, str) and any(_says_missing(member.get(name)) for name in ("heading", "text")):
        yield f"clauses.{identifier}"
    for name in ("paragraphs", "items"):
        inner = member.get(name)
        for one in inner if isinstance(inner, list) else ():
            yield from _loose(one)


def _says_missing(texts: JsonValue) -> bool:
    if not isinstance(texts, dict):
        return False
    return any(
        isinstance(run, dict) and "ref" not in run and isinstance(words := run.get("text"), str) and sign in words
        for language, sign in MISSING.items()
        if isinstance(runs := texts.get(language), list)
        for run in runs
    )
