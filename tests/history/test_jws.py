"""Tokens in the one shape that is allowed."""

from __future__ import annotations

import base64
import contextlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws as other_reader
from joserfc.jwk import ECKey

from datapact.base.errors import DataPactError, Malformed, NewerFormat
from datapact.base.strictjson import to_base64url
from datapact.history.commitments.jws import is_digest, read_compact, sign_compact, thumbprint, verify
from tests.depth import examples

KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
TOKEN = sign_compact(b'{"a":1}', KEY, typ="dp-test")


def with_header(header: object) -> str:
    text = header if isinstance(header, str) else json.dumps(header)
    return ".".join([to_base64url(text.encode()), *TOKEN.split(".")[1:]])


def test_sign_read_verify():
    unverified = read_compact(TOKEN, "dp-test")
    assert (unverified.payload, unverified.kid) == (b'{"a":1}', thumbprint(KEY.public_key()))
    assert verify(unverified, KEY.public_key())
    assert verify(TOKEN, KEY.public_key())
    assert not verify(TOKEN, OTHER.public_key())


def test_another_jose_library_path_agrees():
    read = other_reader.deserialize_compact(TOKEN, ECKey.import_key(KEY.public_key()), algorithms=["ES256"])
    assert read.payload == b'{"a":1}'


def test_the_thumbprint_is_that_of_rfc_7638():
    numbers = KEY.public_key().public_numbers()
    x, y = (to_base64url(number.to_bytes(32)) for number in (numbers.x, numbers.y))
    from hashlib import sha256

    canonical = f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'
    assert thumbprint(KEY.public_key()) == to_base64url(sha256(canonical.encode()).digest())


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": "A" * 43, "typ": "dp-test"},
        {"alg": "HS256", "kid": "A" * 43, "typ": "dp-test"},
        {"alg": "ES256", "kid": "A" * 43, "typ": "dp-other"},
        {"alg": "ES256", "kid": "A" * 42, "typ": "dp-test"},
        {"alg": "ES256", "kid": 5, "typ": "dp-test"},
        {"alg": "ES256", "typ": "dp-test"},
        {"alg": "ES256", "kid": "A" * 43, "typ": "dp-test", "jwk": {}},
        '{"alg":"ES256","alg":"ES256","kid":"' + "A" * 43 + '","typ":"dp-test"}',
        "[]",
        "{",
    ],
)
def test_other_headers_are_refused(header):
    with pytest.raises(Malformed):
        read_compact(with_header(header), "dp-test")


def test_critical_extensions_are_for_newer_programs():
    with pytest.raises(NewerFormat):
        read_compact(with_header({"alg": "ES256", "kid": "A" * 43, "typ": "dp-test", "crit": ["x"], "x": 1}), "dp-test")


def test_a_p384_key_verifies_nothing():
    assert not verify(TOKEN, ec.generate_private_key(ec.SECP384R1()).public_key())


def test_signatures_of_zeros_are_invalid():
    head, payload, _ = TOKEN.split(".")
    for signature in (bytes(64), b"\xff" * 64):
        assert not verify(f"{head}.{payload}.{to_base64url(signature)}", KEY.public_key())


@settings(max_examples=examples(200), deadline=None)
@given(st.data())
def test_changed_tokens_are_refused_or_invalid(data):
    position = data.draw(st.integers(0, len(TOKEN) - 1))
    character = data.draw(st.sampled_from("ABCxyz019-_.=+/ \n\u00e9"))
    changed = TOKEN[:position] + character + TOKEN[position + 1 :]
    if changed == TOKEN:
        return
    with contextlib.suppress(DataPactError):
        assert not verify(changed, KEY.public_key(), typ="dp-test")


@settings(max_examples=examples(100))
@given(st.text(max_size=200))
def test_any_text_gives_an_error_for_people(text):
    with pytest.raises(DataPactError):
        read_compact(text, "dp-test")


@settings(max_examples=examples(200))
@given(st.binary(max_size=40))
def test_digests_are_32_bytes(data):
    assert is_digest(base64.urlsafe_b64encode(data).rstrip(b"=").decode()) == (len(data) == 32)
