"""Which steps of breaches are taken, and which are still open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from datapact.clock import write_time
from datapact.errors import WrongUse
from datapact.parties.organisation_records import append_record
from datapact.texts import N_
from datapact.tracking.breach import Breach, breaches, find_breach
from datapact.tracking.breach_plan import plan_of
from datapact.tracking.breach_steps import Step
from datapact.vault.store import put_attachment

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.parties.acting import Acting


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
    """Record that a step of a breach was taken; with a ``reason``, why it is not needed.

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
    """The steps of all breaches that are neither taken nor found needless."""
    for breach in breaches(session):
        for step in plan_of(session, breach, now, zone).steps:
            if step.state == "open":
                yield breach, step
