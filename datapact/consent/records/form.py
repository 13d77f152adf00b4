"""Single records of consent: one event from a form with the signed form attached, or a later declaration of a person.

A person fills in ``Form``; ``record_consent`` makes it one event in a batch of its own. A withdrawal, objection or
restriction is an event for each scope in which the person has a consent, in one signed batch, so that nothing is
forgotten; it must be as easy as giving (Art. 7(3) GDPR).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from datapact.base.clock import write_time
from datapact.base.errors import Malformed, TooLarge, WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_
from datapact.consent.records.event import RECEIVED, Event
from datapact.consent.records.events import Batch, append_events
from datapact.consent.records.same_person import new_person_alike
from datapact.consent.records.status import ConsentScope, standings
from datapact.consent.terms.fields import CORE_NAMES, LONGEST_MORE, MORE_NAME
from datapact.consent.terms.purposes import full_iri, is_reached
from datapact.consent.terms.states import CALLING, STATES, VALID
from datapact.consent.terms.subjects import objection, seems_personal
from datapact.organisation.partners.references import find_reference
from datapact.vault.database.entries import put_attachment
from datapact.vault.database.session import Session

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


SOURCE = "form"
LARGEST_EVIDENCE = 16 * 1024 * 1024
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Form:
    """The form's content. ``controller`` is a party's name, id or reference; empty is our own organisation."""

    subject: str
    """Pseudonym in our records, at most 100 characters."""
    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI, ``dpv:NAME``, or a key."""
    controller: str = ""
    state: str = "given"
    """A name of ``states.STATES``."""
    at: datetime | None = None
    """Default: now."""
    until: datetime | None = None
    """Last second on which the consent holds; None: without end."""
    notice: str = ""
    """Key of the notice; empty for none."""
    notice_version: str = ""
    """As people number it; empty for none."""
    explicit: bool = False
    """Declared expressly (Art. 9 or 22 GDPR)."""
    guardian: str = ""
    """Pseudonym of who has parental responsibility, where a child's consent rests on theirs (Art. 8 GDPR)."""
    age_threshold: str = ""
    """Age below which a guardian consents, in years as text; may be empty."""
    more: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Texts by name of a further field; blank ones are left out."""
    received: datetime | None = None
    """When a withdrawal, objection or restriction reached us; None where nobody says so."""
    evidence: bytes = field(default=b"", repr=False)
    """The signed form as PDF; it is kept in the vault."""


def record_consent(acting: Acting, form: Form, *, another: bool = False) -> tuple[Event, Batch]:
    """Record one event. Of a new person spelled like one of the dataset somebody says first that it is ``another``.

    Raises WrongUse where nobody has, and what does not fit; Malformed, TooLarge, Locked.
    """
    wrong = objection(form.subject)
    if wrong is not None:
        raise WrongUse(wrong)
    if form.state not in STATES:
        raise WrongUse(N_("There is no state {state} of a consent."), state=form.state[:50])
    more = _more(form)
    if form.state in CALLING:
        more |= check_received(form.received, form.at, acting.clock())
    with acting.vault.write() as session:
        alike = new_person_alike(session, form.dataset.strip(), form.subject)
        if alike and not another:
            raise WrongUse(
                N_(
                    "{subject} is not on file, and differs from {other} only in case, width or blanks. What one of them withdraws "
                    "does not reach the other: correct the pseudonym, or say that this is another person (--another-person)."
                ),
                subject=alike[0].subject,
                other=alike[0].other,
            )
        acting = at_its_own_second(acting, session, form.subject, form.dataset.strip())
        if form.evidence:
            more["evidence_digest"] = put_attachment(session, signed_pdf(form.evidence), "application/pdf")
        event = Event(
            event_id=str(uuid.uuid4()),
            subject=form.subject,
            dataset=form.dataset.strip(),
            purpose=full_iri(form.purpose),
            controller=find_reference(session, form.controller, own=True) if form.controller else acting.organisation,
            state=form.state,
            at=form.at or acting.clock(),
            until=form.until,
            notice=form.notice,
            notice_version=form.notice_version,
            explicit=form.explicit,
            more=more,
        )
        return event, replace(append_events(acting, session, [event], source=SOURCE), alike=alike)


def withdraw(
    acting: Acting,
    subject: str,
    *,
    dataset: str | None = None,
    purpose: str | None = None,
    controller: str | None = None,
    at: datetime | None = None,
    more: Mapping[str, str] | None = None,
    received: datetime | None = None,
) -> tuple[tuple[Event, ...], Batch]:
    """Record that a person withdrew: one event for each consent that is valid or expired, in one batch.

    Without ``dataset``, ``purpose``, ``controller`` all of the person's consents are meant; a purpose includes those
    within it. ``received``: when it reached us, from which the law counts. Raises WrongUse where there is none, so that a
    mistyped pseudonym is noticed.
    """
    wanted = None if purpose is None else full_iri(purpose)
    with acting.vault.write() as session:
        party = None if controller is None else find_reference(session, controller, own=True)
        acting = at_its_own_second(acting, session, subject, dataset)
        moment = at or acting.clock()
        arrived = check_received(received, at, acting.clock())
        events = tuple(
            Event(
                event_id=str(uuid.uuid4()),
                subject=subject,
                dataset=one.scope.dataset,
                purpose=one.scope.purpose,
                controller=one.scope.controller,
                state="withdrawn",
                at=moment,
                notice=one.event.notice,
                notice_version=one.event.notice_version,
                more=dict(more or {}) | arrived,
            )
            for one in standings(session, subject, moment, dataset=dataset)
            if one.event.state in VALID
            and (wanted is None or is_reached(one.scope.purpose, wanted))
            and party in (None, one.scope.controller)
        )
        if not events:
            raise WrongUse(
                N_("{subject} has no consent there that could be withdrawn. Check the pseudonym."),
                subject=subject[:100],
            )
        return events, append_events(acting, session, events, source=SOURCE)


def at_its_own_second(acting: Acting, session: Session, subject: str, dataset: str | None) -> Acting:
    """The member with a stopped clock, moved on a second where this person had an event just now.

    Two events within one second could not be told apart; this way one can be recorded right after the other.
    """
    now = acting.clock()
    just_now = any(one.event.at == now for one in standings(session, subject, now, dataset=dataset))
    moment = now + timedelta(seconds=1) if just_now else now
    return replace(acting, clock=lambda: moment)


def _more(form: Form) -> dict[str, str]:
    more = {name: text.strip() for name, text in form.more.items() if text.strip()}
    more |= {"guardian": form.guardian.strip()} if form.guardian.strip() else {}
    more |= {"age_threshold": form.age_threshold.strip()} if form.age_threshold.strip() else {}
    for name, text in more.items():
        if name in CORE_NAMES or not MORE_NAME.fullmatch(name):
            raise WrongUse(N_("A field cannot be called {name}. Use small letters, digits and _."), name=name[:50])
        if len(text) > LONGEST_MORE or not text.replace("\n", "").isprintable():
            raise WrongUse(
                N_("The field {name} is longer than {limit} characters or holds invisible ones."),
                name=name,
                limit=LONGEST_MORE,
            )
    if seems_personal(more.get("guardian", "")):
        raise WrongUse(N_("“{value}” looks like a name. Give the guardian a pseudonym."), value=more["guardian"][:40])
    return more


def signed_pdf(data: bytes) -> bytes:
    """The bytes of a signed form, unchanged; raises TooLarge, or Malformed for a file that is no PDF."""
    if len(data) > LARGEST_EVIDENCE:
        raise TooLarge(N_("The signed form is larger than 16 MiB. Scan it in a lower resolution."))
    if not data.startswith(_PDF):
        raise Malformed(N_("The signed form is not a PDF. Scan it as PDF, or name where the paper is kept."))
    return data


def check_received(received: datetime | None, declared: datetime | None, now: datetime) -> dict[str, str]:
    """The receipt of a declaration as a member of its event; raises WrongUse where it lies ahead, or before it was declared."""
    if received is None:
        return {}
    if received > now:
        raise WrongUse(
            N_("Nothing can have been received in the future. Check the day, and the clock of this computer.")
        )
    if declared is not None and day_of(received, local_zone(now)) < day_of(declared, local_zone(now)):
        raise WrongUse(N_("A declaration cannot be received before the day on which it is made. Check the two days."))
    return {RECEIVED: write_time(received)}


LATER = ("withdrawn", "objected", "restricted")


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration for scopes of one dataset. ``at`` None is now; ``form`` the letter or form as PDF."""

    subject: str
    """Pseudonym in our records."""
    state: str
    """One of ``LATER``."""
    scopes: tuple[ConsentScope, ...]
    """All of one dataset; at least one."""
    at: datetime | None = None
    received: datetime | None = None
    """When it reached us; None where nobody says so, and the time of the record counts."""
    evidence: str = ""
    """The place where the declaration is kept, free text; may be empty."""
    form: bytes = field(default=b"", repr=False)


def declare(acting: Acting, declared: Declared) -> tuple[Event, ...]:
    """Record a declaration, an event for each scope; a withdrawal passes over scopes without a consent.

    Raises WrongUse where nothing is left to record, Malformed or TooLarge for the form, Locked.
    """
    if declared.state not in LATER:
        raise WrongUse(N_("There is no state {state} of a consent."), state=declared.state[:50])
    with acting.vault.write() as session:
        dataset = declared.scopes[0].dataset if declared.scopes else None
        acting = at_its_own_second(acting, session, declared.subject, dataset)
        at = declared.at or acting.clock()
        received = check_received(declared.received, declared.at, acting.clock())
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
        more = ({"evidence": declared.evidence.strip()} if declared.evidence.strip() else {}) | received
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
