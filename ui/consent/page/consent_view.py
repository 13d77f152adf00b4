"""The consent room: the matrix of sharing decisions, and the records, notices, deliveries and recalls behind it.

Each part is a View of its own, made when first shown. ``context.show_view("consent", tab="records", …)`` opens a part and
gives it the other options.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from datapact.base.texts import N_, _
from datapact_ui.consent.decision.matrix_tab import MatrixTab
from datapact_ui.consent.decision.recall_strip import RecallStrip
from datapact_ui.kit.context.parts_view import Parts, PartsView
from datapact_ui.kit.context.view import View
from datapact_ui.kit.theme.measures import line_height

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

PARTS: Parts = {
    "matrix": (N_("Matrix"), "consent", "datapact_ui.consent.decision.matrix_tab", "MatrixTab"),
    "records": (N_("Consents"), "person", "datapact_ui.consent.records.records_view", "RecordsView"),
    "notices": (N_("Notices"), "text", "datapact_ui.consent.compliance_records.notices_view", "NoticesView"),
    "on-file": (
        N_("On file"),
        "attachment",
        "datapact_ui.consent.compliance_records.compliance_records_view",
        "ComplianceRecordsView",
    ),
    "deliveries": (N_("Deliveries"), "send", "datapact_ui.consent.deliveries.deliveries_view", "DeliveriesView"),
    "recalls": (N_("Recalls"), "recall", "datapact_ui.consent.deliveries.recalls_view", "RecallsView"),
}


_ROOMY = 38
"""From how many lines of height on the strip says more than one."""


class ConsentView(PartsView):
    """The room of consents: its parts, under the strip of open recalls."""

    name = "consent"
    help_page = "consent"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, PARTS, "consent-parts", _("Parts of consent"), parent)
        self.matrix = self.part_of("matrix")
        self.tabs.currentChanged.connect(lambda _index: self._turned())

    def above(self) -> QWidget:
        self.strip = RecallStrip(self.context, self)
        return self.strip

    # ---- what the main window asks ----

    def title(self) -> str:
        return _("Consent")

    def refresh(self, what: frozenset[str]) -> None:
        self.strip.refresh(what)  # the parts are views and hear of it themselves

    def leave(self) -> None:
        for part in self._parts.values():
            part.leave()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: ``tab`` and what that part takes."""
        name = options.get("tab", "matrix")
        if name in PARTS:
            self.show_part(name, {key: value for key, value in options.items() if key != "tab"})

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # if a part needs more height than the window has, this view is as tall as the part and scrolls
        self.strip.set_compact(min(self.height(), self.window().height()) < line_height() * _ROOMY)

    # ---- parts ----

    def import_consents(self) -> None:
        """Begin an import, in the part of records."""
        for action in self.show_part("records").actions():
            if action.objectName() == "import-consents":
                action.trigger()

    def part_of(self, name: str) -> View:
        is_new = name not in self._parts
        part = super().part_of(name)
        if is_new and isinstance(part, MatrixTab):
            part.import_wanted.connect(self.import_consents)
        return part

    def _turned(self) -> None:
        self.help_page = self.part().help_page
        self.strip.set_aside(self.name_in_front() == "recalls")  # there each of them has its row
        self.actions_changed.emit()
