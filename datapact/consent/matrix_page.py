"""The matrix with what the screen says about it: as at which moment, and what is missing where it is empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.listing import count_agreements
from datapact.consent.cells import Cell, matrix
from datapact.consent.moments import local_zone, moment_of

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

_RECORDS = text("SELECT EXISTS (SELECT 1 FROM consent_event)")


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Every cell as at a moment; ``agreements`` and ``records`` say whether there is anything to answer from."""

    cells: tuple[Cell, ...]
    now: datetime
    at: datetime
    zone: tzinfo
    agreements: bool
    records: bool

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()


def matrix_page(acting: Acting, day: date | None = None) -> MatrixPage:
    """The matrix on a day, by default now."""
    now = acting.clock()
    zone = local_zone(now)
    at = moment_of(day, now, zone)
    found = matrix(acting, at)
    with acting.vault.read() as session:
        records = bool(session.connection().execute(_RECORDS).scalar())
        return MatrixPage(found, now, at, zone, count_agreements(session) > 0, records)
