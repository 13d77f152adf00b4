"""A dialog that asks for a reason before a step is taken."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height, margins, space
from datapact_ui.kit.widgets.cards import Words


class ReasonDialog(QDialog):
    """A heading, what it means, and a text that may be required."""

    def __init__(
        self,
        name: str,
        title: str,
        meaning: str,
        label: str,
        button: str,
        picture: str,
        *,
        required: bool = True,
        help_page: str = "agreement",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self._required = required
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        column.addWidget(Words(title, "heading", self))
        column.addWidget(Words(meaning, "body", self))
        self.form = QFormLayout()
        self.form.setSpacing(space(3))
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        column.addLayout(self.form)
        self.text = QPlainTextEdit(self)
        self.text.setObjectName(f"{name}_text")
        self.text.setAccessibleName(label)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(round(line_height() * 4))
        self.text.textChanged.connect(self._look)
        self.form.addRow(label, self.text)
        buttons = QDialogButtonBox(self)
        self.doing = QPushButton(icon(picture), button, self)
        self.doing.setObjectName(f"{name}_do")
        buttons.addButton(self.doing, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setObjectName(f"{name}_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        help_key(self, help_page)
        fit(self, 80, 10)
        self.text.setFocus()
        self._look()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)

    def words(self) -> str:
        """What was entered."""
        return self.text.toPlainText().strip()

    def _look(self) -> None:
        self.doing.setEnabled(bool(self.words()) or not self._required)
