"""The dossier of the agreement at hand, in a window of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.audit.exports.dossier_panel import DossierPanel
from datapact_ui.kit.context.desk import Desk
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.theme.measures import margins


class DossierDialog(QDialog):
    """Makes dossiers of one agreement."""

    def __init__(self, desk: Desk, history: str, number: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dossier-dialog")
        self.setWindowTitle(_("Dossier: {number} {title}", number=number, title=title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        help_key(self, "audit")
        self.panel = DossierPanel(desk, self)
        self.panel.show_agreement(history, number)
        column = QVBoxLayout(self)
        margins(column, 4, 3)
        column.addWidget(self.panel, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        fit(self, 176, 40)
        self.panel.for_partner.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)
