"""The corpus is read in its own zone; what runs after it is not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def zone_is_given_back(_english: None) -> Iterator[None]:
    """Set up before ``monkeypatch``, so that this comes after the variable is as it was."""
    yield
    if hasattr(time, "tzset"):
        time.tzset()
