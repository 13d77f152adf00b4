"""Recounting from events in plain Python, and by the script for outsiders, gives what the decision counts in SQL, on random
worlds.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import CodeType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.audit.exports.decision import script
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


_COUNTING = ("reaching", "taking", "blocking", "later_than", "reason")


@cache
def _counting() -> CodeType:
    found = [
        one
        for one in ast.parse(script()).body
        if (isinstance(one, ast.FunctionDef) and one.name in _COUNTING)
        or (isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and one.targets[0].id in _COUNTING)
    ]
    assert len(found) == len(_COUNTING)
    return compile(ast.Module(found, []), "recount.py", "exec")


def by_hand(needs: dict[str, Any], at: str) -> Callable[[list[dict[str, Any]]], str]:
    """What bars a person, by the script that leaves with an answer: its definitions alone, without its files."""
    names: dict[str, Any] = {"needs": needs, "at": at}
    exec(_counting(), names)
    made: Callable[[list[dict[str, Any]]], str] = names["reason"]
    return made


@pytest.mark.journey
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=worlds, wanted=questions, turned=st.booleans())
def test_recounting_gives_the_same_people_for_the_same_reasons(drawn, wanted, turned) -> None:
    """``turned``: also where nobody may object, or may, against what the purposes of these worlds would give."""
    asking = asked(drawn, wanted)
    with people_of(asking) as session:

        def count(needs: Needs) -> Tally:
            needs = replace(needs, objections=needs.objections is not turned)
            found = tally(session, needs, now=False)
            plain, events = json.loads(json.dumps(needs.as_json())), events_of(session, needs)
            again = recount(plain, needs.subjects, events)
            assert tally_of(again) == found.as_json()
            listed = [(one.pseudonym, one.outcome) for one in people(session, needs, now=False)]
            assert [(one.subject, one.outcome) for one in again] == listed
            return found

        decide(asking.question, asking.facts, count)


_PLACES = [["p", "own"], ["Words", "own"], ["p", "other"]]
_NEEDS = st.fixed_dictionaries(
    {
        "dataset": st.just("d"),
        "at": st.just(100),
        "purposes": st.just(["p"]),
        "controllers": st.just(["own", "partner"]),
        "consents": st.sampled_from(
            (
                [],
                *(
                    [
                        {
                            "controller": "own",
                            "purposes": ["p"],
                            "accepted": [["n", "1", None]],
                            "invalid": [],
                            "lacking": [],
                        }
                        | {"explicit": False, "parental": False, "unassigned": []}
                        | fresh
                    ]
                    for fresh in ({}, {"since": write_time(moment(99))})
                ),
            )
        ),
        "objections": st.booleans(),
        "restrictions": st.booleans(),
        "reaching": st.sampled_from(([], ["wide"])),
        "refusing": st.sampled_from(([], ["own"])),
        "meant": st.lists(st.sampled_from(_PLACES[1:]), max_size=1),
        "unplaced": st.lists(st.sampled_from(_PLACES[1:]), max_size=1),
        "strangers": st.booleans(),
    }
)
_STATES = (
    "given",
    "given",
    "renewed",
    "refused",
    "withdrawn",
    "invalidated",
    "objected",
    "objected",
    "restricted",
    "erased",
)
_EVENTS = st.lists(
    st.tuples(st.sampled_from([*_PLACES, ["wide", "own"]]), st.sampled_from(_STATES), st.integers(98, 101)), max_size=4
)


@settings(max_examples=examples(1000), deadline=None)
@given(_NEEDS, _EVENTS)
def test_the_script_for_outsiders_finds_the_same_reason(needs: dict[str, Any], said: list[Any]) -> None:
    events = []
    for number, ((purpose, controller), state, at) in enumerate(said):
        row = {"subject": "ann", "dataset": "d", "purpose": purpose, "controller": controller, "state": state}
        row |= {"at": write_time(moment(at)), "until": None, "notice": "n", "notice_version": "1", "explicit": True}
        events.append(SignedEvent("", (1, number), "", {**row, "more": {}}))
    (found,) = recount(needs, ["ann"], events)
    at = write_time(moment(needs["at"]))
    rows = [{**one.row, "order": (one.row["at"], *one.order)} for one in events if one.row["at"] <= at]
    assert by_hand(needs, at)(rows) == found.outcome
