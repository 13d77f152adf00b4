"""What is done with an answer: it is used, and the data that leaves on it is recorded.

The question is asked again in the transaction that records it. Whoever relies on an answer that was shown says which:
where it is another one by then, nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from datapact.consent.answer_words import verdict_word
from datapact.consent.asking import Asked, question_of
from datapact.consent.deliveries import Delivery
from datapact.consent.delivery_decision import by_decision_within
from datapact.consent.delivery_rows import Sent
from datapact.consent.moments import moment_of
from datapact.consent.question import Decision
from datapact.consent.used_decisions import UsedDecision, use_within
from datapact.errors import AnswerNo
from datapact.texts import N_

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class Leaving:
    """What left: on which day (None: now), which version, to whom of those allowed (None: all of them).

    ``decision`` is the entry of an answer that was used before; empty uses the answer now. ``override`` is the reason
    why people left whom the answer does not allow.
    """

    decision: str = ""
    day: date | None = None
    version: str = ""
    subjects: Sequence[Sent] | None = None
    override: str = ""
    note: str = ""


class Changed(AnswerNo):
    """The answer is another one than what was shown; ``decision`` is the new one, and nothing was recorded."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(
            N_(
                "The answer has changed since it was shown: it is now “{verdict}”, {n} of {m} people. Nothing was recorded; "
                "look at the new answer."
            ),
            verdict=verdict_word(decision.verdict),
            n=decision.n,
            m=decision.m,
        )


def use_answer(acting: Acting, asked: Asked, shown: Decision | None = None) -> UsedDecision:
    """Ask now and record the answer as one that is relied on.

    Raises what ``question_of`` and ``use_decision`` raise, and Changed where the answer is not the one ``shown``.
    """
    with acting.vault.write() as session:
        return _use_within(acting, session, asked, shown)


def _use_within(acting: Acting, session: Session, asked: Asked, shown: Decision | None) -> UsedDecision:
    used = use_within(acting, session, question_of(session, asked, acting.clock()))
    if shown is not None and _said(used.decision) != _said(shown):
        raise Changed(used.decision)  # which undoes the record
    return used


def _said(decision: Decision) -> tuple[object, ...]:
    tally = decision.tally
    return decision.verdict, decision.n, decision.m, dict(tally.counts), dict(tally.narrower), decision.agreement


def deliver(acting: Acting, asked: Asked, leaving: Leaving) -> Delivery:
    """Record a delivery on an answer; where none was used, the answer as on the day it left is used first.

    Both in one transaction. Raises what ``record_by_decision`` does.
    """
    with acting.vault.write() as session:
        decision = leaving.decision
        if not decision:
            decision = _use_within(acting, session, replace(asked, day=leaving.day), None).record.entry
        now = acting.clock()
        return by_decision_within(
            acting,
            session,
            decision,
            at=min(moment_of(leaving.day, now), now),
            version=leaving.version,
            subjects=leaving.subjects,
            override=leaving.override,
            note=leaving.note,
        )
