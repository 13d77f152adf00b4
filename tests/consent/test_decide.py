"""May we share? The answer from a vault, step by step."""

from __future__ import annotations

from datapact.consent.decide import Question, may_share
from datapact.parties.acting import Acting
from tests.consent.sharing import PARTNER, RESEARCH, ready


def ask(acting: Acting, **changes: object):
    return may_share(
        acting,
        Question(**{"dataset": "panel", "partner": PARTNER, "purpose": RESEARCH, "at": acting.clock(), **changes}),
    )


def test_everybody_agreed(keller: Acting):
    ready(keller, {"S1": "given", "S2": "renewed"})
    answer = ask(keller)
    print([str(one.message) for one in answer.reasons])
    assert (answer.verdict, answer.n, answer.m) == ("permit", 2, 2)


def test_some_withdrew(keller: Acting):
    ready(keller, {"S1": "given", "S2": "withdrawn"})
    answer = ask(keller)
    assert (answer.verdict, answer.n, answer.m) == ("partial", 1, 2)
