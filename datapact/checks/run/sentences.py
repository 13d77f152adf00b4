"""The sentences of a text for the rules: open gaps in it, and words of the parties that could name another value."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.checks.model.facts import OpenGap, Sentence
from datapact.contract.text.formatters import GAP


def sentences(state: JsonObject) -> tuple[Sentence, ...]:
    """Every heading, paragraph and item of the clauses in each language, in reading order."""
    return tuple(_sentences(state.get("clauses")))


def _sentences(members: JsonValue) -> Iterator[Sentence]:
    for member in members if isinstance(members, list) else ():
        if not isinstance(member, dict):
            continue
        identifier = member.get("id")
        if isinstance(identifier, str):
            texts = member.get("text")
            for language, runs in texts.items() if isinstance(texts, dict) else ():
                if isinstance(runs, list):
                    yield _sentence(f"clauses.{identifier}", language, runs)
        for name in ("paragraphs", "items"):
            yield from _sentences(member.get(name))


def _sentence(place: str, language: str, runs: list[JsonValue]) -> Sentence:
    parts = [run for run in runs if isinstance(run, dict)]
    texts = [str(run.get("text", "")) for run in parts]
    own = "".join(text if "term" not in run else " ␣ " for run, text in zip(parts, texts, strict=True))
    return Sentence(place, language, "".join(texts), own)


def open_gaps(state: JsonObject) -> tuple[OpenGap, ...]:
    """The places of terms that the text shows as open, once each, with the words of the gap; in reading order."""
    found: dict[str, OpenGap] = {}
    for place, runs in _runs(state.get("clauses")):
        for run in runs:
            text, term = run.get("text"), run.get("term")
            if isinstance(text, str) and (gap := GAP.search(text)) is not None:
                where = term if isinstance(term, str) else place
                found.setdefault(where, OpenGap(where, gap.group(1).strip(), place))
    return tuple(found.values())


def _runs(members: JsonValue) -> Iterator[tuple[str, list[JsonObject]]]:
    for member in members if isinstance(members, list) else ():
        if not isinstance(member, dict):
            continue
        identifier = member.get("id")
        for name in ("heading", "text"):
            texts = member.get(name)
            for runs in texts.values() if isinstance(texts, dict) and isinstance(identifier, str) else ():
                if isinstance(runs, list):
                    yield f"clauses.{identifier}", [run for run in runs if isinstance(run, dict)]
        for name in ("paragraphs", "items"):
            yield from _runs(member.get(name))
