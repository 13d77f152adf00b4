"""The layout that goes on in the next line: it keeps track of what it holds, also of what Qt deletes."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from datapact_ui.kit.layout.flow_layout import FlowLayout


def flow(parent: QWidget, number: int, *, nested: bool = False) -> tuple[FlowLayout, list[QPushButton]]:
    made = FlowLayout(None if nested else parent)
    if nested:
        QVBoxLayout(parent).addLayout(made)
    buttons = [QPushButton(f"Schaltfläche {n}", parent) for n in range(number)]
    for button in buttons:
        made.addWidget(button)
    return made, buttons


def test_it_needs_more_lines_where_it_is_narrow(styled: QApplication) -> None:
    parent = QWidget()
    made, buttons = flow(parent, 6)
    one = buttons[0].sizeHint()
    assert made.heightForWidth(20 * one.width()) == one.height()
    assert made.heightForWidth(one.width()) >= 6 * one.height()
    assert made.minimumSize().width() < 2 * one.width()


def test_what_is_deleted_elsewhere_is_gone_from_it(styled: QApplication) -> None:
    parent = QWidget()
    made, buttons = flow(parent, 5)
    for button in buttons[:3]:
        shiboken6.delete(button)
    assert made.count() == 2
    item = made.takeAt(0)
    assert item is not None
    assert item.widget() is buttons[3]


@pytest.mark.parametrize("nested", [False, True])
def test_it_measures_again_what_has_changed(styled: QApplication, qtbot: QtBot, nested: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    made, buttons = flow(parent, 4, nested=nested)
    parent.show()
    width = made.sizeHint().width()
    for change, lines in (
        (lambda: buttons[0].setText("Eine Schaltfläche mit viel mehr Worten als vorher"), 2),
        (lambda: buttons[0].hide(), 1),
        (lambda: buttons[0].show(), 2),
        (lambda: shiboken6.delete(buttons[0]), 1),
        (lambda: made.addWidget(QPushButton("Eine weitere Schaltfläche mit vielen Worten", parent)), 2),
    ):
        change()
        QApplication.processEvents()
        assert made.heightForWidth(width) == lines * buttons[1].height() + (lines - 1) * made.spacing()
    parent.setStyleSheet("QPushButton { padding: 20px }")
    QApplication.processEvents()
    assert made.heightForWidth(10 * width) == buttons[1].sizeHint().height() > 40
