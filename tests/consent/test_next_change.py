"""When decisions that are shown have to be made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from datapact.organisation.identity.copy_age import CopyAge

NOW = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)


@given(
    hours=st.integers(1, 720),
    minutes=st.integers(-1, 50_000),
    refused=st.integers(0, 1),
    ahead=st.booleans(),
    left=st.booleans(),
)
def test_a_copy_answers_up_to_the_moment_that_it_names_and_no_longer(
    hours: int, minutes: int, refused: int, ahead: bool, left: bool
) -> None:
    copy = CopyAge(7, "", minutes, hours, refused, ahead, left)
    until = copy.answers_until(NOW)
    if until is None:
        assert copy.lacks is not None
        return
    later = int((until - NOW) / timedelta(minutes=1))
    assert replace(copy, minutes=minutes + later - 1).lacks is None
    assert replace(copy, minutes=minutes + later).lacks is not None
