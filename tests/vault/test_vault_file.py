"""vault.json and checkpoint.json as others may hand them to us: strict, and every mutation a DataPactError."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, DataPactError, Locked
from datapact.vault.database.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from datapact.vault.keys.header import authenticated, check_vault_file, from_bytes, read_vault_file
from tests.depth import examples
from tests.vault.making import Made, resealed

KEY = bytes(range(32))
properties = settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def mutated(data: bytes, place: int, kind: str, byte: int) -> bytes:
    place %= len(data)
    if kind == "flip":
        return data[:place] + bytes([data[place] ^ (1 << (byte % 8))]) + data[place + 1 :]
    if kind == "cut":
        return data[:place]
    if kind == "insert":
        return data[:place] + bytes([byte]) + data[place:]
    return data[:place] + data[place + 1 :]


MUTATION = (st.integers(0, 10**6), st.sampled_from(["flip", "cut", "insert", "drop"]), st.integers(0, 255))


@properties
@example(0, "insert", 9)
@given(*MUTATION)
def test_a_mutated_vault_file_is_refused_before_any_key(pattern: Made, place: int, kind: str, byte: int) -> None:
    data = (pattern.folder / "vault.json").read_bytes()
    bad = mutated(data, place, kind, byte)
    try:
        read = from_bytes(bad)
    except DataPactError as error:
        assert error.exit_code == 4  # noqa: PT017
        return
    # only the MAC lies outside the checksum: that is noticed once the key is known
    with pattern.open() as vault, pytest.raises(Damaged):
        check_vault_file(read, vault.vault_key)
    assert read.body() == from_bytes(data).body()


@properties
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(DataPactError):
        from_bytes(data)


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file["slots"][0]["kdf"].update(memory_kib=2**31),
        lambda file: file["slots"][0]["kdf"].update(memory_kib=True),
        lambda file: file["slots"][0]["kdf"].update(passes=10**9),
        lambda file: file["slots"][0]["kdf"].update(lanes=0),
        lambda file: file["slots"][0]["kdf"].update(algorithm="scrypt"),
        lambda file: file["slots"][0]["kdf"].update(more=1),
        lambda file: file["slots"][0].update(kind="owner"),
        lambda file: file["slots"][0].update(kind=[]),
        lambda file: file["slots"][0].update(id=""),
        lambda file: file["slots"][0].update(display_name="x" * 501),
        lambda file: file["slots"][0].update(salt="AA"),
        lambda file: file["slots"][0].update(vault_key="AA"),
        lambda file: file["slots"][0].update(vault_key="A*"),
        lambda file: file["slots"][0].update(rotations=["A" * 1595] * 66),
        lambda file: file["slots"][0].update(rotations={}),
        lambda file: file["slots"][0].pop("rotations"),
        lambda file: file.update(slots=file["slots"] * 2),
        lambda file: file.update(slots=[]),
        lambda file: file.update(slots=None),
        lambda file: file.update(schema=0),
        lambda file: file.update(schema="1"),
        lambda file: file.update(format=0),
        lambda file: file.update(format="2"),
        lambda file: file.update(format=True),
        lambda file: file.update(format=1),
        lambda file: file.update(generation=0),
        lambda file: file.update(generation=True),
        lambda file: file.update(generation="1"),
        lambda file: file.pop("generation"),
        lambda file: file.update(extra=1),
        lambda file: file.pop("mac"),
    ],
)
def test_bounds_hold_even_with_a_fitting_checksum(pattern: Made, change: Change) -> None:
    value = json.loads((pattern.folder / "vault.json").read_bytes())
    change(value)
    with pytest.raises(Damaged):
        from_bytes(resealed(value))


def test_exchanged_slot_contents_do_not_open(made: Made) -> None:
    """Whoever can write the folder but knows no key cannot move a wrapped key to another slot or header."""
    file = made.folder / "vault.json"
    for change in (
        lambda slots: slots[0].update(display_name="Somebody Else"),
        lambda slots: slots[0].update(vault_key=slots[1]["vault_key"]),
        lambda slots: slots[0].update(everyday_public=slots[1]["everyday_public"]),
        lambda slots: slots[0].update(vault_key=slots[0]["vault_key"][:-4] + "AAAA"),
    ):
        original = file.read_bytes()
        value = json.loads(original)
        change(value["slots"])
        file.write_bytes(resealed(value))
        with pytest.raises((Locked, Damaged)):
            made.open()
        file.write_bytes(original)
    # a slot that is merely left out is noticed by the MAC
    value = json.loads(file.read_bytes())
    del value["slots"][1]
    file.write_bytes(resealed(value))
    with pytest.raises(Damaged, match="altered"):
        made.open()


def test_a_vault_file_comes_back_as_written(pattern: Made) -> None:
    path = pattern.folder / "vault.json"
    with pattern.open() as vault:
        assert authenticated(read_vault_file(path), vault.vault_key).to_bytes() == path.read_bytes()


@properties
@example(0, "insert", 9)
@given(*MUTATION)
def test_a_mutated_checkpoint_is_damage(tmp_path: Path, place: int, kind: str, byte: int) -> None:
    path = tmp_path / "checkpoint.json"
    write_checkpoint(path, Checkpoint(17, bytes(32)), KEY)
    path.write_bytes(mutated(path.read_bytes(), place, kind, byte))
    with pytest.raises(Damaged):
        read_checkpoint(path, KEY)


@properties
@given(st.binary(max_size=300))
def test_any_other_checkpoint_is_damage(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "checkpoint.json"
    path.write_bytes(data)
    with pytest.raises(Damaged):
        read_checkpoint(path, KEY)


def test_a_checkpoint_belongs_to_its_key(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.json"
    write_checkpoint(path, Checkpoint(17, bytes(32)), KEY)
    assert read_checkpoint(path, KEY) == Checkpoint(17, bytes(32))
    with pytest.raises(Damaged):
        read_checkpoint(path, bytes(32))
    with pytest.raises(Damaged, match="missing"):
        read_checkpoint(tmp_path / "none.json", KEY)
