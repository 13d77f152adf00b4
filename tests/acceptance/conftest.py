"""One journey from founding to signature for all acceptance tests; each test works on copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from datapact.base.texts import use_language
from tests.acceptance.journey import Journey, travel
from tests.conftest import SteppingClock
from tests.kept import kept


@pytest.fixture(scope="session")
def journey() -> Journey:
    folder, made = kept("journey", lambda folder: travel(folder, SteppingClock()))
    return replace(made, folder=folder)


@pytest.fixture
def own_homes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """People sit down at computers of their own (see ``Hands``); afterwards all is as before, the language too."""
    from tests.acceptance.hands import HOMES  # loads Qt, which most tests here do not need

    for name in HOMES:
        monkeypatch.setenv(name, "")
    monkeypatch.delenv("DATAPACT_VAULT", raising=False)
    monkeypatch.delenv("DATAPACT_PASSPHRASE_FILE", raising=False)
    yield
    use_language("en")
