"""The decision from the vault, as of now or as known at an earlier moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.consent.decision.decide import CountRecord, decide, digest_of, inputs_of
from datapact.consent.decision.fast_count import Counter
from datapact.consent.facts.load_facts import load_facts
from datapact.consent.facts.question import Decision, Question
from datapact.consent.records.status import is_now

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def may_share(acting: Acting, question: Question) -> Decision:
    """The decision from what the vault knows now, or knew at ``known_at``."""
    with acting.vault.read() as session:
        return answer_within(acting, session, question)


def answer_within(acting: Acting, session: Session, question: Question) -> Decision:
    """``may_share`` inside the caller's transaction."""
    now = is_now(session, question.at, question.known_at)
    asked = CountRecord(Counter(session, now=now))
    facts = load_facts(acting, session, question)
    decision = decide(question, facts, asked)
    inputs = inputs_of(question, facts, asked)
    return replace(decision, inputs=inputs, inputs_digest=digest_of(inputs))
