"""A withdrawal is known since it arrived (Art. 12(3) GDPR), not since somebody found time to record it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from datapact.base.errors import WrongUse
from datapact.consent.deliveries.deliveries import record_delivery
from datapact.consent.recalls.pending import open_recalls
from datapact.consent.records.form import Declared, declare
from datapact.consent.records.status import standings
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import ready
from tests.consent.test_deliveries import new


def declared(keller: Acting) -> Declared:
    with keller.vault.read() as session:
        scopes = tuple(one.scope for one in standings(session, "P1", keller.clock(), dataset="panel"))
    return Declared("P1", "withdrawn", scopes)


@pytest.mark.parametrize("days", [None, 0, 3, 9])
def test_the_days_run_from_receipt(keller: Acting, days: int | None) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    now = keller.clock()
    received = None if days is None else now - timedelta(days=days)
    at = None if received is None else received - timedelta(hours=1)
    declare(keller, replace(declared(keller), received=received, at=None if days in (None, 0) else at))
    with keller.vault.read() as session:
        (task,) = [one for one in open_recalls(session, keller.clock()) if one.stage == "tell"]
        (own,) = [one for one in open_recalls(session, keller.clock()) if one.stage == "own"]
    recorded = timedelta(seconds=60)
    expected = now - timedelta(days=days or 0)
    assert abs(task.since - expected) < recorded
    assert abs(own.since - expected) < recorded
    assert task.overdue == (days == 9)


def test_nothing_is_received_ahead_or_before_it_was_declared(keller: Acting) -> None:
    ready(keller, {"P1": "given"})
    now = keller.clock()
    with pytest.raises(WrongUse, match="future"):
        declare(keller, replace(declared(keller), received=now + timedelta(days=1)))
    with pytest.raises(WrongUse, match="before the day"):
        declare(keller, replace(declared(keller), at=now - timedelta(days=1), received=now - timedelta(days=3)))
