"""The layout that goes on in the next line: it keeps track of what it holds, also of what Qt deletes."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from datapact_ui.kit.layout.flow_layout import FlowLayout


def flow(parent: QWidget, number: int) -> tuple[FlowLayout, list[QPushButton]]:
    made = FlowLayout(parent)
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
