"""The sentences of a text for the rules: open gaps in it, and words of the parties that speak of a term."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.checks.mentions.reading import mentions_of, written_over
from datapact.checks.model.facts import Mention, OpenGap
from datapact.contract.changes.amending import AMENDING
from datapact.contract.text.formatters import GAP


def mentions(members: JsonValue) -> tuple[Mention, ...]:
    """The mentions of terms in these clauses' paragraphs and items, by language, in reading order."""
    return tuple(_mentions(members))


def _mentions(members: JsonValue) -> Iterator[Mention]:
    for member in members if isinstance(members, list) else ():
        if not isinstance(member, dict):
            continue
        identifier = member.get("id")
        if identifier == AMENDING:  # it quotes what stands elsewhere, and that is read there
            continue
        if isinstance(identifier, str):
            texts = member.get("text")
            for runs in texts.values() if isinstance(texts, dict) else ():
                if isinstance(runs, list):
                    shown = [str(run["term"]) for run in runs if isinstance(run, dict) and "term" in run]
                    lost = written_over(identifier, shown)
                    yield from mentions_of(f"clauses.{identifier}", _own_words(runs), lost)
        for name in ("paragraphs", "items"):
            yield from _mentions(member.get(name))


def _own_words(runs: list[JsonValue]) -> str:
    """The words without values of terms, each of which is a sign that stands in no text."""
    parts = [run for run in runs if isinstance(run, dict)]
    return "".join(str(run.get("text", "")) if "term" not in run else " ␣ " for run in parts)


def open_gaps(members: JsonValue) -> tuple[OpenGap, ...]:
    """The places of terms that these clauses show as open, once each, with the words of the gap; in reading order."""
    found: dict[str, OpenGap] = {}
    for place, runs in _runs(members):
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
