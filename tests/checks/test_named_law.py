"""Words that name a document or a law, and words that only stand where one should."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.checks.model.named import names_something
from tests.depth import examples


@pytest.mark.parametrize(
    "words",
    [
        *("", "–", "n/a", "none", "keine Abwägung", "Kein Gutachten vorhanden", "[offen: Abwägung]", "no", "No test."),
        *("nein", "TODO", "pending", "ohne", "fehlt noch", "without", "nicht nötig", "entfällt"),
    ],
)
def test_what_denies_names_nothing(words: str) -> None:
    assert not names_something(words)


@pytest.mark.parametrize(
    "words",
    [
        "Vermerk 9",
        "No. 5",
        "no 5",
        "7",
        "Akte Keine-Stadt",
        "§ 3 BDSG",
        "Notiz",
        "Nonnenwerk",
        "Open Source Policy 2",
        "NA-2026-11",
    ],
)
def test_what_stands_somewhere_is_named(words: str) -> None:
    assert names_something(words)


@settings(max_examples=examples(60))
@given(
    st.sampled_from(["keine", "none", "Nein", "offen", "ohne"]),
    st.text(" .,:-–", max_size=3),
    st.text("abc äß", max_size=9),
)
def test_what_begins_with_a_denial_names_nothing_whatever_follows(denial: str, between: str, more: str) -> None:
    assert not names_something(f"{denial} {between}{more}")
