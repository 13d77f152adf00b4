"""The model of the list of consents: the numbers of all rows, and the texts of those pages that were looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from datapact.base.clock import in_zone
from datapact.base.texts import N_, Message
from datapact.consent.views.browse import ListedRecord
from datapact_ui.consent.answer.record_looks import purpose_words, short_time, state_badge
from datapact_ui.kit.tables.days import short_day

type Index = QModelIndex | QPersistentModelIndex
type Read = Callable[[Sequence[int]], Mapping[int, ListedRecord]]

PAGE = 64
_MOST_PAGES = 40
BADGE_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_TOOL_TIP = Qt.ItemDataRole.ToolTipRole
_A_CELL = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and what the list is ordered by under it (empty: nothing)."""

    heading: str
    """English message id."""
    width: int
    """In characters."""
    order: str = ""
    """``at`` or ``recorded``; empty where the list cannot be ordered by it."""
    flexible: bool = False
    """Gives way where there is little room, and takes what is left over."""


SUBJECT, STATE, PURPOSE, DATASET, CONTROLLER, AT, UNTIL, NOTICE, RECORDED = range(9)
COLUMNS: tuple[Column, ...] = (
    Column(N_("Pseudonym"), 18, flexible=True),
    Column(N_("Status"), 18),
    Column(N_("Purpose"), 30, flexible=True),
    Column(N_("Dataset"), 20, flexible=True),
    Column(N_("Controller"), 26, flexible=True),
    Column(N_("Happened"), 21, "at"),
    Column(N_("Valid until"), 15),
    Column(N_("Notice"), 22, flexible=True),
    Column(N_("Recorded"), 21, "recorded"),
)
GIVING_WAY = (NOTICE, RECORDED, CONTROLLER, DATASET, UNTIL)
"""Columns that are hidden where there is no room, the first one first."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with its texts by column."""

    record: ListedRecord
    """The row of the core."""
    texts: tuple[str, ...]
    """In the order of ``COLUMNS``."""


class RecordsModel(QAbstractTableModel):
    """Any number of rows; ``read`` reads the few that are asked for."""

    def __init__(self, read: Read, parent: Any = None) -> None:
        super().__init__(parent)
        self._read = read
        self._numbers: array[int] = array("q")
        self._pages: OrderedDict[int, list[Shown | None]] = OrderedDict()
        self._headings = [str(Message(column.heading)) for column in COLUMNS]
        self.names: Mapping[str, str] = {}
        """Of controllers, by reference."""

    def numbers(self) -> array[int]:
        """The numbers of all rows in order; not to be changed."""
        return self._numbers

    def set_numbers(self, numbers: array[int], names: Mapping[str, str]) -> None:
        """Show other rows: everything is new."""
        self.beginResetModel()
        self._numbers, self.names = numbers, names
        self._pages.clear()
        self.endResetModel()

    def row(self, place: int) -> ListedRecord | None:
        """The record in a row; None where it is gone."""
        shown = self._shown(place) if 0 <= place < len(self._numbers) else None
        return shown.record if shown is not None else None

    def _shown(self, place: int) -> Shown | None:
        number, offset = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            wanted = self._numbers[number * PAGE : (number + 1) * PAGE]
            found = self._read(wanted)
            page = [self._said(found[one]) if one in found else None for one in wanted]
            if found:
                self._pages[number] = page
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
        return page[offset]

    def _said(self, record: ListedRecord) -> Shown:
        event = record.event
        version = f"{event.notice} · {event.notice_version}" if event.notice_version else event.notice
        texts = (
            event.subject,
            state_badge(record.state)[1],
            purpose_words(event.purpose),
            event.dataset,
            self.names.get(event.controller, event.controller),
            short_time(event.at),
            "" if event.until is None else short_day(in_zone(event.until).date().isoformat()),
            version,
            "" if event.recorded is None else short_time(event.recorded),
        )
        return Shown(record, texts)

    # ---- Qt ----

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY and role != BADGE_ROLE and role != _ACCESSIBLE and role != _TOOL_TIP:
            return None
        shown = self._shown(index.row()) if index.isValid() else None
        if shown is None:
            return None
        column = index.column()
        if role == BADGE_ROLE:
            return state_badge(shown.record.state) if column == STATE else None
        text = shown.texts[column]
        if role == _ACCESSIBLE:
            return f"{self._headings[column]}: {text}" if text else self._headings[column]
        return text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _DISPLAY and 0 <= section < len(COLUMNS):
            return self._headings[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _A_CELL if index.isValid() else Qt.ItemFlag.NoItemFlags


__all__ = ["BADGE_ROLE", "COLUMNS", "GIVING_WAY", "PAGE", "STATE", "RecordsModel"]
