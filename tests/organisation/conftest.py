"""Two organisations, each in a vault with a cheap key derivation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.founding import Created
from tests.conftest import SteppingClock
from tests.organisation.founded import CHEAP, PASSPHRASE, founded

__all__ = ["CHEAP", "PASSPHRASE", "Found", "found", "institut", "keller"]

type Found = Callable[..., Created]


@pytest.fixture
def found(tmp_path: Path, clock: SteppingClock) -> Iterator[Found]:
    """Makes organisations; closes their vaults at the end."""
    made: list[Created] = []

    def make(name: str, person: str, roles: set[str], capacity: str = "") -> Created:
        folder = tmp_path / f"{len(made)}.datapact"
        created = founded(folder, {"name": name}, person, roles, PASSPHRASE, capacity, clock)
        made.append(created)
        return created

    yield make
    for created in made:
        created.acting.close()


@pytest.fixture
def keller(found: Found) -> Acting:
    return found("Maschinenbau Keller GmbH", "Anna Keller", {"legal", "signatory"}, "managing_director").acting


@pytest.fixture
def institut(found: Found) -> Acting:
    return found("Institut für Produktionsdaten e. V.", "Jana Öztürk", {"legal"}).acting
