"""Parties to notify of a breach by the agreements concerned: controllers, joint controllers, other parties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.text.current_text import current_state
from datapact.base.clock import later, local_day
from datapact.base.errors import DataPactError
from datapact.base.local_time import day_meant, end_of_day, start_of_day
from datapact.base.texts import N_, Message
from datapact.consent.facts.breaches import MORE_DATA, WEIGHS
from datapact.contract.terms import Contact, Party, Terms, read_terms
from datapact.contract.terms.references import has_withheld
from datapact.obligations.breaches.steps import GDPR, OURSELVES, Step, named
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.references import reference_names
from datapact.vault.database import search

if TYPE_CHECKING:
    from datapact.base.texts import Argument
    from datapact.obligations.breaches.breach import Breach
    from datapact.vault.database.session import Session

MOST_FOUND = 500
REQUEST = "ask-"
"""How the id of a step begins that writes to the partner at which it happened."""


def contract_steps(session: Session, breach: Breach) -> Iterator[Step]:
    """A step for each party of each agreement concerned that must be told, by the agreement or by Art. 33(2) GDPR."""
    us = own_line(session).id
    there = reference_names(session).get(breach.at_partner, "") if breach.at_partner else ""
    for history in without_amendments(session, breach.agreements):
        number, terms = _terms(session, history, local_day(breach.aware))
        if terms is None:
            continue
        ours = next((party.key for party in terms.parties if party.organisation == us), "")
        for party in terms.parties:
            if breach.at_partner and is_partner(party, breach.at_partner, there):
                yield _request(history, number, terms, ours, party)
            elif party.key != ours:
                yield from _step(breach, history, number, terms, ours, party.key)


def more_data_step(session: Session, breach: Breach) -> Iterator[Step]:
    """After a breach at a partner: that data may go there again. Every answer on it warns until this is marked, which says yes."""
    if breach.at_partner and breach.risk in WEIGHS:
        name = reference_names(session).get(breach.at_partner, breach.at_partner)
        yield Step(
            MORE_DATA,
            Message(N_("Decide that data may go to {party} again"), {"party": name}),
            OURSELVES,
            Message(N_("Art. 24(1), 28(1), 32(1) GDPR")),
            GDPR,
            steps=(
                Message(
                    N_(
                        "Mark it only once that is so: until then every answer on sharing with {party} names the breach. If nothing"
                        " more may go there, leave it open, and pause the agreement."
                    ),
                    {"party": name},
                ),
            ),
        )


def is_partner(party: Party, reference: str, name: str) -> bool:
    """Whether a party of an agreement is this partner: by its id, or by name where the agreement has none."""
    if party.organisation:
        return party.organisation == reference
    return bool(name) and name.casefold() in (party.name.casefold(), party.short_name.casefold())


def _request(history: str, number: str, terms: Terms, ours: str, party: Party) -> Step:
    """The partner at which it happened knows already: ask it for what others have to be told."""
    if _processes_for(terms, party.key, ours):
        citation = Message(N_("Art. 28(3)(f), 33(2) and (3) GDPR; agreement {number}"), {"number": number})
    else:
        citation = Message(N_("Art. 33(3) GDPR; agreement {number}"), {"number": number})
    name = party.short_name or party.name
    return Step(
        f"{REQUEST}{history.removeprefix('urn:uuid:')[:8]}-{party.key}",
        Message(N_("Acknowledge the notice of {party}, and ask for what is missing"), {"party": name}),
        named(name),
        citation,
        GDPR,
        agreement=history,
        contact=_contact(terms, party.key),
        country=party.address.country,
        steps=(
            Message(
                N_(
                    "Kind of the breach, people and data concerned, likely consequences, measures, contact (Art. 33(3))."
                )
            ),
        ),
    )


def notes_on_partner(session: Session, breach: Breach, zone: tzinfo) -> Iterator[Message]:
    """Consequences of a breach at a partner: whose duty it is, and whether it told us in time; ``zone`` says how long a day is."""
    if not breach.at_partner:
        return
    there = reference_names(session).get(breach.at_partner, breach.at_partner)
    us = own_line(session).id
    processes, hours, named_by_one = False, 0, False
    for history in without_amendments(session, breach.agreements):
        _number, terms = _terms(session, history, local_day(breach.aware))
        party = (
            next((one for one in terms.parties if is_partner(one, breach.at_partner, there)), None) if terms else None
        )
        if terms is None or party is None:
            continue
        ours = next((one.key for one in terms.parties if one.organisation == us), "")
        named_by_one = True
        processes = processes or _processes_for(terms, party.key, ours)
        agreed = terms.breach.hours or 0
        hours = min(hours or agreed, agreed or hours)
    told: dict[str, Argument] = {"party": there, "agreed": hours}
    if processes:
        yield Message(
            N_("{party} processes the data for us: we count as aware when it told us (EDPB Guidelines 9/2022)."), told
        )
    elif not named_by_one:
        yield Message(
            N_(
                "No agreement with {party} is named yet, so it is open whether it processes the data for us. If it does, the"
                " duties to notify are ours, and we count as aware since it told us. Name the data or the agreement."
            ),
            told,
        )
    else:
        yield Message(
            N_(
                "{party} decides itself about these data: it notifies its own authority and tells the people concerned where"
                " the law asks for it (Art. 33(1), 34 GDPR). Our own steps are needed where our own processing is concerned;"
                " else mark them as not needed with this reason."
            ),
            told,
        )
    if breach.told is not None and breach.partner_aware is not None:
        if breach.partner_aware > breach.told:
            yield Message(
                N_(
                    "{party} cannot have told us before it knew. Correct the hour at which it told us, or at which it knew."
                ),
                told,
            )
            return
        if "partner_aware" in breach.day_only:
            yield _late_by_day(breach.told, breach.partner_aware, zone, hours, told)
            return
        told["late"] = int((breach.told - breach.partner_aware).total_seconds() // 3600)
        if hours and breach.told - breach.partner_aware > timedelta(hours=hours):
            yield Message(
                N_("By its own statement {party} knew {late} hours before it told us; {agreed} hours are agreed."), told
            )
        else:
            yield Message(N_("By its own statement {party} knew {late} hours before it told us."), told)


def _late_by_day(reported: datetime, knew: datetime, zone: tzinfo, hours: int, words: dict[str, Argument]) -> Message:
    """How late a partner told us that says the day alone on which it knew: between its end and its beginning."""
    most = reported - knew
    day = day_meant(knew)
    here = later(end_of_day(day, zone), timedelta(seconds=1)) if start_of_day(day, zone) == knew else None
    # recorded in another zone: no day has more than 25 hours
    least = max(reported - (here or later(knew, timedelta(hours=25))), timedelta(0))
    words |= {"least": int(least.total_seconds() // 3600), "most": int(most.total_seconds() // 3600)}
    if hours and least > timedelta(hours=hours):
        return Message(
            N_(
                "By its own statement {party} knew at least {least} hours before it told us; {agreed} hours are agreed."
                " The hour is not known."
            ),
            words,
        )
    if hours and most > timedelta(hours=hours):
        return Message(
            N_(
                "By its own statement {party} knew {least} to {most} hours before it told us; {agreed} hours are agreed."
                " Ask it for the hour."
            ),
            words,
        )
    return Message(N_("By its own statement {party} knew {least} to {most} hours before it told us."), words)


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
        country=next((one.address.country for one in terms.parties if one.key == party), ""),
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


def without_amendments(session: Session, histories: Sequence[str]) -> tuple[str, ...]:
    """The agreements without those whose text only replaces that of another one among them: one contract, one duty."""
    return tuple(history for history in histories if _amended(session, history) not in histories)


def _amended(session: Session, history: str) -> str:
    try:
        return amended_agreement(current_state(load_state(session, history)))
    except DataPactError:  # it is not here as a whole: its step says so
        return ""


def _terms(session: Session, history: str, on: date | None = None) -> tuple[str, Terms | None]:
    """Number and terms of one agreement, as changed until the day ``on``; no terms where they are incomplete in this vault."""
    try:
        folded = load_state(session, history)
        current = current_state(folded)
        read = current if on is None else state_on(folded, on, amendments_of(session, history)).state
        terms: Any = read.get("terms", {})
        return str(current.get("number", "")), None if has_withheld(terms) else read_terms(terms)
    except DataPactError:
        return "", None


def agreements_with(session: Session, datasets: tuple[str, ...], partner: str = "") -> tuple[str, ...]:
    """The agreements whose terms have one of these datasets (by key), found through the search index.

    After a breach at a ``partner`` (its reference): those with it, and those by which somebody else gave us the dataset. Who
    only got the same data from us is not concerned by what happened there.
    """
    us = own_line(session).id if partner else ""
    name = reference_names(session).get(partner, "") if partner else ""
    found: dict[str, None] = {}
    for dataset in datasets:
        for history in search.search(session, dataset, MOST_FOUND):
            _number, terms = _terms(session, history)
            about = () if terms is None else tuple(one for one in terms.datasets if one.key == dataset)
            if terms is None or not about:
                continue
            ours = {party.key for party in terms.parties if party.organisation == us}
            there = any(is_partner(party, partner, name) for party in terms.parties) if partner else True
            if there or any(one.provider not in ours for one in about):
                found[history] = None
    return tuple(found)
