"""Vaults for the tests of the command line: made once, copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desks import Houses, build, opened


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    build(folder)
    return folder


@pytest.fixture
def houses(template: Path, tmp_path: Path) -> Houses:
    return opened(template, tmp_path)
