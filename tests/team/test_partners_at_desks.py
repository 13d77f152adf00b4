"""Partners at three desks: what one takes back, nobody gives back unknowingly, and nobody loses a partner that another needs."""

from __future__ import annotations

from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.partners.confirmed_names import confirmed_names
from datapact.organisation.partners.partners import distrust_partner, get_partner, trust_partner
from datapact.organisation.partners.provenance import provenance
from tests.exchange.houses import CHEAP, PASSPHRASE, meet
from tests.team.desks import Desks
from tests.team.house_content import require_same
from tests.team.test_house_records import all_synchronise


def test_trust_that_one_withdraws_no_colleague_gives_back_unknowingly(desks: Desks) -> None:
    anna, bernd, carla, institute = desks.anna, desks.bernd, desks.carla, desks.institute.organisation
    uni = create_organisation(
        desks.folder / "uni",
        {"name": "Universität Nord"},
        "Uta Nord",
        ["legal"],
        PASSPHRASE,
        "official",
        anna.clock,
        CHEAP,
    ).acting
    meet(anna, uni)
    all_synchronise(desks)
    distrust_partner(bernd, institute, "a call")
    distrust_partner(carla, uni.organisation, "another")
    for acting, partner in ((bernd, uni.organisation), (carla, institute)):  # each knows one withdrawal alone
        trust_partner(acting, partner, fingerprint(partner))
    all_synchronise(desks)
    require_same(desks)
    for acting in desks.at.values():
        with acting.vault.read() as session:
            for partner in (institute, uni.organisation):
                known = get_partner(session, partner)
                assert known is not None
                assert known.trust == "declared"
                assert provenance(session)[partner].is_withdrawn
                assert partner not in confirmed_names(session)
    trust_partner(anna, institute, fingerprint(institute))  # which knows of all
    all_synchronise(desks)
    require_same(desks)
    with carla.vault.read() as session:
        known = get_partner(session, institute)
        assert known is not None
        assert known.standing == "confirmed"
    uni.close()
