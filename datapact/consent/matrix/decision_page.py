"""The page of one decision: the decision with names, its use, the deliveries on it.

The transaction that records a decision decides anew. The caller names the decision that was shown; if the new one
differs, nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.views.known_names import known_datasets
from datapact.base.clock import in_zone, read_time, write_time
from datapact.base.errors import AnswerNo
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_
from datapact.consent.decision import cohort
from datapact.consent.decision.may_share import answer_within
from datapact.consent.decision.used_decisions import UsedDecision, use_within
from datapact.consent.decision.wording import verdict_word
from datapact.consent.deliveries.by_decision import allowed_by, record_by_decision
from datapact.consent.deliveries.by_hand import left_on
from datapact.consent.deliveries.deliveries import Delivery, Sent, deliveries
from datapact.consent.facts.adequacy import SORT as ADEQUACY
from datapact.consent.facts.load_facts import load_facts
from datapact.consent.facts.question import Decision, Verdict
from datapact.consent.matrix.matrix import pending_at, pending_of
from datapact.consent.matrix.next_change import next_change
from datapact.consent.matrix.question_form import QuestionForm, question_of
from datapact.consent.matrix.shown_page import (
    ALLOWED,
    CalledHere,
    DecisionPage,
    Use,
    counted_notices,
    page_from,
)
from datapact.consent.notices.notices import notices
from datapact.consent.records.status import is_now
from datapact.consent.terms.states import STATES, VALID
from datapact.organisation.acting.records import Record, record_of, records

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


MOST_USES = 20


def decision_page_of(acting: Acting, asked: QuestionForm) -> DecisionPage:
    """Decide, and gather the page's data; raises WrongUse for a question that cannot be asked."""
    now = acting.clock()
    zone = local_zone(now)
    with acting.vault.read() as session:
        question = question_of(acting, session, asked, now, zone)
        decision = answer_within(acting, session, question)
        facts = load_facts(acting, session, question, zone=zone)
        return page_from(
            decision,
            facts,
            called_here(session, decision),
            asked=QuestionForm(
                question.dataset,
                question.partner,
                question.purpose,
                question.action,
                question.place,
                asked.day,
                agreed=question.agreed,
            ),
            now=now,
            zone=zone,
            pending=pending_at(pending_of(session, now), question.partner, question.dataset, question.purpose),
            uses=uses_of(session, decision),
            left=left_of(session, decision),
            changes=next_change(session, (decision.valid_until,), now, zone),
        )


def called_here(session: Session, decision: Decision) -> CalledHere:
    """The names that this vault has for what a decision's facts do not name."""
    row = session.get(AgreementRow, decision.agreement) if decision.agreement else None
    return CalledHere(
        known_datasets(session).get(decision.question.dataset),
        "" if row is None else row.shown_title,
        {key: one.named for key, one in notices(session).items()} if counted_notices(decision) else {},
    )


def left_of(session: Session, decision: Decision) -> tuple[Delivery, ...]:
    """Deliveries of the dataset to the partner, newest first."""
    question = decision.question
    return deliveries(session, dataset=question.dataset, recipient=question.partner, limit=MOST_USES)


def uses_of(session: Session, decision: Decision) -> tuple[Record, ...]:
    """Entries in which a decision on the same question was used, newest first."""
    question = decision.question
    same = ("dataset", "partner", "purpose", "action", "place")
    found = [
        record
        for record in records(session, "decision")
        if all(record.body.get(name) == getattr(question, name) for name in same)
        and record.body.get("agreed", "") in ("", decision.agreed)
    ]
    return tuple(reversed(found))[:MOST_USES]


def use_shown(page: DecisionPage) -> Use | None:
    """The newest used answer that says exactly what the page shows, about the same day; None where none does."""
    decision = page.decision
    until = "" if decision.valid_until is None else write_time(decision.valid_until)
    shown = (decision.verdict, decision.n, decision.m, decision.agreement, until, _rules(decision))
    day = in_zone(decision.question.at, page.zone).date()
    for record in page.uses:
        body = record.body
        reasons = [(one["rule"], one["verdict"], one["count"]) for one in body["reasons"]]
        said = (body["verdict"], body["n"], body["m"], body["agreement"], body["valid_until"], reasons)
        if said == shown and in_zone(read_time(body["at"]), page.zone).date() == day:
            return record
    return None


