"""Picking a provision of law: paragraph or article, and an act of the list; under it what the program understands.

What is picked is written into a line of text, behind what stands there; the line takes other acts as well.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.contract.vocabulary.laws import acts, picked, provision_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.wheel_free import ComboBox


class LawPicker(QWidget):
    """Number, act and a button that writes both into ``line``."""

    def __init__(self, line: QLineEdit, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self.number = QLineEdit(self)
        self.number.setObjectName(f"law-number-{name}")
        self.number.setAccessibleName(_("Paragraph or article"))
        self.number.setPlaceholderText(_("such as 13 (1)"))
        self.act = ComboBox(self)
        self.act.setObjectName(f"law-act-{name}")
        self.act.setAccessibleName(_("Act"))
        self.act.setEditable(True)
        entered = self.act.lineEdit()
        assert entered is not None
        entered.setAccessibleName(_("Act"))  # the field within is what a screen reader meets
        self.act.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.act.addItems(sorted(acts(), key=str.casefold))
        self.act.setCurrentIndex(-1)
        completer = self.act.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.add = QPushButton(icon("add"), _("Add provision"), self)
        self.add.setObjectName(f"law-add-{name}")
        self.add.setAutoDefault(False)
        self.told = Words("", "small", self, quiet=True)
        self.told.setObjectName(f"law-told-{name}")
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.number, 1)
        row.addWidget(self.act, 2)
        row.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(row)
        column.addWidget(self.told)
        self.number.textChanged.connect(lambda _text: self._turn())
        self.act.currentTextChanged.connect(lambda _text: self._turn())
        self.add.clicked.connect(lambda _checked=False: self._write())
        line.textChanged.connect(lambda _text: self._tell())
        self._turn()
        self._tell()

    def _provision(self) -> str:
        """The provision of number and act; empty unless it is a provision of an act of the list."""
        made = provision_of(self.act.currentText().strip(), self.number.text().strip())
        return made if picked(made) else ""

    def _turn(self) -> None:
        bar_control(self.add, "" if self._provision() else _("Choose an act, and give a provision of it."))

    def _write(self) -> None:
        said = self._line.text().strip()
        self._line.setText("; ".join(one for one in (said, self._provision()) if one))
        self._line.textEdited.emit(self._line.text())
        self.number.clear()
        self.act.setCurrentIndex(-1)
        self._line.setFocus()

    def _tell(self) -> None:
        words = self._line.text().strip()
        named = picked(words)
        if not words:
            said = ""
        elif named:
            said = _("Understood as a provision of: {acts}", acts=", ".join(one.name for one in named))
        else:
            said = _("No provision of the list alone: of another act, a legal member who has read it confirms it.")
        self.told.setText(said)
        self.told.setVisible(bool(said))
