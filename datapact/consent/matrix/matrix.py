"""The matrix of datasets, partners and purposes: one decision a cell; purposes that one of the house joins share a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError
from datapact.base.texts import Argument, Message
from datapact.consent.decision.count_cache import Tallies, keep_tallies, read_tallies
from datapact.consent.decision.decide import RANK, Cohort, decide
from datapact.consent.decision.fast_count import Counter
from datapact.consent.facts.breaches import BREACH
from datapact.consent.facts.facts import AgreementFacts, DecisionFacts, PurposeLink, facts_on
from datapact.consent.facts.frameworks import weighing_in
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.question import Decision, Needs, Question, Verdict
from datapact.consent.matrix.shown_page import PendingPeople, begins_of
from datapact.consent.recalls.pending import open_recalls
from datapact.consent.records.status import is_now
from datapact.consent.terms.agreed_keys import agreed_key, parts_of, term_of, words_of
from datapact.consent.terms.purpose_names import called
from datapact.consent.terms.purposes import lies_within
from datapact.contract.terms import Purpose
from datapact.contract.vocabulary.messages import OwnWords, own

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination that some agreement provides for, with its decision.

    ``purpose`` is an IRI, or the key where the agreement gives none; the names are those of the deciding agreement. ``counts``
    divide those who may not go out by what bars them; ``next_expiry`` is when the decision changes by itself.
    """

    dataset: str
    """Key of the dataset within its agreements."""
    dataset_name: Argument
    """The key where the agreement gives no name."""
    partner: str
    """Reference of the recipient: organisation id or ``external:N``."""
    partner_name: str
    """Its reference where we have no name of it."""
    purpose: str
    purpose_name: Argument
    """The key where the agreement gives no name."""
    agreed: str
    """The agreed purpose that the cell is about, ``AGREEMENT#purposes.KEY``."""
    row: str
    """What puts cells into one row: the same words and term, or ``house:NAME``."""
    row_name: Argument
    """The name of a purpose of the house, else that of the agreed purpose."""
    verdict: Verdict
    """For the action ``share``, of all people of the dataset."""
    basis: str
    """Articles of the GDPR that the sharing rests on; empty for data of nobody."""
    n: int
    """People who may go out."""
    m: int
    """People counted; 0 where the data is of nobody."""
    counts: Mapping[str, int] = field(hash=False)
    next_expiry: datetime | None
    until_why: Message | None
    """What ends then; None where nothing does."""
    notice_version: str
    """The last version of a notice that the decision accepts; empty for none."""
    oldest: datetime | None
    """When the oldest consent among those who may go out was given, UTC; None for none."""
    pending: PendingPeople | None
    """Recalls pending at the partner; None for none."""
    agreement: str
    """History id of the agreement that the decision rests on, else of the first that provides for it."""
    agreement_number: str
    """As it is shown in this vault, such as ``DP-2026-0001``."""
    agreement_status: str
    """On the day asked about, such as ``in_force`` or ``suspended``."""
    evidence: str
    """``signed_here``, or how a contract signed elsewhere is shown."""
    breaches: tuple[Message, ...] = ()
    """What the answer says of open breaches at the partner."""
    lacking: tuple[Message, ...] = ()
    """What is missing for an answer, a sentence each; empty where none is."""
    begins: date | None = None
    """First local day of an agreement that is signed and not in force yet, where nothing else denies; else None."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a cell (dataset, partner, row) and the agreed purposes there, each of its own agreement."""

    dataset: str
    """Key of the dataset within its agreements."""
    dataset_name: Argument
    """The key where the agreement gives no name."""
    partner: str
    """Reference of the recipient: organisation id or ``external:N``."""
    row: str
    """The same words and term, or ``house:NAME``."""
    row_name: Argument
    """The name of a purpose of the house, else that of the agreed purpose."""
    agreed: tuple[tuple[AgreementFacts, Purpose], ...]
    """At least one, in the order of the agreements' ids."""
    names: tuple[OwnWords, ...]
    """What each of these agreements calls its purpose."""

    @property
    def purposes(self) -> Iterator[tuple[str, str, Argument]]:
        """The agreed purposes: of each its place, its term or key, and the agreement's name for it."""
        for (agreement, one), name in zip(self.agreed, self.names, strict=True):
            yield agreed_key(agreement.id, one.key), term_of(one), name


