"""Several things of one kind in one form: a box to choose which one is shown, and buttons to add, remove and move them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.wheel_free import ComboBox


class Several(QWidget):
    """The row above the fields of one thing. The owner keeps the things and answers to the signals."""

    turned = Signal(int)
    """Another one is to be shown."""
    add_wanted = Signal()
    remove_wanted = Signal()
    up_wanted = Signal()

    def __init__(self, name: str, words: str, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        self.box = ComboBox(self)
        self.box.setObjectName(f"{name}-which")
        self.box.setAccessibleName(words)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(18)
        self.box.activated.connect(self.turned.emit)
        row.addWidget(self.box, 1)
        self.add_button = self._button(f"{name}-add", "add", _("Add"), self.add_wanted.emit)
        self.remove_button = self._button(f"{name}-remove", "delete", _("Remove"), self.remove_wanted.emit)
        self.up_button = self._button(f"{name}-up", "move-up", _("Move up"), self.up_wanted.emit)
        for button in (self.add_button, self.remove_button, self.up_button):
            row.addWidget(button)
        self.setFocusProxy(self.box)

    def _button(self, name: str, picture: str, words: str, do: Callable[[], object]) -> QToolButton:
        made = QToolButton(self)
        made.setObjectName(name)
        made.setIcon(icon(picture))
        made.setIconSize(icon_size())
        made.setAccessibleName(words)
        made.setToolTip(words)
        made.clicked.connect(lambda _checked=False: do())
        return made

    def show_names(self, names: Sequence[str], at: int) -> None:
        """Show which there are, and which one is in front."""
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems(list(names))
        self.box.setCurrentIndex(at)
        self.box.blockSignals(False)
        most = _("There can be {n} at most.", n=self._most)
        bar_control(self.add_button, "" if len(names) < self._most else most)
        bar_control(self.remove_button, "" if len(names) > 1 else _("One has to stay."))
        bar_control(self.up_button, "" if at > 0 else _("It is the first already."))
