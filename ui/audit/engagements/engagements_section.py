"""The section of audits: their list, and scope, samples, remarks and accesses of the chosen one.

A legal member opens and closes them, and answers remarks; the auditor draws samples and writes marks and remarks, which nobody else can
change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from datapact.audit.engagements.engagements import EngagementLine, close_engagement, engagement_lines
from datapact.audit.engagements.page import EngagementPage, Item, RemarkLine, engagement_page
from datapact.audit.engagements.remarks import DrawnSample, answer_remark, draw_sample, remark
from datapact.base.texts import _, counted
from datapact_ui.audit.engagements.engagement_tabs import AccessTab, RemarksTab, ScopeTab
from datapact_ui.audit.engagements.samples_tab import SamplesTab
from datapact_ui.audit.parts.access_log import AccessLog
from datapact_ui.audit.parts.audit_appearance import state_badge
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack, FrontTabs
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import Section, bar, button_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, margins
from datapact_ui.kit.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from datapact.audit.engagements.remarks import Remark, RemarkAnswer
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

AUDITS = frozenset({"audits"})


class EngagementsSection(Section):
    """The part of audits: their list, and the chosen one below."""

    name = "engagements"
    picture = "audit"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._lines: Sequence[EngagementLine] = ()
        self._wanted = ""
        self.page: EngagementPage | None = None
        make = self.action
        self._open = make("open-engagement", _("Open an audit …"), self.open_engagement, "add")
        self._close = make("close-engagement", _("Close the audit …"), self.close_engagement, "archive")
        self._seal = make("seal-copy", _("Sealed copy …"), self.seal_copy, "lock")
        self._take = make("export-scope", _("Export the scope …"), self.export_scope, "export")
        self._draw = make("draw-sample", _("Draw a sample …"), self.draw_sample, "sample", "Ctrl+D")
        self._mark = make("mark-item", _("Mark and remark …"), self.mark_chosen, "comment", "Ctrl+M")
        self._reply = make("answer-remark", _("Answer the remark …"), self.answer_remark, "comment", "Ctrl+R")
        self._build()
        self._update_state()

    def _build(self) -> None:
        self.table: RowsTable[EngagementLine] = RowsTable("engagements-table", _("Audits"), _columns(), self)
        self.table.setMinimumHeight(round(line_height() * 6))
        self.table.chosen.connect(self._on_chosen)
        self.scope = ScopeTab(self.context, self)
        self.samples = SamplesTab(self.context, self)
        self.remarks = RemarksTab(self.context, self)
        self.access = AccessTab(self.context, self)
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("engagement-tabs")
        self.tabs.setAccessibleName(_("Parts of the audit"))
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(icon_size())
        for tab, words, picture in (
            (self.scope, _("Scope"), "agreements"),
            (self.samples, _("Samples"), "sample"),
            (self.remarks, _("Remarks"), "comment"),
            (self.access, _("Record of access"), "eye"),
        ):
            self.tabs.addTab(tab, icon(picture), words)
            tab.picked.connect(self._update_state)
        self.tabs.currentChanged.connect(lambda _index: self._update_state())
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setObjectName("engagements-splitter")
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.tabs)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([round(line_height() * 7), round(line_height() * 26)])
        reads = self.context.identity.reads_only
        self.empty = EmptyState(
            "audit",
            _("No audit was opened for you") if reads else _("No audit yet"),
            _("A legal member opens an audit for you: which agreements, from when to when.")
            if reads
            else _("Open an audit for a member with the role Auditor, or for an auditor outside."),
            "" if reads else _("Open an audit …"),
            None if reads else self._open.trigger,
            self,
        )
        self.tabs.setVisible(not self.context.identity.shut)
        self.pages = FrontStack(self)
        self.pages.addWidget(self.splitter)
        self.pages.addWidget(self.empty)
        row = FlowLayout()
        for action in self._own_actions():
            row.addWidget(button_of(action, self))
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.addLayout(row)
        column.addWidget(self.pages, 1)

    def _own_actions(self) -> list[QAction]:
        """The actions of this member on audits: legal members open them, auditors work in them, some do both."""
        roles = self.context.identity.roles
        house = [] if self.context.identity.reads_only else [self._open, self._close, self._reply, self._seal]
        return [*house, *([self._draw, self._mark] if "auditor" in roles else []), self._take]

    # ---- what a section is ----

    def title(self) -> str:
        return _("My audits") if self.context.identity.reads_only else _("Audits")

    def actions_here(self) -> list[QAction]:
        return self._own_actions()

    def concerns(self, what: frozenset[str]) -> bool:
        return bool(what & {"audits", "members", "partners"}) or any(one.startswith("urn:") for one in what)

    def take_focus(self) -> None:
        (self.table if self._lines else self).setFocus()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: engagement (its key), tab (scope, samples, remarks, access)."""
        tabs = {"scope": self.scope, "samples": self.samples, "remarks": self.remarks, "access": self.access}
        if options.get("engagement"):
            self._wanted = options["engagement"]
            self.read()
        if options.get("tab") in tabs:
            self.tabs.setCurrentWidget(tabs[options["tab"]])

    def read(self) -> None:
        noted = self.context.findChild(AccessLog)
        if noted is not None:
            noted.record()  # the record of access that is shown lacks nothing that was looked at
        self.context.worker.read(self, engagement_lines, self._show, key="lines")

    # ---- showing ----

    def _show(self, lines: Sequence[EngagementLine]) -> None:
        self._lines = lines
        self.table.show_lines(lines, same=lambda line: line.engagement.key)
        self.pages.setCurrentWidget(self.splitter if lines else self.empty)
        wanted, self._wanted = self._wanted, ""
        found = bool(wanted) and self.table.choose(lambda line: line.engagement.key == wanted)
        if not found and self.table.current() is None:
            self.table.selectRow(0)
        self._read_page()

    def _on_chosen(self) -> None:
        line = self.table.current()
        if line is not None and (self.page is None or self.page.line.engagement.key != line.engagement.key):
            self._read_page()
        self._update_state()

    def _read_page(self) -> None:
        line = self.table.current()
        if line is None or self.context.identity.shut:  # no audit runs: nothing of the agreements is shown
            return
        key = line.engagement.key
        self.context.worker.read(self, lambda acting: engagement_page(acting, key), self._show_page, key="page")

    def _show_page(self, page: EngagementPage) -> None:
        self.page = page
        self.scope.show_page(page)
        self.samples.show_page(page)
        self.remarks.show_page(page)
        self.access.show_page(page)
        for tab, words, number in (
            (self.samples, _("Samples"), len(page.samples)),
            (self.remarks, _("Remarks"), len(page.remarks)),
        ):
            self.tabs.setTabText(self.tabs.indexOf(tab), f"{words} ({number})" if number else words)
        self._update_state()

    def chosen_item(self) -> Item | None:
        """The item chosen in the front tab, to be marked."""
        tab = self.tabs.currentWidget()
        return tab.chosen_item() if isinstance(tab, ScopeTab | SamplesTab | RemarksTab) else None

    def _to_answer(self) -> RemarkLine | None:
        """The remark that is chosen under Remarks."""
        return self.remarks.current() if self.tabs.currentWidget() is self.remarks else None

    def _update_state(self) -> None:
        legal = "" if "legal" in self.context.identity.roles else _("Audits are opened and closed by a legal member.")
        page = self.page
        none = _("Choose an audit first.") if page is None else ""
        over = _("This audit is closed already.") if page is not None and page.line.state == "closed" else ""
        bar(self._open, legal)
        bar(self._close, legal or none or over)
        inside = "" if page is None or page.line.outside else _("A member reads in the vault and needs no copy.")
        if page is not None and page.line.outside and not page.line.engagement.organisation:
            inside = _("This auditor has no card to seal a copy to: export the scope.")
        idle = _("This audit is not open today.") if page is not None and page.line.state != "running" else ""
        remark = self._to_answer()
        unchosen = "" if remark is not None else _("Choose the remark under Remarks.")
        written = (
            _("You wrote this remark: another legal member answers it.") if remark is not None and remark.own else ""
        )
        bar(self._reply, legal or none or unchosen or written)
        bar(self._seal, legal or none or inside or idle)
        bar(self._take, none or (idle if legal else ""))  # the house takes the answers along after the end, too
        barred = "" if page is None or page.bars_work is None else str(page.bars_work)
        bar(self._draw, none or barred)
        choose = "" if self.chosen_item() is not None else _("Choose what the mark is on.")
        bar(self._mark, none or barred or choose)

    # ---- doing ----

    def open_engagement(self) -> None:
        """Open an audit by a form."""
        from datapact_ui.audit.engagements.engagement_dialog import EngagementDialog

        EngagementDialog(self.context, self.window()).open()

    def close_engagement(self) -> None:
        """End the chosen audit now."""
        if self.page is None:
            return
        found = self.page.line.engagement
        sure = self.context.dialogs.confirm(
            _("Close the audit"),
            _(
                "{auditor} can no longer draw samples or write remarks in {title}. What was written stays. The house can still"
                " answer remarks, by “Answer the remark …”.",
                auditor=found.auditor,
                title=found.title,
            ),
            _("Close the audit"),
            keep=_("Leave it open"),
        )
        if sure:
            self.context.worker.change(
                self,
                _("Closing the audit"),
                lambda acting, _progress: close_engagement(acting, found.key),
                lambda _made: self.context.notify(_("The audit was closed.")),
                touches=AUDITS,
            )

    def answer_remark(self) -> None:
        """Answer the chosen remark for the house; possible after the audit was closed, too."""
        from datapact_ui.audit.engagements.answer_dialog import AnswerDialog

        line = self._to_answer()
        if line is None:
            return
        dialog = AnswerDialog(self.context, line, self.window())

        def keep() -> None:
            stands, text = dialog.stands(), dialog.text()

            def job(acting: Acting, _progress: Progress) -> RemarkAnswer:
                return answer_remark(acting, line.remark.entry, stands=stands, text=text)

            self.context.worker.change(
                self,
                _("Recording the answer"),
                job,
                lambda _made: self.context.notify(_("The answer was recorded.")),
                touches=AUDITS,
            )

        dialog.accepted.connect(keep)
        dialog.open()

    def seal_copy(self) -> None:
        """Seal an export of the scope to the card of the external auditor."""
        from datapact_ui.audit.engagements.seal_dialog import SealDialog

        if self.page is not None:
            SealDialog(self.context, self.page.line.engagement, self.window()).open()

    def export_scope(self) -> None:
        """Go to the export of many, with the scope of the chosen audit."""
        if self.page is None:
            return
        found = self.page.line.engagement
        agreements = ",".join(found.agreements)
        about = {"engagement": found.key, "title": found.title, "auditor": found.auditor, "agreements": agreements}
        about["place"] = "house" if found.member else "sealed" if found.organisation else "outside"
        self.context.show_view("audit", section="export", **about)

    def draw_sample(self) -> None:
        """Draw a sample by a form."""
        from datapact_ui.audit.engagements.sample_dialog import SampleDialog

        page = self.page
        if page is None:
            return
        key = page.line.engagement.key
        dialog = SampleDialog(self.context, self.window(), engagement=key)

        def draw() -> None:
            of, size, seed = dialog.population(), dialog.size_wanted(), dialog.seed()

            def job(acting: Acting, _progress: Progress) -> DrawnSample:
                return draw_sample(acting, key, of, size, seed)

            self.context.worker.change(self, _("Drawing the sample"), job, self._drawn, touches=AUDITS)

        dialog.accepted.connect(draw)
        dialog.open()

    def _drawn(self, drawn: DrawnSample) -> None:
        self.samples.choose(drawn.key)
        self.tabs.setCurrentWidget(self.samples)
        items = counted(
            "{n} item was drawn, of {m} of the population.",
            "{n} items were drawn, of {m} of the population.",
            len(drawn.sample.items),
            m=drawn.sample.population,
        )
        self.context.notify(items)

    def mark_chosen(self) -> None:
        """Set a mark and write a remark on the chosen item, or change the chosen own remark."""
        from datapact_ui.audit.engagements.remark_dialog import RemarkDialog

        page, item = self.page, self.chosen_item()
        if page is None or item is None:
            return
        own: RemarkLine | None = self.remarks.own() if self.tabs.currentWidget() is self.remarks else None
        if own is None:
            own = next((one for one in page.marks_on(item.id) if one.own), None)
        engagement = page.line.engagement.key
        before = own.remark if own is not None else None
        mark, text = (before.mark, before.text) if before else ("seen", "")
        dialog = RemarkDialog(self.context, str(item.label), mark, text, self.window())

        def keep() -> None:
            mark, text, replaced = dialog.mark(), dialog.text(), before.key if before else ""

            def job(acting: Acting, _progress: Progress) -> Remark:
                return remark(acting, engagement, item.id, mark=mark, text=text, agreement=item.history, key=replaced)

            self.context.worker.change(
                self,
                _("Recording the remark"),
                job,
                lambda _made: self.context.notify(_("The remark was recorded.")),
                touches=AUDITS,
            )

        dialog.accepted.connect(keep)
        dialog.open()


def _columns() -> list[Column[EngagementLine]]:
    return [
        Column("title", _("Audit"), 40, lambda line: line.engagement.title, flexible=True),
        Column("auditor", _("Audited by"), 30, lambda line: line.engagement.auditor, flexible=True),
        Column("where", _("Where"), 16, lambda line: _("outside") if line.outside else _("in the house"), gives_way=1),
        Column(
            "first",
            _("From"),
            13,
            lambda line: short_day(line.engagement.first.isoformat()),
            order=lambda line: line.engagement.first,
            gives_way=3,
        ),
        Column(
            "last",
            _("Until"),
            13,
            lambda line: short_day(line.engagement.last.isoformat()),
            order=lambda line: line.engagement.last,
        ),
        Column("state", _("State"), 20, lambda line: state_badge(line)[1], badge=state_badge),
        Column("scope", _("Agreements"), 16, _agreements, gives_way=2),
    ]


def _agreements(line: EngagementLine) -> str:
    number = len(line.engagement.agreements)
    return str(number) if number else _("all")
