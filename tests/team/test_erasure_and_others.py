"""An erasure beside a change of the line, a record that was refused, and a device that comes after the maintenance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from datapact.base.errors import Damaged
from datapact.base.texts import Message
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.members import set_power
from datapact.team.database.rows import TeamLog
from datapact.team.kept.chunks import live_chunks
from datapact.team.kept.facts import require_team
from datapact.team.log.chain import Step
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from datapact.team.steps.take_content import bring
from datapact.vault.database.session import Session
from datapact.vault.database.settings import write_settings
from tests.consent.sharing import ready
from tests.team.desks import Desks
from tests.team.house_content import content
from tests.team.test_erasure_in_the_log import GONE, STAYS, held
from tests.team.test_house_records import write


def sweep(desks: Desks) -> None:
    """Delete what a maintenance run deletes."""
    with desks.anna.vault.read() as session:
        team, names = require_team(session).team, live_chunks(session)
    with desks.cluster.chief(desks.database) as chief:
        TeamLog(chief, "").delete_chunks(team, names)


def test_an_erasure_before_a_change_of_the_line_leaves_others_their_rows(desks: Desks) -> None:
    for acting in desks.at.values():
        synchronise(acting)
    ready(desks.anna, {GONE: "given", STAYS: "given"})
    synchronise(desks.anna)
    synchronise(desks.bernd)
    erase_person(desks.anna, "panel", GONE, "request 7")
    set_power(desks.anna, "carla-sommer", "official")
    synchronise(desks.anna)
    sweep(desks)
    for acting in (desks.bernd, desks.carla):
        assert synchronise(acting).refused == ()
        assert GONE.encode() not in held(acting)
        assert STAYS in [row[4] for row in content(acting)["consents"]]


def test_a_device_counts_as_erased_only_where_it_says_so(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    for acting in desks.at.values():
        synchronise(acting)
    ready(desks.anna, {GONE: "given", STAYS: "given"})
    synchronise(desks.anna)
    erase_person(desks.anna, "panel", GONE, "request 7")
    synchronise(desks.anna)

    def damaged(acting: Acting, session: Session, step: Step, *, is_allowed: bool = False) -> list[str]:
        if any(entry.kind == "erased" for entry in step.entries):
            raise Damaged(Message("broken"))
        return bring(acting, session, step, is_allowed=is_allowed)

    def said(member: str) -> bool | None:
        synchronise(desks.anna)
        (found,) = [one.has_erased for one in team_status(desks.anna).devices if one.member == member]
        return found

    assert said("bernd-vogel") is False
    with monkeypatch.context() as patch:
        patch.setattr("datapact.team.steps.taking_in.bring", damaged)
        assert synchronise(desks.bernd).refused
        with desks.bernd.vault.write() as session:
            write_settings(session, "*", {"zz.test": "1"})
        assert synchronise(desks.bernd).sent_items == 1
        assert said("bernd-vogel") is None
        assert {one.has_erased for one in team_status(desks.bernd).devices} == {None}
    synchronise(desks.bernd)
    assert said("bernd-vogel") is True
    assert said("carla-sommer") is False


def test_a_slow_device_takes_in_what_an_erasure_and_the_maintenance_left(desks: Desks) -> None:
    for acting in desks.at.values():
        synchronise(acting)
    ready(desks.anna, {GONE: "given"})
    synchronise(desks.anna)
    write(desks.anna, {STAYS: "given"}, ago=timedelta())
    synchronise(desks.anna)
    erase_person(desks.anna, "panel", GONE, "request 7")
    synchronise(desks.anna)
    sweep(desks)
    assert synchronise(desks.carla).refused == ()
    assert STAYS in [row[4] for row in content(desks.carla)["consents"]]