def _rules(decision: Decision) -> list[tuple[object, object, object]]:
    shown = [one.as_json() for one in decision.reasons]
    return [(one["rule"], one["verdict"], one["count"]) for one in shown]


def records_behind(page: DecisionPage, outcome: str = "") -> dict[str, str]:
    """The filters that narrow the list of consents to the people a decision counts: all, the allowed, or one outcome.

    For people without a recorded consent, their other records are listed. The keys are those of the record browser:
    dataset, purpose, covering, lacking, controller, state, notice, notice_version, day.
    """
    question, needs = page.decision.question, page.decision.needs
    found = {"dataset": question.dataset, "purpose": question.purpose, "covering": "1"}
    need = needs.consents[0] if needs is not None and needs.consents else None
    if need is not None:
        found["controller"] = need.controller
    if page.asked.day is not None:
        found["day"] = page.asked.day.isoformat()
    if outcome == "unknown":
        found["lacking"] = "1"
    elif outcome == "said_no":
        found["state"] = ",".join(("invalidated", "refused", "withdrawn"))
    elif outcome in STATES:
        found["state"] = outcome
    elif outcome in (
        ALLOWED,
        "stale",
        "notice_invalid",
        "notice_lacks",
        "not_explicit",
        "not_parental",
        "notice_unknown",
        "notice_unassigned",
    ):
        found["state"] = ",".join(sorted(VALID))
        versions = {} if need is None else {"notice_invalid": need.invalid, "notice_lacks": need.lacking}
        if len(versions.get(outcome, ())) == 1:
            found["notice"], found["notice_version"] = versions[outcome][0]
    return found


KINDS_ON_FILE = {
    "legal_basis": N_("Legal basis"),
    "authorisation": N_("Authorisation"),
    "fact_on_file": N_("Fact on file"),
    "purpose_link": N_("About an agreed purpose"),
}


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record that a decision refers to, as in its form: names of members and their values."""

    kind: str
    """A key of ``KINDS_ON_FILE``."""
    key: str
    """Of the record; ``list:…`` for an adequacy decision that came with the program."""
    recorded: datetime | None
    """Time of its newest entry, UTC; None where there is none."""
    lines: tuple[tuple[str, str], ...]
    """Empty values and the key are left out."""


def record_shown(acting: Acting, kind: str, key: str) -> RecordShown:
    """The legal basis, authorisation or fact with this key; without lines where there is none."""
    with acting.vault.read() as session:
        record = record_of(session, kind, key) if key else None
    if record is None:
        if kind == "fact_on_file" and key.startswith("list:"):
            return _of_list(kind, key)
        return RecordShown(kind, key, None, ())
    lines = tuple(
        (name, "" if value is None else str(value))
        for name, value in record.body.items()
        if name != "key" and value not in ("", None, False)
    )
    return RecordShown(kind, key, record.recorded, lines)


def _of_list(kind: str, key: str) -> RecordShown:
    from datapact.consent.facts.adequacy import shipped

    found = next((one for one in shipped() if one.key == key), None)
    if found is None:
        return RecordShown(kind, key, None, ())
    lines = [("sort", ADEQUACY), ("about", found.about), ("reference", found.reference), ("result", found.result)]
    return RecordShown(kind, key, None, tuple(line for line in lines if line[1]))


@dataclass(frozen=True, slots=True)
class Leaving:
    """A delivery to record: when (None: now), version, people among those allowed (None: all of them).

    ``decision`` is the beginning of the entry or key of a decision used before; empty decides now. ``override`` is the
    reason for including people whom the decision does not allow.
    """

    decision: str = ""
    day: date | None = None
    """Local day on which the data left."""
    at: datetime | None = None
    """The moment, where more than the day is known."""
    version: str = ""
    """Of the dataset, as people call it; may be empty."""
    subjects: Sequence[Sent] | None = None
    """With the pseudonyms that the recipient has, where they differ."""
    override: str = ""
    note: str = ""
    """Free text of a person, may be empty."""


class Changed(AnswerNo):
    """The decision differs from the one shown; ``decision`` is the new one, and nothing was recorded."""

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


def use_cell_decision(acting: Acting, asked: QuestionForm, shown: Decision | None = None) -> UsedDecision:
    """Decide now and record the decision as relied on.

    Raises what ``question_of`` and ``use_decision`` raise, and Changed where the decision is not the one ``shown``.
    """
    with acting.vault.write() as session:
        return _use_within(acting, session, asked, shown)


def _use_within(acting: Acting, session: Session, asked: QuestionForm, shown: Decision | None) -> UsedDecision:
    used = use_within(acting, session, question_of(acting, session, asked, acting.clock()))
    if shown is not None and _outcome(used.decision) != _outcome(shown):
        raise Changed(used.decision)  # raising undoes the record
    return used


def _outcome(decision: Decision) -> tuple[object, ...]:
    tally = decision.tally
    counts = dict(tally.counts), dict(tally.narrower)
    return decision.verdict, decision.n, decision.m, *counts, decision.agreement, decision.agreed


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A delivery before it is recorded, for a person to confirm: an answer, a day and people."""

    day: date
    """Local day on which the data left."""
    decision: Decision | None
    """The answer for that day; None where one that was used before is relied on."""
    verdict: Verdict
    """Of the answer that the delivery would rest on."""
    n: int
    """People whom the answer lets out."""
    m: int
    """People whom it looked at."""
    people: tuple[str, ...]
    """Pseudonyms that would be recorded, in order; empty for data of no person."""


