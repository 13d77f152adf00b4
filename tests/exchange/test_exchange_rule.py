"""Whether an introducer's word suffices for exchanging is the house's rule; for signing it never does."""

from __future__ import annotations

from datetime import date

import pytest

from datapact.agreements.views.partners import partner_facts
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.exchange.send.outgoing import outgoing
from datapact.exchange.send.send import send_agreement, send_messages
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.card import read_card
from datapact.organisation.network.taking_in import take_directory
from datapact.organisation.network.writing import write_directory
from datapact.organisation.partners.exchange_rule import exchange_needs, set_exchange_needs, why_held_back
from datapact.organisation.partners.namesakes import all_candidates, unconfirmed
from datapact.organisation.partners.partners import add_partner, distrust_partner, get_partner, introduce
from tests.exchange.houses import HISTORY, meet, name_of, offer, with_roles


@pytest.fixture
def administrator(houses):
    """Of the institute, which has confirmed Keller; the third is a stranger to it."""
    return with_roles(houses.institute, ["admin"])


def needs(acting) -> str:
    with acting.vault.read() as session:
        return exchange_needs(session)


def held_back(acting, organisation: str) -> str:
    with acting.vault.read() as session:
        return str(why_held_back(session, organisation) or "")


def test_only_an_administrator_sets_the_rule(houses, administrator):
    assert needs(houses.institute) == "card"
    with pytest.raises(Locked):
        set_exchange_needs(with_roles(houses.keller, ["legal"]), "introduced")
    with pytest.raises(WrongUse, match="card, introduced, confirmed"):
        set_exchange_needs(administrator, "anything")
    set_exchange_needs(administrator, "introduced")
    set_exchange_needs(administrator, "introduced")
    assert needs(houses.institute) == "introduced"


def test_the_rule_decides_who_is_sent_files_and_never_who_signs(houses, administrator):
    institute, third = houses.institute, houses.third.organisation
    add_partner(institute, write_card(houses.third))
    offer(institute, houses.third)
    send_agreement(institute, HISTORY, [third])  # without a rule, with a warning in the window
    assert outgoing(institute, HISTORY).recipients[0].held_back is None
    set_exchange_needs(administrator, "introduced")
    with pytest.raises(AnswerNo, match="That does not hold for Werkzeugbau Lindner KG"):
        send_agreement(institute, HISTORY, [third])
    assert outgoing(institute, HISTORY).recipients[0].held_back is not None

    # A card that was only passed along is no word; one with the day is, while its author is confirmed.
    with institute.vault.write() as session:
        introduce(institute, session, read_card(write_card(houses.third)), houses.keller.organisation)
        assert get_partner(session, third).standing == "introduced"
    assert held_back(institute, third)
    vouching = write_directory(
        houses.keller, "Netz", [institute.organisation, third], day=date(2026, 11, 30), vouch=True
    )
    distrust_partner(institute, third, "noch einmal von vorn")
    take_directory(institute, vouching.data)
    assert held_back(institute, third)  # what people withdrew, no directory gives back


def test_an_introduction_with_the_day_suffices_for_exchanging_alone(houses, administrator):
    institute, third = houses.institute, houses.third.organisation
    set_exchange_needs(administrator, "introduced")
    vouching = write_directory(
        houses.keller, "Netz", [institute.organisation, third], day=date(2026, 11, 30), vouch=True
    )
    take_directory(institute, vouching.data)
    offer(institute, houses.third)
    assert send_agreement(institute, HISTORY, [third])
    (recipient,) = outgoing(institute, HISTORY).recipients
    facts = partner_facts(institute, third)
    assert "Introduced by Maschinenbau Keller GmbH, which says that it compared" in str(facts.exchanging)
    assert "Signing asks for your own comparison" in str(recipient.introduction)
    with institute.vault.read() as session:
        assert unconfirmed(all_candidates(session), third, name_of(houses.third)) is not None
    set_exchange_needs(administrator, "confirmed")
    assert "has compared itself" in held_back(institute, third)
    set_exchange_needs(administrator, "introduced")
    distrust_partner(institute, houses.keller.organisation, "Stimme war fremd")
    assert held_back(institute, third)  # its introducer is confirmed no longer
    with pytest.raises(AnswerNo):
        send_agreement(institute, HISTORY, [third])
    meet(institute, houses.third)
    assert held_back(institute, third) == ""
    with institute.vault.read() as session, pytest.raises(WrongUse, match="nothing to tell"):
        send_messages(institute, session, houses.keller.organisation)  # recalls are never held back
