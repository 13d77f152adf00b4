"""The table of agreements: columns that the user chooses and orders, and that are remembered."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from datapact.agreements.views.list import ListedAgreement
from datapact.base.texts import _
from datapact_ui.agreements.columns import agreement_columns
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import bar
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.greyed_entries import tell_reasons

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

type Read = Callable[[Sequence[int]], Mapping[int, ListedAgreement]]

_COLUMNS = "agreements.columns"
_SORT = "agreements.sort"
_MEASURE = 100
"""Characters whose width says how large the text was."""
_READABLE = 0.75
"""The share of a flexible column's usual width below which its words say nothing any more."""


class AgreementsTable(RowsTable[ListedAgreement]):
    """The table of agreements. ``read`` reads the few rows that are looked at."""

    def __init__(self, context: AppContext, read: Read, parent: QWidget | None = None) -> None:
        self._context = context
        self._usual = self._fitting = False
        super().__init__("agreements-table", _("Agreements"), agreement_columns(), parent, many=True, read=read)
        self._columns = self.lines.columns()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._set_up_header()

    # ---- columns ----

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setObjectName("agreements-header")
        header.setAccessibleName(_("Columns"))
        header.setSectionsMovable(True)
        header.setSortIndicatorClearable(False)
        header.setMinimumSectionSize(characters(6))
        if not self._restore():
            self.use_usual_columns()
        self.show_order(self.sort())
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda at: self.columns_menu(self).exec(header.viewport().mapToGlobal(at))
        )
        header.sectionMoved.connect(self._remember_columns)
        header.sectionResized.connect(self._on_resized)
        self.order_wanted.connect(lambda sort: self._context.remember(_SORT, sort))

    def _restore(self) -> bool:
        """Show the columns that somebody chose, as wide for the present text as they were for the text of then."""
        remembered = self._context.recall(_COLUMNS)
        if not isinstance(remembered, dict):  # a state alone was kept without anybody's choice, too
            return False
        state, then = remembered.get("state"), remembered.get("measure")
        if not (isinstance(state, str) and isinstance(then, int) and then > 0):
            return False
        header = self.horizontalHeader()
        if not header.restoreState(QByteArray(base64.b64decode(state))):
            return False
        now = characters(_MEASURE)
        for place in range(len(self._columns)) if now != then else ():
            if not self.isColumnHidden(place):
                self.setColumnWidth(place, round(self.columnWidth(place) * now / then))
        return True

    def use_usual_columns(self) -> None:
        """Show the default columns, in their usual order and width."""
        header = self.horizontalHeader()
        for place, column in enumerate(self._columns):
            header.moveSection(header.visualIndex(place), place)
            self.setColumnHidden(place, not column.shown)
        self._usual = True
        self._context.remember(_COLUMNS, None)
        self._fit_usual()

    def _fit_usual(self) -> None:
        """Scale the usual widths to the window: where it is too narrow to read them, expendable columns are hidden one by
        one; none becomes narrower than its heading.
        """
        shown = self._with_room()
        least = {place: self._heading_width(place) for place in shown}
        widths = {place: max(characters(self._columns[place].width), least[place]) for place in shown}
        fixed = sum(widths[place] for place in shown if not self._columns[place].flexible)
        giving = {place for place in shown if self._columns[place].flexible}
        room = self.viewport().width() - fixed
        narrow: set[int] = set()
        while giving - narrow:  # those at their minimum stay: the others share the rest
            rest = giving - narrow
            left = room - sum(least[place] for place in narrow)
            factor = min(1.6, left / sum(widths[place] for place in rest))
            too_narrow = {place for place in rest if widths[place] * factor < least[place]}
            if not too_narrow:
                for place in rest:
                    widths[place] = int(widths[place] * factor)
                break
            narrow |= too_narrow
        for place in narrow:
            widths[place] = least[place]
        header = self.horizontalHeader()
        self._fitting = True
        header.blockSignals(True)
        for place in range(len(self._columns)):
            if self.isColumnHidden(place) != (place not in shown):
                self.setColumnHidden(place, place not in shown)
        for place, width in widths.items():
            self.setColumnWidth(place, width)
        header.blockSignals(False)
        self.updateGeometries()
        self._fitting = False

    def _with_room(self) -> list[int]:
        """The usual columns that can be read in the present width."""
        shown = [place for place, column in enumerate(self._columns) if column.shown]
        if not self.isVisible():
            return shown
        expendable = sorted(
            (one for one in shown if self._columns[one].gives_way), key=lambda one: self._columns[one].gives_way
        )
        for place in expendable:
            needed = (
                characters(self._columns[one].width) * (_READABLE if self._columns[one].flexible else 1)
                for one in shown
            )
            if sum(needed) <= self.viewport().width():
                break
            shown.remove(place)
        return shown

    def _heading_width(self, place: int) -> int:
        """The width of a heading with the arrow of the sort order."""
        header = self.horizontalHeader()
        words = header.fontMetrics().horizontalAdvance(self._columns[place].heading)
        return words + space(2) + (space(5) if self._columns[place].sort else 0)

    def fit(self) -> None:
        """Columns that somebody drew wider or narrower stay so."""
        if self._usual:
            self._fit_usual()

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A menu that shows and hides columns, and moves the current one for those who do not drag."""
        menu = QMenu(parent)
        menu.setObjectName("columns-menu")
        header = self.horizontalHeader()
        for visual in range(header.count()):
            place = header.logicalIndex(visual)
            action = menu.addAction(self._columns[place].heading)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            bar(
                action,
                _("This column stays: without it no agreement can be told.")
                if self._columns[place].name == "title"
                else "",
            )
            action.toggled.connect(lambda shown, place=place: self._show_column(place, shown))
        menu.addSeparator()
        current = self.currentIndex().column() if self.currentIndex().isValid() else -1
        for words, step in ((_("Move the current column left"), -1), (_("Move the current column right"), 1)):
            move = QAction(words, menu)
            target = header.visualIndex(current) + step if current >= 0 else -1
            barred = _("No cell is chosen.") if current < 0 else _("It stands at the edge.")
            bar(move, "" if 0 <= target < header.count() else barred)
            move.triggered.connect(
                lambda _checked=False, target=target: header.moveSection(header.visualIndex(current), target)
            )
            menu.addAction(move)
        menu.addAction(_("Usual columns")).triggered.connect(lambda _checked=False: self.use_usual_columns())
        tell_reasons(menu)
        return menu

    def _show_column(self, place: int, shown: bool) -> None:
        self.setColumnHidden(place, not shown)
        if shown and self.columnWidth(place) < characters(6):
            self.setColumnWidth(place, characters(self._columns[place].width))
        self._remember_columns()

    def _on_resized(self, place: int, _before: int, _after: int) -> None:
        """React to a resized column; the last one follows the window by itself."""
        header = self.horizontalHeader()
        shown = [header.logicalIndex(visual) for visual in range(header.count())]
        last = [at for at in shown if not self.isColumnHidden(at)][-1:]
        if [place] != last and not self._fitting:
            self._remember_columns()

    def _remember_columns(self, *_: object) -> None:
        self._usual = False
        state = base64.b64encode(self.horizontalHeader().saveState().data()).decode()
        self._context.remember(_COLUMNS, {"state": state, "measure": characters(_MEASURE)})

    # ---- order ----

    def sort(self) -> str:
        """The order of the list, in the form of the core."""
        sort = self._context.recall(_SORT, "-since")
        known = {column.sort for column in self._columns if column.sort}
        return sort if isinstance(sort, str) and sort.removeprefix("-") in known else "-since"

    def set_sort(self, sort: str) -> None:
        """Set another order, which is remembered."""
        self._context.remember(_SORT, sort)
        self.show_order(self.sort())

    def menu_place(self) -> QPoint:
        """The place of a context menu called by key: at the current row."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
