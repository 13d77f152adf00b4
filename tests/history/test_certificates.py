"""Certificates of others: whatever their bytes are, reading them ends in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Malformed
from datapact.base.strictjson import to_base64url
from datapact.history.entries.certificates import key_thumbprint, load_certificate
from datapact.organisation.identity.certificate_authority import identity_certificate, new_key
from tests.depth import examples

DER = identity_certificate(new_key(), "Keller GmbH", datetime(2026, 11, 2, tzinfo=UTC)).public_bytes(Encoding.DER)
BASIC_CONSTRAINTS, SUBJECT_KEY = b"\x06\x03\x55\x1d\x13", b"\x06\x03\x55\x1d\x0e"


def test_an_extension_that_stands_in_it_twice_is_refused() -> None:
    assert SUBJECT_KEY in DER
    with pytest.raises(Malformed):
        load_certificate(to_base64url(DER.replace(SUBJECT_KEY, BASIC_CONSTRAINTS)))


@settings(max_examples=examples(1000), deadline=None)
@given(at=st.integers(0, len(DER) - 1), by=st.integers(1, 255))
def test_a_changed_certificate_is_read_or_refused(at: int, by: int) -> None:
    data = bytearray(DER)
    data[at] ^= by
    try:
        key_thumbprint(to_base64url(bytes(data)))
    except Malformed:
        return


def test_extensions_are_read_in_one_place() -> None:
    readers = [
        path for path in Path("datapact").rglob("*.py") if "get_extension_for" in path.read_text(encoding="utf-8")
    ]
    assert readers == [Path("datapact/history/entries/certificates.py")]
