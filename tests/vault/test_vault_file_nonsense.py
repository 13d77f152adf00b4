"""vault.json rewritten by who has no key, with a checksum that fits: refused as damaged or locked, never a fault."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, DataPactError, Locked, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.vault.folder.opening import open_with_recovery
from datapact.vault.keys.header import from_bytes
from tests.vault.making import CHEAP, PASSPHRASE, Made, fixed_clock, resealed

EXAMPLES = int(os.environ.get("DATAPACT_EXAMPLES", "100"))
nothing_else = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=40)
strange_bytes = st.integers(0, 2600).map(lambda length: to_base64url(os.urandom(length)))
NONSENSE = st.recursive(
    nothing_else | strange_bytes,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in the file."""
    found = [at] if at else []
    if isinstance(value, dict):
        for name, inner in value.items():
            found += places(inner, (*at, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*at, index))
    return found


def put(value: Any, at: tuple[Any, ...], new: object) -> None:
    for step in at[:-1]:
        value = value[step]
    value[at[-1]] = new


def opens_or_says_why(made: Made, data: bytes) -> None:
    """Open such a vault; whatever is wrong with it is a DataPactError of damage, lock or an unknown member."""
    try:
        read = from_bytes(data)
    except DataPactError as error:
        assert error.exit_code == 4  # noqa: PT017
        return
    if any(slot.kdf != CHEAP for slot in read.slots):
        return  # a dear derivation is bounded by the reader, and only slow
    (made.folder / "vault.json").write_bytes(data)
    for opening in (made.open, lambda: open_with_recovery(made.folder, made.code, fixed_clock)):
        try:
            opening().close()
        except (Damaged, Locked, WrongUse):
            continue


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), new=NONSENSE, more=st.booleans())
@example(place=0, new=[""], more=False)
def test_nonsense_with_a_fitting_checksum_is_never_a_fault(made: Made, place: int, new: object, more: bool) -> None:
    original = (made.folder / "vault.json").read_bytes()
    value = json.loads(original)
    known = places(value)
    at = known[place % len(known)]
    inner = value
    for step in at:
        inner = inner[step]
    if more and isinstance(inner, list):
        new = [*inner, new]
    elif more and isinstance(inner, dict):
        new = {**inner, "more": new}
    put(value, at, new)
    try:
        opens_or_says_why(made, resealed(value))
    finally:
        (made.folder / "vault.json").write_bytes(original)


@pytest.mark.parametrize("step", ["", "AAAA", "A" * 400, "A" * 1600, 7, None, [], {}])
def test_a_rotation_that_is_none_is_damage(made: Made, step: object) -> None:
    value = json.loads((made.folder / "vault.json").read_bytes())
    value["slots"][0]["rotations"] = [step]
    (made.folder / "vault.json").write_bytes(resealed(value))
    with pytest.raises(Damaged, match=r"vault\.json is damaged"):
        made.open(passphrase=PASSPHRASE)


@pytest.mark.parametrize("member", ["check", "mac"])
@pytest.mark.parametrize("text", ["", "AA", "A" * 44, "*"])
def test_check_and_mac_have_their_length(made: Made, member: str, text: str) -> None:
    value = json.loads((made.folder / "vault.json").read_bytes())
    value[member] = text
    with pytest.raises(Damaged, match=r"vault\.json is damaged"):
        from_bytes(resealed(value))
