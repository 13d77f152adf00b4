"""A change of keys or slots that is cut off at any of its steps: the vault opens, nothing of it is lost."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from datapact.base.errors import Locked
from datapact.vault.database.entries import entries
from datapact.vault.database.tables import PersonKey
from datapact.vault.folder import newest_file, rotation, waiting_keys
from datapact.vault.folder import opening as folders
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.opening import open_with_recovery
from tests.vault.making import CHEAP, HISTORY, PASSPHRASE, Made, fixed_clock, write_entries
from tests.vault.test_vault_file_nonsense import EXAMPLES

pytestmark = pytest.mark.kill

OTHER, THIRD = "ein zweites Geheimnis", "ein drittes Geheimnis"
STEPS: list[tuple[Any, str]] = [
    (rotation, "write_vault_file"),
    (rotation, "write_checkpoint"),
    (rotation, "lay_ready"),
    (rotation, "_rekey"),
    (rotation, "has_key"),
    (rotation, "take_their_place"),
    (rotation, "state_file"),
    (rotation, "finish"),
    (newest_file, "write_vault_file"),
    (newest_file, "state_file"),
    (newest_file, "write_checkpoint"),
    (folders, "complete"),
    (folders, "forget"),
    (folders, "state_file"),
    (folders, "take_their_place"),
    (folders, "write_checkpoint"),
    (waiting_keys, "put_fact"),
    (Path, "replace"),
    (Path, "unlink"),
]


class Killed(BaseException):
    """What no code under test catches: the process is gone here."""


class Counter:
    """Counts the steps that are done and is killed at one of them, before it or right after."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.at, self.after, self.done = at, after, 0

    def __call__(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            self.done += 1
            mine = self.done == self.at
            if mine and not self.after:
                raise Killed
            value = original(*given, **named)
            if mine:
                raise Killed
            return value

        return step


CHANGES: dict[str, Callable[[OpenVault], object]] = {
    "passphrase": lambda vault: vault.set_passphrase(PASSPHRASE, THIRD, CHEAP),
    "same passphrase": lambda vault: vault.set_passphrase(PASSPHRASE, PASSPHRASE, CHEAP),
    "removal": lambda vault: vault.remove_slot("carla-roth"),
    "key": lambda vault: vault.rotate_vault_key(),
    "member": lambda vault: vault.add_slot("member", "dora-lind", "Dora Lind", OTHER, CHEAP),
    "replaced": lambda vault: vault.add_slot("member", "carla-roth", "Carla Roth", THIRD, CHEAP, replacing=True),
    "code": lambda vault: vault.renew_recovery_code(CHEAP),
}


def prepared(made: Made) -> None:
    """Three members, entries, own keys of two of them by purpose."""
    with made.open() as vault:
        vault.add_slot("member", "bernd-vogt", "Bernd Vogt", OTHER, CHEAP)
        vault.add_slot("member", "carla-roth", "Carla Roth", OTHER, CHEAP)
        write_entries(vault, 3)
        with vault.write() as session:
            for purpose in ("author", "signing"):
                wrapped = vault.wrap_private(purpose, f"anna {purpose}".encode())
                session.add(PersonKey(member="anna-keller", purpose=purpose, kid=purpose, wrapped=wrapped, created=""))
    with made.open("bernd-vogt", OTHER) as vault:
        vault.rotate_vault_key()
        with vault.write() as session:
            wrapped = vault.wrap_private("author", b"bernd author")
            session.add(PersonKey(member="bernd-vogt", purpose="author", kid="b", wrapped=wrapped, created=""))


def opened_as_anna(made: Made) -> tuple[OpenVault, str]:
    """With the old or the new passphrase, whichever holds: exactly one does, and the other is told so."""
    said = []
    for passphrase in (PASSPHRASE, THIRD):
        try:
            return made.open(passphrase=passphrase), passphrase
        except Locked as error:
            said.append(str(error))
    pytest.fail(f"neither opens: {said}")


def keys_of(vault: OpenVault, passphrase: str) -> dict[str, bytes]:
    """What the member's stored keys open to."""
    with vault.read() as session:
        rows = [row for row in session.exec(select(PersonKey)) if row.member == vault.slot.id]
        return {row.purpose: vault.unwrap_private_with(passphrase, row.purpose, row.wrapped) for row in rows}


@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    change=st.sampled_from(sorted(CHANGES)),
    at=st.integers(1, 22),
    after=st.booleans(),
    then=st.integers(0, 12),
    by_bernd=st.booleans(),
)
def test_a_kill_at_any_step_leaves_a_vault_that_opens(
    shared: Made, untouched: Path, change: str, at: int, after: bool, then: int, by_bernd: bool
) -> None:
    """Killed amid a change, and perhaps once more amid the opening that finishes it."""
    restore(shared, untouched)
    with pytest.MonkeyPatch.context() as patched:
        vault = shared.open()
        counter = Counter(at, after=after)
        for place, name in STEPS:
            patched.setattr(place, name, counter(getattr(place, name)))
        with contextlib.suppress(Killed):
            CHANGES[change](vault)
        patched.undo()
        vault.close()
    with pytest.MonkeyPatch.context() as patched:
        counter = Counter(then, after=not after)
        for place, name in STEPS:
            patched.setattr(place, name, counter(getattr(place, name)))
        with contextlib.suppress(Killed):
            (shared.open("bernd-vogt", OTHER) if by_bernd else opened_as_anna(shared)[0]).close()
    vault, passphrase = opened_as_anna(shared)
    with vault:
        assert check_storage(vault) == []
        assert keys_of(vault, passphrase) == {"author": b"anna author", "signing": b"anna signing"}
        with vault.read() as session:
            assert len(entries(session, HISTORY)) == 3
        write_entries(vault, 1)
    with shared.open("bernd-vogt", OTHER) as vault:
        assert keys_of(vault, OTHER) == {"author": b"bernd author"}
        assert check_storage(vault) == []
    if change != "code":
        open_with_recovery(shared.folder, shared.code, fixed_clock).close()
    assert not list(shared.folder.glob("*.next.json"))


def restore(made: Made, untouched: Path) -> None:
    shutil.rmtree(made.folder)
    shutil.copytree(untouched, made.folder)


@pytest.fixture(scope="module")
def shared(pattern: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("kills") / "Keller.datapact"
    shutil.copytree(pattern.folder, folder)
    made = Made(folder, pattern.code)
    prepared(made)
    return made


@pytest.fixture(scope="module")
def untouched(shared: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("untouched") / "Keller.datapact"
    shutil.copytree(shared.folder, copy)
    return copy


def killed_at_rekey(made: Made, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    with monkeypatch.context() as patched, made.open() as vault:
        patched.setattr(rotation, "_rekey", Counter(1, after=after)(rotation._rekey))
        with pytest.raises(Killed):
            vault.set_passphrase(PASSPHRASE, THIRD, CHEAP)


def test_who_types_the_wrong_one_of_two_passphrases_is_told(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(made)
    killed_at_rekey(made, monkeypatch, after=False)
    with pytest.raises(Locked, match="Enter the old passphrase"):
        made.open(passphrase=THIRD)
    killed_at_rekey(made, monkeypatch, after=True)
    with pytest.raises(Locked, match="Enter the new passphrase"):
        made.open()
    with pytest.raises(Locked, match="is wrong"):
        made.open(passphrase="something else entirely")
    made.open(passphrase=THIRD).close()