def matrix(acting: Acting, at: datetime | None = None) -> tuple[Cell, ...]:
    """Every cell as at a moment, by default now; ordered by dataset, partner and purpose."""
    moment = at or acting.clock()
    with acting.vault.read() as session:
        facts = facts_at(acting, session, moment)
        pending = pending_of(session, moment)
        kept: Tallies | None = read_tallies(session) if is_now(session, moment, None) else None
        counts: Cohort = kept or Counter(session, now=False, everything=True)
        found = tuple(cells_of(facts, counts, pending))
    if kept is not None and (kept.fresh or kept.stale) and moment <= acting.clock():
        with acting.vault.write(reader=True) as session:
            keep_tallies(session, kept)
    return found


type Waiting = Mapping[tuple[str, str], Mapping[str, PendingPeople]]
"""By reference and dataset, and by the purpose that the data was given for."""


def count_ahead(acting: Acting) -> None:
    """Count anew for the matrix after a large import, so that the next viewer does not wait."""
    with suppress(DataPactError):  # the import is done, whether or not counting succeeds
        matrix(acting)


def pending_of(session: Session, now: datetime) -> Waiting:
    """Pending recalls by recipient and dataset."""
    found: dict[tuple[str, str], dict[str, PendingPeople]] = {}
    for task in open_recalls(session, now):
        if task.stage in ("tell", "send", "wait"):
            there = found.setdefault((task.partner, task.dataset), {})
            told = task.people if task.stage == "wait" else 0
            there[task.purpose] = _with(
                there.get(task.purpose), PendingPeople(task.people, task.overdue, told, task.late)
            )
    return found


def pending_at(waiting: Waiting, partner: str, dataset: str, purpose: str) -> PendingPeople | None:
    """Pending recalls to a partner that was given a dataset for a purpose, or for one within it."""
    found = None
    for given, one in waiting.get((partner, dataset), {}).items():
        if lies_within(given, purpose):
            found = _with(found, one)
    return found


def _with(one: PendingPeople | None, other: PendingPeople) -> PendingPeople:
    return (
        other
        if one is None
        else PendingPeople(
            one.people + other.people,
            one.overdue or other.overdue,
            one.informed + other.informed,
            one.late + other.late,
        )
    )


def cells_of(facts: DecisionFacts, counts: Cohort, pending: Waiting) -> Iterator[Cell]:
    """The cells of these facts, each with the decision by ``decide``."""
    narrowed = _narrow(facts)
    for place in places(facts):
        near = narrowed(place)
        found = [
            decide(Question(place.dataset, place.partner, term, facts.at, agreed=agreed), near, counts)
            for agreed, term, _name in place.purposes
        ]
        best = max(found, key=lambda one: (RANK[one.verdict], one.n))
        waiting = pending_at(pending, place.partner, place.dataset, best.question.purpose)
        yield cell_of(place, best, facts, waiting)


def cell_of(place: Place, decision: Decision, facts: DecisionFacts, pending: PendingPeople | None) -> Cell:
    """The cell of a decision."""
    asked = decision.question.agreed
    which = next(i for i, (one, purpose) in enumerate(place.agreed) if agreed_key(one.id, purpose.key) == asked)
    agreement = place.agreed[which][0]
    oldest = decision.tally.oldest
    return Cell(
        dataset=place.dataset,
        dataset_name=place.dataset_name,
        partner=place.partner,
        partner_name=facts.name(place.partner),
        purpose=decision.question.purpose,
        purpose_name=place.names[which],
        agreed=asked,
        row=place.row,
        row_name=place.row_name,
        verdict=decision.verdict,
        basis=decision.basis,
        n=decision.n,
        m=decision.m,
        counts=decision.tally.counts,
        next_expiry=decision.valid_until,
        until_why=decision.until_why,
        notice_version=_notice_version(decision.needs),
        oldest=None if oldest is None or oldest >= 2**61 else datetime.fromtimestamp(oldest, UTC),
        pending=pending,
        agreement=agreement.id,
        agreement_number=agreement.number,
        agreement_status=agreement.status,
        evidence=agreement.evidence,
        breaches=tuple(one.message for one in decision.reasons if one.link[0] == BREACH),
        lacking=tuple(one.message for one in decision.reasons if one.verdict == "incomplete"),
        begins=begins_of(agreement, decision),
    )


