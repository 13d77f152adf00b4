"""The list of partners: one line each, with the identity as icon and word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from datapact.agreements.views.partners import PartnerLine
from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Message, _, current_language
from datapact_ui.kit.theme.measures import figures, line_height, space
from datapact_ui.kit.widgets.state_badge import paint_badge
from datapact_ui.partners.identity import IDENTITIES, identity_sentence, identity_word

type Index = QModelIndex | QPersistentModelIndex

COLUMNS = (
    N_("Name"),
    N_("Identity"),
    N_("Region"),
    N_("Agreements"),
    N_("Card of"),
    N_("Fingerprint"),
)
NAME, IDENTITY, REGION, AGREEMENTS, CARD, FINGERPRINT = range(len(COLUMNS))
_ROOT = QModelIndex()
STANDING_ROLE = Qt.ItemDataRole.UserRole


class PartnerTable(QAbstractTableModel):
    """The lines that fit the filter, in the order of a column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[PartnerLine, ...] = ()
        self._shown: list[PartnerLine] = []
        self._filter = ""
        self._sorting = (NAME, Qt.SortOrder.AscendingOrder)
        self._figures = figures()

    def show_lines(self, lines: Sequence[PartnerLine]) -> None:
        """Show these partners."""
        self._all = tuple(lines)
        self._arrange()

    def narrow(self, words: str) -> None:
        """Show those whose name, region, identity or fingerprint holds every word."""
        self._filter = words
        self._arrange()

    def line(self, row: int) -> PartnerLine:
        return self._shown[row]

    def row_of(self, organisation: str, name: str = "") -> int:
        """The row of a partner; -1 when it is not shown."""
        for row, line in enumerate(self._shown):
            if line.organisation == organisation and (organisation or line.name == name):
                return row
        return -1

    def total(self) -> int:
        """How many partners there are, shown or not."""
        return len(self._all)

    def _arrange(self) -> None:
        words = self._filter.casefold().split()
        self.beginResetModel()
        self._shown = [line for line in self._all if all(word in _haystack(line) for word in words)]
        column, order = self._sorting
        self._shown.sort(key=lambda line: _sort_key(line, column), reverse=order == Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorting = (column, order)
        self._arrange()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return str(Message(COLUMNS[section]))
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown_text(self._shown[index.row()], index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading, text = str(Message(COLUMNS[index.column()])), _shown_text(self._shown[index.row()], index.column())
            return f"{heading}: {text}" if text else heading
        if role == STANDING_ROLE:
            return self._shown[index.row()].standing
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.FontRole and index.column() in (AGREEMENTS, CARD, FINGERPRINT):
            return self._figures
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == IDENTITY:
            line = self._shown[index.row()]
            by = [_("Introduced by {names}.", names=", ".join(line.introduced_by))] * bool(line.introduced_by)
            return "\n".join([identity_sentence(line.standing), *by])
        if role == Qt.ItemDataRole.ToolTipRole:
            line = self._shown[index.row()]
            return line.fingerprint if index.column() == FINGERPRINT else line.name
        return None


class IdentityDelegate(QStyledItemDelegate):
    """Paints the identity as a badge."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        options = QStyleOptionViewItem(option)
        self.initStyleOption(options, index)
        options.text = ""
        style = QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, options, painter, options.widget)
        icon_name, tone, _word, _sentence = IDENTITIES[index.data(STANDING_ROLE)]
        box = QRectF(options.rect).adjusted(space(1), 0, -space(1), 0)
        palette: QPalette = QApplication.palette()
        paint_badge(painter, box, icon_name, identity_word(index.data(STANDING_ROLE)), tone, palette)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + round(line_height() * 2), hint.height())


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignHCenter if column == AGREEMENTS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _shown_text(line: PartnerLine, column: int) -> str:
    match column:
        case 0:
            return line.name
        case 1:
            return identity_word(line.standing)
        case 2:
            return line.region
        case 3:
            return str(line.agreements)
        case 4:
            day = line.card_from
            return "" if day is None else long_date(in_zone(day).date(), current_language())
        case _:
            return _beginning(line.fingerprint)


def _beginning(fingerprint: str) -> str:
    """The first two groups: enough to tell partners apart; nobody compares in a list."""
    return f"{fingerprint[:11]} …" if fingerprint else ""


_DEGREES = ("confirmed", "renamed", "introduced", "declared", "without_datapact")


def _sort_key(line: PartnerLine, column: int) -> tuple[Any, str]:
    name = line.name.casefold()
    match column:
        case 1:
            return _DEGREES.index(line.standing), name
        case 2:
            return line.region.casefold(), name
        case 3:
            return line.agreements, name
        case 4:
            return (0.0 if line.card_from is None else line.card_from.timestamp()), name
        case 5:
            return line.fingerprint, name
        case _:
            return name, name


def _haystack(line: PartnerLine) -> str:
    digits = f"{line.fingerprint} {line.fingerprint.replace(' ', '')}"
    return f"{line.name} {line.region} {identity_word(line.standing)} {digits}".casefold()
