"""The other side's paper of one agreement: what is missing, which terms it has, the closest clauses, its comments and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from datapact.base.files import write_whole
from datapact.base.local_time import exact_time
from datapact.base.texts import _, current_language
from datapact.paper.judge.gaps import ALWAYS, GROUPS
from datapact.paper.steps.received import attach_paper, kept_file, open_paper
from datapact.paper.steps.report import cautions, coverage, extent, gap_report_pdf
from datapact.paper.steps.view import PaperPage, paper_page
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack, FrontTabs
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, margins
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.paper.clauses_part import ClausesPart
from datapact_ui.paper.comments_part import CommentsPart
from datapact_ui.paper.defined_part import DefinedPart
from datapact_ui.paper.gaps_part import GapsPart
from datapact_ui.paper.read_dialog import open_read_dialog
from datapact_ui.paper.terms_part import TermsPart
from datapact_ui.paper.text_part import TextPart

if TYPE_CHECKING:
    from datapact.agreements.views.agreement import AgreementPage
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting
    from datapact.paper.judge.requirement import Group
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class PaperTab(QWidget):
    """The other side's file of an agreement, with its findings."""

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._history = context, history
        self.page: PaperPage | None = None
        self._groups: frozenset[Group] | None = None
        self._matched = ""
        self._defined = ""
        self._wanted = 0
        self.file_words = Words("", "small", self, quiet=True)
        self.file_words.setObjectName("paper-file")
        self._cautions = QWidget(self)
        self._caution_lines = QVBoxLayout(self._cautions)
        self._caution_lines.setContentsMargins(0, 0, 0, 0)
        self.about = QToolButton(self)
        self.about.setObjectName("paper-about")
        self.about.setText(_("Report asks about"))
        self.about.setAccessibleName(_("What the report is asked about"))
        self.about.setToolTip(_("What the report is asked about"))
        self.about.setIcon(icon("filter"))
        self.about.setIconSize(icon_size())
        self.about.setToolButtonStyle(self.about.toolButtonStyle().ToolButtonTextBesideIcon)
        self.about.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._asked = self._about_menu()
        self.save = self._button("paper-save", _("Save the report as PDF …"), "export", self._save_report)
        self.newer = self._button("paper-newer", _("Read in another version …"), "receive", self._read_newer)
        self.gaps = GapsPart(context, history, self)
        self.terms = TermsPart(context, history, self)
        self.clauses = ClausesPart(context, history, self)
        self.defined = DefinedPart(context, history, self)
        self.comments = CommentsPart(context, history, self)
        self.text = TextPart(self)
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("paper-tabs")
        self.tabs.setAccessibleName(_("Parts of the paper"))
        self.tabs.setDocumentMode(True)
        for widget, words in (
            (self.gaps, _("Gaps")),
            (self.terms, _("Terms")),
            (self.clauses, _("Closest clauses")),
            (self.defined, _("Defined terms")),
            (self.comments, _("Comments")),
            (self.text, _("Text")),
        ):
            self.tabs.addTab(widget, words)
        self.tabs.currentChanged.connect(lambda _index: self._fill())
        for part in (self.gaps, self.terms, self.clauses, self.defined, self.comments):
            part.place_wanted.connect(self.go_to)
        self._whole = QWidget(self)
        inside = QVBoxLayout(self._whole)
        inside.setContentsMargins(0, 0, 0, 0)
        bar = FlowLayout()
        for tool in (self.about, self.save, self.newer):
            bar.addWidget(tool)
        inside.addWidget(self.file_words)
        inside.addWidget(self._cautions)
        inside.addLayout(bar)
        inside.addWidget(self.tabs, 1)
        self._none = EmptyState(
            "text",
            _("No file has been read in"),
            _("Read in the file that is kept with the record, or another Word file or PDF, to see its terms and gaps."),
            _("Read the file of the record"),
            self._read_kept,
            self,
            other=(_("Choose a file …"), self._read_newer),
        )
        self._pages = FrontStack(self)
        self._pages.addWidget(self._whole)
        self._pages.addWidget(self._none)
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.gaps)

    def _button(self, name: str, words: str, picture: str, do: object) -> QPushButton:
        made = QPushButton(icon(picture), words, self)
        made.setObjectName(name)
        made.setIconSize(icon_size())
        made.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]
        return made

    def _about_menu(self) -> dict[Group, QAction]:
        menu = QMenu(self.about)
        made: dict[Group, QAction] = {}
        for group, words in GROUPS.items():
            if group not in ALWAYS:
                action = menu.addAction(_(words))
                action.setObjectName(f"about-{group}")
                action.setCheckable(True)
                action.triggered.connect(lambda _checked=False: self._read_again())
                made[group] = action
        self.about.setMenu(menu)
        return made

    # ---- showing ----

    def show_page(self, _page: AgreementPage) -> None:
        """Read the paper and show it."""
        self._load()

    def _read_again(self) -> None:
        self._groups = frozenset(group for group, action in self._asked.items() if action.isChecked())
        self._load()

    def _load(self) -> None:
        history, groups = self._history, self._groups
        self._context.worker.read(self, lambda acting: paper_page(acting, history, groups), self._show, key="paper")

    def _show(self, page: PaperPage | None) -> None:
        self.page = page
        self._pages.setCurrentIndex(0 if page is not None else 1)
        if page is None:
            return
        for group, action in self._asked.items():
            action.setChecked(group in page.groups)
        when = exact_time(page.received, None, current_language())
        self.file_words.setText(
            _(
                "{file}: {extent}. Read in by {member}, {when}.",
                file=page.file,
                extent=extent(page.text),
                member=page.by,
                when=when,
            )
            + (f" {share}" if (share := coverage(page.text)) is not None else "")
        )
        while (item := self._caution_lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.deleteLater()
        for one in cautions(page):
            self._caution_lines.addWidget(WarningLine(str(one), "warn", self._cautions))
        self._cautions.setVisible(self._caution_lines.count() > 0)
        self.tabs.setTabText(
            0, _("To look at ({n})", n=page.gaps.count("none", "part", "against", "untold", "flagged"))
        )
        self.tabs.setTabText(1, _("Terms ({n})", n=len(page.terms)))
        comments = self.tabs.indexOf(self.comments)
        self.tabs.setTabText(comments, _("Comments ({n})", n=len(page.text.comments)))
        self.tabs.setTabVisible(comments, bool(page.text.comments))
        self.comments.show_page(page)
        self.gaps.show_page(page)
        self.terms.show_page(page)
        self._fill()
        if self._wanted:
            wanted, self._wanted = self._wanted, 0
            self.go_to(wanted)

    def _fill(self) -> None:
        """Fill what is made only when it is looked at."""
        page = self.page
        if page is None:
            return
        current = self.tabs.currentWidget()
        if current is self.text:
            self.text.show_page(page)
        elif current is self.clauses and self._matched != page.text_digest:
            self._matched = page.text_digest
            self.clauses.show_page(page)
        elif current is self.defined and self._defined != page.text_digest:
            self._defined = page.text_digest
            self.defined.show_page(page)

    def go_to(self, number: int) -> None:
        """Show a paragraph in the text."""
        if self.page is None:
            self._wanted = number
            return
        self.tabs.setCurrentWidget(self.text)
        self._fill()
        self.text.go_to(number)
        self.text.setFocus()

    def open_find(self) -> None:
        """Find words in the text."""
        self.tabs.setCurrentWidget(self.text)
        self._fill()
        self.text.reader.find_bar.open()

    # ---- doing ----

    def _read_newer(self) -> None:
        open_read_dialog(self._context, self, self._history)

    def _read_kept(self) -> None:
        history = self._history

        def write(acting: Acting, _progress: Progress) -> Entry:
            name, data = kept_file(acting, history)
            return attach_paper(acting, history, open_paper(name, data))

        self._context.worker.change(self, _("Reading the file"), write, touches=frozenset({history, "list"}))

    def _save_report(self) -> None:
        page = self.page
        if page is None:
            return
        name = _("Gap report {number}.pdf", number=page.number)
        path = self._context.dialogs.ask_save_file(_("Save the gap report"), name, "PDF (*.pdf)")
        if path is None:
            return

        def write(acting: Acting, _progress: Progress) -> None:
            write_whole(path, gap_report_pdf(acting, page), private=False)

        self._context.worker.change(
            self,
            _("Writing the report"),
            write,
            lambda _none: self._context.notify(_("Written: {file}", file=path.name)),
        )
