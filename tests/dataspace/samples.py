"""Policies of the examples that every template ships, and of any terms."""

from __future__ import annotations

from datetime import UTC, date
from functools import cache

from datapact.contract.terms import Terms, read_terms
from datapact.dataspace.from_terms import policy_of
from datapact.dataspace.policy import Paper, Policy
from tests.agreements.drafts import TEMPLATES, draft
from tests.checks.contracts import answers_file

DAY = date(2027, 3, 1)
PAPER = Paper(
    agreement="urn:uuid:12345678-1234-4234-8234-123456789abc",
    number="DP-2026-0001",
    title="KI-Pilot",
    text="0" * 64,
    signed="1" * 64,
    signed_at="2026-11-30T11:56:18Z",
    changes=0,
)


def policy(terms: Terms) -> Policy:
    return policy_of(terms, PAPER, UTC, DAY, {}, None)


@cache
def example_of(template: str) -> Terms:
    """The terms of the example that a template ships."""
    return read_terms(draft(template, answers_file(template, {}))["terms"])


@cache
def examples_of_templates() -> dict[str, Terms]:
    """The terms of each template's example that name a dataset with a recipient."""
    found = {name: example_of(name) for name in TEMPLATES}
    return {name: terms for name, terms in found.items() if policy(terms).rules}
