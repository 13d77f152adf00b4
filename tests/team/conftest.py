"""One private PostgreSQL for all tests of teams, and a team of three for each test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import SteppingClock
from tests.team import desks as houses
from tests.team.cluster import Cluster, running
from tests.team.desks import Desks

_numbers = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running() as made:
        yield made


@pytest.fixture
def database(cluster: Cluster) -> str:
    """A database of one test, whose tables the user of the team may make."""
    name = f"team{next(_numbers)}"
    cluster.new_database(name)
    with cluster.chief(name) as connection:
        connection.execute("GRANT CREATE ON SCHEMA public TO writer")
    return name


@pytest.fixture
def desks(tmp_path: Path, cluster: Cluster, database: str, clock: SteppingClock) -> Iterator[Desks]:
    houses.build(tmp_path / "house", clock)
    made = houses.opened(tmp_path / "house", cluster, database, clock)
    yield made
    made.close()
