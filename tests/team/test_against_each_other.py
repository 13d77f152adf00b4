"""What one desk ends of what permits sharing, no other desk's correction brings back that did not know of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from datapact.consent.facts.compliance_records import (
    authorisations,
    legal_bases,
    record_authorisation,
    record_legal_basis,
    revoke_authorisation,
)
from datapact.consent.facts.facts import Authorisation, BasisRecord
from datapact.organisation.acting.acting_member import Acting
from datapact.team.steps.status import team_status
from tests.consent.sharing import RESEARCH
from tests.team.desks import Desks
from tests.team.house_content import require_same
from tests.team.test_house_records import all_synchronise


def put(acting: Acting, one: BasisRecord | Authorisation) -> None:
    with acting.vault.write() as session:
        if isinstance(one, BasisRecord):
            record_legal_basis(acting, session, one)
        else:
            record_authorisation(acting, session, one)


def test_what_one_ends_stays_ended_until_somebody_who_knows_it_records_anew(desks: Desks) -> None:
    anna, bernd, carla = desks.anna, desks.bernd, desks.carla
    ended = date(2026, 11, 1)
    basis = BasisRecord(
        "basis-1", anna.organisation, "panel", RESEARCH, "any", "6(1)(f)", document="LIA 1", outcome="carries"
    )
    given = Authorisation("user-1", "user_request", "panel", "", "", "U. Ser", "Mail", date(2026, 1, 1))
    for one in (basis, given):
        put(anna, one)
    all_synchronise(desks)
    assert team_status(anna).against_each_other == ()
    put(bernd, replace(basis, valid_to=ended))
    with bernd.vault.write() as session:
        revoke_authorisation(bernd, session, "user-1", ended)
    put(anna, replace(basis, approver="Dr. A"))  # later, not connected
    put(anna, replace(given, reference="Ordner 3"))
    all_synchronise(desks)
    require_same(desks)
    for acting in desks.at.values():
        with acting.vault.read() as session:
            assert [(one.valid_to, one.approver) for one in legal_bases(session)] == [(ended, "Dr. A")]
            assert [(one.revoked, one.reference) for one in authorisations(session)] == [(ended, "Ordner 3")]
        told = [str(one) for one in team_status(acting).against_each_other]
        assert [("basis-1" in one, "user-1" in one) for one in told] == [(True, False), (False, True)]
    put(carla, replace(basis, approver="Dr. C"))  # who knows of both
    all_synchronise(desks)
    with bernd.vault.read() as session:
        assert [(one.valid_to, one.approver) for one in legal_bases(session)] == [(None, "Dr. C")]
    assert len(team_status(bernd).against_each_other) == 1
