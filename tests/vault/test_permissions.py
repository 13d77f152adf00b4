"""Nobody but the owner reads what lies in a vault; what is exported is as open as the owner's umask says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.base.files import write_whole
from datapact.vault.folder.opening import create_vault
from tests.conftest import SteppingClock
from tests.vault.making import CHEAP

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead")


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_vault_is_its_owner_s_alone(umask: int, tmp_path: Path, clock: SteppingClock) -> None:
    folder = tmp_path / "a.datapact"
    vault, _code = create_vault(
        folder, member_id="anna", display_name="Anna", passphrase="vier Worte sind gut", clock=clock, kdf=CHEAP
    )
    with vault.write():
        files = {path.name: mode(path) for path in folder.iterdir()}
    vault.close()
    assert mode(folder) == 0o700
    assert files["vault.db"] == 0o600
    assert set(files.values()) == {0o600}


def test_exports_follow_the_umask(umask: int, tmp_path: Path) -> None:
    write_whole(tmp_path / "open.pdf", b"x", private=False)
    write_whole(tmp_path / "secret", b"x")
    assert mode(tmp_path / "open.pdf") == 0o666 & ~umask
    assert mode(tmp_path / "secret") == 0o600
