"""Which capacities a legal form has: a GmbH is represented by managing directors, an AG by its board."""

import pytest

from datapact.checks.model.signing_authority import DIRECTORS, PROXIES, exists_in
from datapact.organisation.identity.legal_forms import LEGAL_FORMS


@pytest.mark.parametrize(
    ("form", "organs"),
    [
        ("GmbH", {"managing_director"}),
        ("AG", {"board_member"}),
        ("e. V.", {"board_member", "managing_director"}),
        ("e. K.", {"owner"}),
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
