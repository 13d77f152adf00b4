"""The rows of the settings view, one a setting of the table: title, control, sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from datapact.agreements.projection.own_findings import PREFIX
from datapact.base.texts import _
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.wrapping_row import WrappingRow
from datapact_ui.kit.tables.settings_table import Choice, Folder, Line, Number, Setting, Switch
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.wheel_free import ComboBox, SpinBox

if TYPE_CHECKING:
    from datapact_ui.kit.background.dialogs import Dialogs

LONGEST_CHOICE = 26
"""Characters that a closed choice is wide at most; its open list shows the words whole."""

type Value = str | int | bool
type Change = Callable[[Setting, Value], None]


class SettingRow(QWidget):
    """Shows a value and reports what the user chooses."""

    def __init__(self, setting: Setting, change: Change, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._change, self._dialogs = change, dialogs
        title = Words(str(setting.title), "strong", self)
        sentence = Words(str(setting.sentence), "small", self, quiet=True)
        if setting.key.startswith(PREFIX):
            sentence.setToolTip(_("Rule {id} in the list of rules", id=setting.key.removeprefix(PREFIX)))
        self.control = self._control()
        self.control.setObjectName(f"setting-{setting.key}")
        self.control.setAccessibleName(str(setting.title))
        self.control.setAccessibleDescription(str(setting.sentence))
        said = QWidget(self)
        words = QVBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(space(0.5))
        words.addWidget(title)
        words.addWidget(sentence)
        line = QVBoxLayout(self)
        line.setContentsMargins(0, space(1), 0, space(1))
        line.setSpacing(space(1))
        if isinstance(setting.form, Folder):
            line.addWidget(said)
            line.addWidget(self._control_line())
        else:
            line.addWidget(WrappingRow(said, self._control_line(), self))

    def _control(self) -> QWidget:
        form = self.setting.form
        if isinstance(form, Choice):
            box = ComboBox(self)
            for value, words in form.values:
                box.addItem(str(words), value)
            longest = max(len(box.itemText(place)) for place in range(box.count()))
            if longest > LONGEST_CHOICE:
                box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                box.setMinimumContentsLength(LONGEST_CHOICE)
                box.view().setMinimumWidth(characters(longest))
            box.activated.connect(lambda _index: self._report(box.currentData()))
            return box
        if isinstance(form, Number):
            spin = SpinBox(self)
            spin.setRange(form.lowest, form.highest)
            spin.setSingleStep(form.step)
            spin.setSuffix(f" {form.unit}")
            spin.setKeyboardTracking(False)
            if form.means_never:
                spin.setSpecialValueText(_("never"))
            spin.valueChanged.connect(self._report)
            return spin
        if isinstance(form, Switch):
            tick = Tick("", self)
            tick.toggled.connect(self._report)
            return tick
        field = QLineEdit(self)
        if isinstance(form, Line):
            field.setMaxLength(form.longest)
            field.editingFinished.connect(lambda: self._report(field.text().strip()))
            return field
        field.setReadOnly(True)
        field.setMinimumWidth(characters(30))
        field.setPlaceholderText(_("none"))
        return field

    def _control_line(self) -> QWidget:
        if not isinstance(self.setting.form, Folder):
            return self.control
        box = QWidget(self)
        line = FlowLayout(box)
        choose = QPushButton(_("Choose …"), box)
        choose.setObjectName(f"setting-{self.setting.key}-choose")
        choose.clicked.connect(lambda _checked=False: self._choose_folder())
        clear = QPushButton(_("None"), box)
        clear.setObjectName(f"setting-{self.setting.key}-none")
        clear.clicked.connect(lambda _checked=False: self._set_folder(""))
        for widget in (self.control, choose, clear):
            line.addWidget(widget)
        return box

    def _choose_folder(self) -> None:
        folder = self._dialogs.ask_folder(str(self.setting.title))
        if folder is not None:
            self._set_folder(str(folder))

    def _set_folder(self, folder: str) -> None:
        self.show_value(folder)
        self._report(folder)

    def _report(self, value: Value) -> None:
        self._change(self.setting, value)

    def show_value(self, value: object) -> None:
        """Show a value without a signal; an invalid one means the default."""
        with QSignalBlocker(self.control):
            if isinstance(self.control, QComboBox):
                place = self.control.findData(value)
                self.control.setCurrentIndex(place if place >= 0 else self.control.findData(self.setting.default))
            elif isinstance(self.control, QSpinBox):
                self.control.setValue(value if isinstance(value, int) else int(self.setting.default))
            elif isinstance(self.control, QCheckBox):
                self.control.setChecked(value if isinstance(value, bool) else bool(self.setting.default))
            elif isinstance(self.control, QLineEdit):
                self.control.setText(str(value or ""))


def settings_card(rows: list[SettingRow], parent: QWidget | None = None) -> Card:
    """Rows on a card."""
    card = Card(parent=parent)
    for row in rows:
        card.column.addWidget(row)
    return card
