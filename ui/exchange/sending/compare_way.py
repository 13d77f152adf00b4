"""The way from the page that sends a text to its redline against the version before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.agreements.views.comparison import listed_versions
from datapact.base.texts import _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.negotiation.compare_dialog import CompareDialog

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class CompareWay(QWidget):
    """A button that shows what a text changes, before it goes; there as soon as two versions are known."""

    def __init__(self, context: AppContext, history: str, owner: QWidget) -> None:
        super().__init__(owner)
        self.button = QPushButton(icon("compare"), _("Show what it changes …"), self)
        self.button.setObjectName("send-compare")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda _checked=False: CompareDialog(context, history, owner).open())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch(1)
        self.hide()
        context.worker.read(
            self,
            lambda acting: len(listed_versions(acting, history)),
            lambda count: self.setVisible(count > 1),
            key="compare-way",
        )
