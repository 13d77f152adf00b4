"""What comes behind the loss of a role or a key is refused until an administrator decides, and a decision ends the refusal."""

from __future__ import annotations

import pytest

from datapact.base.errors import Locked, WrongUse
from datapact.consent.facts.compliance_records import legal_bases, record_legal_basis
from datapact.consent.facts.facts import BasisRecord
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.house import HOURS, answer_hours
from datapact.organisation.members.members import set_roles
from datapact.team.log.contents import CarriedThing, Contents
from datapact.team.steps.refused_items import decide_refused
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from tests.consent.sharing import RESEARCH
from tests.team.desks import Desks
from tests.team.house_content import require_same
from tests.team.test_members_and_keys import append_raw


def all_synchronise(desks: Desks) -> None:
    for _round in range(2):
        for acting in desks.at.values():
            synchronise(acting)


def record(acting: Acting, key: str) -> None:
    with acting.vault.write() as session:
        basis = BasisRecord(key, acting.organisation, "panel", RESEARCH, "any", "6(1)(f)", document="x")
        record_legal_basis(acting, session, basis)


def keys_at(acting: Acting) -> set[str]:
    with acting.vault.read() as session:
        return {one.key for one in legal_bases(session)}


def test_who_lost_a_role_writes_in_it_no_more(desks: Desks) -> None:
    all_synchronise(desks)
    record(desks.bernd, "sent-before")
    synchronise(desks.bernd)
    record(desks.bernd, "written-before")  # and with another program he could write it at any time after
    synchronise(desks.anna)
    set_roles(desks.anna, "bernd-vogel", ("signatory",))
    synchronise(desks.bernd)
    for acting in (desks.anna, desks.carla):
        (why,) = synchronise(acting).refused
        assert "Bernd Vogel wrote an entry" in why
        assert keys_at(acting) == {"sent-before"}
        assert team_status(acting).age.lacks is not None
    number = int(why.split()[1].rstrip(":"))
    with pytest.raises(Locked, match="administrator"):
        decide_refused(desks.carla, number, take=True)
    with pytest.raises(WrongUse, match="No item"):
        decide_refused(desks.anna, 99, take=True)
    assert decide_refused(desks.anna, number, take=True).refused == ()
    all_synchronise(desks)
    assert keys_at(desks.carla) == {"sent-before", "written-before"}
    require_same(desks)
    # a setting that decides what leaves, from a device of somebody without the role: refused, and set aside
    told = CarriedThing(key=f"setting/*/{HOURS}", sort="fact", value="336")
    append_raw(desks.bernd, "contents", b"", plain=Contents(things=(told,)).write())
    for acting in (desks.anna, desks.carla):
        (why,) = synchronise(acting).refused
        assert "lacks the role" in why
        with acting.vault.read() as session:
            assert answer_hours(session) == 24
    number = int(why.split()[1].rstrip(":"))
    assert decide_refused(desks.anna, number, take=False).refused == ()
    for acting in (desks.carla, desks.bernd):
        synchronise(acting)
        assert team_status(acting).refused == ()
        assert team_status(acting).age.lacks is None
