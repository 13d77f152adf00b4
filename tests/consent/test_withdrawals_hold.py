"""No permit while a withdrawal on file covers the question, by vocabulary and by time: whatever else is on file."""

from __future__ import annotations

import itertools
import os
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.consent.decision.cohort import people, tally
from datapact.consent.decision.decide import decide
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.question import Needs, Question, Tally
from datapact.consent.matrix.question_form import QuestionForm, question_of
from datapact.consent.records.event import Event
from datapact.consent.records.events import Refused, append_events
from datapact.consent.records.status import standings
from datapact.consent.terms.purposes import ANY_PURPOSE, is_reached, narrower
from datapact.organisation.acting.acting_member import Acting
from tests.consent.random_worlds import IRI, REFERENCES, asked, people_of, questions, worlds
from tests.consent.sharing import DPV, PARTNER, RESEARCH, ready, record, tell
from tests.depth import depth

EXAMPLES = int(os.environ.get("DATAPACT_REFERENCE_EXAMPLES", 25 if depth() == "quick" else 100))
WIDER = f"{DPV}ResearchAndDevelopment"
NUMBERS = itertools.count(1)
NOES = ("refused", "withdrawn", "invalidated", "expired", "objected", "restricted", "erased")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=worlds, wanted=questions)
def test_nobody_goes_out_whose_withdrawal_covers_the_question(drawn, wanted) -> None:
    asking = asked(drawn, wanted)
    plain, question = asking.plain_world, asking.plain_question
    known = [one for one in plain["events"] if one["at"] <= question["at"] and one["recorded"] <= question["known_at"]]
    purpose = asking.question.purpose
    with people_of(asking) as session:
        needed: list[Needs] = []

        def count(needs: Needs) -> Tally:
            needed.append(needs)
            return tally(session, needs, now=False)

        decide(asking.question, asking.facts, count)
        for needs in needed:
            relying = {one.controller for one in needs.consents}
            for person in people(session, needs, now=False, allowed=True):
                mine = [one for one in known if one["who"] == person.pseudonym and _reference(one) in relying]
                for no in (one for one in mine if one["state"] in NOES and is_reached(purpose, IRI[one["purpose"]])):
                    assert any(
                        one["state"] in ("given", "renewed")
                        and one["controller"] == no["controller"]
                        and one["at"] > no["at"]
                        and one["purpose"] != "Any"
                        and is_reached(purpose, IRI[one["purpose"]])
                        for one in mine
                    )


def _reference(one: dict[str, object]) -> str:
    return REFERENCES[str(one["controller"])]


def no(acting: Acting, subject: str, **changes: object) -> None:
    """An event of the person, by default a withdrawal an hour ago towards us."""
    given = {
        "event_id": f"no-{subject}-{len(changes)}-{sorted(map(str, changes.values()))}",
        "subject": subject,
        "dataset": "panel",
        "purpose": RESEARCH,
        "controller": acting.organisation,
        "state": "withdrawn",
        "at": acting.clock() - timedelta(hours=1),
        **changes,
    }
    with acting.vault.write() as session:
        append_events(acting, session, [Event(**given)], source="test")  # type: ignore[arg-type]


def ask(acting: Acting) -> Question:
    with acting.vault.read() as session:
        return question_of(acting, session, QuestionForm("panel", PARTNER, RESEARCH), acting.clock())


def test_the_root_of_the_vocabulary_means_every_purpose(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "given", "P3": "given"})
    no(keller, "P1", purpose=ANY_PURPOSE)
    no(keller, "P2", purpose=ANY_PURPOSE, state="restricted")
    decision = may_share(keller, ask(keller))
    assert (decision.verdict, decision.n, dict(decision.tally.counts)) == (
        "partial",
        1,
        {"restricted": 1, "withdrawn": 1},
    )


def test_consent_to_the_root_permits_nothing_and_undoes_nothing(keller: Acting) -> None:
    ready(keller, {"P1": "given"})
    no(keller, "P1", purpose=ANY_PURPOSE, at=keller.clock() - timedelta(hours=2))
    no(keller, "P1", purpose=ANY_PURPOSE, state="given", notice="panel", notice_version="1")
    assert may_share(keller, ask(keller)).verdict == "deny"


