"""Dossiers in the audit room: choose an agreement, then the panel that makes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.agreements.views.list import ListedAgreement
from datapact.base.texts import _
from datapact_ui.agreements.all_agreements import concerns_list
from datapact_ui.audit.exports.dossier_panel import DossierPanel
from datapact_ui.audit.parts.agreement_picker import AgreementPicker
from datapact_ui.kit.tables.section import Section
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class DossiersSection(Section):
    """The dossier of the chosen agreement."""

    name = "dossiers"
    picture = "archive"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        top = QWidget(self)
        above = QVBoxLayout(top)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(space(1))
        above.addWidget(Words(_("Agreement"), "strong", top))
        self.picker = AgreementPicker(context, top)
        self.picker.chosen.connect(self._on_agreement)
        above.addWidget(self.picker)
        self.panel = DossierPanel(context, self, top=top)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)

    def title(self) -> str:
        return _("Dossiers")

    def actions_here(self) -> list[QAction]:
        return [self.panel.preview_action, self.panel.save_action]

    def concerns(self, what: frozenset[str]) -> bool:
        return concerns_list(what)

    def take_focus(self) -> None:
        self.picker.search.setFocus()

    def read(self) -> None:
        self.picker.read()
        self.panel.refresh()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: agreement (its history id), audience (partner, internal)."""
        if options.get("agreement"):
            self.picker.pick(options["agreement"])
        if options.get("audience") in ("partner", "internal"):
            self.panel.choose_audience("internal" if options["audience"] == "internal" else "partner")

    def _on_agreement(self, row: ListedAgreement) -> None:
        self.panel.show_agreement(row.id, row.number)
