"""A delivery that relies on a recorded decision: the people it allowed are worked out anew and compared with the
record.

The decision's entry keeps a salted digest over the people whose data might go out. The list found now must give that
digest, else nobody could tell whom the decision allowed. The question is asked again about the moment when the data
leaves: contracts end and people withdraw in between. It is asked in the transaction that records the delivery, so that
nothing comes in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.beginnings import begins, require_enough
from datapact.base.clock import read_time
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import parse_object
from datapact.base.texts import N_, Message
from datapact.consent.decision import cohort
from datapact.consent.decision.decide import digest_of_subjects, rule_set
from datapact.consent.decision.from_inputs import decide_from
from datapact.consent.decision.may_share import answer_within
from datapact.consent.decision.replay import LARGEST_INPUTS
from datapact.consent.deliveries.deliveries import Delivery, NewDelivery, Sent, record_within
from datapact.consent.facts.question import Needs, Question
from datapact.consent.proof.run import Rests, proven_whole
from datapact.consent.records.status import is_now
from datapact.organisation.acting.records import Record, records
from datapact.vault.database.entries import attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Allowed:
    """A recorded decision and the people it allows, by pseudonym; ``of_nobody`` where its data concerns no person."""

    record: Record
    """The entry of the kind ``decision``."""
    subjects: tuple[str, ...]
    """Pseudonyms in our records, sorted; empty where it allows nobody."""
    basis: str
    """Articles of the GDPR that the decision rests on, such as ``6(1)(a)``; empty for data of nobody."""
    needs: Needs | None
    """The needs of each person; None where the decision allows nothing, or is about data of nobody."""
    of_nobody: bool


def allowed_by(session: Session, text: str) -> Allowed:
    """The decision whose entry or key begins with ``text``, and the people whom it allows.

    Raises WrongUse where there is no such decision, AnswerNo where its inputs or the records behind it were erased.
    """
    require_enough(text)
    found = [
        record for record in records(session, "decision") if begins(record.entry, text) or begins(record.key, text)
    ]
    if len(found) != 1:
        raise WrongUse(N_("There is no single answer “{text}” that was used. Ask and use one first."), text=text)
    record = found[0]
    if record.body.get("rule_set") != rule_set():
        raise AnswerNo(N_("This answer was given by earlier rules. Ask for a new one before data leaves."))
    kept = attachment(session, str(record.body.get("inputs", "")))
    if kept is None:
        raise _no_longer_known()
    inputs = parse_object(kept[1], limit=LARGEST_INPUTS)
    decision = decide_from(inputs)
    people: tuple[str, ...] = ()
    if decision.n and decision.needs is not None:
        people = tuple(one.pseudonym for one in cohort.people(session, decision.needs, now=False, allowed=True))
    sealed = inputs.get("subjects")
    salt = sealed.get("salt") if isinstance(sealed, dict) else None
    if not isinstance(salt, str) or digest_of_subjects(salt, people) != record.body.get("subjects"):
        raise _no_longer_known()
    shares = decision.verdict in ("permit", "partial")
    of_nobody = shares and decision.needs is None
    return Allowed(record, people, decision.basis, decision.needs if shares else None, of_nobody)


def _allowed_of(session: Session, allowed: Allowed, people: Sequence[Sent]) -> set[str]:
    """Those of these people whom the decision allowed."""
    if allowed.needs is None:
        return set()
    asked = replace(allowed.needs, subjects=tuple(one.subject for one in people))
    if asked.consents:
        return set(allowed.subjects) & set(asked.subjects or ())
    # on another basis than consent, also people of whom nothing is recorded
    return {one.pseudonym for one in cohort.people(session, asked, now=False, allowed=True)}


def _decide_again(
    acting: Acting, session: Session, allowed: Allowed, people: Sequence[Sent], at: datetime
) -> tuple[Message | None, set[str]]:
    """Ask a decision's question anew about the moment when the data leaves: why not, or whose data may go."""
    body = allowed.record.body
    names = ("dataset", "partner", "purpose", "action", "place")
    subjects = None if allowed.of_nobody else tuple(one.subject for one in people)
    asked = Question(**{one: body[one] for one in names}, at=at, subjects=subjects, agreed=body.get("agreed", ""))
    answer = answer_within(acting, session, asked)
    if answer.verdict not in ("permit", "partial") and not answer.tally.total:
        against = [one for one in answer.reasons if one.verdict == answer.verdict]
        return (against[0].message if against else None), set()
    if answer.needs is None:
        return None, set()
    now = is_now(session, at, None)
    return None, {one.pseudonym for one in cohort.people(session, answer.needs, now=now, allowed=True)}


