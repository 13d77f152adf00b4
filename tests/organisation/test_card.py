"""Cards: read as written, and refused when anything in them was changed, cut or signed by somebody else."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, DataPactError, Malformed, NewerFormat, TooLarge, WrongUse
from datapact.base.strictjson import canonical, from_base64url
from datapact.history.commitments.jws import sign_compact
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.card import LARGEST, TYPE, read_card
from datapact.organisation.identity.certificate_authority import new_key
from tests.depth import examples

SHARED = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])


def claims(card: bytes) -> dict:
    return json.loads(from_base64url(card.decode().split(".")[1]))


def signed(acting: Acting, **changes: object) -> bytes:
    return sign_compact(canonical({**claims(write_card(acting)), **changes}), acting.author_key, typ=TYPE).encode()


def test_a_card_is_read_as_written(keller: Acting) -> None:
    card = read_card(write_card(keller))
    assert card.organisation == keller.organisation
    assert card.profile.name == "Maschinenbau Keller GmbH"
    assert card.sequence == 1
    assert card.line.state.members["anna-keller"].author_kid == keller.kid


def test_the_sequence_follows_the_public_history(keller: Acting) -> None:
    with keller.vault.write() as session:
        append_organisation_entry(keller, session, "profile", {"profile": {"name": "Keller GmbH"}})
    card = read_card(write_card(keller))
    assert (card.sequence, card.profile.name) == (2, "Keller GmbH")


def test_forged_claims_are_refused(keller: Acting, institut: Acting) -> None:
    for changes in ({"sequence": 2}, {"sequence": True}, {"organisation": institut.organisation}, {"entries": []}):
        with pytest.raises(Damaged):
            read_card(signed(keller, **changes))
    with pytest.raises(Malformed):
        read_card(signed(keller, entries=claims(write_card(keller))["entries"] * 2))
    with pytest.raises(Malformed):
        read_card(signed(keller, extra=1))
    with pytest.raises(NewerFormat):
        read_card(signed(keller, format=2))


def test_only_a_member_can_sign_a_card(keller: Acting, institut: Acting) -> None:
    payload = canonical(claims(write_card(keller)))
    for key in (institut.author_key, new_key()):
        with pytest.raises(Damaged):
            read_card(sign_compact(payload, key, typ=TYPE).encode())


def test_a_huge_file_is_no_card() -> None:
    with pytest.raises(TooLarge):
        read_card(b"." * (LARGEST + 1))


@SHARED
@given(st.data())
def test_a_changed_byte_is_refused(keller: Acting, data: st.DataObject) -> None:
    card = bytearray(CARDS.setdefault(keller.organisation, write_card(keller)))
    place = data.draw(st.integers(0, len(card) - 1))
    card[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DataPactError):
        read_card(bytes(card))


@SHARED
@given(st.integers(0, 10_000))
def test_a_cut_card_is_refused(keller: Acting, length: int) -> None:
    card = CARDS.setdefault(keller.organisation, write_card(keller))
    with pytest.raises(DataPactError):
        read_card(card[: length % len(card)])


CARDS: dict[str, bytes] = {}


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_bytes_that_are_no_card_are_refused(data: bytes) -> None:
    with pytest.raises(DataPactError):
        read_card(data)


@pytest.mark.parametrize("person", ["An\u202ena", "Anna\x07Keller", "A" * 301])
def test_people_with_names_that_deceive_the_eye_are_refused(keller: Acting, person: str) -> None:
    body = read_card(write_card(keller)).line.entries[0].body["member"]
    try:
        with keller.vault.write() as session:
            append_organisation_entry(keller, session, "member", {**body, "name": person, "renewed": True})
    except WrongUse:  # what is no name is not even written
        return
    with pytest.raises(Malformed):
        read_card(write_card(keller))
