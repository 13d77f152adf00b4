"""Parties to notify of a breach by the agreements concerned: controllers, joint controllers, other parties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.current_text import current_state
from datapact.base.clock import later
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.contract.terms import Contact, Terms, read_terms
from datapact.contract.terms.references import has_withheld
from datapact.obligations.breaches.steps import GDPR, Step, named
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database import search

if TYPE_CHECKING:
    from datapact.obligations.breaches.breach import Breach
    from datapact.vault.database.session import Session

MOST_FOUND = 500


def contract_steps(session: Session, breach: Breach) -> Iterator[Step]:
    """A step for each party of each agreement concerned that must be told, by the agreement or by Art. 33(2) GDPR."""
    us = own_line(session).id
    for history in breach.agreements:
        number, terms = _terms(session, history)
        if terms is None:
            continue
        ours = next((party.key for party in terms.parties if party.organisation == us), "")
        for party in terms.parties:
            if party.key != ours:
                yield from _step(breach, history, number, terms, ours, party.key)


def _step(breach: Breach, history: str, number: str, terms: Terms, ours: str, party: str) -> Iterator[Step]:
    agreed = terms.breach
    by_law = _processes_for(terms, ours, party) or (breach.role == "processor" and not terms.processing.processor)
    if not by_law and not (agreed.hours or agreed.without_undue_delay or _is_joint(terms, ours, party)):
        return
    name = next((one.short_name or one.name for one in terms.parties if one.key == party), party)
    steps = []
    due = None
    if agreed.hours:
        due = later(breach.aware, timedelta(hours=agreed.hours))
        words = N_("The agreement allows {hours} hours from becoming aware; they are counted from that moment.")
        steps.append(Message(words, {"hours": agreed.hours}))
    if by_law:
        steps.append(Message(N_("A processor tells its controller without undue delay (Art. 33(2) GDPR).")))
        citation = Message(N_("Art. 33(2) GDPR; agreement {number}"), {"number": number})
        title = Message(N_("Tell the controller {party}"), {"party": name})
    elif _is_joint(terms, ours, party):
        owner = next((one.party for one in terms.joint.topics if one.topic == "breach"), "")
        citation = Message(N_("Art. 26(1) GDPR; agreement {number}"), {"number": number})
        title = Message(N_("Tell the joint controller {party}"), {"party": name})
        if owner:
            owner_name = next((one.short_name or one.name for one in terms.parties if one.key == owner), owner)
            words = N_("By the arrangement {party} answers for breaches: agree who notifies the authority.")
            steps.append(Message(words, {"party": owner_name}))
    else:
        citation = Message(N_("as agreed by the parties; agreement {number}"), {"number": number})
        title = Message(N_("Tell {party}, as agreed"), {"party": name})
    if due is None:
        steps.append(Message(N_("No number of hours is agreed: without undue delay.")))
    yield Step(
        f"party-{history.removeprefix('urn:uuid:')[:8]}-{party}",
        title,
        named(name),
        citation,
        GDPR if by_law else "",
        due=due,
        latest=due,
        agreement=history,
        contact=_contact(terms, party),
        steps=tuple(steps),
    )


def _processes_for(terms: Terms, ours: str, party: str) -> bool:
    """Whether we process data on behalf of ``party``: by the block on processing, or in one activity."""
    if ours and terms.processing.processor == ours and terms.processing.controller in ("", party):
        return True
    return any(
        activity.role_of(ours) in ("processor", "sub_processor")
        and activity.role_of(party) in ("controller", "joint_controller", "processor")
        and activity.role_of(party) != activity.role_of(ours)
        for activity in terms.activities
        if ours
    )


def _is_joint(terms: Terms, ours: str, party: str) -> bool:
    return any(
        activity.role_of(ours) == "joint_controller" and activity.role_of(party) == "joint_controller"
        for activity in terms.activities
        if ours
    )


def _contact(terms: Terms, party: str) -> str:
    """The contact for breaches that the agreement names, else the data protection officer, else the party's contact."""
    named = [one.contact for one in terms.breach.contacts if one.party == party]
    found = next((one for one in terms.parties if one.key == party), None)
    if found is not None:
        named += [found.dpo, found.contact]
    return next((text for text in map(_contact_line, named) if text), "")


def _contact_line(contact: Contact) -> str:
    return ", ".join(part for part in (contact.name, contact.email, contact.phone) if part)


def _terms(session: Session, history: str) -> tuple[str, Terms | None]:
    """Number and terms of one agreement; no terms where they are incomplete in this vault."""
    try:
        current = current_state(load_state(session, history))
        terms: Any = current.get("terms", {})
        return str(current.get("number", "")), None if has_withheld(terms) else read_terms(terms)
    except DataPactError:
        return "", None


def agreements_with(session: Session, datasets: tuple[str, ...]) -> tuple[str, ...]:
    """The agreements whose terms have one of these datasets (by key), found through the search index."""
    found: dict[str, None] = {}
    for dataset in datasets:
        for history in search.search(session, dataset, MOST_FOUND):
            _number, terms = _terms(session, history)
            if terms is not None and any(one.key == dataset for one in terms.datasets):
                found[history] = None
    return tuple(found)
