"""What a person types names a thing by enough of its id, never by a character or two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.beginnings import LEAST, begins, named
from datapact.base.errors import WrongUse

ids = st.text("ab0-", min_size=8, max_size=12)
kinds = st.sampled_from(("", "breach-", "own:"))


@given(st.lists(ids, max_size=6), st.text("ab0-", max_size=12), kinds)
def test_an_id_is_named_by_enough_of_its_beginning(random: list[str], typed: str, kind: str) -> None:
    known = [kind + one for one in random]
    for text in (typed, kind + typed, kind[: len(typed)]):
        enough = len(text) - len(kind) >= LEAST
        fits = {one for one in known if text == one or (enough and one[: len(text)] == text)}
        assert {one for one in known if begins(one, text, kind)} == fits
        if text in known:
            assert named(known, text, kind) == (text,)
        elif enough:
            assert set(named(known, text, kind)) == fits
        else:
            with pytest.raises(WrongUse, match=str(len(kind) + LEAST)):
                named(known, text, kind)
