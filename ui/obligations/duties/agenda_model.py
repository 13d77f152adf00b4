"""The model of the agenda: duties in groups, a line for each group's name; texts are made when they are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from datapact.base.texts import _
from datapact.obligations.agenda.page import AgendaPage, Group, group_words
from datapact.obligations.due.obligation import Duty
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import type_font
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.obligations.duties.duty_looks import KIND_ICONS, agreement_words, due_words, state_looks

type Index = QModelIndex | QPersistentModelIndex
type Row = Duty | Group

DUE, DUTY, AGREEMENT, OWNER, STATE = range(5)
BADGE_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ROLES = frozenset(
    {
        int(role)
        for role in (
            _DISPLAY,
            Qt.ItemDataRole.DecorationRole,
            Qt.ItemDataRole.FontRole,
            Qt.ItemDataRole.ForegroundRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
            BADGE_ROLE,
        )
    }
)


class AgendaModel(QAbstractTableModel):
    """Rows of an AgendaPage: the name of a group, then its duties."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._page: AgendaPage | None = None
        self._members: Mapping[str, str] = {}
        self._texts: dict[int, tuple[str, ...]] = {}
        self._with_agreement = True
        self._headings = (_("Due"), _("Duty"), _("Agreement"), _("Looked after by"), _("State"))
        self._bold = type_font("strong")

    def show_agreements(self, shown: bool) -> None:
        """Whether the column of the agreement has texts: not on the page of one."""
        self._with_agreement = shown

    def show_page(self, page: AgendaPage) -> None:
        """Show another page."""
        self.beginResetModel()
        self._page = page
        self._members = {member.id: member.name for member in page.members}
        self._rows = []
        for group, duties in page.groups:
            self._rows.append(group)
            self._rows += duties
        self._texts.clear()
        self.endResetModel()

    def duty(self, row: int) -> Duty | None:
        """The duty of a row; None for the name of a group."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Duty) else None

    def group_rows(self) -> list[int]:
        """The rows that name a group."""
        return [place for place, row in enumerate(self._rows) if not isinstance(row, Duty)]

    def row_of(self, key: str) -> int:
        """The row of a duty by its key; -1 where it is not shown."""
        return next((place for place, row in enumerate(self._rows) if isinstance(row, Duty) and row.key == key), -1)

    def first_row(self) -> int:
        """The first row with a duty; -1 for none."""
        return next((place for place, row in enumerate(self._rows) if isinstance(row, Duty)), -1)

    def first_row_from(self, day: Any) -> int:
        """The first row with a duty that is due on a day or later, overdue ones left aside; -1 for none."""
        return next(
            (
                place
                for place, row in enumerate(self._rows)
                if isinstance(row, Duty) and not row.overdue and row.due >= day
            ),
            -1,
        )

    def members(self) -> Mapping[str, str]:
        """Names of our members by id."""
        return self._members

    # ---- texts ----

    def _text(self, place: int, column: int) -> str:
        row = self._rows[place]
        if not isinstance(row, Duty):
            return self._group_text(row) if column == 0 else ""
        texts = self._texts.get(place)
        if texts is None:
            texts = (
                due_words(row),
                str(row.title),
                agreement_words(row) if self._with_agreement else row.party_name,
                self._members.get(row.owner, row.owner),
                self._badge(row)[1],
            )
            self._texts[place] = texts
        return texts[column]

    def _group_text(self, group: Group) -> str:
        assert self._page is not None
        number = next(len(duties) for name, duties in self._page.groups if name == group)
        return f"{group_words(group)} ({grouped(number)})"

    def _badge(self, duty: Duty) -> tuple[str, str, Tone]:
        assert self._page is not None
        return state_looks(duty, self._page.today)

    # ---- Qt ----

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if int(role) not in _ROLES or not index.isValid():
            return None
        place, column = index.row(), index.column()
        row = self._rows[place]
        if role == _DISPLAY:
            return self._text(place, column)
        if not isinstance(row, Duty):
            return self._group_data(row, column, role)
        if role == BADGE_ROLE:
            return self._badge(row) if column == STATE else None
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(KIND_ICONS.get(row.kind, "bookmark")) if column == DUTY else None
        if role == Qt.ItemDataRole.ForegroundRole:
            red = row.overdue and column == DUE
            return QColor(colours_of(QApplication.palette()).bad.ink) if red else None
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if row.overdue and column == DUE else None
        text = self._text(place, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings[column]}: {text or '–'}"
        return f"{text}\n{row.kind_words}" if column == DUTY else text

    def _group_data(self, group: Group, column: int, role: int) -> Any:
        if column:
            return None
        if role == Qt.ItemDataRole.FontRole:
            return self._bold
        colours = colours_of(QApplication.palette())
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("warning", colours.bad.ink) if group == "overdue" else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(colours.bad.ink if group == "overdue" else colours.quiet)
        return self._group_text(group) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _DISPLAY and 0 <= section < len(self._headings):
            other = section == AGREEMENT and not self._with_agreement
            return _("Party") if other else self._headings[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.duty(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
