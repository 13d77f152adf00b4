"""Vaults for the tests of exchange: made once, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SteppingClock
from tests.exchange.houses import Houses, build, opened


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    build(folder, SteppingClock())
    return folder


@pytest.fixture
def houses(template: Path, tmp_path: Path, clock: SteppingClock) -> Iterator[Houses]:
    clock.now = clock.now.replace(hour=12)
    made = opened(template, tmp_path, clock)
    yield made
    made.close()
