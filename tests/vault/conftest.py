"""One vault is made a session; each test works in its own copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.vault.folder.open_vault import OpenVault
from tests.vault.making import Made, make_vault


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
