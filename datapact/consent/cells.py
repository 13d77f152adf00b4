"""The matrix of datasets, partners and purposes: one answer a cell, for the lead's screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from datapact.agreements.checks.words import own
from datapact.consent.counting import Counter
from datapact.consent.decide import Cohort, decide
from datapact.consent.gather import world_at
from datapact.consent.purposes import ANY_PURPOSE
from datapact.consent.question import Decision, Needs, Question, Verdict
from datapact.consent.recalls import open_recalls
from datapact.consent.status import is_now
from datapact.consent.tallies import Tallies, keep_tallies, read_tallies
from datapact.consent.world import AgreementFacts, World, is_upstream
from datapact.texts import Argument

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class Pending:
    """People of whom a recipient has not acknowledged what it must be told; ``overdue`` when its time is up."""

    people: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination that some agreement provides for, with its answer.

    ``purpose`` is an IRI, or the key where the agreement gives none; the names are the parties' own words. ``counts``
    divide those who may not go out by what stands in the way; ``next_expiry`` is when the answer changes by itself.
    """

    dataset: str
    dataset_name: Argument
    partner: str
    partner_name: str
    purpose: str
    purpose_name: Argument
    verdict: Verdict
    basis: str
    n: int
    m: int
    counts: Mapping[str, int] = field(hash=False)
    next_expiry: datetime | None
    notice_version: str
    oldest: datetime | None
    pending: Pending | None
    agreement: str
    agreement_number: str
    agreement_status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell lies, and the agreements that it rests on."""

    dataset: str
    dataset_name: Argument
    partner: str
    purpose: str
    purpose_name: Argument
    agreements: tuple[AgreementFacts, ...]


def matrix(acting: Acting, at: datetime | None = None) -> tuple[Cell, ...]:
    """Every cell as at a moment, by default now; ordered by dataset, partner and purpose."""
    moment = at or acting.clock()
    with acting.vault.read() as session:
        world = world_at(acting, session, moment)
        pending = pending_of(session, moment)
        kept: Tallies | None = read_tallies(session) if is_now(session, moment, None) else None
        counts: Cohort = kept or Counter(session, now=False)
        found = tuple(cells_of(world, counts, pending))
    if kept is not None and (kept.fresh or kept.stale) and moment <= acting.clock():
        with acting.vault.write(reader=True) as session:
            keep_tallies(session, kept)
    return found


def pending_of(session: Session, now: datetime) -> dict[tuple[str, str], Pending]:
    """What has still to reach each recipient about each dataset, by reference and dataset."""
    found: dict[tuple[str, str], Pending] = {}
    for task in open_recalls(session, now):
        if task.stage in ("tell", "wait"):
            before = found.get((task.partner, task.dataset), Pending(0, False))
            found[task.partner, task.dataset] = Pending(before.people + task.people, before.overdue or task.overdue)
    return found


def cells_of(world: World, counts: Cohort, pending: Mapping[tuple[str, str], Pending]) -> Iterator[Cell]:
    """The cells of a world, each answered by ``decide``."""
    narrowed = _narrow(world)
    for place in places(world):
        question = Question(place.dataset, place.partner, place.purpose, world.at)
        decision = decide(question, narrowed(place), counts)
        yield cell_of(place, decision, world, pending.get((place.partner, place.dataset)))


def cell_of(place: Place, decision: Decision, world: World, pending: Pending | None) -> Cell:
    """The cell that an answer makes."""
    agreement = next((one for one in place.agreements if one.id == decision.agreement), place.agreements[0])
    oldest = decision.tally.oldest
    return Cell(
        dataset=place.dataset,
        dataset_name=place.dataset_name,
        partner=place.partner,
        partner_name=world.name(place.partner),
        purpose=place.purpose,
        purpose_name=place.purpose_name,
        verdict=decision.verdict,
        basis=decision.basis,
        n=decision.n,
        m=decision.m,
        counts=decision.tally.counts,
        next_expiry=decision.valid_until,
        notice_version=_notice_version(decision.needs),
        oldest=None if oldest is None or oldest >= 2**61 else datetime.fromtimestamp(oldest, UTC),
        pending=pending,
        agreement=agreement.id,
        agreement_number=agreement.number,
        agreement_status=agreement.status,
        evidence=agreement.evidence,
    )


def _notice_version(needs: Needs | None) -> str:
    """The newest version of a notice on which consents count."""
    if needs is None or not needs.consents or not needs.consents[0].accepted:
        return ""
    return needs.consents[0].accepted[-1].version


def places(world: World) -> tuple[Place, ...]:
    """All combinations of a dataset, a partner that may receive it and a purpose that some agreement provides for."""
    found: dict[tuple[str, str, str], Place] = {}
    for agreement in world.agreements:
        terms = agreement.terms
        for dataset in terms.datasets:
            if agreement.own not in (dataset.provider, *dataset.recipients):
                continue
            keys = [key for key in dataset.recipients if key != agreement.own]
            keys += [
                f"sub_processors.{one.key}" for one in terms.sub_processors if one.engaged_by in dataset.recipients
            ]
            for key in keys:
                partner = agreement.reference(key)
                for purpose in terms.purposes if partner else ():
                    if purpose.prohibited or (purpose.datasets and dataset.key not in purpose.datasets):
                        continue
                    meant = purpose.key if purpose.iri == ANY_PURPOSE else purpose.iri
                    where = (dataset.key, partner, meant)
                    before = found.get(where)
                    found[where] = Place(
                        dataset.key,
                        own(dataset.name, dataset.key),
                        partner,
                        meant,
                        own(purpose.name, purpose.key),
                        (*(before.agreements if before else ()), agreement),
                    )
    order = sorted(found, key=lambda where: (where[0], world.name(where[1]).casefold(), where[1], where[2]))
    return tuple(found[where] for where in order)


def _narrow(world: World) -> Callable[[Place], World]:
    """The world of one cell: what is on file about others is left out, so that each answer takes its own time only."""
    by_dataset: dict[str, World] = {}
    about: dict[tuple[str, str], tuple[AgreementFacts, ...]] = {}
    for agreement in world.agreements:
        partners = {reference for _key, reference in agreement.references if reference}
        for dataset in agreement.terms.datasets:
            for partner in partners:
                about[dataset.key, partner] = (*about.get((dataset.key, partner), ()), agreement)

    upstream: dict[str, tuple[AgreementFacts, ...]] = {}
    for agreement in world.agreements:
        for dataset in agreement.terms.datasets:
            if is_upstream(agreement, dataset.key):
                upstream[dataset.key] = (*upstream.get(dataset.key, ()), agreement)

    def narrowed(place: Place) -> World:
        one = by_dataset.get(place.dataset)
        if one is None:
            one = by_dataset[place.dataset] = replace(
                world,
                bases=_of(world.bases, place.dataset),
                authorisations=_of(world.authorisations, place.dataset),
                facts=tuple(fact for fact in world.facts if fact.dataset in ("", place.dataset)),
                deliveries=tuple(delivery for delivery in world.deliveries if delivery[0] == place.dataset),
            )
        near = about.get((place.dataset, place.partner), ())
        return replace(one, agreements=tuple(dict.fromkeys((*near, *upstream.get(place.dataset, ())))))

    return narrowed


def _of[Part](parts: Sequence[Part], dataset: str) -> tuple[Part, ...]:
    return tuple(one for one in parts if one.dataset == dataset)  # type: ignore[attr-defined]


__all__ = ["Cell", "Pending", "Place", "cell_of", "cells_of", "matrix", "pending_of", "places"]
