"""What calls data back stays until the person agrees anew, whatever else is recorded of that person in between."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Any

import pytest

from datapact.base.errors import Locked, WrongUse
from datapact.consent.deliveries.deliveries import record_delivery
from datapact.consent.recalls.confirmations import Evidence, acknowledge, note_sent, settle
from datapact.consent.recalls.deadlines import DEFAULT_FOLLOW_UP_DAYS, house_days, set_house_days
from datapact.consent.recalls.list import recall_lines
from datapact.consent.recalls.pending import open_recalls, people_to_recall
from datapact.consent.recalls.records import record_recalls
from datapact.obligations.due.other import recall_obligations
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, RESEARCH, ready, record
from tests.consent.test_deliveries import new
from tests.exchange.houses import with_roles


def happens(acting: Acting, clock: Any, *states: str) -> None:
    for state in states:
        clock.now += timedelta(hours=1)
        with acting.vault.write() as session:
            record(acting, session, {"P1": state}, at=acting.clock())


def open_stages(acting: Acting) -> list[tuple[str, str, int]]:
    with acting.vault.read() as session:
        return sorted((one.stage, one.ask, one.people) for one in open_recalls(session, acting.clock()))


@pytest.mark.parametrize("later", ["requested", "refused", "expired", "unknown"])
def test_who_withdrew_and_did_not_agree_anew_is_called_back(keller: Acting, clock: Any, later: str) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    happens(keller, clock, "withdrawn", later)
    assert open_stages(keller) == [("own", "erase_or_return", 1), ("tell", "erase_or_return", 1)]
    with keller.vault.write() as session:
        (recall,) = record_recalls(keller, session, PARTNER, letter=lambda _: b"%PDF")
        acknowledge(keller, session, recall.key, "erased", evidence=Evidence(b"signed"))
    clock.now += timedelta(hours=1)
    with keller.vault.write() as session:
        settle(keller, session, "panel", RESEARCH, "erased", evidence=Evidence())
    assert open_stages(keller) == []
    happens(keller, clock, later)
    assert open_stages(keller) == []


def test_what_is_recorded_after_a_confirmation_with_an_earlier_time_is_not_settled(keller: Acting, clock: Any) -> None:
    """As when a clock is set back; a colleague's list that comes later has an earlier time, too."""
    ready(keller, {"P1": "given", "P2": "given"})
    happens(keller, clock, "withdrawn")
    clock.now += timedelta(hours=9)
    with keller.vault.write() as session:
        settle(keller, session, "panel", RESEARCH, "erased", evidence=Evidence())
    assert open_stages(keller) == []
    clock.now -= timedelta(hours=8)
    with keller.vault.write() as session:
        record(keller, session, {"P2": "withdrawn"}, at=keller.clock())
    assert open_stages(keller) == [("own", "erase_or_return", 1)]
    clock.now += timedelta(hours=10)
    with keller.vault.write() as session:
        settle(keller, session, "panel", RESEARCH, "erased", evidence=Evidence())
    assert open_stages(keller) == []


def test_a_mere_auditor_does_not_set_the_days(keller: Acting) -> None:
    set_house_days(keller, 3)
    for acting, days in ((with_roles(keller, ["auditor"]), 365), (keller, 366)):
        with pytest.raises((Locked, WrongUse)):
            set_house_days(acting, days)
    with keller.vault.read() as session:
        assert house_days(session) == 3


def test_who_agreed_anew_is_not(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    happens(keller, clock, "withdrawn", "given", "requested")
    assert open_stages(keller) == []


def test_an_objection_reaches_a_delivery_that_a_later_withdrawal_does_not(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1", basis="6(1)(f)"))
    happens(keller, clock, "objected", "withdrawn")
    assert ("tell", "restrict", 1) in open_stages(keller)


def test_who_has_to_erase_need_not_be_told_to_restrict(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    happens(keller, clock, "restricted", "withdrawn", "refused", "erased")
    with keller.vault.write() as session:
        assert {group.ask for group in people_to_recall(session)} == {"erase"}
        record_recalls(keller, session, PARTNER, letter=lambda _: b"%PDF")
        assert people_to_recall(session) == {}


@pytest.mark.parametrize("late", [0, 20])
def test_who_was_told_is_asked_again_after_some_days_and_not_at_once(keller: Acting, clock: Any, late: int) -> None:
    """Told late, a recipient was overdue on the next morning through nobody's fault (issue 11)."""
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    happens(keller, clock, "withdrawn")
    clock.now += timedelta(days=late)
    with keller.vault.write() as session:
        record_recalls(keller, session, PARTNER, letter=lambda _: b"%PDF")
        note_sent(keller, session, PARTNER)
    told = clock.now.date()

    def waiting() -> tuple[date, bool]:
        with keller.vault.read() as session:
            (task,) = (one for one in open_recalls(session, keller.clock()) if one.stage == "wait")
            duty = next(one for one in recall_obligations(session, keller.clock(), UTC) if len(one.steps) == 2)
            assert (duty.due, duty.overdue) == (task.due, task.overdue)
        return task.due, task.overdue

    assert waiting() == (told + timedelta(days=DEFAULT_FOLLOW_UP_DAYS), False)
    set_house_days(keller, 7, 14)
    assert waiting() == (told + timedelta(days=14), False)
    clock.now += timedelta(days=15)
    assert waiting()[1], "silence becomes overdue all the same"
    with pytest.raises(WrongUse):
        set_house_days(keller, 7, 0)


@pytest.mark.parametrize(("evidence", "alone"), [(Evidence(), True), (Evidence(person="Administration"), False)])
def test_an_act_without_evidence_is_called_our_own_word(
    keller: Acting, clock: Any, evidence: Evidence, alone: bool
) -> None:
    ready(keller, {"P1": "given"})
    happens(keller, clock, "withdrawn")
    clock.now += timedelta(hours=1)
    with keller.vault.write() as session:
        settle(keller, session, "panel", RESEARCH, "erased", evidence=evidence)
    with keller.vault.read() as session:
        (line,) = (one for one in recall_lines(session, keller.clock(), done=True) if one.step == "done")
    assert (line.own_word is not None) == alone
