"""One vault is made a session; each test works in its own copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.keys import slots
from tests.conftest import derive
from tests.vault.making import Made, make_vault


@pytest.fixture(autouse=True)
def _as_the_program_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the key derivation is what is tested."""
    monkeypatch.setattr(slots, "master_secret", derive)


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_vault(tmp_path_factory.mktemp("pattern") / "Keller.datapact")


@pytest.fixture
def made(pattern: Made, tmp_path: Path) -> Made:
    folder = tmp_path / "Keller.datapact"
    shutil.copytree(pattern.folder, folder)
    return Made(folder, pattern.code)


@pytest.fixture
def vault(made: Made) -> Iterator[OpenVault]:
    with made.open() as opened:
        yield opened
