"""The card of the network: the picture or a table, zoom, and saving it as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from datapact.agreements.views.network import OWN, PHASE_STATUSES, Edge, Network, Node
from datapact.base.texts import _, counted
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.pictures.pictures import save_picture
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.flat_button import flat_button
from datapact_ui.overview.network_table import NetworkTable
from datapact_ui.overview.network_view import NetworkLegend, NetworkView

if TYPE_CHECKING:
    from collections.abc import Callable

    from datapact_ui.kit.context.app_context import AppContext

_PICTURE = QSize(1600, 1400)
_UNBOUNDED = 16_777_215
"""The greatest height that Qt knows."""


class NetworkCard(Card):
    """The card with the picture of partners, or with its table.

    ``filters_wanted`` emits the list's filters (partner, kind, status) for the chosen item.
    """

    filters_wanted = Signal(dict)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Partners and what flows between them"), parent)
        self._context = context
        self.view = NetworkView(self)
        self.view.chosen.connect(self._choose)
        self.table = NetworkTable(self)
        self.table.opened.connect(lambda row: self._choose(row.edge))
        self._pages = FrontStack(self)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.table)
        self.legend = NetworkLegend(self.view, self)
        self._left_out = Words("", "small", self, quiet=True)
        self._left_out.hide()
        self.column.addLayout(self._tools())
        self.column.addWidget(self._pages, 100)
        self.column.addWidget(self.legend)
        self.column.addWidget(self._left_out)
        self.column.addStretch(1)

    def show_network(self, network: Network) -> None:
        """Show this network in both forms."""
        self.view.show_network(network)
        self.table.show_network(network)
        self._bound()
        self.legend.update()
        self._left_out.setVisible(network.left_out > 0)
        self._left_out.setText(
            str(
                counted(
                    "{n} partner with fewer agreements is not in the picture.",
                    "{n} partners with fewer agreements are not in the picture.",
                    network.left_out,
                )
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bound()

    def _bound(self) -> None:
        """No higher than the picture at this width, so that its legend stands below it and not at the end of the page."""
        height = self.view.height_for(self._pages.width())
        self._pages.setMaximumHeight(_UNBOUNDED if self.as_table.isChecked() else height)

    def show_as_table(self, on: bool) -> None:
        """Turn the picture into a table, or back."""
        self.as_table.setChecked(on)
        self._pages.setCurrentWidget(self.table if on else self.view)
        self.legend.setVisible(not on)
        self._bound()
        for tool in self._picture_tools:
            bar_control(tool, _("For the picture: turn the table off.") if on else "")

    def save(self) -> None:
        """Save the picture as SVG or PNG."""
        save_picture(
            self._context, self.view.paint_picture, _PICTURE, _("Network of partners"), _("Network of partners")
        )

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(
            Words(_("Drag to move, Ctrl and wheel to zoom, click to see the agreements."), "small", self, quiet=True), 1
        )
        self._picture_tools = [
            self._tool("network-zoom-in", _("Larger"), "zoom-in", lambda: self.view.zoom(1.25)),
            self._tool("network-zoom-out", _("Smaller"), "zoom-out", lambda: self.view.zoom(0.8)),
            self._tool("network-fit", _("Show the whole network"), "fit", self.view.fit),
            self._tool("network-save", _("Save the picture …"), "export", self.save),
        ]
        self.as_table = self._tool("network-as-table", _("As a table"), "table", None)
        self.as_table.setCheckable(True)
        self.as_table.toggled.connect(self.show_as_table)
        for tool in (*self._picture_tools, self.as_table):
            row.addWidget(tool)
        return row

    def _tool(self, name: str, words: str, icon_name: str, do: Callable[[], object] | None) -> QToolButton:
        button = flat_button(self, name, icon_name, words, do, size=1.1)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _choose(self, what: Node | Edge | None) -> None:
        if isinstance(what, Node):
            self.filters_wanted.emit({"partner": what.key})
        elif isinstance(what, Edge):
            partner = what.second if what.first == OWN else f"{what.first}, {what.second}"
            self.filters_wanted.emit(
                {"partner": partner, "kind": what.kind, "status": ",".join(PHASE_STATUSES[what.phase])}
            )
