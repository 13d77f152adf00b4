"""What freezing would fix, shown before anybody does it: slots, layout, the digest, and everything that bars it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.agreements.checks.finding import Finding
from datapact.agreements.complete import whole_state
from datapact.agreements.findings import blocking_findings
from datapact.agreements.house_rules import house_severity
from datapact.agreements.negotiation import terms_of
from datapact.agreements.possible_steps import possible_steps
from datapact.agreements.record import load_state, state_digest
from datapact.documents.layout import LAYOUT
from datapact.errors import AnswerNo
from datapact.parties.organisation_log import directory
from datapact.parties.own_line import own_line
from datapact.signing.slots import plan_slots
from datapact.texts import N_, Message, counted

if TYPE_CHECKING:
    from datetime import date

    from datapact.agreements.terms import Terms
    from datapact.history.agreement import AgreementState
    from datapact.parties.acting import Acting

OTHER_PROPOSAL = Message(
    N_("Another proposal is still open besides the agreed one. Answer it with a counter before you freeze the text.")
)


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A signature to come. ``evidence`` proves the capacity; ``evidence_date`` is ISO text or empty."""

    order: int
    party: str
    party_name: str
    signing_rule: str
    person: str
    capacity: str
    evidence: str
    evidence_date: str


@dataclass(frozen=True, slots=True)
class FreezePlan:
    """``blocked`` are reasons in words; empty: the text can be frozen now. ``findings`` are those that bar it."""

    slots: tuple[PlannedSlot, ...]
    layout: str
    agreement_sha256: str
    blocked: tuple[Message, ...]
    findings: tuple[Finding, ...]


def plan_freeze(acting: Acting, history: str, on: date) -> FreezePlan:
    """The plan as at ``on`` (local day). Raises AnswerNo where the text is withheld or not agreed at all."""
    with acting.vault.read() as session:
        folded, house = load_state(session, history), house_severity(session)
        known = directory(session)
        member = own_line(session).state.members.get(acting.member.id, acting.member)
    reason = possible_steps(folded, acting.organisation, member.id, member.roles)["freeze"]
    if folded.agreed is None:
        raise AnswerNo(reason or Message(N_("The text is not agreed by every party yet, so it cannot be frozen.")))
    state = whole_state(folded.offers[folded.agreed])
    terms = terms_of(state)
    blocked = [] if reason is None else [reason]
    if others_open(folded):
        blocked.append(OTHER_PROPOSAL)
    findings = blocking_findings(folded, state, acting.organisation, on, house)
    if findings:
        blocked.append(
            counted(
                "{n} finding of severity E stands. Correct the text, or let a second legal member override it.",
                "{n} findings of severity E stand. Correct the text, or let a second legal member override them.",
                len(findings),
            )
        )
    slots: tuple[PlannedSlot, ...] = ()
    try:
        planned = plan_slots(terms, known)
    except AnswerNo as error:
        blocked.append(error.message)
        slots = _as_written(terms)
    else:
        rules = {party.key: (party.name, party.signing_rule) for party in terms.parties}
        slots = tuple(
            PlannedSlot(
                order=slot["order"],
                party=slot["party"],
                party_name=rules[slot["party"]][0],
                signing_rule=rules[slot["party"]][1],
                person=slot["person"],
                capacity=slot["capacity"],
                evidence=slot["evidence"],
                evidence_date=slot["evidence_date"],
            )
            for slot in planned
        )
    return FreezePlan(slots, LAYOUT, state_digest(state), tuple(blocked), findings)


def others_open(folded: AgreementState) -> bool:
    """Whether a proposal other than the agreed one still waits for an answer."""
    return any(digest != folded.agreed for digest in folded.open_offers)


def _as_written(terms: Terms) -> tuple[PlannedSlot, ...]:
    """The signatories as the parties name them, for a plan that cannot stand yet."""
    pairs = [(party, person) for party in terms.parties for person in party.signatories]
    pairs.sort(key=lambda pair: pair[1].order or len(pairs) + 1)
    return tuple(
        PlannedSlot(
            order=order,
            party=party.key,
            party_name=party.name,
            signing_rule=party.signing_rule,
            person=person.name,
            capacity=person.capacity,
            evidence=person.evidence,
            evidence_date=person.evidence_date.isoformat() if person.evidence_date else "",
        )
        for order, (party, person) in enumerate(pairs, start=1)
    )
