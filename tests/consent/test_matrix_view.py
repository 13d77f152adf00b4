"""The matrix as the screen looks at it: narrowed, laid out, in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.consent.facts.facts import AgreementFacts
from datapact.consent.facts.question import Decision, Verdict
from datapact.consent.matrix.filters import (
    ORDERS,
    SOON_DAYS,
    CellFilters,
    counts_of,
    fitting,
    grid_of,
    in_order,
    read_cell_filters,
    write_narrowed,
)
from datapact.consent.matrix.matrix import Cell
from datapact.consent.matrix.shown_page import PendingPeople, begins_of
from datapact.contract.vocabulary.messages import OwnWords
from tests.depth import examples

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
VERDICTS: tuple[Verdict, ...] = ("permit", "partial", "incomplete", "deny")

whole = st.builds(
    Cell,
    dataset=st.sampled_from(["panel", "logs", "study"]),
    dataset_name=st.sampled_from([OwnWords("Panel", german="Panel"), "Logs"]),
    partner=st.sampled_from(["external:1", "external:2", "external:3"]),
    partner_name=st.sampled_from(["Uni", "Institut", "Werk"]),
    purpose=st.sampled_from(["research", "https://w3id.org/dpv#ScientificResearch"]),
    purpose_name=st.sampled_from(["Research", "Forschung"]),
    agreed=st.just("urn:uuid:1#purposes.research"),
    row=st.sampled_from(["research words", "house:Research"]),
    row_name=st.sampled_from(["Research", "Forschung"]),
    verdict=st.sampled_from(VERDICTS),
    basis=st.just("6(1)(a)"),
    n=st.integers(0, 9),
    m=st.integers(0, 9),
    counts=st.just({}),
    next_expiry=st.none() | st.integers(-5, 400).map(lambda days: NOW + timedelta(days=days)),
    notice_version=st.sampled_from(["", "1", "2"]),
    oldest=st.none() | st.just(NOW - timedelta(days=400)),
    pending=st.none() | st.builds(PendingPeople, people=st.integers(1, 5), overdue=st.booleans()),
    agreement=st.just("urn:uuid:1"),
    agreement_number=st.sampled_from(["DP-1", "DP-2"]),
    agreement_status=st.just("in_force"),
    evidence=st.just("reference_only"),
)


def test_nothing_begins_by_itself_where_more_than_the_day_denies() -> None:
    """“Not permitted yet” says that it will be: a purpose that the contract prohibits stays so."""
    agreement = cast("AgreementFacts", SimpleNamespace(status="signed", changes=date(2027, 1, 1)))

    def denied(times: int, verdict: str = "deny") -> Decision:
        reasons = [SimpleNamespace(verdict=verdict)] * times
        return cast("Decision", SimpleNamespace(verdict="deny", reasons=(*reasons, SimpleNamespace(verdict="met"))))

    assert begins_of(agreement, denied(1)) == date(2027, 1, 1)
    assert begins_of(agreement, denied(2)) is None
    assert begins_of(None, denied(1)) is None


some_cells = st.lists(whole, max_size=12, unique_by=lambda cell: (cell.dataset, cell.partner, cell.row))
narrowed = st.builds(
    CellFilters,
    verdicts=st.sets(st.sampled_from(VERDICTS)).map(lambda found: tuple(one for one in VERDICTS if one in found)),
    partner=st.sampled_from(["", "external:1", "external:9"]),
    dataset=st.sampled_from(["", "panel"]),
    soon=st.booleans(),
    pending=st.booleans(),
)


@settings(max_examples=examples(60))
@given(some_cells, narrowed)
def test_what_fits_is_what_every_filter_lets_through(cells: list[Cell], wanted: CellFilters) -> None:
    found = fitting(cells, wanted, NOW)
    assert list(found) == [cell for cell in cells if cell in found]
    for cell in cells:
        fits = (
            (not wanted.verdicts or cell.verdict in wanted.verdicts)
            and (not wanted.partner or cell.partner == wanted.partner)
            and (not wanted.dataset or cell.dataset == wanted.dataset)
            and (not wanted.pending or cell.pending is not None)
            and (
                not wanted.soon
                or (cell.next_expiry is not None and cell.next_expiry - NOW <= timedelta(days=SOON_DAYS))
            )
        )
        assert (cell in found) == fits


@settings(max_examples=examples(60))
@given(some_cells)
def test_the_chips_count_what_they_would_show(cells: list[Cell]) -> None:
    counts = counts_of(cells, NOW)
    assert counts.total == len(cells)
    assert sum(counts.verdicts.values()) == len(cells)
    for verdict in VERDICTS:
        assert counts.verdicts.get(verdict, 0) == len(fitting(cells, CellFilters(verdicts=(verdict,)), NOW))
    assert counts.soon == len(fitting(cells, CellFilters(soon=True), NOW))
    assert counts.pending == len(fitting(cells, CellFilters(pending=True), NOW))


@settings(max_examples=examples(60))
@given(some_cells)
def test_the_grid_has_every_cell_once_in_its_row_and_column(cells: list[Cell]) -> None:
    grid = grid_of(cells)
    assert len(grid.cells) == len(cells)
    for (row, column), cell in grid.cells.items():
        assert (grid.rows[row].dataset, grid.rows[row].row) == (cell.dataset, cell.row)
        assert grid.columns[column][0] == cell.partner
    datasets = [row.dataset for row in grid.rows]
    firsts = [row.dataset for row in grid.rows if row.first]
    assert len(firsts) == sum(1 for place, one in enumerate(datasets) if place == 0 or datasets[place - 1] != one)


@settings(max_examples=examples(60))
@given(some_cells, st.sampled_from(ORDERS), st.booleans())
def test_a_list_in_any_order_has_the_same_cells_and_nothing_comes_before_something(
    cells: list[Cell], name: str, down: bool
) -> None:
    found = in_order(cells, f"-{name}" if down else name)
    assert sorted(map(id, found)) == sorted(map(id, cells))
    if name == "until":
        given_ones = [cell.next_expiry for cell in found if cell.next_expiry is not None]
        assert given_ones == sorted(given_ones, reverse=down)
        assert all(cell.next_expiry is None for cell in found[len(given_ones) :])


def test_words_look_in_names_purposes_and_numbers() -> None:
    cells = [_cell(dataset="panel", number="DP-1"), _cell(dataset="logs", number="DP-2")]
    assert [cell.dataset for cell in fitting(cells, CellFilters(words="dp-2"), NOW)] == ["logs"]
    assert len(fitting(cells, CellFilters(words="scientific uni"), NOW)) == 2
    assert not fitting(cells, CellFilters(words="scientific nobody"), NOW)


@given(narrowed)
def test_filters_are_remembered(wanted: CellFilters) -> None:
    assert read_cell_filters(write_narrowed(wanted)) == wanted


def test_what_was_remembered_otherwise_shows_everything() -> None:
    for value, part in product((None, 3, "x", [], {}), ("verdicts", "partner")):
        assert read_cell_filters(value) == CellFilters()
        assert read_cell_filters({part: 7}) == CellFilters()


def _cell(*, dataset: str, number: str) -> Cell:
    return Cell(
        dataset=dataset,
        dataset_name=dataset,
        partner="external:1",
        partner_name="Uni",
        purpose="https://w3id.org/dpv#ScientificResearch",
        purpose_name="Research",
        agreed="urn:uuid:1#purposes.research",
        row="research",
        row_name="Research",
        verdict="permit",
        basis="",
        n=0,
        m=0,
        counts={},
        next_expiry=None,
        until_why=None,
        notice_version="",
        oldest=None,
        pending=None,
        agreement="urn:uuid:1",
        agreement_number=number,
        agreement_status="in_force",
        evidence="reference_only",
    )


def test_rows_of_one_name_say_which_agreements_they_are_about() -> None:
    cells = [
        replace(_cell(dataset="panel", number="DP-1"), row="a", row_name="Forschung"),
        replace(_cell(dataset="panel", number="DP-2"), row="b", row_name="Forschung"),
        replace(_cell(dataset="panel", number="DP-2"), row="c", row_name="Wartung"),
        replace(_cell(dataset="logs", number="DP-2"), row="b", row_name="Forschung"),
    ]
    names = [str(row.purpose_name) for row in grid_of(cells).rows]
    assert sorted(names) == ["Forschung", "Forschung (DP-1)", "Forschung (DP-2)", "Wartung"]
