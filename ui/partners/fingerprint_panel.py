"""A fingerprint to read aloud: eight large groups in two lines, with a QR code for a scanner."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.organisation.identity.fingerprint import fingerprint, fingerprint_code
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import figures, space, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.partners.qr_code import QrCode

_IN_A_LINE = 4


class FingerprintPanel(QWidget):
    """Shows the fingerprint of one organisation."""

    def __init__(self, organisation: str, name: str, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text = fingerprint(organisation)
        self.setObjectName("fingerprint")
        self.setAccessibleName(_("Fingerprint of {name}: {digits}", name=name, digits=text))
        groups = FlowLayout(gap=5)  # four in a line, fewer where the digits would be cut
        for index, group in enumerate(text.split(" ")):
            holder = QWidget(self)
            cell = QVBoxLayout(holder)
            cell.setContentsMargins(0, 0, 0, 0)
            cell.setSpacing(0)
            number = Words(str(index + 1), "small", self, quiet=True)
            digits = QLabel(group, self)
            digits.setObjectName(f"fingerprint-{index + 1}")
            digits.setFont(figures(type_font("title")))
            digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            cell.addWidget(number)
            cell.addWidget(digits)
            groups.addWidget(holder)
        one = holder.sizeHint().width()
        copy = QPushButton(icon("copy"), _("Copy"), self)
        copy.setObjectName("copy-fingerprint")
        copy.setAccessibleName(_("Copy the fingerprint"))
        copy.clicked.connect(lambda: dialogs.copy(text))
        beside = QWidget(self)
        left = QVBoxLayout(beside)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(space(3))
        left.addLayout(groups)
        beside.setMaximumWidth(_IN_A_LINE * one + (_IN_A_LINE - 1) * groups.spacing())
        left.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        left.addStretch(1)
        line = FlowLayout(self, 6)  # the code goes below where there is no room beside
        line.addWidget(beside)
        line.addWidget(QrCode(fingerprint_code(organisation), _("QR code of the fingerprint"), self))
