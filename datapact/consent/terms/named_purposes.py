"""Names of purposes in the agreements of a vault, as they read on a day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.projection.reading_version import consolidated
from datapact.base.errors import DataPactError
from datapact.consent.terms.purpose_names import NamingAgreement, PurposeNames, names_in
from datapact.contract.terms import Terms
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datetime import date

    from datapact.vault.database.session import Session

_SIGNED = frozenset(("signed", "terminated"))
_ROWS = text("SELECT id, datasets, stage, amends FROM agreement ORDER BY number, id")
_RECORDED = text("SELECT dataset FROM consent_scope WHERE id <> 0 UNION SELECT dataset FROM delivery")
_NEWEST = text(
    "SELECT head || ' ' || changed || ' ' || state_digest FROM agreement WHERE id = :history OR amends = :history ORDER BY id"
)
_READ = Remembered[tuple[str, str, str], Terms | None](400)
"""Terms by agreement, the newest entries of it and its amendments, and the day."""
_KEYS = Remembered[str, frozenset[str]](20_000)
"""Keys of datasets by the stored list of them."""


def purpose_names(
    session: Session, day: date, *, agreements: Iterable[str] = (), datasets: Iterable[str] | None = ()
) -> PurposeNames:
    """The names of purposes in the agreements with these ids, and in those on these datasets, as they read on a local day;
    ``datasets`` None for all of which consents or deliveries are recorded."""
    return names_in(naming_agreements(session, day, agreements=agreements, datasets=datasets))


def naming_agreements(
    session: Session, day: date, *, agreements: Iterable[str] = (), datasets: Iterable[str] | None = ()
) -> tuple[NamingAgreement, ...]:
    """The agreements that ``purpose_names`` takes the names from."""
    if datasets is None:
        datasets = session.connection().execute(_RECORDED).scalars().all()
    wanted, known = set(datasets), set(agreements)
    if not wanted and not known:
        return ()
    binding: dict[str, bool] = {}
    for row in session.connection().execute(_ROWS):
        own_id = row.amends or row.id
        if own_id in known or (wanted and row.datasets and not wanted.isdisjoint(_keys(session, row.datasets))):
            binding[own_id] = binding.get(own_id, False) or row.stage in _SIGNED
    found = ((one, binds, terms_on_day(session, one, day)) for one, binds in binding.items())
    return tuple(NamingAgreement(one, binds, terms) for one, binds, terms in found if terms is not None)


def _keys(session: Session, stored: str) -> frozenset[str]:
    return _KEYS.made(session, stored, lambda: frozenset(read_stored_json(stored)))


def terms_on_day(session: Session, agreement: str, day: date) -> Terms | None:
    """The terms of an agreement as they read on a local day; None where they cannot be read here."""
    newest = " ".join(session.connection().execute(_NEWEST, {"history": agreement}).scalars())
    key = (agreement, newest, day.isoformat())
    return _READ.made(session, key, lambda: _read(session, agreement, day)) if newest else None


def _read(session: Session, agreement: str, day: date) -> Terms | None:
    try:
        return consolidated(session, agreement, day).terms
    except (DataPactError, KeyError):  # erased or withheld in part
        return None
