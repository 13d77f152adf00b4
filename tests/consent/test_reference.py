"""The engine against the slow, obvious reference, on random worlds."""

from __future__ import annotations

import os
from datetime import timedelta

from hypothesis import HealthCheck, given, settings

from datapact.consent.decision.cohort import people, tally
from datapact.consent.decision.decide import decide
from datapact.consent.decision.fast_count import Counter
from datapact.consent.facts.facts import seconds
from datapact.consent.facts.load_facts import stands
from datapact.consent.facts.question import Needs, Tally
from tests.consent.random_worlds import DAY, asked, is_about_now, people_of, questions, worlds
from tests.consent.reference import answer
from tests.depth import examples

EXAMPLES = int(os.environ.get("DATAPACT_REFERENCE_EXAMPLES", examples(360)))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=worlds, wanted=questions)
def test_the_engine_says_what_the_reference_says(drawn, wanted) -> None:
    asking = asked(drawn, wanted)
    with people_of(asking) as session:
        wanted_at = asking.question
        found = stands(session, "d", wanted_at.at, wanted_at.known_at, None)
        assert found is ("d" in asking.facts.standing)
        modes = [False, True] if is_about_now(asking) else [False]
        for now in modes:

            def count(needs: Needs, now: bool = now) -> Tally:
                found = tally(session, needs, now=now)
                assert found.allowed == len(list(people(session, needs, now=now, allowed=True)))
                assert found == Counter(session, now=now)(needs)
                assert found == Counter(session, now=now, everything=True)(needs)
                return found

            decision = decide(asking.question, asking.facts, count)
            ends = None if decision.valid_until is None else seconds(decision.valid_until)
            # a breach at whoever receives it is named in every answer on an agreement, and decides nothing
            named = any(one.link == ("breach", "breach-1") and one.verdict == "warning" for one in decision.reasons)
            here = decision.agreement != "" and asking.plain_world["breached"] == "partner"
            assert named is (here and asking.plain_question["day"] >= DAY - timedelta(days=9))
            for one in decision.reasons:  # what nobody has answered is no breach of the law that an answer may bring in
                if "not answered is not" in str(one.message):
                    assert (one.verdict, one.authority) == ("incomplete", "house"), (one.rule, str(one.message))
            ours = (decision.verdict, decision.n, decision.m, ends)
            assert ours == answer(asking.plain_world, asking.plain_question), [
                (one.rule, one.verdict, str(one.message)) for one in decision.reasons
            ]
