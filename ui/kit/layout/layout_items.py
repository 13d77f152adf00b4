"""The items of a layout, each let go of before Qt can delete it.

``QLayout.itemAt`` makes an object of Python for an item of Qt's that stays registered as long as the layout, also when Qt
has deleted the item with its widget. PySide 6.12 then writes into freed memory once another object is made at its place
and ends. So nobody else asks a layout for its items.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import shiboken6
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLayout, QLayoutItem


def items_of(layout: QLayout) -> Iterator[QLayoutItem]:
    """The items of a layout in visible order (grids and forms number them by insertion); each is valid until the next."""
    for item in _found(layout):
        if item is not None:
            try:
                yield item
            finally:
                let_go(item)


def let_go(item: QLayoutItem) -> None:
    """Forget the Python half of an item that belongs to Qt; what Python made itself is told when Qt deletes it."""
    if not isinstance(item, QLayout) and not shiboken6.createdByPython(item):
        shiboken6.invalidate(item)


def _found(layout: QLayout) -> Iterator[QLayoutItem | None]:
    if isinstance(layout, QFormLayout):
        roles = QFormLayout.ItemRole
        for row in range(layout.rowCount()):
            for role in (roles.LabelRole, roles.FieldRole):
                yield layout.itemAt(row, role)
        return
    numbers = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        numbers.sort(key=lambda number: cast("tuple[int, int, int, int]", layout.getItemPosition(number)))
    for number in numbers:
        yield layout.itemAt(number)
