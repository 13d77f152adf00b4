"""Recounting from events in plain Python gives what the decision counts in SQL, on random worlds."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings

from datapact.audit.formats.recount import SignedEvent, recount, tally_of
from datapact.base.clock import write_time
from datapact.consent.decision.cohort import people, tally
from datapact.consent.decision.decide import decide
from datapact.consent.facts.question import Needs, Tally
from datapact.consent.records.events import moment
from datapact.consent.terms.states import BY_CODE
from datapact.vault.database.session import Session
from tests.consent.random_worlds import asked, people_of, questions, worlds
from tests.depth import examples

EXAMPLES = int(os.environ.get("DATAPACT_REFERENCE_EXAMPLES", examples(360)))


def events_of(session: Session, needs: Needs) -> list[SignedEvent]:
    """All events that were recorded by the moment that counts, as rows of batches have them."""
    found = session.connection().exec_driver_sql(
        "SELECT e.id, u.pseudonym, s.dataset, s.purpose, s.controller, e.state, e.at, e.until, e.notice, e.notice_version,"
        " e.explicit, e.more, e.recorded FROM consent_event e JOIN consent_scope s ON s.id = e.scope"
        " JOIN consent_subject u ON u.id = e.subject"
    )
    made = []
    for (
        number,
        subject,
        dataset,
        purpose,
        controller,
        state,
        at,
        until,
        notice,
        version,
        explicit,
        more,
        recorded,
    ) in found:
        if needs.known_at is not None and recorded > needs.known_at:
            continue
        row = {
            "subject": subject,
            "dataset": dataset,
            "purpose": purpose,
            "controller": controller,
            "state": BY_CODE[state].name,
            "at": write_time(moment(at)),
            "until": None if until is None else write_time(moment(until)),
            "notice": notice,
            "notice_version": version,
            "explicit": bool(explicit),
            "more": json.loads(more or "{}"),
        }
        made.append(SignedEvent("", (1, number), "", row))
    return made


@pytest.mark.journey
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=worlds, wanted=questions)
def test_recounting_gives_the_same_people_for_the_same_reasons(drawn, wanted) -> None:
    asking = asked(drawn, wanted)
    with people_of(asking) as session:

        def count(needs: Needs) -> Tally:
            found = tally(session, needs, now=False)
            again = recount(json.loads(json.dumps(needs.as_json())), needs.subjects, events_of(session, needs))
            assert tally_of(again) == found.as_json()
            listed = [(one.pseudonym, one.outcome) for one in people(session, needs, now=False)]
            assert [(one.subject, one.outcome) for one in again] == listed
            return found

        decide(asking.question, asking.facts, count)
