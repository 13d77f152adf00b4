"""The picture of the network in a window: drag to move it, wheel or keys to zoom, arrows move round, Enter filters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsView, QWidget

from datapact.agreements.views.network import OWN, Edge, Network, Node
from datapact.base.texts import _
from datapact_ui.kit.pictures.wording import node_words
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import line_height, space
from datapact_ui.overview.network_appearance import paint_legend
from datapact_ui.overview.network_scene import WHAT, NetworkScene

_STEP = 1.2
_LEAST, _MOST = 0.05, 6.0
_LARGEST = 1.3
"""At which a network of few partners is shown whole: larger it would only be coarse."""
_LOWEST, _HIGHEST = 13, 26
"""Lines of text that the picture is high at least: few partners need no more, many have to be readable."""


class NetworkView(QGraphicsView):
    """Shows a Network; ``chosen`` emits the Node or Edge on click or Enter."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # At the top: in the middle it would be out of view beside a long list of tasks.
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._network: Network | None = None
        self._fitted = True
        self._drawn_for: object = None
        """The network and the colours of the scene."""
        self._pressed: QPoint | None = None
        self._current = -1
        self.setObjectName("network")
        self._announce(_("Network of partners"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(round(line_height() * _LOWEST))
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    # ---- what is shown ----

    def show_network(self, network: Network) -> None:
        """Show another state of the network; zoom and position stay unless the whole was shown."""
        if network == self._network:
            return
        self._network = network
        self._draw()

    def _draw(self) -> None:
        if self._network is None:
            return
        colours = colours_of(QApplication.palette())
        self._drawn_for = (self._network, colours)
        old = self.scene()
        kinds = sorted({edge.kind for edge in self._network.edges})
        scene = NetworkScene(self._network, kinds, colours)
        scene.setParent(self)
        self.setBackgroundBrush(QColor(colours.surface))
        self.setScene(scene)
        if old is not None:
            old.deleteLater()
        self._go_round(0)
        lines = min(_HIGHEST, max(_LOWEST, scene.sceneRect().height() / line_height()))
        self.setMinimumHeight(round(line_height() * lines))
        if self._fitted:
            self.fit()

    def network_scene(self) -> NetworkScene | None:
        """The shapes, once there are any."""
        scene = self.scene()
        return scene if isinstance(scene, NetworkScene) else None

    def paint_picture(self, painter: QPainter, box: QRectF) -> None:
        """The whole network with its legend, for a file."""
        scene = self.network_scene()
        if scene is None:
            return
        colours = colours_of(QApplication.palette())
        painter.fillRect(box, QColor(colours.surface))
        used = paint_legend(painter, box.adjusted(space(3), space(2), -space(3), 0), scene.kinds, colours)
        scene.show_current(None)
        scene.render(painter, box.adjusted(0, used + space(3), 0, 0), scene.sceneRect())
        self._go_round(0)

    # ---- zoom ----

    def fit(self) -> None:
        """Show the whole network."""
        scene = self.network_scene()
        if scene is not None:
            self.fitInView(scene.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
            if self.transform().m11() > _LARGEST:
                self.resetTransform()
                self.scale(_LARGEST, _LARGEST)
            self._fitted = True

    def height_for(self, width: int) -> int:
        """The height at which the whole picture fills this width, as large as ``fit`` makes it at most."""
        scene = self.network_scene()
        if scene is None or not scene.sceneRect().width():
            return self.minimumHeight()
        scale = min(_LARGEST, width / scene.sceneRect().width())
        return max(self.minimumHeight(), round(scene.sceneRect().height() * scale) + space(2))

    def zoom(self, factor: float) -> None:
        """Make everything larger or smaller."""
        now = self.transform().m11()
        wanted = min(_MOST, max(_LEAST, now * factor))
        self._fitted = False
        self.scale(wanted / now, wanted / now)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            event.ignore()  # the page scrolls

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        if self._fitted:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._draw()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        if self._drawn_for != (self._network, colours_of(QApplication.palette())):
            self._draw()  # the theme was changed while this was out of sight
        super().showEvent(event)

    # ---- choosing ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        clicked = (
            self._pressed is not None and (at - self._pressed).manhattanLength() < QApplication.startDragDistance()
        )
        self._pressed = None
        if clicked and event.button() == Qt.MouseButton.LeftButton:
            what = self._under(at)
            if what is not None:
                self.chosen.emit(what)
        elif not clicked:
            self._fitted = False

    def _under(self, at: QPoint) -> Node | Edge | None:
        """The item at or near a point: thin lines are hard to hit."""
        near = space(1)
        for item in (self.itemAt(at), *self.items(at.x() - near, at.y() - near, 2 * near, 2 * near)):
            what = item.data(WHAT) if item is not None else None
            if isinstance(what, Edge) or (isinstance(what, Node) and what.key != OWN):
                return what
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(_STEP)
            case Qt.Key.Key_Minus:
                self.zoom(1 / _STEP)
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self._go_round(1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self._go_round(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if (node := self._current_node()) is not None:
                self.chosen.emit(node)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self._go_round(0)

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        scene = self.network_scene()
        if scene is not None:
            scene.show_current(None)

    def _current_node(self) -> Node | None:
        scene = self.network_scene()
        if scene is None or not 0 <= self._current < len(scene.standings):
            return None
        return scene.nodes[scene.standings[self._current].key]

    def _go_round(self, step: int) -> None:
        """Make the next partner on the ring the current one; with 0, mark the current one again."""
        scene = self.network_scene()
        if scene is None or not scene.standings:
            return
        if step:
            self._current = (self._current + step) % len(scene.standings)
        node = self._current_node() if self.hasFocus() else None
        scene.show_current(node.key if node is not None else None)
        if node is not None and step:
            standing = scene.standings[self._current]
            self.ensureVisible(QRectF(standing.x, standing.y, 1, 1))
            self._announce(_("Network of partners: {partner}", partner=node_words(node, scene.home)))

    def _announce(self, words: str) -> None:
        self.setAccessibleName(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))


class NetworkLegend(QWidget):
    """The legend of strokes and marks."""

    def __init__(self, view: NetworkView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.setMinimumHeight(round(line_height() * 3))

    def paintEvent(self, _event: object) -> None:
        scene = self._view.network_scene()
        if scene is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            used = paint_legend(painter, QRectF(self.rect()), scene.kinds, colours_of(QApplication.palette()))
            painter.end()
            if self.minimumHeight() != round(used):
                self.setMinimumHeight(round(used))
