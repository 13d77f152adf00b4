"""Forms: a label beside or above each field, tied to it for screen readers and by Alt+letter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.layout.path_line import PathLine
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.wheel_free import ComboBox

NARROW = 52
"""Characters: below this a label has no room beside its field."""
SHORTEST_CHOICE = 16
_USUAL_CHOICE, _ARROW = 32, 5


class Form(QWidget):
    """Fields below each other; ``first`` is where the focus begins."""

    def __init__(self, parent: QWidget | None = None, *, above: bool = False) -> None:
        """``above``: labels are above their fields at any width."""
        super().__init__(parent)
        self._fields: list[QWidget] = []
        self._above = above
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(space(4))
        self._layout.setVerticalSpacing(space(2))
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def minimumSizeHint(self) -> QSize:
        """The width of the widest label or field; at that width, labels are above."""
        labels, fields = self._widths()
        return QSize(max(labels, fields), super().minimumSizeHint().height())

    def _widths(self) -> tuple[int, int]:
        """Of the widest label, and of the widest field at its narrowest."""
        labels = [label.sizeHint().width() for one in self._fields if (label := self._layout.labelForField(one))]
        fields = [max(one.minimumSizeHint().width(), one.minimumWidth()) for one in self._fields]
        return max(labels, default=0), max(fields, default=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put all labels beside their fields or, where it is narrow, above them."""
        super().resizeEvent(event)
        self.arrange(self.width())

    def arrange(self, width: int) -> None:
        """Arrange the labels for a width."""
        labels, fields = self._widths()
        fields = max(fields, *map(_wanted, self._fields), 0)
        narrow = self._above or width < max(characters(NARROW), labels + fields + self._layout.horizontalSpacing())
        policy = QFormLayout.RowWrapPolicy.WrapAllRows if narrow else QFormLayout.RowWrapPolicy.DontWrapRows
        if self._layout.rowWrapPolicy() != policy:
            self._layout.setRowWrapPolicy(policy)

    def add(self, name: str, label: str, field: QWidget) -> None:
        """Add a field with its label; without one the field names itself."""
        field.setObjectName(name)
        if label:
            field.setAccessibleName(label)
            if isinstance(field, QComboBox) and (line := field.lineEdit()) is not None:
                line.setAccessibleName(label)
        self._fields.append(field)
        self._layout.addRow(label, field)

    def rename(self, field: QWidget, label: str) -> None:
        """Change the label of a field."""
        shown = self._layout.labelForField(field)
        if isinstance(shown, QLabel):
            shown.setText(label)
        field.setAccessibleName(label)

    def wide(self, field: QWidget) -> None:
        """A group of fields over the whole width."""
        self._fields.append(field)
        self._layout.addRow(field)

    def show_row(self, field: QWidget, on: bool) -> None:
        """Show or hide a field together with its label."""
        self._layout.setRowVisible(field, on)

    def line(self, name: str, label: str, text: str = "") -> QLineEdit:
        """A line of text."""
        field = QLineEdit(text, self)
        self.add(name, label, field)
        return field

    def choice(
        self, name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str | None, *, unchosen: str = ""
    ) -> QComboBox:
        """A choice of several (code, words); ``unchosen`` are the words shown until something is chosen."""
        field = ComboBox(self)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(SHORTEST_CHOICE)
        for code, words in choices:
            field.addItem(words, code)
        field.setPlaceholderText(unchosen)
        field.setCurrentIndex(max(-1 if unchosen else 0, field.findData(chosen)))
        self.add(name, label, field)
        return field

    def first(self) -> QWidget:
        """The first field."""
        return self._fields[0]


def offer(field: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
    """Offer other (code, words); what is chosen stays chosen where it is among them."""
    chosen = field.currentData()
    with QSignalBlocker(field):
        field.clear()
        for code, words in choices:
            field.addItem(words, code)
        field.setCurrentIndex(field.findData(chosen))


def path_field(form: Form, name: str, label: str, path: Path, dialogs: Dialogs, folder_name: str) -> QLineEdit:
    """A field for a folder to be made, with a button to choose its place."""
    row = QWidget(form)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(space(1))
    field = PathLine(str(path), row)
    field.setObjectName(name)
    field.setAccessibleName(label)
    button = QPushButton(_("Change …"), row)
    button.setObjectName(f"{name}-change")

    def choose() -> None:
        from datapact_ui.kit.fields.vault_folders import new_vault_folder

        parent = dialogs.ask_folder(_("Where should the vault be kept? Choose a folder on this computer."))
        if parent is not None:
            field.setText(str(new_vault_folder(folder_name, parent)))

    button.clicked.connect(lambda _checked=False: choose())
    line.addWidget(field, 1)
    line.addWidget(button)
    form.add(f"{name}-row", label, row)
    return field


def _wanted(field: QWidget) -> int:
    """The width at which a choice is read whole, if it is of usual length; 0 for other fields, which scroll."""
    if not isinstance(field, QComboBox):
        return 0
    longest = max(
        (field.fontMetrics().horizontalAdvance(field.itemText(one)) for one in range(field.count())), default=0
    )
    return min(longest + characters(_ARROW), characters(_USUAL_CHOICE))
