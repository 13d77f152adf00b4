"""A step is offered exactly when the history would take its entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.agreements.steps.next_action import next_action
from datapact.agreements.steps.permitted import AMENDS_ANOTHER, OUTSIDE, SIGNED_ELSEWHERE, StepName, possible_steps
from datapact.agreements.views.filters import STEP_ROLES
from datapact.base.texts import Message
from datapact.checks.model.finding import Tally
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState, follow
from datapact.history.transitions.registry import AGREEMENT_RULES
from tests.depth import examples
from tests.history.random_history import INSTITUT, KELLER, ancestors, folded, play, steps
from tests.history.world import Organisation, Replica, revision, slot, usual_directory

FIXED = ("The text is frozen or ended", "The text is fixed", "Nobody asked for approval")
OPEN_COMMENTS = "your house does not sign before"
"""What is held back although the history would take it: drafts and internal words on a text that is fixed, and
freezing while a shared comment is open, where the house decided so."""
ANSWERED_ONCE = ("agree_change", "resume")
"""Steps that can be written again and are offered once."""


def attempts(writer: Replica, state: AgreementState, name: StepName, member: str) -> Iterator[Entry]:
    """Every entry that a member could make of a step, sensible or not."""
    proposals = [entry for entry in state.entries.values() if entry.kind in ("offer", "counter")]
    changes = [entry.digest for entry in state.entries.values() if entry.kind in ("amendment", "annex_version")]
    notices = [entry.digest for entry in state.entries.values() if entry.kind == "notice"]
    match name:
        case "edit":
            yield writer.write("draft", {"state": {}, "note": ""}, member)
        case "approve":
            yield writer.write("approval", {"state_digest": "A" * 43, "note": ""}, member)
        case "ask_approval" | "give_back":
            act = "asked" if name == "ask_approval" else "returned"
            body = {"act": act, "state_digest": "A" * 43, "members": [], "note": ""}
            yield writer.write("approval_request", body, member)
        case "override":
            body = {"finding": "G01", "place": "", "reason": "so", "state_digest": "A" * 43}
            yield writer.write("override", body, member)
        case "confirm":
            wordings = [{"place": "audits-1", "digest": "A" * 43, "parts": ["P09.audits"]}]
            yield writer.write("wording_confirmed", {"wordings": wordings, "note": ""}, member)
        case "counter":
            yield from (writer.counter(one, member=member) for one in proposals)
        case "accept":
            yield from (writer.accept(one, member=member) for one in proposals)
        case "freeze":
            if state.outside is not None and state.outside.stage == "agreed":
                yield writer.outside("frozen", member=member)
            slots = [slot(1, KELLER), slot(2, INSTITUT)]
            yield from (writer.freeze(one, slots, member=member) for one in proposals)
        case "sign":
            places = state.freeze.slots if state.freeze else ()
            for place in places:
                for before in sorted(state.revisions - {""}) or [revision("unsigned")]:
                    body = {"slot": place.id, "person": "x", "capacity": "y"}
                    yield writer.write(
                        "signed", {**body, "revision_from": before, "revision_to": revision("new")}, member
                    )
        case "record_signature":  # of a text that was frozen between houses
            for place in state.freeze.slots if state.freeze else ():
                for stood in sorted(state.revisions) or [""]:
                    yield writer.own_copy(place.id, stood, member=member)
        case "decline":
            yield writer.decline(member=member)
        case "comment":
            yield writer.comment(member=member)
        case "terminate":
            yield writer.terminate(member=member)
        case "notice":
            yield writer.notice(member=member)
        case "annex":
            yield writer.annex("measures", "alone", member=member)
        case "amend":
            yield writer.amend(member=member)
        case "agree_change":
            yield from (writer.agree_to(one, member=member) for one in changes)
        case "object":
            yield from (writer.object_to(one, member=member) for one in [*changes, *notices])
        case "suspend":
            yield writer.suspend(member=member)
        case "resume":
            suspended = [entry.digest for entry in state.entries.values() if entry.kind == "suspended"]
            yield from (writer.resume(one, member=member) for one in suspended)


@settings(max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, st.integers(0, 1_000), st.sampled_from(["legal", "signatory", "second", "lead", "admin", "auditor"]))
def test_a_step_is_offered_exactly_when_its_entry_would_stand(plan, place, member):
    entries = play(plan)
    newest = entries[place % len(entries)]
    state = folded([*ancestors(entries, newest), newest])
    for house in (KELLER, INSTITUT):
        roles = house.line.state.members[member].roles
        possible = possible_steps(state, house.id, member, roles)
        for name, reason in possible.items():
            frozen_here = state.freeze is not None and state.outside is None
            if name in ("send", "record_answer") or (name == "record_signature" and not frozen_here):
                continue  # a record stands; a window offers it in its turn
            if reason is not None and is_held_back(name, reason):
                continue
            outcomes = [stands(state, entry) for entry in each_alone(house, state, name, member)]
            assert any(outcomes) == (reason is None), (name, state.stage, str(reason))


def each_alone(house: Organisation, state: AgreementState, name: StepName, member: str) -> Iterator[Entry]:
    """The attempts, each on top of the state and not of the one before it."""
    writer = Replica(house, "W" * 22, dict(state.entries), minutes=10_000)
    for entry in attempts(writer, state, name, member):
        del writer.known[entry.digest]
        yield entry


def stands(state: AgreementState, entry: Entry) -> bool:
    return entry.digest not in follow(state, entry, usual_directory()).void


def test_the_list_filters_by_the_roles_of_the_rules():
    kinds = {"finish_draft": "draft", "answer": "accept", "choose": "accept", "freeze": "freeze", "sign": "signed"}
    kinds |= {"record_answer": "outside_step", "record_signature": "signed_elsewhere", "read_paper": "foreign_paper"}
    kinds |= {"answer_change": "change_accepted", "vote": "vote", "record_accession": "accession"}
    assert {step: {role} for step, role in STEP_ROLES.items()} == {
        step: AGREEMENT_RULES[kind].roles for step, kind in kinds.items()
    }


def is_held_back(name: StepName, reason: Message) -> bool:
    return (
        name in ANSWERED_ONCE
        or reason in (SIGNED_ELSEWHERE, OUTSIDE, AMENDS_ANOTHER)
        or str(reason).startswith(FIXED)
        or OPEN_COMMENTS in str(reason)
    )


@pytest.mark.parametrize(
    ("findings", "questions", "action"),
    [
        (Tally(), 2, "send"),
        (Tally(required=1), 2, "interview"),
        (Tally(required=1), 0, "edit"),
        (Tally(errors=1), 2, "edit"),
        (Tally(errors=1), 0, "edit"),
    ],
)
def test_a_draft_with_an_error_leads_to_the_text_and_one_with_gaps_to_the_questions(
    findings: Tally, questions: int, action: str
) -> None:
    """An error in what was entered is no open question, however many of these there are."""
    writer = Replica(KELLER, "W" * 22, {})
    state = folded([writer.write("draft", {"state": {}, "note": ""}, "legal")])
    possible: dict[StepName, Message | None] = dict.fromkeys(get_args(StepName.__value__))
    found = next_action(state, KELLER.id, possible, findings, "", questions)
    assert found.action == action
    assert ("question" in str(found.why)) == (action in ("send", "interview"))
