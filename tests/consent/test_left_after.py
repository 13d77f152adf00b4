"""Data that left after its person had declared that it should not: said in the history, the recall, the letter and its JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.cli.actions.recalls import person_json
from datapact.consent.deliveries.deliveries import record_delivery
from datapact.consent.deliveries.disclosure_log import disclosure_log_of
from datapact.consent.deliveries.left_after import PersonEvent, left_after
from datapact.consent.matrix.matrix import matrix
from datapact.consent.recalls.list import recall_lines
from datapact.consent.recalls.records import record_recalls
from datapact.consent.recalls.rules import DeliveryReach, EventScope
from datapact.consent.records.form import Declared, Form, declare, record_consent, withdraw
from datapact.consent.records.status import standings
from datapact.consent.terms.states import CALLING_CODES, CODES, VALID_CODES
from datapact.consent.views.person_story import story_of
from datapact.organisation.acting.acting_member import Acting
from datapact_ui.consent.parts.cell_words import texts_of
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.consent.test_deliveries import new


def declares(keller: Acting, at: datetime, received: datetime | None = None) -> None:
    with keller.vault.read() as session:
        scopes = tuple(one.scope for one in standings(session, "P1", keller.clock(), dataset="panel"))
    declare(keller, Declared("P1", "withdrawn", scopes, at, received))


def matrix_says(keller: Acting) -> bool:
    """Whether the cell says, painted, spoken and in its tip, that data left after the declaration."""
    (cell,) = matrix(keller)
    texts = texts_of(cell, UTC, keller.clock().date())
    found = {
        "left after declaration" in texts.late,
        "left after the declaration" in texts.tip,
        "left after the declaration" in texts.spoken,
    }
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize("received", [False, True])
def test_a_delivery_before_the_record_of_an_earlier_withdrawal(keller: Acting, clock: Any, received: bool) -> None:
    """Walked (issue 11): delivered in the morning, a withdrawal of two days before recorded a minute later."""
    ready(keller, {"P1": "given"})
    clock.now += timedelta(days=10)
    day = clock.now
    record_delivery(keller, new(keller, "P1"))
    clock.now += timedelta(hours=1)
    declares(keller, day - timedelta(days=2), day - timedelta(days=1) if received else None)
    with keller.vault.read() as session:
        (one,) = disclosure_log_of(session, "panel", "P1", keller.clock()).given
        assert one.left_after is not None
        assert (one.left_after.state, one.left_after.days) == ("withdrawn", 2)
        assert (one.left_after.known < one.left_after.left) == received
        first, second = (words.text("en") for words in one.left_after.words())
        assert "left 2 days after the declaration" in first
        assert ("only since" in second) != received
        story = story_of(session, "panel", "P1", keller.clock())
        left = next(entry for entry in story.happenings if entry.delivery)
        assert [words.text("en") for words in left.details[:2]] == [first, second]
        line = next(one for one in recall_lines(session, keller.clock()) if one.step == "tell")
        assert (line.left_after, line.late_delivery is not None) == (1, True)
        told = person_json(disclosure_log_of(session, "panel", "P1", keller.clock()), {}, {})  # type: ignore[typeddict-item]
        assert told["deliveries"][0]["left_after"] is not None
        assert told["deliveries"][0]["left_after"]["days"] == 2
    assert matrix_says(keller)
    with keller.vault.write() as session:
        record_recalls(keller, session, PARTNER, letter=lambda _: b"%PDF")
    assert matrix_says(keller)
    with keller.vault.read() as session:
        line = next(one for one in recall_lines(session, keller.clock()) if one.step == "send")
    assert line.left_after == 1, "telling does not hide it"


def test_a_delivery_before_the_declaration_is_none(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    clock.now += timedelta(days=1)
    declares(keller, clock.now)
    with keller.vault.read() as session:
        (one,) = disclosure_log_of(session, "panel", "P1", keller.clock()).given
        assert one.left_after is None
        assert all(line.late_delivery is None for line in recall_lines(session, keller.clock()))
    assert not matrix_says(keller)


SCOPES = [EventScope("panel", RESEARCH, "own"), EventScope("panel", "other", "own")]
REACH = DeliveryReach("panel", {RESEARCH}, "them", "6(1)(a)")
START = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.lists(st.tuples(st.sampled_from(SCOPES), st.sampled_from(range(11)), st.integers(0, 20)), max_size=8))
def test_it_is_said_where_and_only_where_something_stood_against_it(events: list[tuple[EventScope, int, int]]) -> None:
    ordered = sorted(events, key=lambda one: one[2])
    found = left_after(
        [PersonEvent(scope, state, START + timedelta(days=day), START) for scope, state, day in ordered],
        REACH,
        START + timedelta(days=10),
        "own",
        {"own", "them"},
    )
    before = [(place, one) for place, one in enumerate(ordered) if one[2] < 10]
    against = [
        day
        for place, (scope, state, day) in before
        if state in CALLING_CODES
        and (state == CODES["erased"] or (scope.purpose == RESEARCH and state not in (CODES["objected"],)))
        and not any(other > place and one[0] == scope and one[1] in VALID_CODES for other, one in before)
    ]
    # an objection reaches research on whatever basis
    against += [
        day
        for place, (scope, state, day) in before
        if state == CODES["objected"]
        and scope.purpose == RESEARCH
        and not any(other > place and one[0] == scope and one[1] in VALID_CODES for other, one in before)
    ]
    assert (None if found is None else (found.at - START).days) == min(against, default=None)


def test_receipt_is_said_on_every_way(keller: Acting, clock: Any) -> None:
    """The command line and the form of a single record count from receipt, as the window of a withdrawal does."""
    ready(keller, {"P1": "given", "P2": "given"})
    clock.now += timedelta(days=10)
    arrived = clock.now - timedelta(days=4)
    made, _batch = withdraw(keller, "P1", at=clock.now - timedelta(days=5), received=arrived)
    form = Form("P2", "panel", RESEARCH, state="withdrawn", at=clock.now - timedelta(days=5), received=arrived)
    event, _batch = record_consent(keller, form)
    assert {one.more["received"] for one in (*made, event)} == {arrived.strftime("%Y-%m-%dT%H:%M:%SZ")}
    given_again, _batch = record_consent(keller, Form("P2", "panel", RESEARCH, received=arrived))
    assert "received" not in given_again.more, "a consent has no day of receipt"
