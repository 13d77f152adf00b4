"""The envelope: only its recipients open it, and whatever was changed is refused whole."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, DataPactError, Malformed, NewerFormat, NotForUs, TooLarge
from datapact.base.strictjson import canonical
from datapact.exchange.bundle.envelope import look_at, new_envelope, seal, unseal
from datapact.exchange.bundle.limits import LIMITS
from datapact.organisation.identity.hpke_keys import new_hybrid_key
from tests.depth import examples

KELLER = new_hybrid_key()
INSTITUTE = new_hybrid_key()
STRANGER = new_hybrid_key()
PAYLOAD = b"an agreement"


def sealed(payload: bytes, recipients: list[bytes]) -> bytes:
    return seal(new_envelope(recipients), payload)


FILE = sealed(PAYLOAD, [KELLER.public, INSTITUTE.public])
SMALL = dataclasses.replace(LIMITS, payload=100, recipients=2)


def header_of(data: bytes) -> dict:
    return json.loads(data.split(b"\n", 1)[0])


def with_header(header: dict, data: bytes = FILE) -> bytes:
    return canonical(header) + b"\n" + data.split(b"\n", 1)[1]


def opened(data: bytes, key=KELLER) -> bytes:
    return unseal(data, {key.thumbprint: key.private})[1]


@pytest.mark.parametrize("key", [KELLER, INSTITUTE])
def test_every_recipient_opens_it(key):
    envelope, payload = unseal(FILE, {STRANGER.thumbprint: STRANGER.private, key.thumbprint: key.private})
    assert payload == PAYLOAD
    assert envelope == look_at(FILE)
    assert set(envelope.recipients) == {KELLER.thumbprint, INSTITUTE.thumbprint}


@given(payload=st.binary(max_size=2000))
@settings(max_examples=examples(20), deadline=None)
def test_what_goes_in_comes_out(payload):
    assert opened(sealed(payload, [KELLER.public])) == payload


def test_two_sealings_share_nothing():
    again = sealed(PAYLOAD, [KELLER.public, INSTITUTE.public])
    assert again.split(b"\n", 1)[1] != FILE.split(b"\n", 1)[1]


def test_somebody_else_cannot_open_it():
    with pytest.raises(NotForUs):
        opened(FILE, STRANGER)


def test_a_recipient_cannot_add_another():
    header = header_of(FILE)
    header["core"]["recipients"] = sorted([*header["core"]["recipients"], STRANGER.thumbprint])
    header["keys"].append(header["keys"][0])
    with pytest.raises(Damaged):
        opened(with_header(header))


def test_wrapped_keys_of_another_file_do_not_serve():
    other = header_of(sealed(PAYLOAD, [KELLER.public, INSTITUTE.public]))
    header = header_of(FILE) | {"keys": other["keys"]}
    with pytest.raises(Damaged):
        opened(with_header(header))


@pytest.mark.parametrize("number", [2, 17, 2**53 - 1])
def test_a_newer_format_says_so(number):
    header = header_of(FILE)
    header["core"] = {"type": header["core"]["type"], "format": number, "unheard": ["of"]}
    with pytest.raises(NewerFormat):
        opened(with_header(header))


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("format", 0),
        ("format", True),
        ("format", "1"),
        ("type", "zip"),
        ("kem", 0x20),
        ("kdf", True),
        ("aead", 3),
        ("nonce", "AAAA"),
        ("nonce", None),
        ("id", "AAAA"),
        ("id", 5),
        ("recipients", []),
        ("recipients", "all"),
        ("recipients", [1, 2]),
        ("recipients", ["AAAA", "AAAB"]),
        ("more", 1),
    ],
)
def test_a_header_that_is_not_ours(member, value):
    header = header_of(FILE)
    header["core"][member] = value
    with pytest.raises(Malformed):
        opened(with_header(header))


@pytest.mark.parametrize("keys", [[], ["AAAA", "AAAA"], "AAAA", None, [None], ["=", "="]])
def test_a_list_of_keys_that_is_not_ours(keys):
    with pytest.raises(Malformed):
        opened(with_header(header_of(FILE) | {"keys": keys}))


def test_the_same_recipient_twice_or_keys_missing():
    header = header_of(FILE)
    header["core"]["recipients"] = [KELLER.thumbprint, KELLER.thumbprint]
    with pytest.raises(Malformed):
        opened(with_header(header))
    header = header_of(FILE)
    header["keys"].pop()
    with pytest.raises(Malformed):
        opened(with_header(header))


def test_a_member_given_twice():
    line, rest = FILE.split(b"\n", 1)
    twice = line.replace(b'"format":1', b'"format":1,"format":1')
    assert twice != line
    with pytest.raises(Malformed):
        opened(twice + b"\n" + rest)
    spaced = line.replace(b'"format":1', b'"format": 1')
    with pytest.raises(Malformed):
        opened(spaced + b"\n" + rest)


def test_bounds_hold_on_writing_and_reading():
    with pytest.raises(TooLarge):
        seal(new_envelope([KELLER.public]), b"x" * 101, SMALL)
    with pytest.raises(TooLarge):
        new_envelope([KELLER.public, INSTITUTE.public, STRANGER.public], SMALL)
    with pytest.raises(TooLarge):
        new_envelope([])
    assert unseal(sealed(b"x" * 100, [KELLER.public]), {KELLER.thumbprint: KELLER.private}, SMALL)
    with pytest.raises(TooLarge):
        unseal(sealed(b"x" * 101, [KELLER.public]), {KELLER.thumbprint: KELLER.private}, SMALL)
    crowd = sealed(b"", [KELLER.public, INSTITUTE.public, STRANGER.public])
    with pytest.raises(TooLarge):
        unseal(crowd, {KELLER.thumbprint: KELLER.private}, SMALL)
    with pytest.raises(Malformed):
        opened(b"{" + b" " * LIMITS.header + FILE[1:])


@given(place=st.integers(0, len(FILE) - 1), bit=st.integers(0, 7))
@settings(max_examples=examples(150), deadline=None)
def test_one_flipped_bit_is_refused(place, bit):
    changed = bytearray(FILE)
    changed[place] ^= 1 << bit
    try:
        payload = opened(bytes(changed))
    except DataPactError:
        return
    wrapped_for_the_other = header_of(bytes(changed))["keys"] != header_of(FILE)["keys"]
    assert wrapped_for_the_other
    assert payload == PAYLOAD


@given(length=st.integers(0, len(FILE) - 1))
@settings(max_examples=examples(60), deadline=None)
def test_a_truncated_file_is_refused(length):
    with pytest.raises(Damaged):
        opened(FILE[:length])


@given(tail=st.binary(min_size=1, max_size=40))
@settings(max_examples=examples(20), deadline=None)
def test_bytes_behind_the_end_are_refused(tail):
    with pytest.raises(Damaged):
        opened(FILE + tail)


@given(data=st.binary(max_size=300))
@settings(max_examples=examples(100), deadline=None)
def test_anything_else_is_refused(data):
    with pytest.raises(Damaged):
        opened(data)


@given(
    header=st.recursive(
        st.none() | st.booleans() | st.integers(-5, 70000) | st.text(max_size=12),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["core", "keys", "type", "format", "id", "nonce", "recipients", "kem", "kdf", "aead"]),
                inner,
            )
        ),
        max_leaves=12,
    )
)
@settings(max_examples=examples(150), deadline=None)
def test_any_json_header_is_refused(header):
    with pytest.raises(Damaged):
        opened(json.dumps(header).encode() + b"\n" + b"x" * 40)


def test_every_error_is_one_line_for_people():
    for data in (b"", FILE[:-1], b"{}\n", FILE + b"x"):
        with pytest.raises(DataPactError) as refused:
            opened(data)
        assert "\n" not in str(refused.value)
        assert refused.value.exit_code == 4
