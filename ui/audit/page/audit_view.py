"""The audit room: its sections on the left, one page each; an auditor begins with the audits opened for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QWidget

from datapact.base.texts import _
from datapact_ui.audit.engagements.engagements_section import EngagementsSection
from datapact_ui.audit.exports.bag_section import BagSection
from datapact_ui.audit.exports.decisions_section import DecisionsSection
from datapact_ui.audit.exports.deliveries_section import DeliveriesSection
from datapact_ui.audit.exports.dossiers_section import DossiersSection
from datapact_ui.audit.exports.exports_section import ExportsSection
from datapact_ui.audit.exports.registers_section import RegistersSection
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.tables.section import Section
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.widgets.list_lines import add_line

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_SECTION = "audit.section"


class AuditView(View):
    """The room of registers, dossiers, exports, decisions and engagements."""

    name = "audit"
    help_page = "audit"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.list = QListWidget(self)
        self.list.setObjectName("audit-sections")
        self.list.setAccessibleName(_("Parts of the audit room"))
        self.list.setIconSize(icon_size())
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(space(0.5))
        self.stack = FrontStack(self)
        self.sections: list[Section] = [
            kind(context, self) for kind in _sections(context.identity.roles, shut=context.identity.shut)
        ]
        for section in self.sections:
            add_line(self.list, section.title(), icon(section.picture))
            self.stack.addWidget(section)
        self.list.setWordWrap(True)
        words = " ".join(section.title() for section in self.sections).split()
        longest = max(self.list.fontMetrics().horizontalAdvance(word) for word in words)
        self._least_width = longest + icon_size().width() + space(6)
        self._usual_width = max(characters(20), self.list.sizeHintForColumn(0) + space(4))
        self.list.setFixedWidth(self._usual_width)
        line = QHBoxLayout(self)
        margins(line, 4, 4)
        line.addWidget(self.list)
        line.addWidget(self.stack, 1)
        self.list.setCurrentRow(self._remembered())
        self.stack.setCurrentIndex(self.list.currentRow())
        self.list.currentRowChanged.connect(self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.setFixedWidth(min(self._usual_width, max(self._least_width, self.width() // 5)))

    def _remembered(self) -> int:
        names = [section.name for section in self.sections]
        kept = self.context.recall(_SECTION)
        return names.index(kept) if isinstance(kept, str) and kept in names else 0

    def _show(self, row: int) -> None:
        self.stack.setCurrentIndex(row)
        self.context.remember(_SECTION, self.section().name)
        self.section().come_up_to_date()
        self.actions_changed.emit()

    def section(self) -> Section:
        """The section in front."""
        return self.sections[self.stack.currentIndex()]

    def show_section(self, name: str) -> Section:
        """Bring a section to the front by its name."""
        place = [section.name for section in self.sections].index(name)
        self.list.setCurrentRow(place)
        return self.sections[place]

    # ---- what a view is ----

    def title(self) -> str:
        return _("Audit")

    def actions(self) -> list[QAction]:
        return self.section().actions_here()

    def refresh(self, what: frozenset[str]) -> None:
        for section in self.sections:
            section.refresh(what)

    def narrow(self, options: Mapping[str, str]) -> None:
        """Show the part ``section``, narrowed by the other options."""
        wanted = options.get("section", "")
        if wanted in [section.name for section in self.sections]:
            self.show_section(wanted).narrow(options)

    def take_focus(self) -> None:
        self.section().come_up_to_date()
        self.section().take_focus()


def _sections(roles: frozenset[str], *, shut: bool) -> tuple[type[Section], ...]:
    """The sections in the order of the member's work."""
    if shut:
        return (EngagementsSection,)
    rest = (RegistersSection, DeliveriesSection, DossiersSection, BagSection, DecisionsSection)
    if roles == {"auditor"}:
        return (EngagementsSection, *rest, ExportsSection)
    return (*rest, EngagementsSection, ExportsSection)
