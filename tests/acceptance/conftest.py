"""One journey from founding to signature for all acceptance tests; each test works on copies."""

from __future__ import annotations

import pytest

from tests.acceptance.journey import Journey, travel
from tests.conftest import SteppingClock


@pytest.fixture(scope="session")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return travel(tmp_path_factory.mktemp("journey"), SteppingClock())
