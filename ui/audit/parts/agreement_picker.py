"""The picker for one agreement by a few words: the search of the list, and its first results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from datapact.agreements.views.filters import LONGEST_LINE, parse_search
from datapact.agreements.views.list import ListedAgreement, first_keys, keys_of, rows_of
from datapact.audit.engagements.scope import EVERYTHING, scope_of
from datapact.base.texts import _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, space
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.search_line import SearchLine
from datapact_ui.kit.widgets.state_badge import STATES, state_words

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_MOST = 60
_ALL = 1_000_000
_LINES = 4.5
_TYPED_AFTER_MSECS = 150
_ROW = int(Qt.ItemDataRole.UserRole)


class AgreementPicker(QWidget):
    """A search line and the newest matching agreements; a picked one stays chosen during further typing."""

    chosen = Signal(object)
    """A ListedAgreement."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = ""
        self._picked = ""
        """What a person chose; what only stands first in the list gives way to what is typed."""
        words = _("Find an agreement")
        self.search = SearchLine("pick-agreement", words, words, LONGEST_LINE, self, room=0)
        self.list = QListWidget(self)
        self.list.setObjectName("pick-agreement-list")
        self.list.setAccessibleName(_("Agreements that were found"))
        self.list.setIconSize(icon_size())
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(round(line_height() * 1.6 * _LINES))
        self.list.currentItemChanged.connect(self._on_current)
        self.search.left.connect(self.list.setFocus)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPED_AFTER_MSECS)
        self._soon.timeout.connect(self.read)
        self.search.textChanged.connect(lambda _text: self._soon.start())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addStretch(1)

    def current(self) -> ListedAgreement | None:
        """The agreement that is chosen."""
        item = self.list.currentItem()
        row = item.data(_ROW) if item is not None else None
        return row if isinstance(row, ListedAgreement) else None

    def read(self) -> None:
        """Search by the words; the picked agreement is always among the results."""
        self._soon.stop()
        words, today = self.search.text(), self._context.today()
        wanted = self._wanted or self._picked

        def find(acting: Acting) -> list[ListedAgreement]:
            scope = scope_of(acting)
            with acting.vault.read() as session:
                most = _MOST if scope == EVERYTHING else _ALL
                keys = first_keys(session, parse_search(words), "-since", today, most)
                if scope.agreements is not None:
                    inside = set(keys_of(session, sorted(scope.agreements)))
                    keys = [key for key in keys if key in inside][:_MOST]
                first = [key for key in keys_of(session, [wanted]) if key not in keys] if wanted else []
                rows = rows_of(session, [*first, *keys])
            return [rows[key] for key in [*first, *keys] if key in rows]

        self._context.worker.read(self, find, lambda rows: self._show(rows, wanted), key="pick")

    def pick(self, history: str) -> None:
        """Choose this agreement."""
        self._wanted = self._picked = history
        self.read()

    def _show(self, rows: list[ListedAgreement], wanted: str) -> None:
        self._wanted = ""
        before = self.current()
        self.list.blockSignals(True)
        self.list.clear()
        place = 0
        for number, row in enumerate(rows):
            picture = STATES.get(row.status, ("agreements", "neutral"))[0]
            item = add_line(self.list, f"{row.number}  {row.title}", icon(picture))
            item.setSizeHint(QSize(0, round(line_height() * 1.6)))
            item.setData(_ROW, row)
            item.setToolTip(f"{row.title}\n{row.partners}\n{state_words(row.status)}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.number} {row.title}, {state_words(row.status)}")
            if row.id == wanted:
                place = number
        self.list.setCurrentRow(place if rows else -1)
        self.list.blockSignals(False)
        now = self.current()
        if now is not None and (before is None or before.id != now.id):
            self.chosen.emit(now)

    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self._picked = item.data(_ROW).id
            self.chosen.emit(item.data(_ROW))
