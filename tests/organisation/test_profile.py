"""Profiles and member ids: what people type, bounded, and hostile text refused by place."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.errors import Malformed
from datapact.organisation.identity.profile import Address, Contact, Profile, Registration, read_profile, write_profile
from datapact.organisation.identity.roles import is_member_id, member_id

INSTITUTE = Profile(
    name="Institut für Produktionsdaten e. V.",
    legal_form="eingetragener Verein",
    kind="association",
    signing_rule="by_power",
    registration=Registration("Amtsgericht Stuttgart", "VR 7201"),
    address=Address("Nobelstraße 12", "70569", "Stuttgart"),
    contact=Contact("Jana Öztürk", "jana@example.org"),
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


def test_a_profile_survives_its_json_form() -> None:
    assert read_profile(write_profile(INSTITUTE)) == INSTITUTE


def test_a_name_is_enough() -> None:
    assert read_profile({"name": " Keller GmbH "}) == Profile("Keller GmbH")


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({}, "profile.name"),
        ({"name": ""}, "profile.name"),
        ({"name": "a\u202eb"}, "profile.name"),
        ({"name": "a\nb"}, "profile.name"),
        ({"name": "a" * 10_000}, "profile.name"),
        ({"name": "A", "kind": "Verein"}, "profile.kind"),
        ({"name": "A", "address": {"country": "Deutschland"}}, "profile.address.country"),
        ({"name": "A", "address": {"city": "x\x00"}}, "profile.address.city"),
        ({"name": "A", "contact": []}, "profile.contact"),
        ({"name": "A", "colour": "red"}, "profile"),
        ([], "profile"),
    ],
)
def test_a_mistake_is_refused_by_its_place(value: object, place: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_profile(value)
    assert refused.value.message.arguments["place"] == place


@given(json_values)
def test_any_json_gives_a_profile_or_our_error(value: object) -> None:
    with contextlib.suppress(Malformed):
        read_profile(value)


@given(
    st.fixed_dictionaries(
        {"name": st.text(max_size=400)},
        optional={"legal_form": st.text(), "registration": st.dictionaries(st.just("court"), st.text())},
    )
)
def test_an_accepted_profile_reads_the_same_again(value: dict[str, object]) -> None:
    with contextlib.suppress(Malformed):
        profile = read_profile(value)
        assert read_profile(write_profile(profile)) == profile


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Keller", "anna-keller"),
        ("Dr. Jürgen Groß-Østergård", "dr-juergen-gross-oestergaard"),
        ("  José  María ", "jose-maria"),
        ("Ελένη", "member"),
        ("", "member"),
        ("007 Bond", "bond"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_member_ids_read_like_the_name(name: str, expected: str) -> None:
    assert member_id(name) == expected


@given(st.text(max_size=80), st.integers(0, 3))
def test_member_ids_are_valid_and_unique(name: str, others: int) -> None:
    taken: set[str] = set()
    for _other in range(others + 1):
        new = member_id(name, taken)
        assert is_member_id(new)
        assert new not in taken
        taken.add(new)
