"""What the vault knows of Art. 15(1)(a) to (h) and (2) GDPR about one person in a dataset, and what it does not know.

It reads consents, the notices that they were given on, the signed agreements on the dataset and our own retention rules. Of
recipients, only those stand here to whom data of this person went: what others agreed says nothing of it. What
none of them says is named as missing, never guessed; the data themselves (Art. 15(3)) lie elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from datapact.base.clock import in_zone
from datapact.base.local_time import day_of, is_day_alone, local_zone
from datapact.base.texts import N_, Argument, Message, counted
from datapact.consent.notices.notices import notices
from datapact.consent.records.event import Event
from datapact.consent.records.events import events_of
from datapact.consent.records.status import standings
from datapact.consent.terms.named_purposes import naming_agreements
from datapact.consent.terms.purpose_names import PurposeNames, names_in
from datapact.consent.terms.states import BY_CODE, STATES, VALID
from datapact.contract.text.formatters import article, day_words, duration_of
from datapact.contract.vocabulary.label import Label
from datapact.contract.vocabulary.labels import concepts, label_of_iri, word
from datapact.contract.vocabulary.messages import OwnWords, own
from datapact.obligations.breaches.parties import is_partner
from datapact.obligations.retention.rules import rules
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.references import reference_names
from datapact.registers.transfers import country

if TYPE_CHECKING:
    from datapact.consent.deliveries.disclosure_log import DisclosureLog
    from datapact.consent.notices.notice import Notice
    from datapact.consent.terms.purpose_names import NamingAgreement
    from datapact.contract.terms import Dataset, Terms
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Declared:
    """One consent event of the person, or where a consent stands today."""

    at: date | datetime
    """When it was declared: the local day where only that is on record, else the moment (UTC)."""
    what: Message
    """The state, such as given or withdrawn."""
    purpose: Argument
    """The name of the purpose."""
    more: tuple[Message, ...] = ()
    """Until when it holds, and to whom it was declared where that is not us; may be empty."""


@dataclass(frozen=True, slots=True)
class KnownOfPerson:
    """What is known for each letter of Art. 15(1), as words for the person; empty where nothing is on record."""

    standing: tuple[Declared, ...] = ()
    """Purposes and where the consent to each stands today (a)."""
    declared: tuple[Declared, ...] = ()
    """All consent events, oldest first (a)."""
    categories: tuple[Argument, ...] = ()
    """Kinds of data (b)."""
    kept: tuple[Argument, ...] = ()
    """How long data and records are kept, or by what that is decided (d)."""
    sources: tuple[Argument, ...] = ()
    """Where the data comes from (g)."""
    automated: tuple[Argument, ...] = ()
    """Decisions by automated means alone: that there are some, with their ground, or that there are none (h)."""
    transfers: tuple[Argument, ...] = ()
    """Countries outside the EEA with the safeguards (Art. 15(2)), or that data does not go there."""
    data_kept: bool = False
    """Whether ``kept`` says how long the data itself is kept, not our records of it alone."""

    def missing(self) -> tuple[Message, ...]:
        """What the person may ask for by Art. 15 and these records do not say; the copy of the data is always among it."""
        points = (
            (self.standing, N_("the purposes of use besides those named here (Art. 15(1)(a) GDPR)")),
            (self.categories, N_("the kinds of data (Art. 15(1)(b) GDPR)")),
            (self.data_kept, N_("how long the data is kept (Art. 15(1)(d) GDPR)")),
            (self.sources, N_("where the data comes from (Art. 15(1)(g) GDPR)")),
            (self.automated, N_("whether decisions are made by automated means alone (Art. 15(1)(h) GDPR)")),
            (
                self.transfers,
                N_("whether data goes to countries outside the EEA, and with which safeguards (Art. 15(2) GDPR)"),
            ),
            (False, N_("a copy of the data itself (Art. 15(3) GDPR)")),
        )
        return tuple(Message(words) for known, words in points if not known)


NOTHING_MORE = KnownOfPerson()
"""Of a person of whom nothing else is on record."""


def known_of_person(session: Session, log: DisclosureLog) -> KnownOfPerson:
    """What the vault knows of the person of a disclosure log, at its moment."""
    today = day_of(log.at, local_zone(log.at))
    agreements = [one for one in naming_agreements(session, today, datasets=(log.dataset,)) if one.binds]
    purposes = names_in(agreements)
    events = [event for _number, event in events_of(session, dataset=log.dataset, subject=log.subject)]
    us, names = own_line(session).id, reference_names(session)
    about = _about(agreements, log.dataset)
    concerned = _about(_concerned(agreements, log, us), log.dataset)
    told = notices(session)
    read = {key: told[key] for one in events if (key := (one.notice, one.notice_version)) in told}
    periods = [*_periods(concerned), *(one.retention for one in read.values() if one.retention)]
    return KnownOfPerson(
        standing=tuple(
            _declared(one.event, purposes, us, names, one.state)
            for one in standings(session, log.subject, log.at, dataset=log.dataset)
        ),
        declared=tuple(
            _declared(one, purposes, us, names, one.state) for one in sorted(events, key=lambda one: one.at)
        ),
        categories=_once([*_categories(about), *_categories_of_notices(read.values())]),
        kept=_once([*periods, *_own_rules(session)]),
        sources=_once(_sources(about, us)),
        automated=_once(_automated([terms for terms, _dataset in concerned or about], concerned=bool(concerned))),
        transfers=_once(
            [
                *_transfers(concerned or about, concerned=bool(concerned)),
                *(one.transfers for one in read.values() if one.transfers),
            ]
        ),
        data_kept=bool(periods),
    )


def _about(agreements: Iterable[NamingAgreement], key: str) -> list[tuple[Terms, Dataset]]:
    return [(one.terms, dataset) for one in agreements for dataset in one.terms.datasets if dataset.key == key]


def _concerned(agreements: Sequence[NamingAgreement], log: DisclosureLog, us: str) -> list[NamingAgreement]:
    """The agreements under which somebody has the data of this person: we, who received it, or whom it went to.

    What others may do with data of other people is no answer to this one: how long they keep it, into which country it goes.
    """
    known = {one.id for one in agreements}
    went = {one.delivery.agreement for one in log.given}
    elsewhere = [one for one in log.given if one.delivery.agreement not in known]

    def has_it(agreement: NamingAgreement, dataset: Dataset) -> bool:
        parties = [party for party in agreement.terms.parties if party.key in dataset.recipients]
        return any(
            party.organisation == us or any(is_partner(party, one.recipient, one.name) for one in elsewhere)
            for party in parties
        )

    return [
        one
        for one in agreements
        if one.id in went or any(has_it(one, each) for each in one.terms.datasets if each.key == log.dataset)
    ]


def _once(words: Iterable[Argument]) -> tuple[Argument, ...]:
    return tuple({str(one): one for one in words}.values())


def _declared(event: Event, purposes: PurposeNames, us: str, names: Mapping[str, str], state: str) -> Declared:
    more = []
    if event.until is not None and state in VALID:
        more.append(Message(N_("until {day}"), {"day": day_words(in_zone(event.until))}))
    if event.controller != us:
        more.append(Message(N_("to {who}"), {"who": names.get(event.controller, event.controller)}))
    at = in_zone(event.at).date() if is_day_alone(event.at) else event.at
    named = purposes.name(event.purpose, dataset=event.dataset)
    return Declared(at, Message(STATES.get(state, BY_CODE[0]).label), named, tuple(more))


def _words(label: Label) -> OwnWords:
    return OwnWords(label.en, german=label.de)


def _categories(about: Iterable[tuple[Terms, Dataset]]) -> Iterator[Argument]:
    for _terms, dataset in about:
        for item in dataset.items:
            if item.name.given():
                yield own(item.name, "")
            yield from (_words(label_of_iri(iri)) for iri in item.categories)


def _categories_of_notices(read: Iterable[Notice]) -> Iterator[Argument]:
    for notice in read:
        yield from (_words(label_of_iri(one)) if one in concepts() else one for one in notice.categories)


def _periods(about: Iterable[tuple[Terms, Dataset]]) -> Iterator[Argument]:
    """How long recipients may keep the data, by each signed agreement."""
    for terms, dataset in about:
        if dataset.retention.given():
            who = [party.name for party in terms.parties if party.key in dataset.recipients]
            period = OwnWords(duration_of(dataset.retention, "en"), german=duration_of(dataset.retention, "de"))
            yield Message(N_("{who}, as agreed: {period}"), {"who": ", ".join(who), "period": period})


def _own_rules(session: Session) -> Iterator[Argument]:
    """How long we keep our records of the person."""
    for rule in rules(session):
        match rule.type.key:
            case "consent":
                yield counted(
                    "Our records of your consents: {n} month from refusal, withdrawal or expiry",
                    "Our records of your consents: {n} months from refusal, withdrawal or expiry",
                    rule.months,
                )
            case "delivery":
                yield counted(
                    "Our record of whom your data went to: {n} month from the day it went",
                    "Our record of whom your data went to: {n} months from the day it went",
                    rule.months,
                )
            case _:
                yield counted(
                    "Our record of what we told recipients: {n} month from their reply",
                    "Our record of what we told recipients: {n} months from their reply",
                    rule.months,
                )


def _sources(about: Iterable[tuple[Terms, Dataset]], us: str) -> Iterator[Argument]:
    for terms, dataset in about:
        provider = next((one for one in terms.parties if one.key == dataset.provider), None)
        if dataset.origin.given():
            yield own(dataset.origin, "")
        elif provider is not None and provider.organisation != us:
            yield Message(N_("We received it from {who}."), {"who": provider.name})


def _automated(every: Iterable[Terms], *, concerned: bool) -> Iterator[Argument]:
    """Decisions are those of agreements that concern the person; that there are none is said where every agreement says so."""
    said = [terms.facts for terms in every]
    made = [facts for facts in said if concerned and facts.automated_decisions]
    for facts in made:
        ground = facts.automated_decisions_ground
        grounds = OwnWords(article(ground, "en"), german=article(ground, "de")) if ground else "–"
        yield Message(
            N_("Decisions on people are made by automated means alone. Ground: {ground}"), {"ground": grounds}
        )
        if facts.automated_decisions_safeguards.given():
            yield own(facts.automated_decisions_safeguards, "")
    if said and all(facts.automated_decisions is False for facts in said):
        yield Message(N_("By our agreements on this data, no decisions on people are made by automated means alone."))


def _transfers(about: Iterable[tuple[Terms, Dataset]], *, concerned: bool) -> Iterator[Argument]:
    """Where the data of the person goes outside the EEA; that it does not is said where every agreement says so."""
    seen = list(about)
    found = False
    for terms, dataset in seen:
        for one in terms.transfers:
            if one.datasets and dataset.key not in one.datasets:
                continue
            found = True
            if not concerned:
                continue
            land = country(one.country)
            safeguard = _words(word("mechanism", one.mechanism)) if one.mechanism else "–"
            yield Message(
                N_("{importer}, {country}. Safeguard: {safeguard}"),
                {"importer": one.importer, "country": OwnWords(land.en, german=land.de), "safeguard": safeguard},
            )
    if seen and not found and all(terms.facts.access_outside_eea is False for terms, _dataset in seen):
        yield Message(N_("By our agreements, this data does not go to countries outside the EEA."))
