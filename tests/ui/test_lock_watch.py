"""When a vault locks itself: after a while without input, after a gap in time, and before the computer sleeps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from datapact_ui.shell.lock_watch import LockWatch

SAID = Path(__file__).with_name("sleep_said.py")
ROOT = SAID.parents[2]


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_input_and_time_decide(qtbot: QtBot) -> None:
    clock = Clock()
    watch = LockWatch(clock=clock)
    locked: list[float] = []
    watch.due.connect(lambda: locked.append(clock.now))
    watch.start(1)
    field = QLineEdit()
    qtbot.addWidget(field)
    clock.now += 20
    watch.look()
    clock.now += 20
    qtbot.keyClick(field, Qt.Key.Key_A)
    watch.look()
    for _beat in range(2):
        clock.now += 25
        watch.look()
    assert locked == []
    clock.now += 25
    watch.look()
    assert locked == [clock.now]
    watch.set_minutes(0)
    locked.clear()
    clock.now += 25
    watch.look()
    clock.now += 3_600
    watch.look()
    assert locked == [clock.now], "a gap in time was sleep"
    watch.stop()


def test_sleep_is_heard_of_while_a_vault_is_open_alone(qtbot: QtBot) -> None:
    watch = LockWatch()
    locked: list[bool] = []
    watch.due.connect(lambda: locked.append(True))
    watch.prepare_for_sleep(True)
    assert locked == []
    watch.start(0)
    watch.prepare_for_sleep(False)
    assert locked == []
    watch.prepare_for_sleep(True)
    assert locked == [True]
    watch.stop()


@pytest.mark.judge("dbus-run-session")
def test_logind_says_so_before_the_computer_sleeps() -> None:
    script = f'export DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS"; exec "{sys.executable}" "{SAID}"'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert done.stdout.split() == ["said", "said", "locked"], done.stderr[-2000:]
