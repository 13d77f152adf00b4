"""Drafts for the tests: the shipped examples as states, and small answers files to change."""

from __future__ import annotations

from functools import cache
from typing import Any

from datapact.base.resources import data_folder
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import Language
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.text.clauses import RunTexts, places, plain_text
from datapact.contract.text.document import read_state
from datapact.contract.text.numbering import PREAMBLE

TEMPLATES = tuple(sorted(one.name for one in (data_folder() / "templates").iterdir() if one.is_dir()))
AGREEMENT = "urn:uuid:12345678-1234-4234-8234-123456789abc"

SMALL = """
[agreement]
title = { de = "Klein", en = "Small" }
languages = ["de", "en"]
prevailing = "de"

[[parties]]
key = "a"
name = "Alpha GmbH"

[[parties]]
key = "b"
name = "Beta AG"
"""


@cache
def _example(template: str) -> bytes:
    return canonical(draft(template, example_answers(template)))


def example(template: str = "ai-pilot") -> JsonObject:
    """A fresh copy of the state that a template's example answers make."""
    return parse_object(_example(template))


def draft(template: str, answers: bytes, version: int | None = None) -> JsonObject:
    """The state that these answers make of a template."""
    read = read_answers(answers)
    return draft_state(
        load_template(template, version),
        read.terms,
        agreement=AGREEMENT,
        number="DP-2026-0001",
        title=read.title,
        languages=read.languages,
        prevailing=read.prevailing,
        parent=read.parent,
    )


def texts(state: JsonObject) -> dict[str, RunTexts]:
    """Every text of a state by the id of its place."""
    return dict(places(read_state(state).clauses))


def words(state: JsonObject, identifier: str, language: Language = "en") -> str:
    """The words at one place of a state."""
    return plain_text(texts(state)[identifier][language])


def all_words(state: JsonObject, language: Language) -> str:
    """All words of a state, a line each place."""
    return "\n".join(plain_text(runs[language]) for runs in texts(state).values())


def renumbered(state: dict[str, Any]) -> dict[str, Any]:
    """The state with the text of every reference set to the number that its target has now."""
    places_of = {}
    first = 0 if state["clauses"][0]["id"] == PREAMBLE else 1
    for n, clause in enumerate(state["clauses"], start=first):
        places_of[clause["id"]] = {"de": f"§ {n}", "en": f"Section {n}"} if n else {"de": "Präambel", "en": "Preamble"}
        for m, paragraph in enumerate(clause["paragraphs"], start=1):
            places_of[paragraph["id"]] = {"de": f"§ {n} Abs. {m}", "en": f"Section {n}({m})"}
    for clause in state["clauses"]:
        for paragraph in clause["paragraphs"]:
            for part in (paragraph, *paragraph["items"]):
                for language, runs in part["text"].items():
                    for run in runs:
                        if "ref" in run:
                            run["text"] = places_of[run["ref"]][language]
    return state
