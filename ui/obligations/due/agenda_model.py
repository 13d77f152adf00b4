"""The model of the agenda: obligations in groups, a line for each group's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from datapact.base.texts import _
from datapact.obligations.agenda.page import AgendaPage, Group, group_words
from datapact.obligations.due.obligation import Obligation
from datapact_ui.kit.tables.rows_model import Badge, Column, Index, RowsModel
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import type_font
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.obligations.due.obligation_appearance import KIND_ICONS, agreement_words, due_words, state_appearance

type Row = Obligation | Group

DUE, OBLIGATION, AGREEMENT, OWNER, STATE = range(5)
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


class AgendaModel(RowsModel[Row]):
    """Rows of an AgendaPage: the name of a group, then its obligations."""

    def __init__(self, parent: Any = None, *, of_one: bool = False) -> None:
        """``of_one``: on the page of one agreement, whose obligations differ by the party and not by the agreement."""
        self._page: AgendaPage | None = None
        self._members: Mapping[str, str] = {}
        self._of_one = of_one
        super().__init__(self._all_columns(), parent)

    def _all_columns(self) -> tuple[Column[Row], ...]:
        return (
            Column("due", _("Due"), 18, self._due, ink=_ink),
            Column(
                "obligation",
                _("Duty"),
                47,
                _of_obligation(lambda obligation: str(obligation.title)),
                True,
                tip=_tip,
                picture=_picture,
            ),
            Column(
                "agreement",
                _("Party") if self._of_one else _("Agreement"),
                30,
                _of_obligation(
                    lambda obligation: obligation.party_name if self._of_one else agreement_words(obligation)
                ),
                flexible=True,
                gives_way=2,
            ),
            Column(
                "owner",
                _("Looked after by"),
                18,
                _of_obligation(lambda obligation: self._members.get(obligation.owner, obligation.owner)),
                gives_way=1,
            ),
            Column(
                "state",
                _("State"),
                21,
                _of_obligation(lambda obligation: self._state(obligation)[1]),
                badge=self._badge,
            ),
        )

    def show_page(self, page: AgendaPage) -> None:
        """Show another page."""
        self._page = page
        self._members = {member.id: member.name for member in page.members}
        rows: list[Row] = []
        for group, obligations in page.groups:
            rows.append(group)
            rows += obligations
        self.show(rows)

    def obligation(self, place: int) -> Obligation | None:
        """The obligation of a row; None for the name of a group."""
        found = self.row(place)
        return found if isinstance(found, Obligation) else None

    def group_rows(self) -> list[int]:
        """The rows that name a group."""
        return [place for place, row in enumerate(self.lines()) if not isinstance(row, Obligation)]

    def row_of(self, key: str) -> int:
        """The row of an obligation by its key; -1 where it is not shown."""
        rows = enumerate(self.lines())
        return next((place for place, row in rows if isinstance(row, Obligation) and row.key == key), -1)

    def first_row(self) -> int:
        """The first row with an obligation; -1 for none."""
        return next((place for place, row in enumerate(self.lines()) if isinstance(row, Obligation)), -1)

    def first_row_from(self, day: Any) -> int:
        """The first row with an obligation due on a day or later, without overdue ones; -1 for none."""
        rows = enumerate(self.lines())
        return next(
            (place for place, row in rows if isinstance(row, Obligation) and not row.overdue and row.due >= day), -1
        )

    def members(self) -> Mapping[str, str]:
        """Names of our members by id."""
        return self._members

    # ---- texts ----

    def _due(self, row: Row) -> str:
        return due_words(row) if isinstance(row, Obligation) else self._group_text(row)

    def _group_text(self, group: Group) -> str:
        assert self._page is not None
        number = next(len(obligations) for name, obligations in self._page.groups if name == group)
        return f"{group_words(group)} ({grouped(number)})"

    def _state(self, obligation: Obligation) -> Badge:
        assert self._page is not None
        return state_appearance(obligation, self._page.today)

    def _badge(self, row: Row) -> Badge | None:
        return self._state(row) if isinstance(row, Obligation) else None

    # ---- Qt ----

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if isinstance(row, Obligation | None):
            return super().data(index, role)
        return self._group_data(row, role) if index.column() == DUE else None

    def _group_data(self, group: Group, role: int) -> Any:
        if role in (_DISPLAY, Qt.ItemDataRole.AccessibleTextRole):
            return self._group_text(group)
        if role == Qt.ItemDataRole.FontRole:
            return type_font("strong")
        colours = colours_of(QApplication.palette())
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("warning", colours.bad.ink) if group == "overdue" else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(colours.bad.ink if group == "overdue" else colours.quiet)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.obligation(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)


def _of_obligation(text: Callable[[Obligation], str]) -> Callable[[Row], str]:
    """A column text for obligations, which rows naming a group do not have."""
    return lambda row: text(row) if isinstance(row, Obligation) else ""


def _tip(row: Row) -> str:
    return f"{row.title}\n{row.kind_words}" if isinstance(row, Obligation) else ""


def _picture(row: Row) -> str:
    return KIND_ICONS.get(row.kind, "bookmark") if isinstance(row, Obligation) else ""


def _ink(row: Row) -> Tone | None:
    return "bad" if isinstance(row, Obligation) and row.overdue else None
