"""Of what several computers of a house recorded, nothing that takes consent back is set aside for something weaker."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.consent.records.repeated import STRENGTH, _counting, _Row
from datapact.consent.terms.states import BY_CODE, RECTIFIED, TAKING_BACK, VALID_CODES
from tests.depth import examples

ROWS = st.lists(
    st.tuples(
        st.sampled_from("12"),
        st.sampled_from("PQ"),
        st.integers(0, 1),
        st.integers(0, 10),
        st.sampled_from(("anna", "bernd", "carla")),
        st.integers(0, 3),
    ),
    max_size=7,
)


def rows_of(drawn: list[tuple[str, str, int, int, str, int]]) -> list[_Row]:
    return [
        _Row(
            number,
            False,
            event,
            (person, "panel", "research", "uni", second),
            state,
            (),
            (str(moment), desk, number),
            desk,
        )
        for number, (event, person, second, state, desk, moment) in enumerate(drawn, start=1)
    ]


def test_every_state_that_takes_back_has_its_strength() -> None:
    codes = {state.code for state in BY_CODE if state is not RECTIFIED}
    assert set(STRENGTH) == {code for code in codes if code >= TAKING_BACK}
    assert not VALID_CODES & set(STRENGTH)
    assert len(set(STRENGTH.values())) == len(STRENGTH)


@settings(max_examples=examples(1000))
@given(ROWS)
def test_only_what_is_as_strong_sets_aside_what_takes_back(drawn: list[tuple[str, str, int, int, str, int]]) -> None:
    rows = rows_of(drawn)
    counting = _counting(rows)
    assert counting == _counting(rows[::-1])
    for row in rows:
        others = [one for one in rows if one.number in counting and one.place == row.place]
        assert others, "somebody decided at that second, and nothing of it counts"
        if row.number not in counting:
            assert max(one.strength for one in others) >= row.strength
