"""What all tests share: independent judges, a fixed clock, a cheap key derivation."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from datapact.texts import use_language

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # tests of windows need no display

JAXB = Path("/usr/share/java/jaxb-runtime.jar")


def judge_is_missing(name: str) -> bool:
    """True when the independent tool ``name`` cannot be run here; veraPDF needs a JDK and JAXB."""
    if name == "verapdf":
        return shutil.which("javac") is None or not JAXB.is_file()
    return shutil.which(name) is None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose judge is missing on a person's machine; in CI that is a failure."""
    for mark in item.iter_markers("judge"):
        for name in mark.args:
            if judge_is_missing(name):
                if os.environ.get("CI"):
                    pytest.fail(f"the independent judge {name} is missing", pytrace=False)
                pytest.skip(f"the independent judge {name} is not installed")


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


class SteppingClock:
    """A clock that starts at a fixed moment and moves one second a reading."""

    def __init__(self, start: datetime = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()
