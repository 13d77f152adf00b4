"""The plan for a breach: whom to notify, until when, by which law and agreement, how each day was found, what is done.

Where the law says hours, ``due`` is that many hours from the moment of awareness, which is safe under any reading;
``latest`` is the end by Regulation 1182/71, which leaves out the hour of the event. docs/decisions says what is
disputed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from datapact.base.clock import write_time
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Message
from datapact.deadlines.eu import eu_hours
from datapact.deadlines.holidays import place_of
from datapact.obligations.breaches.ai_incidents import AI_REPORTS_FROM, ai_steps
from datapact.obligations.breaches.breach import Breach, StepMark, breaches, find_breach, marks_of_steps
from datapact.obligations.breaches.incident_reports import CRA_REPORTS_FROM, cra_steps, nis2_steps
from datapact.obligations.breaches.other_notices import (
    insurer_steps,
    recipients_steps,
    trade_secret_steps,
    users_steps,
)
from datapact.obligations.breaches.parties import contract_steps, more_data_step, notes_on_partner
from datapact.obligations.breaches.sector_reports import dora_steps, social_data_steps, telecom_steps
from datapact.obligations.breaches.steps import GDPR, OURSELVES, Counting, Plan, Step, named
from datapact.organisation.acting.records import append_record
from datapact.organisation.partners.locations import own_place
from datapact.vault.database.entries import put_attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def plan_of(session: Session, breach: Breach, now: datetime, zone: tzinfo | None = None) -> Plan:
    """The plan for one breach as at ``now``."""
    zone = zone or local_zone(now)
    _name, address = own_place(session)
    marks = marks_of_steps(session, breach.key)
    counting = Counting(breach, place_of(address.country, address.region), zone, marks)
    steps = [
        *_authority(counting),
        *_subjects(breach),
        *_documentation(breach),
        *_by_law_or_contract(breach, tuple(contract_steps(session, breach)), marks),
        *more_data_step(session, breach),
        *nis2_steps(counting),
        *recipients_steps(counting),
        *cra_steps(counting),
        *users_steps(counting),
        *ai_steps(counting),
        *dora_steps(counting),
        *social_data_steps(counting),
        *telecom_steps(counting),
        *trade_secret_steps(counting),
        *insurer_steps(counting),
    ]
    marked = [_marked(step, marks.get(step.id), breach, now, zone) for step in steps]
    marked.sort(key=lambda step: (step.due or breach.aware, step.id))
    return Plan(breach, tuple(marked), (*notes_on_partner(session, breach, zone), *_notes(breach, zone)))


_CONTROLLER = "controller"


def _marked(step: Step, mark: StepMark | None, breach: Breach, now: datetime, zone: tzinfo) -> Step:
    if mark is not None:
        return replace(
            step,
            state="not_needed" if mark.state == "not_needed" else "done",
            at=mark.at,
            evidence=mark.evidence,
        )
    overdue = now > step.due if step.due is not None else day_of(breach.aware, zone) < day_of(now, zone)
    return replace(step, overdue=overdue)


def _is_controller(breach: Breach) -> bool:
    return breach.role in ("controller", "joint_controller")


def _authority(counting: Counting) -> Iterator[Step]:
    breach = counting.breach
    if not _is_controller(breach) or breach.risk == "none" or not _is_personal(breach):
        return
    found = eu_hours(breach.aware, 72, counting.place, counting.zone)
    yield Step(
        "authority",
        Message(N_("Notify the supervisory authority")),
        named(breach.authority) if breach.authority else Message(N_("the competent supervisory authority")),
        Message(N_("Art. 33(1) and 55 GDPR")),
        GDPR,
        due=found.plain,
        latest=found.moment,
        country=counting.place.country,
        steps=(
            Message(
                N_("Without undue delay and, where feasible, within 72 hours of becoming aware (Art. 33(1) GDPR).")
            ),
            *found.steps,
            Message(
                N_("Later than that, the notification gives the reasons for the delay; facts may follow in phases.")
            ),
        ),
    )


def _subjects(breach: Breach) -> Iterator[Step]:
    if not _is_controller(breach) or breach.risk not in ("high", "unknown") or not _is_personal(breach):
        return
    judged = breach.risk == "high"
    yield Step(
        "subjects",
        Message(N_("Tell the people concerned"))
        if judged
        else Message(N_("Judge whether the risk is high; then tell the people concerned")),
        Message(N_("the people concerned")),
        Message(N_("Art. 34(1) to (3) GDPR")),
        GDPR,
        steps=(
            Message(N_("Where the breach is likely to result in a high risk: without undue delay (Art. 34(1) GDPR).")),
            Message(
                N_(
                    "Not needed where data was unintelligible, the risk was removed, or a public notice serves (Art. 34(3))."
                )
            ),
        ),
    )


def _documentation(breach: Breach) -> Iterator[Step]:
    if not _is_controller(breach) or not _is_personal(breach):
        return
    yield Step(
        "documentation",
        Message(N_("Document facts, effects and remedial action")),
        OURSELVES,
        Message(N_("Art. 33(5) GDPR")),
        GDPR,
        steps=(Message(N_("Every breach is documented, also one that nobody is told of.")),),
    )


def _by_law_or_contract(breach: Breach, found: tuple[Step, ...], marks: Mapping[str, StepMark]) -> Iterator[Step]:
    """The steps by agreements; a processor always has a controller to tell, also while no agreement names one."""
    yield from found
    if breach.role == "processor" and _is_personal(breach) and (not found or _CONTROLLER in marks):
        yield Step(
            _CONTROLLER,
            Message(N_("Tell the controller for whom the data is processed")),
            Message(N_("the controller: no agreement is named yet")),
            Message(N_("Art. 33(2) GDPR")),
            GDPR,
            steps=(Message(N_("A processor tells its controller without undue delay (Art. 33(2) GDPR).")),),
        )


def _is_personal(breach: Breach) -> bool:
    """Whether a breach is about personal data; without people it is, unless it says that nobody is concerned."""
    return breach.people != 0


def _notes(breach: Breach, zone: tzinfo) -> Iterator[Message]:
    if breach.risk == "unknown":
        yield Message(
            N_("The risk is not judged yet: until then everybody is told who has to be told where there is one.")
        )
    if breach.risk == "none":
        yield Message(
            N_("No risk is likely, so no authority is notified; keep the reasons on file (Art. 33(1), (5) GDPR).")
        )
    if not breach.agreements:
        yield Message(
            N_("No agreement is named: check whether partners' data is concerned, and name their agreements.")
        )
    if {"cra_vulnerability", "cra_incident"} & set(breach.regimes):
        if day_of(breach.aware, zone) < CRA_REPORTS_FROM:
            yield Message(
                N_("Art. 14 of the Cyber Resilience Act applies from 11 September 2026, so not to this case.")
            )
        elif "cra_vulnerability" in breach.regimes and breach.measure_available is None:
            yield Message(N_("Record when a corrective measure is available: the final report is due 14 days later."))
    if {"ai_provider", "ai_deployer"} & set(breach.regimes) and day_of(breach.aware, zone) < AI_REPORTS_FROM:
        yield Message(
            N_(
                "Art. 73 of the AI Act asks for reports on high-risk systems; the rules on these begin on 2 December 2027 "
                "(Annex III) and 2 August 2028 (Annex I), so nothing is planned for this case."
            )
        )
    if "telecom" in breach.regimes and _is_controller(breach) and _is_personal(breach):
        yield Message(
            N_(
                "What is notified under § 169 TKG need not be notified again under Art. 33 GDPR where the same rules were "
                "broken; mark that step as not needed with this reason."
            )
        )
    if "nis2" in breach.regimes:
        yield Message(
            N_("A trust service provider notifies significant incidents within 24 hours (Art. 23(4), second sentence).")
        )


def record_step(
    acting: Acting,
    breach: str,
    step: str,
    *,
    at: datetime | None = None,
    reference: str = "",
    reason: str = "",
    file: bytes | None = None,
    media: str = "application/octet-stream",
) -> Breach:
    """Record that a step of a breach was taken or, with a ``reason``, that it is not needed.

    ``file`` is kept as evidence. Raises WrongUse for an unknown step, or a time in the future.
    """
    now = acting.clock()
    if at is not None and at > now:
        raise WrongUse(N_("A step cannot have been taken in the future. Check the time."))
    with acting.vault.write() as session:
        known = find_breach(session, breach)
        plan = plan_of(session, known, now)
        chosen = next((one for one in plan.steps if one.id == step), None)
        if chosen is None:
            steps = ", ".join(one.id for one in plan.steps)
            raise WrongUse(N_("There is no step {step}. Steps: {steps}."), step=step[:60], steps=steps)
        body = {
            "key": f"{known.key}:{step}",
            "breach": known.key,
            "step": step,
            "title": f"{known.title}: {chosen.title.text('en')}"[:300],
            "state": "not_needed" if reason else "done",
            "at": write_time(at or now),
            "by": acting.member.id,
            "evidence": put_attachment(session, file, media) if file is not None else "",
            "reference": reference,
            "reason": reason,
        }
        append_record(acting, session, "breach_step", body)
        return known


def open_steps(session: Session, now: datetime, zone: tzinfo | None = None) -> Iterator[tuple[Breach, Step]]:
    """The steps of all breaches that are neither taken nor marked as not needed."""
    for breach in breaches(session):
        for step in plan_of(session, breach, now, zone).steps:
            if step.state == "open":
                yield breach, step
