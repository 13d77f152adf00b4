"""The section of deliveries: who received which data, when, of how many people, and on which answer.

The register of transfers does not say that: it lists what agreements provide for outside the EEA, not what left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.audit.parts.access_log import AccessLog
from datapact_ui.consent.deliveries.deliveries_view import DeliveriesView
from datapact_ui.kit.tables.section import Section

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class DeliveriesSection(Section):
    """Shows the list of deliveries as the room of consents has it, with its proofs."""

    name = "deliveries"
    picture = "send"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.part: DeliveriesView | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def title(self) -> str:
        return _("Who received what")

    def actions_here(self) -> list[QAction]:
        return [] if self.part is None else self.part.actions()

    def read(self) -> None:
        AccessLog.note(self.context, "register", "deliveries")
        if self.part is not None:
            self.part.read()
            return
        self.part = DeliveriesView(self.context, self)  # it reads by itself
        self._column.addWidget(self.part)

    def narrow(self, options: Mapping[str, str]) -> None:
        self.come_up_to_date()
        if self.part is not None:
            self.part.narrow(options)

    def take_focus(self) -> None:
        if self.part is not None:
            self.part.take_focus()