def answer_on(acting: Acting, asked: QuestionForm, day: date | None) -> Decision:
    """The answer to the same question for another local day (None: now); nothing is recorded."""
    with acting.vault.read() as session:
        return answer_within(acting, session, question_of(acting, session, replace(asked, day=day), acting.clock()))


def foresee(acting: Acting, leaving: Leaving, asked: QuestionForm) -> Foreseen:
    """The delivery that ``deliver`` would record; nothing is recorded. Raises WrongUse for a day ahead, and what ``allowed_by``
    raises."""
    now = acting.clock()
    at = leaving.at or left_on(leaving.day, now)
    day = day_of(at, local_zone(now))
    listed = None if leaving.subjects is None else tuple(one.subject for one in leaving.subjects)
    with acting.vault.read() as session:
        if leaving.decision:
            allowed = allowed_by(session, leaving.decision)
            body = allowed.record.body
            people = allowed.subjects if listed is None else listed
            return Foreseen(day, None, body["verdict"], body["n"], body["m"], people)
        question = question_of(acting, session, replace(asked, day=leaving.day), now)
        decision = answer_within(acting, session, question)
        people = listed or ()
        if listed is None and decision.n and decision.needs is not None:
            still = is_now(session, question.at, question.known_at)
            found = cohort.people(session, decision.needs, now=still, allowed=True)
            people = tuple(one.pseudonym for one in found)
    return Foreseen(day, decision, decision.verdict, decision.n, decision.m, people)


def deliver(
    acting: Acting, leaving: Leaving, asked: QuestionForm | None = None, shown: Foreseen | None = None
) -> Delivery:
    """Record a delivery on a decision; where none was used, the one on ``asked`` for the day it left is used first.

    Both in one transaction. Raises what ``record_by_decision`` does; with ``shown``, Changed or AnswerNo where anything
    else than was shown would be recorded.
    """
    with acting.vault.write() as session:
        decision = leaving.decision
        at = leaving.at or left_on(leaving.day, acting.clock())
        if not decision and asked is not None:
            before = None if shown is None else shown.decision
            decision = _use_within(acting, session, replace(asked, day=leaving.day), before).record.entry
        return record_by_decision(
            acting,
            session,
            decision,
            at=at,
            version=leaving.version,
            subjects=leaving.subjects,
            override=leaving.override,
            note=leaving.note,
            shown=None if shown is None else shown.people,
        )
