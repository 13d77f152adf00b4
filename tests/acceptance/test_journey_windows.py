"""The main job through the real windows of two vaults, with a mouse: real files, real keys, verified afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.acceptance.hands import Mouse
from tests.acceptance.window_journey import check, travel
from tests.conftest import SteppingClock

MOST_INPUTS = 191  # three rounds with a comment, and a term that both sides edit


def test_two_people_with_a_mouse(
    qapp: QApplication,
    tmp_path: Path,
    own_homes: None,
    clock: SteppingClock,
    capsys: pytest.CaptureFixture[str],
    log_without_contents: Callable[[], str],
) -> None:
    arrived = travel(Mouse, qapp, tmp_path, clock)
    check(arrived)
    with capsys.disabled():
        print("\nby mouse:", *arrived.lines(), sep="\n  ")
    assert arrived.inputs <= MOST_INPUTS
    assert "a vault was made" in log_without_contents()  # the fixture looks for what must not stand there
