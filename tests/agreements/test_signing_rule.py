"""Which capacities a legal form has: a GmbH is represented by managing directors, an AG by its board."""

import pytest

from datapact.checks.model.signing_authority import (
    DIRECTORS,
    PROXIES,
    RULES,
    exists_in,
    is_met,
    offered_in,
    rules_offered_in,
)
from datapact.organisation.identity.legal_forms import LEGAL_FORMS


@pytest.mark.parametrize(
    ("form", "organs"),
    [
        ("GmbH", {"managing_director"}),
        ("AG", {"board_member"}),
        ("e. V.", {"board_member", "managing_director"}),
        ("e. K.", {"owner"}),
        ("eGbR", {"partner"}),
        ("GmbH & Co. KG", {"managing_director"}),
        ("Hochschule", DIRECTORS),
        ("Ltd", DIRECTORS),
        ("", DIRECTORS),
    ],
)
def test_a_form_has_its_own_organs(form: str, organs: set[str]) -> None:
    assert {capacity for capacity in DIRECTORS if exists_in(form, capacity)} == organs


def test_powers_exist_in_every_form() -> None:
    for form in LEGAL_FORMS:
        assert all(exists_in(form.name, capacity) for capacity in (*PROXIES, "prokurist", ""))
        assert set(form.organs) <= DIRECTORS


@pytest.mark.parametrize(
    ("form", "missing", "there"),
    [
        ("GmbH", {"board_member", "owner", "official"}, {"managing_director", "sole_prokurist", "prokurist"}),
        ("AG", {"managing_director"}, {"board_member", "sole_prokurist"}),
        ("e. V.", {"sole_prokurist", "prokurist", "commercial_agent"}, {"board_member", "by_power_of_attorney"}),
        ("Hochschule", {"prokurist", "owner"}, {"official"}),
        ("KG", {"official"}, {"partner", "joint_prokurist", "commercial_agent"}),
        ("eGbR", {"sole_prokurist", "managing_director"}, {"partner", "by_power_of_attorney"}),
        ("Ltd", set(), DIRECTORS),
    ],
)
def test_the_functions_offered_fit_the_legal_form(form: str, missing: set[str], there: set[str]) -> None:
    assert not missing & set(offered_in(form))
    assert there <= set(offered_in(form))


def test_every_function_offered_exists_there() -> None:
    for form in LEGAL_FORMS:
        assert all(exists_in(form.name, capacity) for capacity in offered_in(form.name))


@pytest.mark.parametrize(
    ("form", "missing", "there"),
    [
        ("GmbH", {"majority"}, {"sole", "two_jointly", "all_jointly", "director_with_prokurist"}),
        ("e. V.", {"director_with_prokurist"}, {"majority", "two_jointly"}),
        ("Gebietskörperschaft", {"majority", "all_jointly", "director_with_prokurist"}, {"sole", "two_jointly"}),
        ("Hochschule", {"majority", "director_with_prokurist"}, {"sole", "by_power"}),
        ("Einzelperson", {"two_jointly", "majority"}, {"sole", "by_power"}),
        ("Ltd", set(), set(RULES)),
    ],
)
def test_the_rules_offered_fit_the_legal_form(form: str, missing: set[str], there: set[str]) -> None:
    assert not missing & set(rules_offered_in(form))
    assert there <= set(rules_offered_in(form))


def test_every_rule_offered_can_be_met_by_the_functions_offered() -> None:
    for form in LEGAL_FORMS:
        people = offered_in(form.name) * 2
        assert all(is_met(rule, people) for rule in rules_offered_in(form.name)), form.name
