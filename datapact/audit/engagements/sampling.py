r"""Draw a sample that anybody can draw again: from the ordered population in scope, a recorded seed, and SHA-256.

Each item gets the number SHA-256(seed LF item); the smallest numbers are the sample. By hand:
``while read -r item; do printf '%s\n%s' "$seed" "$item" | sha256sum | cut -c-64 | tr '\n' ' '; echo "$item"; done``
and then ``sort | head -n SIZE``. A consent is named by its place, ``ENTRY#INDEX``: the entry that signed its batch, and
its place in the tree of the batch. So a sample names no person.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.projection.tables import AgreementRow
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.consent.deliveries.deliveries import deliveries
from datapact.consent.records.event import Event
from datapact.consent.records.events import events_numbered
from datapact.consent.records.tables import BatchRow, EventRow, ScopeRow
from datapact.history.entries import store as history_store
from datapact.history.fold.agreement import fold
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.records import records
from datapact.registers.point_in_time import known_agreement

if TYPE_CHECKING:
    from datapact.audit.engagements.engagements import Engagement
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


METHOD = "sha256-smallest"
LARGEST = 1_000
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample. ``digest`` is the base64url SHA-256 of the population, an item a line (LF), in the order of bytes."""

    seed: str
    """Printable ASCII; 32 hexadecimal digits by default."""
    method: str
    """Now always ``sha256-smallest``."""
    population: int
    """Number of items it was drawn from."""
    digest: str
    items: tuple[str, ...]
    """Names of the items, the smallest number first."""


def new_seed() -> str:
    """A seed that nobody chose: 128 random bits, in hexadecimal digits."""
    return secrets.token_hex(16)


def draw(population: Iterable[str], size: int, seed: str) -> Sample:
    """Draw ``size`` different items; raises WrongUse for an impossible size or population."""
    items = sorted(set(population), key=lambda one: one.encode("utf-8"))
    if not 0 < size <= LARGEST:
        raise WrongUse(N_("A sample has 1 to {most} items."), most=LARGEST)
    if len(items) > MOST or any("\n" in one for one in items):
        raise WrongUse(N_("The population of this sample is not a list of at most {most} lines."), most=MOST)
    if not items:
        raise WrongUse(N_("There is nothing to draw a sample from."))
    if not seed or not seed.isascii() or not seed.isprintable():
        raise WrongUse(N_("A seed is printable text in ASCII."))
    numbered = sorted((_number(seed, one), one) for one in items)
    return Sample(
        seed=seed,
        method=METHOD,
        population=len(items),
        digest=population_digest(items),
        items=tuple(one for _number, one in numbered[:size]),
    )


def _number(seed: str, item: str) -> str:
    return hashlib.sha256(f"{seed}\n{item}".encode()).hexdigest()


def population_digest(items: Iterable[str]) -> str:
    """base64url SHA-256 of the items, each followed by LF."""
    hashed = hashlib.sha256()
    for one in items:
        hashed.update(one.encode("utf-8") + b"\n")
    return to_base64url(hashed.digest())


POPULATIONS = ("agreements", "decisions", "deliveries", "consents", "consent_batches")
POPULATION_WORDS: Mapping[str, str] = {
    "agreements": N_("Agreements"),
    "decisions": N_("Answers on file"),
    "deliveries": N_("Deliveries"),
    "consents": N_("Consents, refusals and withdrawals"),
    "consent_batches": N_("Batches of consents"),
}
_PLACE = "#"


def population(
    acting: Acting, session: Session, found: Engagement, population_of: str, known_at: datetime | None = None
) -> list[str]:
    """Names of all items of one kind in the scope of an audit; raises WrongUse for an unknown kind.

    Names are history ids of agreements, digests of the entries of decisions, deliveries and batches, places of
    consents. A consent or batch is in scope when it is about a dataset of an agreement in scope; erased consents are
    not counted. ``known_at`` leaves out later records; agreements are those of today.
    """
    if population_of == "agreements":
        return [one for one in session.exec(select(AgreementRow.id)) if found.covers(one)]
    if population_of == "deliveries":
        return [one.entry for one in deliveries(session, known_at=known_at) if found.covers(one.agreement)]
    if population_of == "decisions":
        return [one.entry for one in records(session, "decision", known_at=known_at) if found.covers(one.about)]
    if population_of in ("consents", "consent_batches"):
        events = _events(session, _datasets(acting, session, found), known_at)
        if population_of == "consents":
            return [f"{entry}{_PLACE}{number}" for entry, number in events]
        return list(dict.fromkeys(entry for entry, _number in events))
    raise WrongUse(N_("A sample is drawn from one of these: {populations}."), populations=", ".join(POPULATIONS))


def _datasets(acting: Acting, session: Session, found: Engagement) -> frozenset[str] | None:
    """Keys of the datasets of the agreements in scope; None: all."""
    if not found.agreements:
        return None
    now = acting.clock()
    today, lines = day_of(now, local_zone(now)), directory(session)
    keys: set[str] = set()
    for history in found.agreements:
        entries = history_store.load(session, history)
        terms = known_agreement(fold(entries, lines), acting.organisation, today).terms if entries else None
        keys |= {one.key for one in terms.datasets} if terms is not None else set()
    return frozenset(keys)


def _events(session: Session, datasets: frozenset[str] | None, known_at: datetime | None) -> Iterable[tuple[str, int]]:
    """The entry of the batch and the place in its tree, of every event that was not erased."""
    asked = (
        select(BatchRow.entry, EventRow.id, BatchRow.first)
        .join(BatchRow, col(EventRow.batch) == col(BatchRow.id))
        .where(col(EventRow.salt).is_not(None), EventRow.scope != 0)
    )
    if known_at is not None:
        asked = asked.where(col(EventRow.recorded) <= int(known_at.timestamp()))
    if datasets is not None:
        asked = asked.join(ScopeRow, col(EventRow.scope) == col(ScopeRow.id)).where(
            col(ScopeRow.dataset).in_(sorted(datasets))
        )
    for entry, number, first in session.exec(asked):
        yield entry, (number or 0) - first


def consents_named(session: Session, names: Iterable[str]) -> dict[str, Event]:
    """The consents among the names of sample items, by name; those that were erased since are missing."""
    batches = {one.entry: one.first for one in session.exec(select(BatchRow))}
    wanted: dict[int, str] = {}
    for name in names:
        entry, _sign, place = name.partition(_PLACE)
        if entry in batches and place.isascii() and place.isdigit() and len(place) < 16:
            wanted[batches[entry] + int(place)] = name
    return {wanted[number]: event for number, event in events_numbered(session, wanted)}
