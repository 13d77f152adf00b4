"""Cycles of widgets are collected in the UI thread only, however many applications live in the process."""

from __future__ import annotations

import gc

import shiboken6
from PySide6.QtWidgets import QApplication

from datapact_ui.kit.background.garbage import Collector


def test_one_that_goes_late_does_not_switch_the_collector_on_under_another(qapp: QApplication) -> None:
    first = Collector()
    second = Collector()
    assert not gc.isenabled()
    shiboken6.delete(first)
    assert not gc.isenabled()
    shiboken6.delete(second)
    assert not gc.isenabled()  # tests of windows hold it themselves
