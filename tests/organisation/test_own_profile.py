"""The own profile and the names by which people and organisations are shown."""

from __future__ import annotations

import pytest

from datapact.base.errors import Locked, Malformed
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.names import known_names
from datapact.organisation.acting.own_profile import change_profile, own_profile, write_card
from datapact.organisation.identity.card import read_card
from datapact.organisation.members.key_renewal import renew_keys
from datapact.organisation.partners.partners import add_partner
from tests.organisation.test_members import as_member, newcomer


def test_a_changed_profile_is_in_the_next_card(keller: Acting) -> None:
    changed = {"name": "Keller Maschinen GmbH", "address": {"city": "Heilbronn"}}
    assert change_profile(keller, changed) is not None
    assert change_profile(keller, changed) is None
    with keller.vault.read() as session:
        profile = own_profile(session)
    assert (profile.name, profile.address.city) == ("Keller Maschinen GmbH", "Heilbronn")
    assert read_card(write_card(keller)).profile == profile


def test_a_bad_profile_or_author_changes_nothing(keller: Acting) -> None:
    with pytest.raises(Malformed):
        change_profile(keller, {"name": ""})
    with as_member(keller, newcomer(keller, "Lena Lead", {"lead"})) as lead, pytest.raises(Locked):
        change_profile(lead, {"name": "Lena GmbH"})
    assert read_card(write_card(keller)).profile.name == "Maschinenbau Keller GmbH"


def test_names_cover_old_keys_and_partners(keller: Acting, institut: Acting) -> None:
    add_partner(keller, write_card(institut))
    renewed = renew_keys(keller).acting
    with keller.vault.read() as session:
        names = known_names(session)
    assert names[keller.organisation] == "Maschinenbau Keller GmbH"
    assert names[keller.kid] == names[renewed.kid] == names["anna-keller"] == "Anna Keller"
    assert names[institut.organisation] == "Institut für Produktionsdaten e. V."
    assert names[institut.kid] == "Jana Öztürk"
    assert "jana-oeztuerk" not in names
