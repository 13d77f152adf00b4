"""No text becomes a formula in a table that goes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.write_table import neutral, original


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", " =1", "＝1", "|calc", "%0A"])
def test_a_formula_gets_an_apostrophe(text: str):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "S-1", "a=b", "Müller", "'=1"])
def test_other_text_stays_as_it_is(text: str):
    assert neutral(text) == text


@given(st.text())
def test_the_text_is_kept_behind_the_apostrophe_and_once_is_enough(text: str):
    harmless = neutral(text)
    assert harmless.removeprefix("'") == text.removeprefix("'")
    assert neutral(harmless) == harmless


@given(st.text())
def test_what_went_out_comes_back(text: str):
    if not text.startswith("'"):
        assert original(neutral(text)) == text
    assert neutral(original(text)) == neutral(text)
