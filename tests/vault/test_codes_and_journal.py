"""Printed codes, the journal of unsaved edits, hybrid keys."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, Locked, Malformed
from datapact.vault.database.journal import clear_edits, get_edits, put_edit
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.keys import hpke
from datapact.vault.keys.recovery_code import new_invitation_code, new_recovery_code, read_code
from datapact.vault.keys.slot import PUBLIC_LENGTH
from tests.depth import examples

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_codes_are_grouped_random_and_long_enough() -> None:
    codes = {new_recovery_code() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4] * 8 + [1]
        assert len(read_code(code)) == 32  # 160 bits
    assert len(read_code(new_invitation_code())) == 20  # 100 bits


def test_codes_are_read_as_people_write_them() -> None:
    code = new_recovery_code()
    plain = read_code(code)
    for written in (code.lower(), code.replace("-", ""), code.replace("-", " "), code.replace("-", "\u2013")):
        assert read_code(written) == plain
    assert read_code(code.replace("0", "O").replace("1", "l")) == plain


@given(st.integers(0, 31), st.sampled_from(DIGITS))
@settings(max_examples=examples(100), deadline=None)
def test_one_wrong_character_is_noticed(place: int, character: str) -> None:
    code = list(new_recovery_code().replace("-", ""))
    if code[place] == character:
        return
    code[place] = character
    with pytest.raises(Locked, match="typing mistake"):
        read_code("".join(code))


@given(st.integers(0, 30))
@settings(max_examples=examples(50), deadline=None)
def test_two_swapped_characters_are_noticed(place: int) -> None:
    code = list(new_recovery_code().replace("-", ""))
    if code[place] == code[place + 1]:
        return
    code[place], code[place + 1] = code[place + 1], code[place]
    with pytest.raises(Locked, match="typing mistake"):
        read_code("".join(code))


@given(st.text(max_size=80))
@settings(max_examples=examples(100), deadline=None)
def test_any_other_text_is_no_code(text: str) -> None:
    with pytest.raises(Locked):
        read_code(text)


def test_edits_are_kept_in_order_until_they_are_cleared(vault: OpenVault) -> None:
    with vault.write() as session:
        assert put_edit(session, "urn:a", '{"a":1}', "2026-11-24T23:14:17Z") == 1
        assert put_edit(session, "urn:a", '{"a":2}', "2026-11-24T23:14:18Z") == 2
        assert put_edit(session, "urn:b", '{"b":1}', "2026-11-24T23:14:19Z") == 1
    with vault.read() as session:
        assert [(edit.seq, edit.change, edit.time) for edit in get_edits(session, "urn:a")] == [
            (1, '{"a":1}', "2026-11-24T23:14:17Z"),
            (2, '{"a":2}', "2026-11-24T23:14:18Z"),
        ]
    with vault.write() as session:
        clear_edits(session, "urn:a")
    with vault.read() as session:
        assert get_edits(session, "urn:a") == []
        assert len(get_edits(session, "urn:b")) == 1


def test_what_is_sealed_opens_for_its_key_and_use_alone() -> None:
    private = hpke.new_private_key()
    public = hpke.public_key(private)
    sealed = hpke.seal(public, b"secret", b"use")
    assert hpke.unseal(private, sealed, b"use") == b"secret"
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for key, data, use in (
        (hpke.new_private_key(), sealed, b"use"),
        (private, sealed, b"other"),
        (private, altered, b"use"),
        (private, sealed[:100], b"use"),
        (private, b"", b"use"),
    ):
        with pytest.raises(Damaged):
            hpke.unseal(key, data, use)
    for bad in (b"", public[:-1], public + b"x", bytes(PUBLIC_LENGTH), b"\xff" * PUBLIC_LENGTH):
        with pytest.raises(Malformed):
            hpke.seal(bad, b"secret", b"use")
    with pytest.raises(Malformed):
        hpke.public_key(b"short")
