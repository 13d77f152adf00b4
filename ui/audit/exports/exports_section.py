"""The list of exports from the vault: what, when, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from datapact.audit.engagements.exports_list import MOST, ExportLine, exports
from datapact.audit.formats.withholding import CHOICES, choice_words
from datapact.base.local_time import exact_time
from datapact.base.strictjson import hexadecimal
from datapact.base.texts import _, counted, current_language
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import Section, bar, button_of, nothing_chosen
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datapact_ui.kit.context.app_context import AppContext


class ExportsSection(Section):
    """Every export, newest first; words filter them."""

    name = "exports"
    picture = "export"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._all: Sequence[ExportLine] = ()
        self._copy = self.action("copy-export-digest", _("Copy the digest"), self._copy_digest, "copy")
        self.search = QLineEdit(self)
        self.search.setObjectName("exports-search")
        self.search.setAccessibleName(_("Find an export"))
        self.search.setPlaceholderText(_("Find an export: what, who, digest"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._narrow())
        self.table: RowsTable[ExportLine] = RowsTable("exports-table", _("Exports"), _columns(), self)
        self.table.chosen.connect(self._show_one)
        self.pages = FrontStack(self)
        self.pages.addWidget(self.table)
        self.empty = EmptyState(
            "export",
            _("Nothing was exported"),
            _(
                "Every file that leaves the vault stands here, with who got it: registers, dossiers, lists, letters, Word files,"
                " calendars, and the sealed files of agreements."
            ),
            parent=self,
        )
        self.pages.addWidget(self.empty)
        self.one = Words("", "body", self)  # a line of the table is cut where it is long
        self.one.setObjectName("exports-one")
        self.one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.one.hide()
        self.count = Words("", "small", self, quiet=True)
        self.count.setObjectName("exports-count")
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addWidget(self.search, 1)
        top.addWidget(button_of(self._copy, self))
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.addLayout(top)
        column.addWidget(self.pages, 1)
        column.addWidget(self.one)
        column.addWidget(self.count)

    def title(self) -> str:
        return _("Record of exports")

    def actions_here(self) -> list[QAction]:
        return [self._copy]

    def take_focus(self) -> None:
        self.search.setFocus()

    def read(self) -> None:
        self.context.worker.read(self, exports, self._show, key="exports")

    def _show(self, found: Sequence[ExportLine]) -> None:
        self._all = found
        self._narrow()

    def _narrow(self) -> None:
        words = self.search.text().casefold().split()
        shown = [one for one in self._all if all(word in _haystack(one) for word in words)]
        self.table.show_lines(shown, same=lambda line: line.entry)
        self.pages.setCurrentWidget(self.table if self._all else self.empty)
        text = str(counted("{n} export", "{n} exports", len(shown)))
        if len(self._all) >= MOST:
            text += " · " + _("only the newest {n} are shown", n=MOST)
        if self.context.identity.narrowed:
            text += " · " + _("your own files, and those of agreements that your audits cover")
        self.count.setText(text)

    def _show_one(self) -> None:
        line = self.table.current()
        bar(self._copy, nothing_chosen(line))
        self.one.setVisible(line is not None)
        if line is not None:
            told = [line.what, exact_time(line.time, None, current_language()), line.member]
            told.append(_("for {recipient}", recipient=line.recipient) if line.recipient else _("recipient not said"))
            told += [_release(line)] if line.released else []
            told += [_("withheld: {what}", what=_withheld(line))] if line.withheld else []
            self.one.setText(" · ".join(one for one in told if one))

    def _copy_digest(self) -> None:
        line = self.table.current()
        if line is not None:
            self.context.dialogs.copy(hexadecimal(line.digest))
            self.context.notify(_("Copied."))


def _columns() -> list[Column[ExportLine]]:
    return [
        Column(
            "time",
            _("Time"),
            27,
            lambda line: exact_time(line.time, None, current_language()),
            order=lambda line: line.time,
        ),
        Column("member", _("Who"), 22, lambda line: line.member, gives_way=4),
        Column("what", _("What"), 50, lambda line: line.what, flexible=True),
        Column("recipient", _("For whom"), 26, lambda line: line.recipient, flexible=True, gives_way=6),
        Column("release", _("Released"), 24, _release, badge=_released, gives_way=5),
        Column("withheld", _("Withheld"), 28, _withheld, flexible=True, gives_way=2),
        Column("digest", _("SHA-256"), 20, lambda line: hexadecimal(line.digest), gives_way=1),
    ]


def _release(line: ExportLine) -> str:
    if not line.released:
        return ""
    at = "" if line.released_at is None else exact_time(line.released_at, None, current_language())
    told = {"person": line.released_by or _("a legal member"), "time": at}
    if line.by_audit:
        return _("by {person} with the audit, {time}", **told)
    return _("by {person}, {time}", **told)


def _released(line: ExportLine) -> Badge | None:
    return ("lock", _release(line), "warn") if line.released else None


def _withheld(line: ExportLine) -> str:
    return "; ".join(str(choice_words(choice)) for choice in CHOICES if choice in line.withheld)


def _haystack(line: ExportLine) -> str:
    return f"{line.what} {line.member} {line.recipient} {line.released_by} {line.digest} {hexadecimal(line.digest)}".casefold()
