"""The network as shapes: ourselves in the middle, partners on a ring by place, a line for each kind and phase.

Only ready-made items of Qt are used, so painting never comes back to Python: 500 nodes and 1,500 edges stay fluid.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QGraphicsSimpleTextItem

from datapact.agreements.views.network import OWN, Edge, Network, Node
from datapact.base.texts import _
from datapact_ui.kit.pictures.wording import edge_words, node_words, place_name
from datapact_ui.kit.theme.colours import Colours
from datapact_ui.kit.theme.measures import line_height, type_font
from datapact_ui.overview.network_appearance import kind_mark, phase_pen
from datapact_ui.overview.ring_layout import PartnerSpot, Ring, Sector, ring_layout, spread

WHAT = 0
"""The key of ``QGraphicsItem.data`` under which an item keeps its Node or Edge."""
_EDGES, _MARKS, _NODES, _CURRENT = 1.0, 2.0, 3.0, 4.0  # what lies above what
_BEYOND = 0.02  # radians by which the arc of a place extends beyond its partners


_LEAST_RADIUS = 6.5
"""Lines: a small ring leaves the width to the names, which are then shown large enough to be read."""
_ROOMY_RADIUS = 10.0
"""Lines up to which the ring grows so that our own name stands inside it; a longer name is cut."""
_BESIDE = 1.5
"""Lines between our own name and the circles on the ring."""


class NetworkScene(QGraphicsScene):
    """The scene, made anew for each network and each theme. ``standings`` are the partners in the order of the ring."""

    def __init__(self, network: Network, kinds: Sequence[str], colours: Colours) -> None:
        super().__init__()
        self.network = network
        self.kinds = list(kinds)
        self.nodes = {node.key: node for node in network.nodes}
        self._colours = colours
        self._line = line_height()
        own = self.nodes[OWN]
        self.home = own.place.country
        places = {node.key: place_name(node.place, self.home) for node in network.nodes if node.key != OWN}
        name = QFontMetricsF(type_font("strong")).horizontalAdvance(own.name)
        wanted = min(name / 2 + self._line * _BESIDE, self._line * _ROOMY_RADIUS)
        self.ring: Ring = ring_layout(places, self._line * 1.2, max(self._line * _LEAST_RADIUS, wanted))
        self.standings: tuple[PartnerSpot, ...] = self.ring.standings
        self._at = {standing.key: QPointF(standing.x, standing.y) for standing in self.standings} | {OWN: QPointF(0, 0)}
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.BspTreeIndex)
        self._add_edges()
        self._add_partners()
        for sector in self.ring.sectors:
            self._add_sector(sector)
        self._add_own(own)
        self._current = self.addEllipse(QRectF(), QPen(QColor(colours.accent), self._line * 0.16))
        self._current.setZValue(_CURRENT)
        self._current.setVisible(False)
        bounds = self.itemsBoundingRect()
        self.setSceneRect(bounds.adjusted(-self._line, -self._line, self._line, self._line))

    def show_current(self, key: str | None) -> None:
        """Put the focus ring around a node; harmless when the window is closing and the items are gone."""
        if not shiboken6.isValid(self._current):
            return
        self._current.setVisible(key is not None)
        if key is not None:
            radius = self._radius(self.nodes[key]) + self._line * 0.25
            self._current.setRect(QRectF(-radius, -radius, 2 * radius, 2 * radius))
            self._current.setPos(self._at[key])

    def _radius(self, node: Node) -> float:
        if node.key == OWN:
            return self._line * 1.1
        return self._line * min(0.5, 0.26 + 0.06 * math.log2(1 + node.agreements))

    # ---- edges ----

    def _add_edges(self) -> None:
        between: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for edge in self.network.edges:
            between[edge.first, edge.second].append(edge)
        for (first, second), edges in between.items():
            for offset, edge in zip(spread(len(edges)), edges, strict=True):
                self._add_edge(self._at[first], self._at[second], offset, edge)

    def _add_edge(self, start: QPointF, end: QPointF, offset: float, edge: Edge) -> None:
        along = end - start
        length = math.hypot(along.x(), along.y()) or 1.0
        across = QPointF(-along.y(), along.x()) / length
        if edge.first == OWN:
            bend = (start + end) / 2 + across * (offset * self._line * 1.5)
        else:  # between two partners the line bends to the middle, so that it is not lost in the ring
            bend = (start + end) * 0.22 + across * (offset * self._line * 1.5)
        path = QPainterPath(start)
        path.quadTo(bend, end)
        words = edge_words(edge, self.nodes[OWN].name)
        line = self.addPath(path, phase_pen(edge.phase, edge.count, self._colours))
        at = path.pointAtPercent(0.62)
        mark = self.addPath(
            kind_mark(self.kinds.index(edge.kind), self._line * 0.17),
            QPen(QColor(self._colours.ink), 1.0),
            QBrush(QColor(self._colours.surface)),
        )
        mark.setPos(at)
        for item, height in ((line, _EDGES), (mark, _MARKS)):
            item.setZValue(height)
            item.setData(WHAT, edge)
            item.setToolTip(words)

    # ---- nodes ----

    def _add_partners(self) -> None:
        font = type_font("small")
        metrics = QFontMetricsF(font)
        for standing in self.standings:
            node = self.nodes[standing.key]
            name = metrics.elidedText(node.name, Qt.TextElideMode.ElideRight, self._line * 16)
            self._add_circle(node, self._at[node.key], self._colours.accent_soft, self._colours.accent)
            text = self.addSimpleText(name, font)
            text.setBrush(QColor(self._colours.ink))
            text.setData(WHAT, node)
            text.setToolTip(node_words(node, self.home))
            text.setZValue(_NODES)
            self._place_next_to(text, standing.x, standing.y, standing.right)

    def _add_circle(self, node: Node, at: QPointF, ground: str, edge: str) -> QGraphicsItem:
        radius = self._radius(node)
        item = self.addEllipse(
            QRectF(-radius, -radius, 2 * radius, 2 * radius),
            QPen(QColor(edge), self._line * 0.08),
            QBrush(QColor(ground)),
        )
        item.setPos(at)
        item.setZValue(_NODES)
        item.setData(WHAT, node)
        item.setToolTip(node_words(node, self.home))
        return item

    def _place_next_to(self, text: QGraphicsSimpleTextItem, x: float, y: float, right: bool) -> None:
        """Put an item beside a place on the ring, away from the middle."""
        size, gap = text.boundingRect(), self._line * 0.8
        text.setPos(x + gap if right else x - gap - size.width(), y - size.height() / 2)

    def _add_sector(self, sector: Sector) -> None:
        """Add the heading of a place, and an arc along its partners."""
        if not sector.place:
            return
        radius = self.ring.radius - self._line * 0.75
        box = QRectF(-radius, -radius, 2 * radius, 2 * radius)
        path = QPainterPath()
        start, end = sector.start - _BEYOND, sector.end + _BEYOND
        path.arcMoveTo(box, 90 - math.degrees(start))
        path.arcTo(box, 90 - math.degrees(start), -math.degrees(end - start))
        pen = QPen(QColor(self._colours.line), self._line * 0.22)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.addPath(path, pen)
        font = type_font("small")
        font.setWeight(font.Weight.DemiBold)
        words = _("{place}, continued", place=sector.place) if sector.continued else sector.place
        text = self.addSimpleText(words, font)
        text.setBrush(QColor(self._colours.quiet))
        self._place_next_to(text, sector.x, sector.y, sector.right)

    def _add_own(self, own: Node) -> None:
        self._add_circle(own, QPointF(0, 0), self._colours.accent, self._colours.accent)
        font, room = type_font("strong"), 2 * (self.ring.radius - self._line * _BESIDE)
        text = self.addSimpleText(QFontMetricsF(font).elidedText(own.name, Qt.TextElideMode.ElideRight, room), font)
        text.setBrush(QColor(self._colours.ink))
        size = text.boundingRect()
        text.setPos(-size.width() / 2, self._line * 1.3)
        text.setZValue(_NODES)
        ground = self.addRect(
            text.sceneBoundingRect().adjusted(-4, -1, 4, 1),
            QPen(Qt.PenStyle.NoPen),
            QBrush(QColor(self._colours.surface)),
        )
        ground.setZValue(_MARKS + 0.5)
