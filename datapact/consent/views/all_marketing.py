"""Objecting to all direct marketing of a controller: one declaration, recorded in all its data that have the person (Art. 21(3) GDPR)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Listed, Message
from datapact.consent.facts.all_marketing import ALL_MARKETING
from datapact.consent.facts.facts import UNSIGNED, DecisionFacts
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.records.event import Event
from datapact.consent.records.events import Batch, append_events
from datapact.consent.records.form import SOURCE, at_its_own_second, check_received, signed_pdf
from datapact.consent.records.status import scopes, subject_number
from datapact.consent.terms.purposes import MARKETING, lies_within
from datapact.contract.vocabulary.messages import own
from datapact.contract.vocabulary.words_of_people import is_advertising
from datapact.organisation.partners.references import find_reference
from datapact.vault.database.entries import put_attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class AllMarketing:
    """A person's objection to all direct marketing of one controller."""

    subject: str
    """Pseudonym in our records; in other data it counts where it is the same."""
    controller: str = ""
    """A party's name, id or reference; empty is our own organisation."""
    at: datetime | None = None
    """When the person declared it; None is now."""
    received: datetime | None = None
    """When it reached us; None where nobody says so."""
    evidence: str = ""
    """The place where the declaration is kept, free text; may be empty."""
    form: bytes = field(default=b"", repr=False)
    """The letter or form as PDF; may be empty."""


@dataclass(frozen=True, slots=True)
class Objected:
    """What was recorded, and where the person is not on file."""

    events: tuple[Event, ...]
    """One for each dataset held for marketing that has the person."""
    batch: Batch
    """In which they are signed."""
    unknown: tuple[str, ...]
    """Names of datasets held for marketing in which nobody has this pseudonym: the person may have another one there."""


def object_to_all_marketing(acting: Acting, objection: AllMarketing) -> Objected:
    """Record the objection in all data that the controller holds for marketing and that have the person, in one signed batch.

    Where none of them has, it is recorded in every dataset that does, so that it counts wherever marketing comes later.
    Raises WrongUse where nobody has this pseudonym, Malformed or TooLarge for the form, Locked.
    """
    with acting.vault.write() as session:
        acting = at_its_own_second(acting, session, objection.subject, None)
        facts = facts_at(acting, session, acting.clock())
        controller = (
            find_reference(session, objection.controller, own=True) if objection.controller else acting.organisation
        )
        marketed = held_for_marketing(session, facts, controller)
        known = tuple(
            key
            for key in sorted({one.dataset for one in scopes(session)} | set(marketed))
            if subject_number(session, key, objection.subject) is not None
        )
        if not known:
            raise WrongUse(
                N_("{subject} is on file in no dataset. Check the pseudonym."), subject=objection.subject[:100]
            )
        more = {ALL_MARKETING: "yes"} | check_received(objection.received, objection.at, acting.clock())
        if objection.evidence.strip():
            more["evidence"] = objection.evidence.strip()
        if objection.form:
            more["evidence_digest"] = put_attachment(session, signed_pdf(objection.form), "application/pdf")
        at = objection.at or acting.clock()
        events = tuple(
            Event(
                event_id=str(uuid.uuid4()),
                subject=objection.subject,
                dataset=key,
                purpose=MARKETING,
                controller=controller,
                state="objected",
                at=at,
                more=more,
            )
            for key in ([one for one in known if one in marketed] or known)
        )
        batch = append_events(acting, session, events, source=SOURCE)
    return Objected(events, batch, tuple(name for key, name in marketed.items() if key not in known))


def unknown_words(names: Sequence[str]) -> Message:
    """What to say of data held for marketing in which the person is not on file under this pseudonym."""
    return Message(
        N_(
            "Held for marketing, too, and without this pseudonym: {datasets}. Look there for the person under another one: the "
            "objection holds for these data as well."
        ),
        {"datasets": Listed.of(names)},
    )


def held_for_marketing(session: Session, facts: DecisionFacts, controller: str) -> dict[str, str]:
    """Key and name of each dataset that a signed agreement with the controller, or a consent towards it, has for marketing."""
    found: dict[str, str] = {}
    for agreement in facts.agreements:
        if agreement.status in UNSIGNED or controller not in {reference for _key, reference in agreement.references}:
            continue
        for purpose in agreement.terms.purposes:
            if lies_within(purpose.iri, MARKETING) or is_advertising(purpose):
                for dataset in agreement.terms.datasets:
                    if not purpose.datasets or dataset.key in purpose.datasets:
                        found.setdefault(dataset.key, str(own(dataset.name, dataset.key)))
    for scope in scopes(session):
        if scope.controller == controller and lies_within(scope.purpose, MARKETING):
            found.setdefault(scope.dataset, scope.dataset)
    return found
