"""One journey from founding to signature for all acceptance tests; each test works on copies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from datapact.base.local_log import VARIABLE, start_log, stop_log
from datapact.base.texts import use_language
from tests.acceptance.journey import Journey, travel
from tests.acceptance.private import require_no_contents
from tests.conftest import SteppingClock
from tests.kept import kept


@pytest.fixture(scope="session")
def journey() -> Journey:
    folder, made = kept("journey", lambda folder: travel(folder, SteppingClock()))
    return replace(made, folder=folder)


@pytest.fixture(autouse=True)
def log_without_contents(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], str]]:
    """Every journey writes its log at DEBUG, and whatever it did, nothing of its people stands in it; what was written."""
    base = tmp_path_factory.mktemp("logged")
    monkeypatch.setenv("XDG_STATE_HOME", str(base))
    monkeypatch.setenv(VARIABLE, "DEBUG")
    made: list[Path] = []
    monkeypatch.setattr("datapact.base.local_log.log_folder", lambda: noted(made))
    start_log(os.environ)

    def written() -> str:
        files = sorted({file for folder in made for file in folder.glob("datapact.log*")})
        return "\n".join(file.read_text("utf-8") for file in files)

    yield written
    stop_log()
    require_no_contents(written())


def noted(made: list[Path]) -> Path:
    """The folder of the log, which differs from person to person, remembered."""
    made.append(Path(platformdirs.user_log_dir("datapact", appauthor=False)))
    return made[-1]


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