def _notice_version(needs: Needs | None) -> str:
    """The newest version of a notice on which consents count."""
    if needs is None or not needs.consents or not needs.consents[0].accepted:
        return ""
    return needs.consents[0].accepted[-1].version


def places(facts: DecisionFacts) -> tuple[Place, ...]:
    """All combinations of a dataset, a partner that may receive it and a purpose that some agreement provides for.

    Purposes with the same words and term share a row, and so do those that the house has joined; each cell is about the
    purpose of its own agreement.
    """
    found: dict[tuple[str, str, str], Place] = {}
    houses = {one.agreed: one.purpose for one in facts.links if one.sort == "house" and one.holds}
    for agreement in facts.agreements:
        terms = agreement.terms
        called_here = [called(one, terms.purposes) for one in terms.purposes]
        words_here = [f"{term_of(one)} {words_of(one)}" for one in terms.purposes]
        for dataset in terms.datasets:
            if agreement.own not in (dataset.provider, *dataset.recipients):
                continue
            keys = [key for key in dataset.recipients if key != agreement.own]
            keys += [
                f"sub_processors.{one.key}" for one in terms.sub_processors if one.engaged_by in dataset.recipients
            ]
            for key in keys:
                partner = agreement.reference(key)
                for purpose, name, words in (
                    zip(terms.purposes, called_here, words_here, strict=True) if partner else ()
                ):
                    if purpose.prohibited or (purpose.datasets and dataset.key not in purpose.datasets):
                        continue
                    house = houses.get(agreed_key(agreement.id, purpose.key), "") if houses else ""
                    row = f"house:{house}" if house else words
                    where = (dataset.key, partner, row)
                    before = found.get(where)
                    found[where] = Place(
                        dataset.key,
                        own(dataset.name, dataset.key),
                        partner,
                        row,
                        house or name,
                        (*(before.agreed if before else ()), (agreement, purpose)),
                        (*(before.names if before else ()), name),
                    )
    order = sorted(found, key=lambda where: (where[0], facts.name(where[1]).casefold(), where[1], where[2]))
    return tuple(found[where] for where in order)


def _narrow(facts: DecisionFacts) -> Callable[[Place], DecisionFacts]:
    """The facts of one cell, without records about others, so that each decision takes only its own time."""
    by_dataset: dict[str, DecisionFacts] = {}
    near: dict[tuple[str, str], DecisionFacts] = {}
    weighing = weighing_in(facts.agreements)
    links = _links_by_agreement(facts.links)

    def narrowed(place: Place) -> DecisionFacts:
        where = place.dataset, place.partner
        if where not in near:
            one = by_dataset.get(place.dataset)
            if one is None:
                one = by_dataset[place.dataset] = replace(
                    facts,
                    bases=_of(facts.bases, place.dataset),
                    authorisations=_of(facts.authorisations, place.dataset),
                    facts=facts_on(facts, place.dataset),
                    deliveries=tuple(delivery for delivery in facts.deliveries if delivery[0] == place.dataset),
                )
            weigh = weighing(*where)
            near[where] = replace(one, agreements=weigh, links=links([each.id for each in weigh]))
        return near[where]

    return narrowed


def _links_by_agreement(links: Sequence[PurposeLink]) -> Callable[[Iterable[str]], tuple[PurposeLink, ...]]:
    """Finds what was signed that can matter for a cell of these agreements, in order: what notices call a purpose matters for it
    and for those that the house has joined with it; all else is kept.
    """
    told: dict[str, list[int]] = {}
    always = []
    joined = {parts_of(one.agreed)[0] for one in links if one.sort == "house"}
    for place, one in enumerate(links):
        agreement = parts_of(one.agreed)[0]
        if one.sort == "notice" and agreement not in joined:
            told.setdefault(agreement, []).append(place)
        else:
            always.append(place)

    def found(agreements: Iterable[str]) -> tuple[PurposeLink, ...]:
        places = sorted({*always, *(place for one in agreements for place in told.get(one, ()))})
        return tuple(links[place] for place in places)

    return found


def _of[Part](parts: Sequence[Part], dataset: str) -> tuple[Part, ...]:
    return tuple(one for one in parts if one.dataset == dataset)  # type: ignore[attr-defined]


__all__ = ["Cell", "PendingPeople", "Place", "cell_of", "cells_of", "matrix", "pending_at", "pending_of", "places"]
