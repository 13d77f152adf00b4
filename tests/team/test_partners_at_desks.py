"""Partners at three desks: what one takes back, nobody gives back unknowingly, and nobody loses a partner that another needs."""

from __future__ import annotations

from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.partners.confirmed_names import confirmed_names
from datapact.organisation.partners.partners import add_partner, distrust_partner, get_partner, trust_partner
from datapact.organisation.partners.provenance import provenance
from datapact.organisation.partners.removing import remove_partner
from datapact.team.steps.status import team_status
from tests.exchange.houses import CHEAP, HISTORY, PASSPHRASE, comment, meet, offer
from tests.team.desks import Desks, folded
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


def test_a_partner_that_one_removes_stays_where_another_offers_it_an_agreement(desks: Desks) -> None:
    anna, bernd, institute = desks.anna, desks.bernd, desks.institute
    all_synchronise(desks)
    remove_partner(bernd, institute.organisation, "not needed")
    offer(anna, institute)  # not connected
    sent = send_agreement(anna, HISTORY, [institute.organisation])
    all_synchronise(desks)
    receive_bundle(institute, sent)
    comment(institute, "Antwort.")
    receive_bundle(anna, send_agreement(institute, HISTORY, [anna.organisation]))
    all_synchronise(desks)
    require_same(desks, HISTORY)
    for acting in desks.at.values():
        assert team_status(acting).refused == ()
        assert len(folded(acting, HISTORY).entries) == len(folded(anna, HISTORY).entries)
        with acting.vault.read() as session:
            assert (known := get_partner(session, institute.organisation)) is not None
            assert known.trust == "declared"


def test_a_partner_that_was_removed_and_added_again_is_at_every_desk(desks: Desks) -> None:
    bernd, institute = desks.bernd, desks.institute
    all_synchronise(desks)
    remove_partner(bernd, institute.organisation, "not needed")
    all_synchronise(desks)
    with desks.anna.vault.read() as session:
        assert get_partner(session, institute.organisation) is None
    add_partner(bernd, write_card(institute))
    all_synchronise(desks)
    require_same(desks)
    with desks.anna.vault.read() as session:
        assert get_partner(session, institute.organisation) is not None
