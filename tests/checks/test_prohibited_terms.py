"""Whoever drafts is warned of each permitted purpose for which the prohibition beside it makes every answer no (G45)."""

from __future__ import annotations

from typing import Any

import pytest

from datapact.checks.general.contradictions import denied_by_a_prohibition
from datapact.consent.terms.purposes import ANY_PURPOSE, every_purpose, with_broader
from datapact.contract.terms import Purpose, Terms, read_terms
from tests.checks.full_agreements import everything

TERMS = every_purpose()


def drafted(permitted: dict[str, Any], prohibited: dict[str, Any]) -> Terms:
    one = {"key": "a", "name": {"de": "Wartung", "en": "Maintenance"}, **permitted}
    other = {"key": "b", "name": {"de": "Verkauf", "en": "Resale"}, "prohibited": True, **prohibited}
    return read_terms({**everything(), "purposes": [one, other], "legal_bases": []})


def places(terms: Terms) -> list[str]:
    return [one.place for one in denied_by_a_prohibition(terms)]


@pytest.mark.parametrize("permitted", TERMS)
def test_a_prohibited_term_is_told_for_all_that_lies_within_it(permitted: str) -> None:
    terms = drafted({"iri": permitted}, {"iri": permitted})
    first, second = terms.purposes
    for prohibited in (*TERMS, ANY_PURPOSE):
        both: tuple[Purpose, ...] = (first, second.model_copy(update={"iri": prohibited}))
        told = places(terms.model_copy(update={"purposes": both}))
        assert told == (["purposes.a.iri"] if prohibited in with_broader(permitted) else []), prohibited


def test_a_name_that_is_prohibited_is_told_whatever_its_term() -> None:
    assert places(drafted({}, {"name": {"de": "", "en": "maintenance"}})) == ["purposes.a.name"]
    assert places(drafted({}, {})) == []


def test_purposes_for_other_data_are_told_nothing() -> None:
    marketing = {"iri": "https://w3id.org/dpv#Marketing"}
    keys = [one["key"] for one in everything()["datasets"]]
    assert len(keys) > 1
    mine, theirs = {"datasets": keys[:1]}, {"datasets": keys[1:2]}
    assert places(drafted({**marketing, **mine}, {**marketing, **theirs})) == []
    assert places(drafted({**marketing, **mine}, {**marketing, **mine})) == ["purposes.a.iri"]
