"""Scope, remarks and record of access of one audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.audit.engagements.engagements import access_words
from datapact.audit.engagements.page import AccessLine, EngagementPage, Item, RemarkLine
from datapact.audit.formats.remark_words import STAND_WORDS
from datapact.base.day_words import long_date
from datapact.base.local_time import exact_time
from datapact.base.texts import _, current_language
from datapact_ui.audit.parts.audit_appearance import answer_badge, answer_words, mark_badge, mark_words
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datetime import datetime

    from datapact_ui.kit.context.app_context import AppContext


class ScopeTab(QWidget):
    """The scope of an audit: its subject, days, and agreements with their marks."""

    picked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("engagement-scope-tab")
        self._page: EngagementPage | None = None
        self.words = Words("", parent=self)
        self.words.setObjectName("engagement-scope-words")
        self.days = Words("", "small", self, quiet=True)
        self.access = Words("", "small", self, quiet=True)
        self.access.setObjectName("engagement-access")
        self.courtesy = WarningLine(
            _(
                "For an auditor outside the last day is a courtesy, not a lock: DataPact does not open the copy later, and"
                " what was read once cannot be called back."
            ),
            "info",
            self,
        )
        self.table: RowsTable[Item] = RowsTable(
            "engagement-agreements-table",
            _("Agreements in the scope"),
            [
                Column("label", _("Agreement"), 60, lambda item: str(item.label), flexible=True),
                Column("marks", _("Mark"), 24, self._marks, badge=self._badge),
            ],
            self,
        )
        self.table.opened.connect(lambda item: context.open_agreement(item.history) if item.history else None)
        self.table.chosen.connect(self.picked)
        self.everything = Words(
            _("All agreements are in the scope, and everything else in this vault."), parent=self, quiet=True
        )
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        for part in (self.words, self.days, self.access, self.courtesy, self.everything):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    def show_page(self, page: EngagementPage) -> None:
        """Show the scope of this audit."""
        self._page = page
        found = page.line.engagement
        self.words.setText(found.scope)
        self.words.setVisible(bool(found.scope))
        language = current_language()
        first, last = long_date(found.first, language), long_date(found.last, language)
        self.days.setText(
            _("For {auditor}, open from {first} to {last}", auditor=found.auditor, first=first, last=last)
        )
        self.access.setText(" ".join(str(one) for one in access_words(found)))
        self.courtesy.setVisible(page.line.outside)
        self.everything.setVisible(not page.scope)
        self.table.setVisible(bool(page.scope))
        self.table.show_lines(page.scope, same=lambda item: item.id)

    def chosen_item(self) -> Item | None:
        """The agreement that is chosen."""
        return self.table.current() if self.table.isVisibleTo(self) else None

    def _badge(self, item: Item) -> Badge | None:
        marks = self._page.marks_on(item.id) if self._page is not None else ()
        return mark_badge(marks[0].remark.mark) if marks else None

    def _marks(self, item: Item) -> str:
        badge = self._badge(item)
        return badge[1] if badge is not None else ""


class RemarksTab(QWidget):
    """Every remark in its newest version, newest first."""

    picked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("engagement-remarks-tab")
        self.table: RowsTable[RemarkLine] = RowsTable(
            "remarks-table",
            _("Remarks"),
            [
                Column("time", _("Time"), 27, lambda one: _time(one.remark.recorded), order=_recorded),
                Column(
                    "mark",
                    _("Mark"),
                    18,
                    lambda one: mark_words(one.remark.mark),
                    badge=lambda one: mark_badge(one.remark.mark),
                ),
                Column("on", _("Concerns"), 34, lambda one: str(one.on.label), flexible=True),
                Column("text", _("Remark"), 40, lambda one: one.remark.text, flexible=True),
                Column("author", _("Who"), 22, lambda one: one.author, gives_way=1),
                Column("answer", _("Answer of the house"), 26, answer_words, badge=answer_badge),
            ],
            self,
        )
        self.table.opened.connect(lambda one: context.open_agreement(one.on.history) if one.on.history else None)
        self.table.chosen.connect(self._on_chosen)
        self.whole = Words("", parent=self)
        self.whole.setObjectName("remark-whole")
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.how = Words(
            _(
                "A legal member answers remarks for the house, also after the audit was closed: agreed, mended or seen otherwise."
                " Remark and answer are signed and stay; they stand in the internal dossier of the agreement and in the export"
                " of the scope."
            ),
            "small",
            self,
            quiet=True,
        )
        self.how.setObjectName("remarks-how")
        self.none = Words(_("No remark was written yet."), parent=self, quiet=True)
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        column.addWidget(self.how)
        column.addWidget(self.none)
        column.addWidget(self.table, 1)
        column.addWidget(self.whole)
        column.addStretch(0)

    def show_page(self, page: EngagementPage) -> None:
        """Show the remarks of this audit."""
        self.table.show_lines(page.remarks, same=lambda one: (one.remark.key, one.remark.author))
        self.table.setVisible(bool(page.remarks))
        self.none.setVisible(not page.remarks)
        self._on_chosen()

    def current(self) -> RemarkLine | None:
        """The remark that is chosen."""
        return self.table.current() if self.table.isVisibleTo(self) else None

    def own(self) -> RemarkLine | None:
        """The chosen remark, if it is this member's."""
        one = self.table.current()
        return one if one is not None and one.own else None

    def chosen_item(self) -> Item | None:
        """The item of the chosen remark, if the remark is this member's."""
        one = self.own()
        return one.on if one is not None else None

    def _on_chosen(self) -> None:
        one = self.table.current()
        self.whole.setText("\n".join(_lines_of(one)) if one is not None else "")
        self.whole.setVisible(bool(self.whole.text()))
        self.picked.emit()


