"""Cycles of widgets are collected in the UI thread only, however many applications live in the process."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot

from datapact_ui.kit.background.garbage import Collector, later
from datapact_ui.kit.text.pdf_panel import PdfPanel
from datapact_ui.kit.widgets.list_lines import add_line


def test_one_that_goes_late_does_not_switch_the_collector_on_under_another(qapp: QApplication) -> None:
    first = Collector()
    second = Collector()
    assert not gc.isenabled()
    shiboken6.delete(first)
    assert not gc.isenabled()
    shiboken6.delete(second)
    assert not gc.isenabled()  # tests of windows hold it themselves


def test_a_view_of_a_pdf_ends_before_its_document(qapp: QApplication) -> None:
    """A thread of the view paints pages of the document until the view is gone."""
    panel, gone = PdfPanel("leaving"), list[str]()
    panel.document.destroyed.connect(lambda: gone.append("document"))
    panel.pages.destroyed.connect(lambda: gone.append("view"))
    shiboken6.delete(panel)
    assert gone == ["view", "document"]


def test_no_timer_is_destroyed_by_python_and_qt_at_once(qapp: QApplication) -> None:
    """Without a time ``singleShot`` makes no timer; with one, its end beside a thread of the runner kills the process."""
    called = re.compile(r"singleShot\(\s*(\S+?),")
    root = Path(__file__).resolve().parents[2]
    with_time = {
        f"{file.relative_to(root)}: {one}"
        for room in ("ui", "tests")
        for file in (root / room).rglob("*.py")
        for one in called.findall(file.read_text("utf-8"))
        if one != "0"
    }
    assert not with_time, "use later(owner, msecs, call)"


def test_no_line_of_a_list_is_made_by_python(qtbot: QtBot) -> None:
    """``QListWidget.clear`` frees such a line while it counts over them (ui/kit/widgets/list_lines.py)."""
    root = Path(__file__).resolve().parents[2]
    made = {
        str(file.relative_to(root))
        for file in (root / "ui").rglob("*.py")
        if re.search(r"\bQListWidgetItem\(", file.read_text("utf-8"))
    }
    assert not made, "use add_line(view, words, picture)"
    view = QListWidget()
    qtbot.addWidget(view)
    lines = [add_line(view, f"line {n}") for n in range(3)]
    assert [view.item(n).text() for n in range(3)] == ["line 0", "line 1", "line 2"]
    view.clear()
    assert not any(shiboken6.isValid(line) for line in lines), "none outlives the list's item"


def test_a_call_comes_later_and_once(qtbot: QtBot) -> None:
    owner, calls = QObject(), []
    timer = later(owner, 1, lambda: calls.append("called"))
    timer.start()
    timer.start()
    qtbot.waitUntil(lambda: bool(calls))
    qtbot.wait(5)
    assert calls == ["called"]
    timer.start()
    qtbot.waitUntil(lambda: len(calls) == 2)
    shiboken6.delete(owner)
    assert not shiboken6.isValid(timer)
