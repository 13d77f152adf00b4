"""What a file says, counted: held against counting by hand, for any rows; bounded however many groups there are."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from datapact.consent.imports.preview import MOST_GROUPS, Tally
from datapact.consent.records.row_disclosure import Row
from datapact.consent.terms.states import BY_CODE, CALLING

ROWS = st.builds(
    lambda dataset, purpose, state, at: Row("e", "P", dataset, purpose, "c", state, at, None, "", "", False),
    st.sampled_from("ab"),
    st.sampled_from("xyz"),
    st.integers(0, len(BY_CODE) - 1),
    st.integers(0, 2_000_000_000),
)


@given(st.lists(ROWS, max_size=60), st.integers(1, 7))
def test_groups_are_what_counting_by_hand_gives(rows: list[Row], chunk: int) -> None:
    tally = Tally()
    for start in range(0, len(rows), chunk):
        tally.add(list(enumerate(rows, 2))[start : start + chunk])
    by_hand: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in rows:
        by_hand[row.dataset, row.purpose, BY_CODE[row.state].name].append(row.at)
    groups = tally.groups()
    assert {(one.dataset, one.purpose, one.state): one.lines for one in groups} == {
        key: len(times) for key, times in by_hand.items()
    }
    for one in groups:
        times = by_hand[one.dataset, one.purpose, one.state]
        assert (one.first, one.last) == (
            datetime.fromtimestamp(min(times), UTC),
            datetime.fromtimestamp(max(times), UTC),
        )
        place = (one.dataset, one.purpose, one.state)
        assert one.line == 2 + [(row.dataset, row.purpose, BY_CODE[row.state].name) for row in rows].index(place)
        assert one.causes_recalls == (one.state in CALLING)
    assert [one.lines for one in groups] == sorted((one.lines for one in groups), reverse=True)


def test_a_column_taken_for_another_does_not_fill_the_memory() -> None:
    tally = Tally()
    tally.add(
        (number, Row("e", "P", f"d{number}", "x", "c", 2, number, None, "", "", False))
        for number in range(MOST_GROUPS * 3)
    )
    assert len(tally.groups()) == MOST_GROUPS
