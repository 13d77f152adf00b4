"""A decision that is used becomes an entry: its question, its outcome and all its inputs.

The inputs are an attachment of canonical JSON, named by its digest; the people whose data may go out are kept only as a
salted digest, so that they can be erased.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from datapact.base.clock import write_time
from datapact.base.strictjson import canonical, to_base64url
from datapact.base.texts import LANGUAGES, Message
from datapact.consent.decision import cohort
from datapact.consent.decision.decide import CountRecord, decide, digest_of_subjects, inputs_of
from datapact.consent.decision.fast_count import Counter
from datapact.consent.facts.load_facts import load_facts
from datapact.consent.facts.question import Bound, Decision, Question
from datapact.consent.proof.run import Rests, proven_whole
from datapact.consent.records.status import is_now, last_event
from datapact.organisation.acting.records import Record, append_record
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MEDIA = "application/vnd.datapact.decision-inputs+json"


@dataclass(frozen=True, slots=True)
class UsedDecision:
    """A decision with the entry that records its use."""

    record: Record
    """The entry of the kind ``decision`` in our own history."""
    decision: Decision
    """Its ``inputs_digest`` names the attachment that was kept with the entry."""


def use_decision(acting: Acting, question: Question) -> UsedDecision:
    """Decide on ``question`` and record the decision as relied on.

    The record fixes what the vault holds now, so that the question can be asked again years later. Raises Locked unless
    the member is legal or lead.
    """
    with acting.vault.write() as session:
        return use_within(acting, session, question)


def use_within(acting: Acting, session: Session, question: Question) -> UsedDecision:
    """``use_decision`` inside the caller's transaction; raises NotProven where a row that it rests on was not signed."""
    proven_whole(acting, session, Rests(agreements=None, consents=frozenset({question.dataset})))
    now = is_now(session, question.at, question.known_at)
    asked = CountRecord(Counter(session, now=now))
    facts = load_facts(acting, session, question)
    bound = Bound(entries.last_place(session), last_event(session), timed=question.known_at is not None)
    question = replace(question, known_at=facts.known_at, bound=bound)
    decision = decide(question, facts, asked)
    salt = to_base64url(secrets.token_bytes(16))
    people: Iterable[str] = ()
    if decision.n and decision.needs is not None:
        people = (one.pseudonym for one in cohort.people(session, decision.needs, now=now, allowed=True))
    subjects = digest_of_subjects(salt, people)
    inputs = {**inputs_of(question, facts, asked), "subjects": {"salt": salt, "digest": subjects}}
    digest = entries.put_attachment(session, canonical(dict(inputs)), MEDIA)
    decision = replace(decision, inputs=inputs, inputs_digest=digest)
    record = append_record(acting, session, "decision", _body(decision, subjects))
    return UsedDecision(record, decision)


def _body(decision: Decision, subjects: str) -> Mapping[str, Any]:
    question = decision.question
    return {
        "key": str(uuid.uuid4()),
        "agreement": decision.agreement,
        "agreed": decision.agreed,
        "dataset": question.dataset,
        "partner": question.partner,
        "purpose": question.purpose,
        "action": question.action,
        "place": question.place,
        "at": write_time(question.at),
        "known_at": write_time(question.known_at or question.at),
        "verdict": decision.verdict,
        "n": decision.n,
        "m": decision.m,
        "reasons": [_reason(one.as_json()) for one in decision.reasons],
        "evidence": decision.evidence,
        "valid_until": write_time(decision.valid_until) if decision.valid_until is not None else "",
        "until_why": _both(decision.until_why),
        "rule_set": decision.rule_set,
        "inputs": decision.inputs_digest,
        "subjects": subjects,
    }


def _both(why: Message | None) -> Mapping[str, str]:
    return {language: "" if why is None else why.text(language) for language in LANGUAGES}


def _reason(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: shown[name] for name in ("rule", "verdict", "message", "citation", "source", "count")}


__all__ = ["UsedDecision", "use_decision", "use_within"]
