"""A fingerprint to read aloud: eight large groups in two lines, with a QR code for a scanner."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.organisation.identity.fingerprint import fingerprint, fingerprint_code
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import figures, space, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.partners.qr_code import QrCode

_IN_A_LINE = 4
_IN_A_NARROW_LINE = 2


class FingerprintPanel(QWidget):
    """Shows the fingerprint of one organisation."""

    def __init__(self, organisation: str, name: str, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text = fingerprint(organisation)
        self.setObjectName("fingerprint")
        self.setAccessibleName(_("Fingerprint of {name}: {digits}", name=name, digits=text))
        copy = QPushButton(icon("copy"), _("Copy"), self)
        copy.setObjectName("copy-fingerprint")
        copy.setAccessibleName(_("Copy the fingerprint"))
        copy.clicked.connect(lambda: dialogs.copy(text))
        line = FlowLayout(self, 6)  # the code goes below where there is no room beside
        line.addWidget(_Groups(text.split(" "), copy, self))
        line.addWidget(QrCode(fingerprint_code(organisation), _("QR code of the fingerprint"), self))


class _Groups(QWidget):
    """The numbered groups, four in a line or, where their digits would be cut, two; below them a button."""

    def __init__(self, groups: list[str], below: QPushButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._cells = [self._cell(number, group) for number, group in enumerate(groups, 1)]
        self._below = below
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(5))
        self._grid.setVerticalSpacing(space(2))
        self._arrange(_IN_A_LINE)

    def _cell(self, number: int, group: str) -> QWidget:
        cell = QWidget(self)
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Words(str(number), "small", cell, quiet=True))
        digits = QLabel(group, cell)
        digits.setObjectName(f"fingerprint-{number}")
        digits.setFont(figures(type_font("title")))
        digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(digits)
        return cell

    def _wide(self, columns: int) -> int:
        one = max(cell.sizeHint().width() for cell in self._cells)
        return columns * one + (columns - 1) * self._grid.horizontalSpacing()

    def sizeHint(self) -> QSize:
        """As wide as four groups, as high as the groups are now."""
        return QSize(self._wide(_IN_A_LINE), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As wide as two groups."""
        return QSize(self._wide(_IN_A_NARROW_LINE), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(_IN_A_LINE if self.width() >= self._wide(_IN_A_LINE) else _IN_A_NARROW_LINE)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, cell in enumerate(self._cells):
            self._grid.addWidget(cell, place // columns, place % columns)
        lines = -(-len(self._cells) // columns)
        self._grid.addWidget(self._below, lines, 0, 1, columns, Qt.AlignmentFlag.AlignLeft)
        self.updateGeometry()
