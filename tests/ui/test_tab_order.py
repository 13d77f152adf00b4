"""The next stop of Tab is found near the last one, and is the one that reading every layout gives."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from datapact_ui.kit.layout import tab_order
from datapact_ui.kit.layout.tab_order import go_on, neighbour, tab_stops


def _form() -> QWidget:
    page = QWidget()
    form = QFormLayout(page)
    for name in ("one", "two"):
        form.addRow(name, QLineEdit())
    lines = QHBoxLayout()
    group = QButtonGroup(page)
    for name in ("yes", "no", "perhaps"):
        radio = QRadioButton(name)
        group.addButton(radio)
        lines.addWidget(radio)
    group.buttons()[1].setChecked(True)
    form.addRow(lines)
    late = QPushButton("placed by hand", page)
    late.move(5, 400)
    return page


def _window() -> QMainWindow:
    """Every kind of layout in another, with parts that are hidden, disabled or empty."""
    window = QMainWindow()
    middle = QWidget()
    column = QVBoxLayout(middle)
    grid = QGridLayout()
    for place in ((1, 1), (0, 1), (1, 0), (0, 0)):
        grid.addWidget(QPushButton(str(place)), *place)
    column.addLayout(grid)
    empty = QWidget()
    QVBoxLayout(empty).addWidget(QLabel("words"))
    column.addWidget(empty)
    tabs = QTabWidget()
    tabs.addTab(_form(), "first")
    tabs.addTab(_form(), "second")
    column.addWidget(tabs)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(_form())
    beside = QSplitter()
    beside.addWidget(area)
    stack = QStackedWidget()
    stack.addWidget(QLabel("nothing to stop at"))
    stack.addWidget(_form())
    stack.setCurrentIndex(1)
    beside.addWidget(stack)
    column.addWidget(beside)
    for last in (QComboBox(), QSpinBox(), QListWidget(), QPushButton("gone"), QPushButton("off"), QPushButton("end")):
        column.addWidget(last)
        if isinstance(last, QPushButton):
            last.setVisible(last.text() != "gone")
            last.setEnabled(last.text() != "off")
    window.setCentralWidget(middle)
    window.statusBar().addWidget(QPushButton("below"))
    return window


def test_the_neighbour_is_that_of_the_whole_order(
    qtbot: QtBot, styled: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _window()
    qtbot.addWidget(window)
    window.show()
    parts: list[QWidget] = [window.centralWidget(), window.statusBar()]  # type: ignore[list-item]
    order = [stop for part in parts for stop in tab_stops(part)]
    assert len(order) > 20
    for place, stop in enumerate(order):
        assert neighbour(parts, stop, True) is order[(place + 1) % len(order)], place
        assert neighbour(parts, stop, False) is order[place - 1], place
    assert neighbour(parts, parts[0], True) is None
    (number,) = window.findChildren(QSpinBox)
    assert neighbour(parts, number.findChildren(QLineEdit)[0], True) is None

    with qtbot.waitActive(window):
        window.activateWindow()
    order[0].setFocus()
    monkeypatch.setattr(tab_order, "_neighbour_of_all", lambda *_given: None)  # nothing here needs it
    walked = []
    for _press in order:
        assert go_on(parts, True)
        walked.append(QApplication.focusWidget())
    assert walked == [*order[1:], order[0]]