def _lines_of(one: RemarkLine) -> list[str]:
    """A remark, the answers of the house, and what the remark said before."""
    lines = [one.remark.text] if one.remark.text else []
    for each in one.answers:
        told = {"time": _time(each.answer.recorded), "person": each.author}
        head = _("Answer of {person}, {time}", **told)
        older = f" ({_('to an earlier wording')})" if each.older else ""
        lines.append(f"{head}{older}: {_(STAND_WORDS.get(each.answer.stands, each.answer.stands))}. {each.answer.text}")
    for wording in one.earlier:
        head = _("Before, by {person}, {time}", person=one.author, time=_time(wording.recorded))
        lines.append(f"{head}: {mark_words(wording.mark)}. {wording.text}".rstrip())
    return lines


class AccessTab(QWidget):
    """The accesses of the auditor, newest first."""

    picked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("engagement-access-tab")
        self.table: RowsTable[AccessLine] = RowsTable(
            "access-table",
            _("Record of access"),
            [
                Column("time", _("Time"), 27, lambda one: _time(one.time), order=lambda one: one.time),
                Column("author", _("Who"), 22, lambda one: one.author),
                Column("what", _("What"), 28, lambda one: str(one.what)),
                Column("on", _("Concerns"), 60, lambda one: str(one.on.label), flexible=True),
            ],
            self,
        )
        self.table.opened.connect(lambda one: context.open_agreement(one.on.history) if one.on.history else None)
        self.none = Words(_("Nothing was looked at yet."), parent=self, quiet=True)
        told = _(
            "Recorded by the program of the auditor: agreements, answers, dossiers and registers that were opened, the same"
            " one once in half an hour; when this part is opened, every few minutes and when it locks. Lists that were only"
            " scrolled through are not. Samples and remarks have parts of their own, files that left stand in the record of"
            " exports."
        )
        self.told = Words(told, "small", self, quiet=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(2))
        column.addWidget(self.told)
        column.addWidget(self.none)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    def show_page(self, page: EngagementPage) -> None:
        """Show the accesses of this audit."""
        self.table.show_lines(page.accesses, same=lambda one: (one.time, one.on.id))
        self.table.setVisible(bool(page.accesses))
        self.none.setVisible(not page.accesses)


def _time(moment: datetime) -> str:
    return exact_time(moment, None, current_language())


def _recorded(one: RemarkLine) -> datetime:
    return one.remark.recorded
