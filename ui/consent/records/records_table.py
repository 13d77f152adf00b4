"""The table of consents: one row is chosen, its person is shown beside."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from datapact.base.clock import in_zone
from datapact.base.texts import _
from datapact.consent.views.browse import ListedRecord
from datapact_ui.consent.parts.record_appearance import short_time, state_badge
from datapact_ui.kit.context.names import Names
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable

type Read = Callable[[Sequence[int]], Mapping[int, ListedRecord]]


class RecordsTable(RowsTable[ListedRecord]):
    """Headings of times order the rows; ``read`` reads only the rows shown."""

    def __init__(self, read: Read, called: Callable[[], Names], parent: QWidget | None = None) -> None:
        self._called = called
        self._names: Mapping[str, str] = {}
        super().__init__("records-table", _("Consents"), self._columns(), parent, read=read)
        self.horizontalHeader().setAccessibleName(_("Columns"))

    def _columns(self) -> Sequence[Column[ListedRecord]]:
        return (
            Column("subject", _("Pseudonym"), 18, lambda one: one.event.subject, flexible=True),
            Column("state", _("Status"), 18, lambda one: state_badge(one.state)[1], badge=_badge),
            Column(
                "purpose",
                _("Purpose"),
                30,
                lambda one: self._called().purpose(one.event.purpose, dataset=one.event.dataset),
                flexible=True,
            ),
            Column(
                "dataset",
                _("Dataset"),
                20,
                lambda one: self._called().dataset(one.event.dataset),
                flexible=True,
                gives_way=4,
            ),
            Column("controller", _("Controller"), 26, self._controller, flexible=True, gives_way=3),
            Column("at", _("Happened"), 21, lambda one: short_time(one.event.at), sort="at"),
            Column("until", _("Valid until"), 15, _until, gives_way=5),
            Column("notice", _("Notice"), 22, self._notice, flexible=True, gives_way=1),
            Column("recorded", _("Recorded"), 21, _recorded, sort="recorded", gives_way=2),
        )

    def _notice(self, one: ListedRecord) -> str:
        return self._called().notice(one.event.notice, one.event.notice_version) if one.event.notice else ""

    def _controller(self, one: ListedRecord) -> str:
        return self._names.get(one.event.controller, one.event.controller)

    def show_numbers(self, numbers: array[int], names: Mapping[str, str], *, to_top: bool = False) -> None:
        """Show these rows, with the names of controllers by reference; the first one is chosen where none is."""
        same = numbers == self.keys()
        self._names = names
        self.show_keys(numbers, to_top=to_top)
        if not self.selected_places() and len(numbers):
            self.selectRow(0)
        elif same or not len(numbers):
            self.chosen.emit()


def _badge(one: ListedRecord) -> Badge:
    return state_badge(one.state)


def _until(one: ListedRecord) -> str:
    return "" if one.event.until is None else short_day(in_zone(one.event.until).date().isoformat())


def _recorded(one: ListedRecord) -> str:
    return "" if one.event.recorded is None else short_time(one.event.recorded)