def record_by_decision(
    acting: Acting,
    session: Session,
    decision: str,
    *,
    at: datetime,
    version: str = "",
    subjects: Sequence[Sent] | None = None,
    override: str = "",
    note: str = "",
    shown: Sequence[str] | None = None,
) -> Delivery:
    """Record a delivery that relied on a decision; about all whom it allows unless ``subjects`` names those whose data
    left. ``shown`` are the pseudonyms that a person saw before confirming, in order.

    Raises AnswerNo where others than those ``shown`` would be recorded, what ``deliveries.record_delivery`` and ``allowed_by`` raise, and AnswerNo where the decision did not hold
    when the data left, or had changed by then, and no override gives a reason.
    """
    if subjects is None:  # the list is made here, of rows of the vault
        from_rows(acting, session, decision)
    allowed = allowed_by(session, decision)
    people = tuple(map(Sent, allowed.subjects)) if subjects is None else tuple(subjects)
    if shown is not None and tuple(one.subject for one in people) != tuple(shown):
        raise AnswerNo(
            N_("Other people than those shown would be recorded. Nothing was recorded; look at the answer anew.")
        )
    then = _allowed_of(session, allowed, people)
    changed, may = _decide_again(acting, session, allowed, people, at)
    still = then & may
    body = allowed.record.body
    excused = bool(override.strip()) and not allowed.of_nobody  # a reason is kept with people's lines
    until = body.get("valid_until", "")
    lapsed = bool(until) and at > read_time(until)
    if lapsed and not excused:
        raise AnswerNo(
            N_("The answer was valid until {until} only. Ask for a new one before data leaves."), until=until
        )
    zone = local_zone(at)
    early = day_of(at, zone) < day_of(read_time(body["at"]), zone)
    if early and not excused:
        raise AnswerNo(
            N_("The answer is about {day}, and the data left before. Ask about the day on which it left."),
            day=day_of(read_time(body["at"]), zone).isoformat(),
        )
    if changed is not None and not excused:
        raise AnswerNo(N_("The answer is no longer the same when the data leaves. {reason}"), reason=changed)
    if still != then and not excused:
        raise AnswerNo(
            N_(
                "{count} of the people whom the answer allowed may no longer go out, such as"
                " {person}. Ask for a new answer; if their data did leave, a legal member records"
                " that with a reason."
            ),
            count=len(then - still),
            person=min(then - still),
        )
    if allowed.of_nobody and subjects is None:
        people = ()
    elif not people:
        raise AnswerNo(N_("The answer lets nobody out. Ask for a new one, or name the people whose data left."))
    new = NewDelivery(
        dataset=body["dataset"],
        version=version,
        recipient=body["partner"],
        purpose=body["purpose"],
        agreed=body.get("agreed", ""),
        at=at,
        subjects=people,
        agreement=body.get("agreement", ""),
        basis=allowed.basis,
        decision=allowed.record.entry,
        override=override,
        note=note,
        of_nobody=allowed.of_nobody and not people,
    )
    return record_within(acting, session, new, frozenset() if lapsed or early else frozenset(still))


def from_rows(acting: Acting, session: Session, decision: str) -> None:
    """Hold the consents from which the list of a decision is made against what was signed; raises NotProven."""
    require_enough(decision)
    datasets = {
        str(record.body.get("dataset"))
        for record in records(session, "decision")
        if begins(record.entry, decision) or begins(record.key, decision)
    }
    proven_whole(acting, session, Rests(consents=frozenset(datasets)))


def _no_longer_known() -> AnswerNo:
    return AnswerNo(
        N_("Whom this answer allowed can no longer be told: records behind it were erased. Ask for a new answer.")
    )
