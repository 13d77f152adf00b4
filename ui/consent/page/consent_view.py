"""The consent room: the matrix of sharing decisions, and the records, notices, deliveries and recalls behind it.

Each part is a View of its own, made when first shown. ``context.show_view("consent", tab="records", …)`` opens a part and
gives it the other options.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.texts import N_, Message, _
from datapact_ui.consent.decision.matrix_tab import MatrixTab
from datapact_ui.consent.decision.recall_strip import RecallStrip
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, margins, space

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

PARTS: Mapping[str, tuple[str, str, str, str]] = {
    # name: words, icon, module, class
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


class ConsentView(View):
    """The room of consents: its parts, under the strip of open recalls."""

    name = "consent"
    help_page = "consent"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._parts: dict[str, View] = {}
        self._holders: dict[str, QVBoxLayout] = {}
        self._names = list(PARTS)
        column = QVBoxLayout(self)
        margins(column, 4, 2)
        column.setContentsMargins(space(4), space(2), space(4), space(3))
        self.strip = RecallStrip(context, self)
        column.addWidget(self.strip)
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("consent-parts")
        self.tabs.setAccessibleName(_("Parts of consent"))
        self.tabs.tabBar().setAccessibleName(_("Parts of consent"))
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(icon_size())
        for name in self._names:
            words, picture, _module, _class = PARTS[name]
            holder = QWidget(self.tabs)
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, space(2), 0, 0)
            self._holders[name] = inside
            self.tabs.addTab(holder, icon(picture), str(Message(words)))
        column.addWidget(self.tabs, 1)
        self.matrix = self._part("matrix")
        self.tabs.currentChanged.connect(lambda _index: self._turned())

    # ---- what the main window asks ----

    def title(self) -> str:
        return _("Consent")

    def actions(self) -> list[QAction]:
        return self.part().actions()

    def refresh(self, what: frozenset[str]) -> None:
        self.strip.refresh(what)  # the parts are views and hear of it themselves

    def take_focus(self) -> None:
        self.part().take_focus()

    def leave(self) -> None:
        for part in self._parts.values():
            part.leave()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: ``tab`` and what that part takes."""
        name = options.get("tab", "matrix")
        if name in self._names:
            self.show_part(name, {key: value for key, value in options.items() if key != "tab"})

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # if a part needs more height than the window has, this view is as tall as the part and scrolls
        self.strip.set_compact(min(self.height(), self.window().height()) < line_height() * _ROOMY)

    # ---- parts ----

    def part(self) -> View:
        """The part in front."""
        return self._part(self._names[self.tabs.currentIndex()])

    def show_part(self, name: str, options: Mapping[str, str] | None = None) -> View:
        """Bring a part to the front, with the filters in ``options``."""
        self.tabs.setCurrentIndex(self._names.index(name))
        part = self._part(name)
        if options:
            part.narrow(options)
        part.take_focus()
        return part

    def import_consents(self) -> None:
        """Begin an import, in the part of records."""
        for action in self.show_part("records").actions():
            if action.objectName() == "import-consents":
                action.trigger()

    def _part(self, name: str) -> View:
        known = self._parts.get(name)
        if known is not None:
            return known
        _words, _picture, module, kind = PARTS[name]
        made: View = getattr(import_module(module), kind)(self.context, self)
        self._parts[name] = made
        if isinstance(made, MatrixTab):
            made.import_wanted.connect(self.import_consents)
        made.actions_changed.connect(self.actions_changed)
        self._holders[name].addWidget(made)
        return made

    def _turned(self) -> None:
        self.help_page = self.part().help_page
        self.strip.set_aside(self._names[self.tabs.currentIndex()] == "recalls")  # there each of them has its row
        self.actions_changed.emit()
