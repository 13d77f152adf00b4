"""The matrix for the screen: its cells, laid out as a table of partners or a list, its day, or why it is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.agreements.views.list import count_agreements
from datapact.base.clock import in_zone
from datapact.base.local_time import local_zone, moment_of
from datapact.base.texts import N_, Argument, Message
from datapact.consent.decision.wording import VERDICTS
from datapact.consent.facts.question import Verdict
from datapact.consent.matrix.matrix import Cell, matrix
from datapact.consent.matrix.next_change import next_change

if TYPE_CHECKING:
    from datapact.base.strictjson import JsonObject, JsonValue
    from datapact.organisation.acting.acting_member import Acting


SOON_DAYS = 90
ORDERS = ("dataset", "purpose", "partner", "verdict", "people", "until", "pending", "agreement", "notice", "oldest")
"""The orders of the list; ``-`` before one for descending."""
_LATE = datetime.max.replace(tzinfo=UTC)
_RANK: Mapping[str, int] = {verdict: place for place, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class CellFilters:
    """The filters of the matrix; empty shows everything. ``soon``: the decision changes by itself within SOON_DAYS;
    ``pending``: recalls to the partner are pending."""

    verdicts: tuple[Verdict, ...] = ()
    """Any of them; empty for all."""
    partner: str = ""
    """Reference: organisation id or ``external:N``."""
    dataset: str = ""
    """Key of the dataset."""
    soon: bool = False
    pending: bool = False
    words: str = ""
    """Each must stand somewhere in the names of the cell, whatever the case."""

    @property
    def anything(self) -> bool:
        return self != CellFilters()


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of cells that each filter finds, and of all."""

    total: int = 0
    """Of all cells, before any filter."""
    verdicts: Mapping[str, int] = field(hash=False, default_factory=dict)
    """By verdict; those without a cell are missing."""
    datasets: Mapping[str, int] = field(hash=False, default_factory=dict)
    """By key of the dataset."""
    partners: Mapping[str, int] = field(hash=False, default_factory=dict)
    """By reference of the partner."""
    soon: int = 0
    """Cells whose decision changes by itself within ``SOON_DAYS``."""
    pending: int = 0
    """Cells whose partner has something to be told or to acknowledge."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A dataset and a purpose; ``first`` of its dataset."""

    dataset: str
    """Key of the dataset."""
    dataset_name: Argument
    """The key where the agreement gives no name."""
    row: str
    """As ``Cell.row``."""
    purpose: str
    """IRI, or the key where the agreement gives none; of the first cell."""
    purpose_name: Argument
    """As ``Cell.row_name``."""
    first: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by dataset and purpose, a column for each partner; ``cells`` by row and column, most are empty."""

    rows: tuple[GridRow, ...] = ()
    """By name of the dataset, then of the purpose."""
    columns: tuple[tuple[str, str], ...] = ()
    """Reference and name of each partner, by name."""
    cells: Mapping[tuple[int, int], Cell] = field(hash=False, default_factory=dict)


def fitting(cells: Iterable[Cell], wanted: CellFilters, now: datetime) -> tuple[Cell, ...]:
    """The cells that pass the filters, in their order."""
    words = wanted.words.casefold().split()
    soon = now + timedelta(days=SOON_DAYS)
    return tuple(
        cell
        for cell in cells
        if (not wanted.verdicts or cell.verdict in wanted.verdicts)
        and wanted.partner in ("", cell.partner)
        and wanted.dataset in ("", cell.dataset)
        and (not wanted.soon or (cell.next_expiry is not None and cell.next_expiry <= soon))
        and (not wanted.pending or cell.pending is not None)
        and (not words or _holds(cell, words))
    )


def counts_of(cells: Sequence[Cell], now: datetime) -> Counts:
    """Number of cells that each filter finds."""
    return Counts(
        total=len(cells),
        verdicts=Counter(cell.verdict for cell in cells),
        datasets=Counter(cell.dataset for cell in cells),
        partners=Counter(cell.partner for cell in cells),
        soon=len(fitting(cells, CellFilters(soon=True), now)),
        pending=len(fitting(cells, CellFilters(pending=True), now)),
    )


def grid_of(cells: Iterable[Cell]) -> Grid:
    """Cells laid out by dataset and purpose down, partner across."""
    places: dict[tuple[str, str], GridRow] = {}
    partners: dict[str, str] = {}
    found = list(cells)
    for cell in found:
        places.setdefault(
            (cell.dataset, cell.row),
            GridRow(cell.dataset, cell.dataset_name, cell.row, cell.purpose, cell.row_name, True),
        )
        partners.setdefault(cell.partner, cell.partner_name)
    ordered = sorted(
        _distinct_rows(places, found),
        key=lambda row: (str(row.dataset_name).casefold(), row.dataset, str(row.purpose_name).casefold(), row.row),
    )
    rows = tuple(
        row if not place or ordered[place - 1].dataset != row.dataset else GridRow(*_parts(row), False)
        for place, row in enumerate(ordered)
    )
    columns = tuple(sorted(partners.items(), key=lambda item: (item[1].casefold(), item[0])))
    down = {(row.dataset, row.row): number for number, row in enumerate(rows)}
    across = {partner: number for number, (partner, _name) in enumerate(columns)}
    laid = {(down[cell.dataset, cell.row], across[cell.partner]): cell for cell in found}
    return Grid(rows, columns, laid)


def _distinct_rows(places: Mapping[tuple[str, str], GridRow], cells: Iterable[Cell]) -> Iterator[GridRow]:
    """The rows; of several that bear one name within a dataset, each with the agreements that it is about."""
    bearing = Counter((row.dataset, str(row.purpose_name)) for row in places.values())
    numbers: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        numbers.setdefault((cell.dataset, cell.row), []).append(cell.agreement_number)
    for where, row in places.items():
        if bearing[row.dataset, str(row.purpose_name)] > 1:
            about = ", ".join(sorted({one for one in numbers[where] if one}))
            named = Message(N_("{purpose} ({agreements})"), {"purpose": row.purpose_name, "agreements": about})
            yield replace(row, purpose_name=named if about else row.purpose_name)
        else:
            yield row


def in_order(cells: Iterable[Cell], order: str) -> tuple[Cell, ...]:
    """Cells sorted by one of ORDERS; those without a value come last in either direction."""
    name = order.removeprefix("-")
    key: Callable[[Cell], Any] = _KEYS.get(name, _dataset)
    found = sorted(cells, key=lambda cell: (key(cell), _dataset(cell)))
    if not order.startswith("-"):
        return tuple(found)
    nothing: Callable[[Cell], bool] = _EMPTY.get(name, lambda _cell: False)
    given = [cell for cell in reversed(found) if not nothing(cell)]
    return (*given, *(cell for cell in found if nothing(cell)))


def _parts(row: GridRow) -> tuple[str, Argument, str, str, Argument]:
    return row.dataset, row.dataset_name, row.row, row.purpose, row.purpose_name


def _holds(cell: Cell, words: Sequence[str]) -> bool:
    everything = " ".join(
        (
            cell.dataset,
            str(cell.dataset_name),
            cell.partner_name,
            str(cell.purpose_name),
            str(cell.row_name),
            cell.purpose.rsplit("#", 1)[-1],
            cell.agreement_number,
        )
    ).casefold()
    return all(word in everything for word in words)


def _dataset(cell: Cell) -> tuple[str, ...]:
    return str(cell.dataset_name).casefold(), cell.dataset, cell.partner_name.casefold(), cell.row


_KEYS: Mapping[str, Callable[[Cell], Any]] = {
    "dataset": _dataset,
    "purpose": lambda cell: str(cell.purpose_name).casefold(),
    "partner": lambda cell: (cell.partner_name.casefold(), cell.partner),
    "verdict": lambda cell: _RANK[cell.verdict],
    "people": lambda cell: (cell.n, cell.m),
    "until": lambda cell: cell.next_expiry or _LATE,
    "pending": lambda cell: (cell.pending is not None, cell.pending.people if cell.pending is not None else 0),
    "agreement": lambda cell: cell.agreement_number,
    "notice": lambda cell: cell.notice_version,
    "oldest": lambda cell: cell.oldest or _LATE,
}
_EMPTY: Mapping[str, Callable[[Cell], bool]] = {
    "until": lambda cell: cell.next_expiry is None,
    "oldest": lambda cell: cell.oldest is None,
    "notice": lambda cell: not cell.notice_version,
}


def write_narrowed(wanted: CellFilters) -> JsonObject:
    """The filters as remembered, without the words searched for."""
    return {
        "verdicts": list(wanted.verdicts),
        "partner": wanted.partner,
        "dataset": wanted.dataset,
        "soon": wanted.soon,
        "pending": wanted.pending,
    }


def read_cell_filters(value: JsonValue) -> CellFilters:
    """Remembered filters; anything else shows everything."""
    if not isinstance(value, dict):
        return CellFilters()
    verdicts = value.get("verdicts")
    partner, dataset = value.get("partner", ""), value.get("dataset", "")
    return CellFilters(
        verdicts=tuple(one for one in VERDICTS if isinstance(verdicts, list) and one in verdicts),
        partner=partner if isinstance(partner, str) else "",
        dataset=dataset if isinstance(dataset, str) else "",
        soon=value.get("soon") is True,
        pending=value.get("pending") is True,
    )


_RECORDS = text("SELECT EXISTS (SELECT 1 FROM consent_event)")


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Every cell as at a moment; ``agreements`` and ``records`` say whether there are any to decide from."""

    cells: tuple[Cell, ...]
    """Unfiltered, by dataset, partner and purpose."""
    now: datetime
    """When it was made, UTC."""
    at: datetime
    """Moment that the decisions are about, UTC."""
    zone: tzinfo
    """The zone of local days."""
    agreements: bool
    records: bool
    changes: datetime
    """From when the cells have to be decided again, UTC."""

    @property
    def today(self) -> date:
        """The local day."""
        return in_zone(self.now, self.zone).date()


def matrix_page(acting: Acting, day: date | None = None) -> MatrixPage:
    """The matrix on a day, by default now."""
    now = acting.clock()
    zone = local_zone(now)
    at = moment_of(day, now, zone)
    found = matrix(acting, at)
    with acting.vault.read() as session:
        records = bool(session.connection().execute(_RECORDS).scalar())
        changes = next_change(session, (cell.next_expiry for cell in found), now, zone)
        return MatrixPage(found, now, at, zone, count_agreements(session) > 0, records, changes)
