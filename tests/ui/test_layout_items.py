"""Items of layouts are let go of before Qt deletes them: what stays registered at a freed place damages memory later."""

from __future__ import annotations

import re
from pathlib import Path

import shiboken6
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QVBoxLayout,
    QWidget,
)

from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.layout_items import items_of

UI = Path(__file__).parents[2] / "ui"
MAY = {
    "kit/layout/layout_items.py",
    "kit/layout/flow_layout.py",
    "overview/network_view.py",  # of a scene
    "agreement_page/tabs/text_tab.py",  # of a list
}
"""Where items are let go of; where Python makes them; a scene, which has no layout."""


def registered() -> int:
    """The items for which Python has an object, without layouts, which are objects of their own."""
    return sum(
        isinstance(one, QLayoutItem) and not isinstance(one, QLayout) and not shiboken6.createdByPython(one)
        for one in shiboken6.getAllValidWrappers()
    )


def test_no_item_stays_registered_once_it_was_read(qapp: QApplication) -> None:
    before = registered()
    page = QWidget()
    column, row, grid, form = QVBoxLayout(page), QHBoxLayout(), QGridLayout(), QFormLayout()
    for inner in (row, grid, form):
        column.addLayout(inner)
    labels = [QLabel(str(number)) for number in range(6)]
    row.addWidget(labels[0])
    row.addStretch()
    grid.addWidget(labels[2], 1, 0)
    grid.addWidget(labels[1], 0, 0)
    form.addRow(labels[3], labels[4])
    column.addWidget(labels[5])
    assert [item.layout() for item in items_of(column)] == [row, grid, form, None]
    found = [item.widget() for layout in (row, grid, form, column) for item in items_of(layout)]
    assert [widget for widget in found if widget is not None] == labels
    assert next(items_of(row)).widget() is labels[0]  # whoever stops early lets go, too
    assert registered() == before
    assert all(shiboken6.isValid(one) for one in (*labels, row, grid, form))
    shiboken6.delete(page)


def test_what_is_in_an_item_stays_valid_whoever_made_it(qapp: QApplication) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    layout = box.layout()
    assert layout is not None
    found = [widget for item in items_of(layout) if (widget := item.widget()) is not None]
    assert {widget for widget in found if shiboken6.isValid(widget)} >= set(box.buttons())
    page = QWidget()
    flow = FlowLayout(page)
    flow.addWidget(QLabel("1"))
    for _time in range(2):  # items that Python made stay
        assert [item.widget() is not None for item in items_of(flow)] == [True]


def test_nobody_else_asks_a_layout_for_its_items() -> None:
    asks = re.compile(r"\b(?!list\b)\w+\.itemAt(Position)?\(")
    found = {str(file.relative_to(UI)) for file in UI.rglob("*.py") if asks.search(file.read_text("utf-8"))}
    assert found <= MAY, "use items_of(layout)"
