"""The agreements concerned: each with a cross to remove it, more added by number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.obligations.breaches.page import NamedAgreement
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, space


class AgreementChips(QWidget):
    """The agreements that a breach concerns, as chips with a line for another one.

    ``added`` emits a typed number, ``removed`` a history id, ``opened`` one to open.
    """

    added = Signal(str)
    removed = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[NamedAgreement, ...] | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(space(1))
        self.number = QLineEdit(self)
        self.number.setObjectName("breach-agreement-number")
        self.number.setAccessibleName(_("Number of another agreement"))
        self.number.setPlaceholderText(_("Number of another agreement"))
        self.number.returnPressed.connect(self._add)
        add = QPushButton(icon("add"), _("Add"), self)
        add.setObjectName("breach-agreement-add")
        add.setAccessibleName(_("Add the agreement"))
        add.setIconSize(icon_size())
        add.setAutoDefault(False)
        add.clicked.connect(lambda _checked=False: self._add())
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.number, 1)
        row.addWidget(add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(self._lines)
        column.addLayout(row)
        self.setFocusProxy(self.number)

    def show_agreements(self, agreements: Sequence[NamedAgreement]) -> None:
        """Show these."""
        if tuple(agreements) == self._shown:
            return
        self._shown = tuple(agreements)
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for agreement in agreements:
            self._lines.addWidget(self._line(agreement))

    def _line(self, agreement: NamedAgreement) -> QWidget:
        words = f"{agreement.number}  {agreement.title}".strip() or agreement.id
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        link = QPushButton(icon("agreements"), "", line)
        link.setObjectName(f"breach-agreement-{agreement.id[-8:]}")
        link.setFlat(True)
        link.setIconSize(icon_size())
        link.setAutoDefault(False)
        link.setText(
            link.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, characters(48)).replace("&", "&&")
        )
        link.setAccessibleName(words)
        link.setToolTip(words)
        link.clicked.connect(lambda _checked=False: self.opened.emit(agreement.id))
        row.addWidget(link)
        cross = QToolButton(line)
        cross.setObjectName(f"breach-agreement-{agreement.id[-8:]}-remove")
        cross.setIcon(icon("close"))
        cross.setAutoRaise(True)
        cross.setAccessibleName(_("Not concerned: {what}", what=words))
        cross.setToolTip(_("Not concerned: {what}", what=words))
        cross.clicked.connect(lambda _checked=False: self.removed.emit(agreement.id))
        row.addWidget(cross)
        row.addStretch(1)
        return line

    def _add(self) -> None:
        text = self.number.text().strip()
        if text:
            self.number.clear()
            self.added.emit(text)
