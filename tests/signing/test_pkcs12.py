"""Key files from elsewhere."""

from __future__ import annotations

from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Locked, Malformed, TooLarge, WrongUse
from datapact.signing.pades.pkcs12 import LARGEST_FILE, load_pkcs12
from tests.depth import examples
from tests.signing.samples import Signatory, author_usage, authority, signatory

KELLER = authority()
ANNA = signatory(KELLER, "Anna Keller")


def key_file(person: Signatory, *, with_certificate: bool = True, key: object = None) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"anna",
        key or person.key,  # type: ignore[arg-type]
        person.certificate if with_certificate else None,
        [person.authority.certificate],
        BestAvailableEncryption("größe".encode()),
    )


def test_a_good_file_gives_key_certificate_and_chain() -> None:
    opened = load_pkcs12(key_file(ANNA), "größe")
    assert opened.certificate == ANNA.certificate
    assert opened.chain == (KELLER.certificate,)
    assert opened.key.public_key() == ANNA.key.public_key()


def test_rsa_of_3072_bits_serves() -> None:
    person = signatory(KELLER, "Anna", key=rsa.generate_private_key(65537, 3072))
    assert isinstance(load_pkcs12(key_file(person), "größe").key, rsa.RSAPrivateKey)


@pytest.mark.parametrize(
    "person",
    [
        signatory(KELLER, "Anna", key=rsa.generate_private_key(65537, 2048)),
        signatory(KELLER, "Anna", key=ec.generate_private_key(ec.SECP384R1())),
        signatory(KELLER, "Anna", usage=author_usage()),
    ],
    ids=["RSA 2048", "P-384", "author"],
)
def test_unsuitable_keys_are_refused(person: Signatory) -> None:
    with pytest.raises(WrongUse, match="does not serve for contracts"):
        load_pkcs12(key_file(person), "größe")


def test_a_wrong_passphrase_is_said_so() -> None:
    with pytest.raises(Locked):
        load_pkcs12(key_file(ANNA), "grosse")


def test_other_files_are_refused() -> None:
    with pytest.raises(Malformed):
        load_pkcs12(b"not a key file", "x")
    with pytest.raises(TooLarge):
        load_pkcs12(b"0" * (LARGEST_FILE + 1), "x")
    lone = pkcs12.serialize_key_and_certificates(b"a", None, ANNA.certificate, None, NoEncryption())
    with pytest.raises(DataPactError):
        load_pkcs12(lone, "")


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_damaged_files_give_our_errors(data: st.DataObject) -> None:
    good = bytearray(key_file(ANNA))
    for _ in range(data.draw(st.integers(1, 3))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(good)))
    for damaged in (bytes(good), bytes(good[:cut])):
        with suppress(DataPactError):
            load_pkcs12(damaged, "größe")
