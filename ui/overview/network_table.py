"""The network as a table: one row for what lies between two organisations, of one kind and phase."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from datapact.agreements.views.network import OWN, Edge, Network
from datapact.base.texts import _
from datapact.contract.templates.kinds import kind_name
from datapact_ui.kit.pictures.wording import count_words, phase_words, place_name

type Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()
_COUNT = 5


class NetworkTable(QAbstractTableModel):
    """At most as many rows as a network has edges; they come in the order of the names."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Edge, tuple[str, ...]]] = []
        self._headings = (_("Partner"), _("Region or country"), _("With"), _("Kind"), _("State"), _("Agreements"))

    def show_network(self, network: Network) -> None:
        """Show another network."""
        nodes = {node.key: node for node in network.nodes}
        own = nodes[OWN]
        self.beginResetModel()
        self._rows = [
            (
                edge,
                (
                    nodes[edge.second].name,
                    place_name(nodes[edge.second].place, own.place.country),
                    own.name if edge.first == OWN else nodes[edge.first].name,
                    kind_name(edge.kind),
                    phase_words(edge.phase),
                    count_words(edge),
                ),
            )
            for edge in network.edges
        ]
        self.endResetModel()

    def edge(self, row: int) -> Edge | None:
        """What a row stands for."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][1][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _COUNT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None
