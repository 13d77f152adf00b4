"""The network as a table: one row for the agreements of two organisations, of one kind and phase."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from datapact.agreements.views.network import OWN, Edge, Network
from datapact.base.texts import _
from datapact.contract.templates.kinds import kind_name
from datapact_ui.kit.pictures.wording import count_words, phase_words, place_name
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """An edge with the names of its ends."""

    edge: Edge
    """What lies between them."""
    partner: str
    """Name of the one."""
    place: str
    """Its region or country."""
    other: str
    """Name of the other, or our own."""


class NetworkTable(RowsTable[EdgeRow]):
    """A table of the network, with at most as many rows as it has edges; they are in the order of the names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        columns = (
            Column[EdgeRow]("partner", _("Partner"), 34, lambda row: row.partner, flexible=True),
            Column[EdgeRow]("place", _("Region or country"), 22, lambda row: row.place),
            Column[EdgeRow]("with", _("With"), 30, lambda row: row.other, flexible=True),
            Column[EdgeRow]("kind", _("Kind"), 26, lambda row: kind_name(row.edge.kind), flexible=True),
            Column[EdgeRow]("phase", _("State"), 20, lambda row: phase_words(row.edge.phase)),
            Column[EdgeRow]("count", _("Agreements"), 15, lambda row: count_words(row.edge), align=_RIGHT),
        )
        super().__init__("network-table", _("Network of partners as a table"), columns, parent)

    def show_network(self, network: Network) -> None:
        """Show another network."""
        nodes = {node.key: node for node in network.nodes}
        own = nodes[OWN]
        self.show_lines(
            [
                EdgeRow(
                    edge,
                    nodes[edge.second].name,
                    place_name(nodes[edge.second].place, own.place.country),
                    own.name if edge.first == OWN else nodes[edge.first].name,
                )
                for edge in network.edges
            ],
            same=lambda row: row.edge,
        )
