"""Requests and wrapped keys come back as they were, or are refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, DataPactError
from datapact.base.strictjson import to_base64url
from datapact.history.commitments.jws import thumbprint
from datapact.organisation.acting.private_keys import KeyWithChain, author_key_from_bytes, key_from_bytes
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.hpke_keys import new_hybrid_key, unwrap_with, wrap_to
from datapact.organisation.members.certification import read_request, write_import_request, write_request
from datapact.organisation.members.member_keys import MemberKeys
from tests.depth import examples

KEYS = MemberKeys.fresh(signing=True)
TOKEN = write_request("anna", KEYS)
SECRET = KeyWithChain(KEYS.author).to_bytes()


def test_a_request_names_the_public_keys() -> None:
    request = read_request(TOKEN)
    assert request.member == "anna"
    assert request.kid == thumbprint(KEYS.author.public_key())
    assert request.author == KEYS.author.public_key()
    assert KEYS.signing is not None
    assert request.signing == KEYS.signing.public_key()
    assert request.personal == to_base64url(KEYS.personal.public)
    assert request.imported is None


def test_an_import_request_names_the_certificate() -> None:
    key = certificate_authority.new_key()
    root = certificate_authority.identity_certificate(key, "X", certificate_authority.NO_EXPIRY.replace(year=2026))
    request = read_request(write_import_request("anna", KEYS.author, root, "p"))
    assert (request.imported, request.signing, request.personal) == (root, None, "p")


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="utf-8"))
def test_a_changed_request_is_refused(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    if changed != TOKEN:
        with pytest.raises(DataPactError):
            read_request(changed)


@given(st.text(max_size=100))
def test_other_text_is_no_request(text: str) -> None:
    with pytest.raises(DataPactError):
        read_request(text)


def test_a_key_survives_its_stored_form() -> None:
    stored = key_from_bytes(SECRET)
    assert author_key_from_bytes(SECRET).private_numbers() == KEYS.author.private_numbers()
    assert stored.to_bytes() == SECRET
    assert "private" not in repr(stored).lower()


@given(st.integers(0, len(SECRET) - 1), st.integers(1, 255))
@settings(max_examples=examples(60))
def test_a_damaged_key_is_refused_or_another(place: int, change: int) -> None:
    data = bytearray(SECRET)
    data[place] ^= change
    try:
        other = author_key_from_bytes(bytes(data))
    except Damaged:
        return
    assert other.private_numbers() != KEYS.author.private_numbers() or bytes(data) != SECRET


@given(st.binary(max_size=64))
def test_a_wrapped_secret_opens_for_its_holder_and_use_alone(secret: bytes) -> None:
    holder, other = new_hybrid_key(), new_hybrid_key()
    sealed = wrap_to(holder.public, secret, b"one use")
    assert unwrap_with(holder.private, sealed, b"one use") == secret
    for private, info in ((other.private, b"one use"), (holder.private, b"another use")):
        with pytest.raises(Damaged):
            unwrap_with(private, sealed, info)
