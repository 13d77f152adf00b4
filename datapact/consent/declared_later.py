"""What a person declares after a consent: withdrawal, objection, restriction; all of it in one signed batch."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.consent.events import Event, append_events
from datapact.consent.record_form import SOURCE, at_its_own_second, signed_pdf
from datapact.consent.states import VALID
from datapact.consent.status import Scope, standings
from datapact.errors import WrongUse
from datapact.texts import N_
from datapact.vault.store import put_attachment

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

LATER = ("withdrawn", "objected", "restricted")


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared, for which scopes of one dataset. ``at`` None is now; ``form`` the letter or form as PDF."""

    subject: str
    state: str
    scopes: tuple[Scope, ...]
    at: datetime | None = None
    evidence: str = ""
    form: bytes = field(default=b"", repr=False)


def declare(acting: Acting, declared: Declared) -> tuple[Event, ...]:
    """Record it, an event for each scope; scopes without a consent are passed over in a withdrawal.

    Raises WrongUse where nothing is left to record, Malformed or TooLarge for the form, Locked.
    """
    if declared.state not in LATER:
        raise WrongUse(N_("There is no state {state} of a consent."), state=declared.state[:50])
    with acting.vault.write() as session:
        dataset = declared.scopes[0].dataset if declared.scopes else None
        acting = at_its_own_second(acting, session, declared.subject, dataset)
        at = declared.at or acting.clock()
        standing = {one.scope: one.event for one in standings(session, declared.subject, at, dataset=dataset)}
        wanted = [
            scope
            for scope in declared.scopes
            if declared.state != "withdrawn" or (scope in standing and standing[scope].state in VALID)
        ]
        if not wanted:
            raise WrongUse(
                N_("{subject} has no consent there that could be withdrawn. Check the pseudonym."),
                subject=declared.subject[:100],
            )
        more = {"evidence": declared.evidence.strip()} if declared.evidence.strip() else {}
        if declared.form:
            more["evidence_digest"] = put_attachment(session, signed_pdf(declared.form), "application/pdf")
        events = tuple(
            Event(
                event_id=str(uuid.uuid4()),
                subject=declared.subject,
                dataset=scope.dataset,
                purpose=scope.purpose,
                controller=scope.controller,
                state=declared.state,
                at=at,
                notice=standing[scope].notice if scope in standing else "",
                notice_version=standing[scope].notice_version if scope in standing else "",
                more=more,
            )
            for scope in wanted
        )
        append_events(acting, session, events, source=SOURCE)
        return events
