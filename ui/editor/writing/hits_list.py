"""The list of hits: where each one stands, a few words around it, and what would stand there after replacing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from datapact.base.texts import _
from datapact.contract.editing.find_words import Hit
from datapact_ui.kit.tables.rows_model import Index
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import line_height, space, type_font

_BEFORE = 32  # characters shown before a hit
_BEHIND = 60
_HIT = int(Qt.ItemDataRole.UserRole)


class Hits(QAbstractListModel):
    """The hits as rows; what a row says is made when it is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits: Sequence[Hit] = ()
        self._words_at: Callable[[Hit], str] = lambda _hit: ""
        self._number_of: Callable[[Hit], str] = lambda _hit: ""
        self.new_words: str | None = None
        """What would stand in the place of each; None while nothing is to be replaced."""

    def show_hits(self, hits: Sequence[Hit], words_at: Callable[[Hit], str], number_of: Callable[[Hit], str]) -> None:
        """Show other hits; ``words_at`` gives the whole text around a hit, ``number_of`` where it stands."""
        self.beginResetModel()
        self._hits, self._words_at, self._number_of = hits, words_at, number_of
        self.endResetModel()

    def show_new_words(self, words: str | None) -> None:
        """Show what would stand in the place of the hits."""
        self.new_words = words
        if self._hits:
            self.dataChanged.emit(self.index(0), self.index(len(self._hits) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.row_words(hit)
        return hit if role == _HIT else None

    def place_of(self, hit: Hit) -> str:
        """The number of the part, and the language."""
        spoken = {"de": _("German"), "en": _("English")}[hit.language]
        return f"{self._number_of(hit)}, {spoken}"

    def pieces(self, hit: Hit) -> tuple[str, str, str, str, str]:
        """Words before the hit, the hit, what would replace it, words behind it, why it stays."""
        words = self._words_at(hit).replace("\n", " ")
        before, behind = words[: hit.start], words[hit.end :]
        if len(before) > _BEFORE:
            before = f"… {before[-_BEFORE:].partition(' ')[2]}"
        if len(behind) > _BEHIND:
            behind = f"{behind[:_BEHIND].rpartition(' ')[0]} …"
        new = self.new_words if self.new_words is not None and hit.replaceable else ""
        return before, words[hit.start : hit.end], new, behind, self.why_kept(hit)

    def why_kept(self, hit: Hit) -> str:
        """Why the hit cannot be replaced; empty where it can."""
        if hit.term:
            return _("value of a term")
        return _("number of a cross-reference") if hit.ref else ""

    def row_words(self, hit: Hit) -> str:
        """The row in words, as a screen reader says it."""
        before, found, new, behind, why = self.pieces(hit)
        if self.new_words is not None and hit.replaceable:
            found = _("[deleted: {words}]", words=found) + (" " + _("[inserted: {words}]", words=new) if new else "")
        return f"{self.place_of(hit)}{f' ({why})' if why else ''}: {before}{found}{behind}"


class HitsList(QListView):
    """The rows of hits, about five in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find-hits")
        self.setAccessibleName(_("Hits"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits = Hits(self)
        self.setModel(self.hits)
        self.setItemDelegate(_Row(self))

    def fit_height(self) -> None:
        """Make the list as high as its rows, at most five, and fewer where large letters leave little room for the text."""
        most = min(5, max(2, int(self.window().height() / line_height() / 9)))
        rows = min(most, self.hits.rowCount())
        self.setFixedHeight(rows * self.sizeHintForRow(0) + 2 * self.frameWidth() if rows else 0)
        self.setVisible(bool(rows))


class _Row(QStyledItemDelegate):
    """Paints the place, and the words with the hit marked."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, round(line_height() + space(1.5)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit, model = index.data(_HIT), index.model()
        if not isinstance(hit, Hit) or not isinstance(model, Hits):
            return
        colours = colours_of(QApplication.palette())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        box = option.rect
        painter.save()
        painter.setClipRect(box)
        if chosen:
            painter.fillRect(box, QColor(colours.accent_soft))
        before, found, new, behind, why = model.pieces(hit)
        place = f"{model.place_of(hit)}{f' ({why})' if why else ''}  "
        metrics = QFontMetricsF(type_font("body"))
        room = box.width() - space(4)
        while before and metrics.horizontalAdvance(f"{place}{before}{found}{new}") > room:
            before = f"… {rest}" if (rest := before.removeprefix("… ").partition(" ")[2]) else ""
        replacing = model.new_words is not None and hit.replaceable
        parts: list[tuple[str, QTextCharFormat]] = [
            (place, _look(colours.quiet)),
            (before, _look(colours.ink)),
            (found, _look(colours.removed.ink, colours.removed.soft, struck=True) if replacing else _look(colours.ink, colours.found)),
            (new, _look(colours.inserted.ink, colours.inserted.soft, underlined=True)),
            (behind, _look(colours.ink)),
        ]  # fmt: skip
        layout = QTextLayout("".join(text for text, _format in parts), type_font("body"))
        wrapping = QTextOption()
        wrapping.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(wrapping)
        formats, at = [], 0
        for text, look in parts:
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = at, len(text), look
            formats.append(one)
            at += len(text)
        layout.setFormats(formats)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(1_000_000)
        layout.endLayout()
        layout.draw(painter, QPointF(box.left() + space(2), box.top() + (box.height() - line.height()) / 2))
        painter.restore()


def _look(ink: str, ground: str = "", *, struck: bool = False, underlined: bool = False) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(QColor(ink))
    if ground:
        look.setBackground(QColor(ground))
    look.setFontStrikeOut(struck)
    look.setFontUnderline(underlined)
    return look