def test_of_one_second_the_withdrawal_of_the_wider_purpose_holds_in_any_order(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "given"})
    moment = keller.clock() - timedelta(hours=1)
    fresh = {"purpose": RESEARCH, "state": "renewed", "at": moment, "notice": "panel", "notice_version": "1"}
    no(keller, "P1", purpose=WIDER, at=moment)
    no(keller, "P1", **fresh)
    no(keller, "P2", **fresh)
    no(keller, "P2", purpose=WIDER, at=moment)
    assert dict(may_share(keller, ask(keller)).tally.counts) == {"withdrawn": 2}


told = st.lists(st.tuples(st.sampled_from(("given", "renewed", "requested", *NOES)), st.integers(1, 2)), max_size=6)


@settings(max_examples=min(EXAMPLES, 60), deadline=None, suppress_health_check=list(HealthCheck))
@given(events=told)
def test_within_a_scope_a_no_follows_any_yes_of_its_second_and_holds(keller: Acting, events) -> None:
    person, now = f"Q-{next(NUMBERS)}", keller.clock()
    taken: list[tuple[str, int]] = []
    for number, (state, ago) in enumerate(events):
        at = now - timedelta(hours=ago)
        one = Event(f"{person}-{number}", person, "panel", RESEARCH, keller.organisation, state, at)
        noes = [before for before, when in taken if when == ago and before in NOES]
        met = [before for before, when in taken if when == ago and before in ("given", "renewed")]
        try:
            with keller.vault.write() as session:
                batch = append_events(keller, session, [one], source="test")
        except Refused:
            assert state not in NOES or any(one != state for one in noes)  # no yes stands in its way
            continue
        assert state in NOES or not noes
        assert batch.remarks.same_second == (len(met) if state in NOES else 0)
        taken.append((state, ago))
    with keller.vault.read() as session:
        for moment in (now, now - timedelta(hours=1), now - timedelta(hours=2)):
            for known in (None, keller.clock()):
                found = [one.state for one in standings(session, person, moment, dataset="panel", known_at=known)]
                last = min((when for _state, when in taken if now - timedelta(hours=when) <= moment), default=None)
                said_then = [state for state, when in taken if when == last]
                assert found == said_then[-1:]
                assert not any(state in NOES for state in said_then) or found[0] in NOES


def test_of_one_second_and_one_scope_the_withdrawal_holds_for_a_sharing(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "given"})
    moment = keller.clock() - timedelta(hours=1)
    for person in ("P1", "P2"):
        no(keller, person, state="renewed", at=moment, notice="panel", notice_version="1")
    no(keller, "P1", at=moment)
    decision = may_share(keller, ask(keller))
    assert (decision.n, dict(decision.tally.counts)) == (1, {"withdrawn": 1})
    again = replay(keller, use_decision(keller, ask(keller)).record.entry)
    assert (again.outcome, again.today) == ("same", "same")


def test_a_withdrawal_for_a_narrower_purpose_stands_beside_the_answer(keller: Acting) -> None:
    wide, inner = f"{DPV}ServiceOptimisation", f"{DPV}OptimisationForConsumer"
    assert inner in narrower(wide)
    ready(keller, {"P1": "given", "P2": "given", "P3": "given"}, purposes__0__iri=wide)
    with keller.vault.write() as session:
        tell(keller, session, "2", purposes=(wide,))
        began = keller.clock() - timedelta(hours=3)
        record(
            *(keller, session, dict.fromkeys(("P1", "P2", "P3"), "given")), at=began, purpose=wide, notice_version="2"
        )
    no(keller, "P1", purpose=inner)
    no(keller, "P2", purpose=inner, at=began - timedelta(hours=1))  # and agreed to the wider one since
    no(keller, "P3", purpose=inner, controller="external:77")  # whom nobody relies on here
    with keller.vault.read() as session:
        question = question_of(keller, session, QuestionForm("panel", PARTNER, wide), keller.clock())
    decision = may_share(keller, question)
    assert (decision.verdict, decision.n, decision.tally.narrower) == ("permit", 3, {inner: 1})
    (beside,) = [one for one in decision.reasons if one.verdict == "warning" and one.rule == "S7"]
    assert beside.count == 1
    assert "OptimisationForConsumer" in beside.message.text("en")
    again = replay(keller, use_decision(keller, question).record.entry)
    assert (again.outcome, again.today) == ("same", "same")
