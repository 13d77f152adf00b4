"""Whole contracts for the checks: a template's example answers with a few of them changed, as a file, and its findings."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from datapact.base.texts import LANGUAGES, Language
from datapact.checks.model.facts import SigningFacts
from datapact.checks.run.engine import check
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import Clause, Item, Paragraph, Run
from datapact.contract.text.document import read_runs, read_state, write_state
from datapact.contract.text.numbering import settled
from tests.agreements.drafts import draft
from tests.checks.full_agreements import edited

ON = date(2026, 11, 26)


def _toml(value: Any) -> str:
    """A value on one line of TOML."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(member)}" for name, member in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(member) for member in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def answers_file(template: str, changes: Mapping[str, Any], version: int | None = None) -> bytes:
    """The example answers of a template, as a file, with the members at these paths replaced (DROP: taken away)."""
    answers = edited(tomllib.loads(example_answers(template, version).decode()), changes)
    return "\n".join(f"{name} = {_toml(value)}" for name, value in answers.items()).encode()


def findings(
    template: str,
    changes: Mapping[str, Any],
    on: date = ON,
    signing: SigningFacts | None = None,
    without: tuple[str, ...] = (),
    version: int | None = None,
) -> dict[str, set[str]]:
    """The severities of the findings on the contract that these answers make, by the id of the rule.

    ``without`` are clauses that somebody deleted.
    """
    found: dict[str, set[str]] = {}
    state: dict[str, Any] = draft(template, answers_file(template, changes, version), version)
    state["clauses"] = [clause for clause in state["clauses"] if clause["id"] not in without]
    for one in check(state, on, signing=signing):
        found.setdefault(one.id, set()).add(one.severity)
    return found


@cache
def met(template: str, on: date = ON) -> Mapping[str, set[str]]:
    """What is found in the example of a template as it is shipped."""
    return findings(template, {}, on)


def renumbered(state: dict[str, Any]) -> dict[str, Any]:
    """The state as an editor leaves it after a removal: references to what is gone say so."""

    def texts(value: dict[str, Any]) -> dict[Language, tuple[Run, ...]]:
        return {language: read_runs(value[language], "x") for language in LANGUAGES}

    clauses = [
        Clause(
            one["id"],
            texts(one["heading"]),
            tuple(
                Paragraph(
                    two["id"],
                    texts(two["text"]),
                    tuple(Item(three["id"], texts(three["text"])) for three in two["items"]),
                )
                for two in one["paragraphs"]
            ),
        )
        for one in state["clauses"]
    ]
    base = read_state({**state, "clauses": []})
    return dict(write_state(replace(base, clauses=settled(clauses, base.terms, base.languages))))
