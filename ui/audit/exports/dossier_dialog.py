"""The dossier of the agreement at hand, in a window of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact_ui.audit.exports.dossier_panel import DossierPanel
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog


class DossierDialog(Dialog):
    """Makes dossiers of one agreement."""

    help_page = "audit"

    def __init__(
        self, context: AppContext, history: str, number: str, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            "dossier-dialog", _("Dossier: {number} {title}", number=number, title=title), parent, leave="close"
        )
        self.panel = DossierPanel(context, self)
        self.panel.show_agreement(history, number)
        column = self.column
        column.addWidget(self.panel, 1)
        self.finish(176, 40)
        self.panel.for_partner.setFocus()
