"""Fingerprints: the same however they are typed, and different for different organisations."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.organisation.identity.fingerprint import (
    differing_groups,
    fingerprint,
    is_organisation_id,
    parse_fingerprint,
)

ids = st.binary(min_size=32, max_size=32).map(to_base64url)


@given(ids)
def test_eight_groups_of_five_digits(organisation: str) -> None:
    groups = fingerprint(organisation).split(" ")
    assert len(groups) == 8
    assert all(len(group) == 5 and group.isdigit() and group.isascii() for group in groups)


def test_the_form_is_fixed() -> None:
    assert fingerprint(to_base64url(bytes(32))) == " ".join(["00000"] * 8)
    assert (
        fingerprint(to_base64url((10**40 + 1234567).to_bytes(32))) == "00000 00000 00000 00000 00000 00000 00012 34567"
    )


@given(ids, st.lists(st.sampled_from([" ", "-", "\n", ".", "\u00a0", "–", "  ", ""]), min_size=40, max_size=40))
def test_separators_do_not_matter(organisation: str, separators: list[str]) -> None:
    digits = fingerprint(organisation).replace(" ", "")
    typed = "".join(digit + separator for digit, separator in zip(digits, separators, strict=True))
    assert parse_fingerprint(typed) == fingerprint(organisation)
    assert differing_groups(organisation, typed) == ()


@given(ids, st.integers(0, 39), st.integers(1, 9))
def test_one_wrong_digit_is_found_in_its_group(organisation: str, place: int, change: int) -> None:
    digits = list(fingerprint(organisation).replace(" ", ""))
    digits[place] = str((int(digits[place]) + change) % 10)
    assert differing_groups(organisation, "".join(digits)) == (place // 5 + 1,)


@given(st.text(max_size=80))
def test_other_text_is_wrong_use(text: str) -> None:
    with contextlib.suppress(WrongUse):
        assert len(parse_fingerprint(text)) == 47


def test_fewer_digits_are_wrong_use() -> None:
    with pytest.raises(WrongUse):
        parse_fingerprint("12345 67890")


@given(st.text(max_size=60))
def test_other_ids_are_refused(text: str) -> None:
    if is_organisation_id(text):
        assert fingerprint(text)
    else:
        with pytest.raises(Malformed):
            fingerprint(text)


@given(ids, st.text(max_size=60))
def test_only_our_errors(organisation: str, text: str) -> None:
    with contextlib.suppress(DataPactError):
        differing_groups(organisation, text)
