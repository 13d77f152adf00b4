"""Canonical JSON byte for byte as the library of RFC 8785 writes it, and refused where the library refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import WrongUse
from datapact.base.strictjson import LARGEST_INTEGER, canonical, parse
from tests.depth import examples

TEXTS = st.text() | st.text(st.sampled_from('\x00\x1f\x7f"\\/\b\u2028é\ud7ff\ue000\uffff\U00010000\U0010ffff'))
"""Whatever a writer may escape, and what UTF-16 puts in another order than code points do."""
LEAVES = st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXTS
FOREIGN = (
    st.floats()
    | st.integers(LARGEST_INTEGER + 1)
    | st.integers(max_value=-LARGEST_INTEGER - 1)
    | st.sampled_from(["\ud800", "a\udfff", b"bytes", {1}, frozenset(), object(), 1j])
)


def values(leaves: st.SearchStrategy[Any], names: st.SearchStrategy[Any] = TEXTS) -> st.SearchStrategy[Any]:
    """Values of any depth made of such leaves."""
    return st.recursive(
        leaves,
        lambda part: st.lists(part) | st.lists(part).map(tuple) | st.dictionaries(names, part),
        max_leaves=12,
    )


@settings(max_examples=examples(600))
@given(values(LEAVES))
def test_the_library_writes_the_same(value: Any) -> None:
    written = canonical(value)
    assert written == rfc8785.dumps(value)
    assert parse(written, limit=10**6) == json.loads(json.dumps(value))


@settings(max_examples=examples(600))
@given(values(LEAVES | FOREIGN, TEXTS | st.none() | st.integers(0, 9) | st.booleans() | st.just("\udfff")))
def test_what_the_library_refuses_is_refused_and_so_are_fractions(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, AttributeError, UnicodeError):
        expected = None
    if expected is None or has_fraction(value):
        with pytest.raises((WrongUse, ValueError)):
            canonical(value)
    else:
        assert canonical(value) == expected


def has_fraction(value: Any) -> bool:
    """No format of ours holds one, and ``parse`` reads none."""
    if isinstance(value, dict):
        return any(has_fraction(part) for part in value.values())
    return isinstance(value, float) or (isinstance(value, list | tuple) and any(has_fraction(part) for part in value))


def test_the_example_of_the_rfc() -> None:
    """Section 3.2.3: names in the order of their UTF-16 code units, where U+1F600 comes before U+FB33."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical(dict.fromkeys(names, 0)))) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]
