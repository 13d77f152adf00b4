"""The main job through the real windows of two vaults, by keys only: no mouse, no call into a view."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.acceptance.hands import Keys
from tests.acceptance.window_journey import check, travel
from tests.conftest import SteppingClock

MOST_INPUTS = 214  # as many more as with a mouse


def test_two_people_with_keys_only(
    qapp: QApplication, tmp_path: Path, own_homes: None, clock: SteppingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    arrived = travel(Keys, qapp, tmp_path, clock)
    check(arrived)
    with capsys.disabled():
        print("\nby keys:", *arrived.lines(), sep="\n  ")
    assert arrived.inputs <= MOST_INPUTS
