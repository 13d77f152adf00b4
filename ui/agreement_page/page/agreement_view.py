"""One agreement: summary first, then text, terms, parties, status board, attachments, history, findings, obligations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from datapact.agreements.steps.carry_over import to_carry
from datapact.agreements.steps.next_action import ActionName, button_words
from datapact.agreements.views.agreement import AgreementPage, agreement_page
from datapact.base.texts import _
from datapact.checks.model.finding import Finding
from datapact.contract.terms import Terms
from datapact.contract.wording.remembered import Remembered
from datapact.history.entries.author_roles import SPEAKERS
from datapact_ui.agreement_page.page.action_list import (
    ELSEWHERE,
    HAND_OUT,
    ON_ARRIVAL,
    ONWARD,
    STEPS,
)
from datapact_ui.agreement_page.page.action_menu import menu_entries
from datapact_ui.agreement_page.page.agreement_files import AgreementFiles
from datapact_ui.agreement_page.page.assign_dialog import ask_assignee
from datapact_ui.agreement_page.page.later_steps import LaterSteps
from datapact_ui.agreement_page.page.members_steps import MembersSteps
from datapact_ui.agreement_page.page.negotiation_steps import AgreementSteps
from datapact_ui.agreement_page.page.offer_chooser import open_versions
from datapact_ui.agreement_page.page.shown_steps import shown_steps
from datapact_ui.agreement_page.tabs.board_tab import BoardTab
from datapact_ui.agreement_page.tabs.findings_tab import FindingsTab
from datapact_ui.agreement_page.tabs.history_tab import HistoryTab
from datapact_ui.agreement_page.tabs.newer_draft_line import NewerDraftLine
from datapact_ui.agreement_page.tabs.obligations_tab import ObligationsTab
from datapact_ui.agreement_page.tabs.other_roads import BACK, OWN_COPY, to_fill
from datapact_ui.agreement_page.tabs.parties_tab import PartiesTab
from datapact_ui.agreement_page.tabs.summary_tab import SummaryTab, is_binding, show_ending
from datapact_ui.agreement_page.tabs.terms_tab import TermsTab
from datapact_ui.agreement_page.tabs.text_tab import TextTab
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.tables.finding_kinds import tab_words
from datapact_ui.kit.tables.section import bar, only_legal
from datapact_ui.kit.text.attachments_tab import AttachmentsTab
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.theme.style import SCROLLS
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.greyed_entries import tell_reasons
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.library.house_steps import HouseSteps
from datapact_ui.negotiation.change_rows import lost_words
from datapact_ui.paper.paper_tab import PaperTab

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

TABS = ("summary", "text", "paper", "terms", "parties", "board", "attachments", "history", "findings", "obligations")


class AgreementView(View):
    """The view of one agreement."""

    name = "agreement"
    help_page = "agreement"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.history = history
        self.page: AgreementPage | None = None
        self._soon: AgreementPage | None = None
        self._wanted = ""
        self._known = Remembered()
        self.steps = AgreementSteps(context, history, self)
        self.steps.findings_wanted.connect(lambda: self.show_tab("findings"))
        self.files = AgreementFiles(context, history, self)
        self.later = LaterSteps(context, history, self)
        self.house = HouseSteps(context, history, self)
        self.members = MembersSteps(context, history, self)
        self._wanted_tab = "summary"
        self._offered = False

        self.summary = SummaryTab(context, self)
        self.text = TextTab(context, history, self)
        self.paper = PaperTab(context, history, self)
        self.terms = TermsTab(context, self)
        self.parties = PartiesTab(context, self)
        self.board = BoardTab(context, history, self)
        self.attachments = AttachmentsTab(context, history, self)
        self.timeline = HistoryTab(context, history, self)
        self.findings = FindingsTab(context, self)
        self.obligations = ObligationsTab(context, history, self)
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("agreement_tabs")
        self.tabs.setAccessibleName(_("Parts of the agreement"))
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(icon_size())
        for widget, words, picture in (
            (self.summary, _("Summary"), "overview"),
            (self.text, _("Text"), "text"),
            (self.paper, _("Their paper"), "receive"),
            (self.terms, _("Terms"), "terms"),
            (self.parties, _("Parties and signatures"), "parties"),
            (self.board, _("Status board"), "table"),
            (self.attachments, _("Attachments"), "attachment"),
            (self.timeline, _("History"), "history"),
            (self.findings, _("Findings"), "findings"),
            (self.obligations, _("Duties"), "calendar"),
        ):
            self.tabs.addTab(widget, icon(picture), words)
        self.tabs.currentChanged.connect(self._show_tab)

        self._acts = self._make_actions()
        for act in self._acts.values():  # which of them make sense is known once the page is read
            act.setVisible(False)
        self.state = StateBadge(self)
        self.state.setObjectName("agreement_state")
        self.ending = StateBadge(self)
        self.ending.setObjectName("agreement_ending")
        self.ending.hide()
        self.evidence = StateBadge(self)
        self.evidence.setObjectName("agreement_evidence")
        self.evidence.hide()
        self.binding = Words("", "small", self, quiet=True)
        self.binding.setObjectName("agreement_binding")
        self.more = QToolButton(self)
        self.more.setObjectName("agreement_more")
        self.more.setText(_("Actions"))
        self.more.setAccessibleName(_("Actions"))
        self.more.setIcon(icon("more"))
        self.more.setIconSize(icon_size())
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        tell_reasons(menu)
        menu.setStyleSheet(SCROLLS)
        self._entries = menu_entries(self._acts, self)
        menu.addActions(self._entries)
        self.more.setMenu(menu)
        self.answers = self._answer_bar()
        self.onward = {name: self._onward(name, picture) for name, picture in ONWARD.items()}
        self.lost = WarningLine("", "bad", self)
        self.lost.setObjectName("lost_parts")
        self.lost.setContentsMargins(space(4), 0, space(4), space(2))
        self.lost.hide()
        self.touched = WarningLine("", "warn", self)
        self.touched.setObjectName("touched_parts")
        self.touched.setContentsMargins(space(4), 0, space(4), space(2))
        self.touched.hide()

        self.beside = NewerDraftLine(self)
        self.beside.other_wanted.connect(self._show_other)
        self.beside.carry_wanted.connect(lambda: self.do("carry"))
        self.edit_keys = QShortcut(QKeySequence("Ctrl+E"), self)  # where "Edit the text" is no step: never silent
        self.edit_keys.setEnabled(False)
        self.edit_keys.activated.connect(self._edit_instead)

        head = QHBoxLayout()
        head.setContentsMargins(space(4), space(1), space(4), space(2))
        head.setSpacing(space(3))
        badges = FlowLayout(gap=3)
        badges.addWidget(self.state)
        badges.addWidget(self.ending)
        badges.addWidget(self.evidence)
        badges.addWidget(self.binding)
        head.addLayout(badges, 1)
        tools = FlowLayout(gap=3)
        tools.addWidget(self.answers)
        for button in self.onward.values():
            tools.addWidget(button)
        tools.addWidget(self.more)
        head.addLayout(tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.lost)
        column.addWidget(self.touched)
        column.addWidget(self.beside)
        column.addWidget(self.tabs, 1)

        self.summary.action_wanted.connect(self.do)
        self._filled: dict[QWidget, AgreementPage] = {}
        self.board.action_wanted.connect(self.do)
        self.summary.tab_wanted.connect(self.show_tab)
        self.summary.answer_wanted.connect(self.answer)
        self.summary.silence_wanted.connect(lambda digest: self.later.record_silence(digest))
        self.text.place_wanted.connect(self._to_terms)
        self.text.story_wanted.connect(lambda clause: self.steps.rounds(clause, story=True))
        self.findings.place_wanted.connect(self._to_place)
        self.findings.correct_wanted.connect(self._correct)
        self.findings.override_wanted.connect(self.steps.override)
        self.findings.cure_wanted.connect(self._cure)
        self.findings.confirm_wanted.connect(self._confirm_words)
        self.hold_back(
            *(
                self._acts[name]
                for name in (
                    "archive",
                    "facts",
                    "make_template",
                    "duplicate",
                    "matter",
                    "assign",
                    "memo",
                    "open_points",
                )
            )
        )
        self._load()

    # ---- actions ----

    def _make_actions(self) -> dict[str, QAction]:
        made = {}
        for name, words, picture, shortcut, _step in STEPS:
            made[name] = self.action(name, _(words), self._doing(name), shortcut=shortcut, icon_name=picture)
        made["find"] = self.action(
            "find", _("Find in the text …"), self.find_words, shortcut="Ctrl+F", icon_name="search"
        )
        return made

    def _doing(self, name: str) -> Callable[[], None]:
        return lambda: self.do(name)

    def _onward(self, name: ActionName, picture: str) -> QPushButton:
        button = PrimaryButton(str(button_words(name)), picture, self)
        button.setObjectName(f"onward_{name}")
        button.clicked.connect(lambda _checked=False: self.do(name))
        button.hide()
        return button

    def _answer_bar(self) -> QWidget:
        """The three answers to an open proposal, beside its text."""
        box = QWidget(self)
        row = FlowLayout(box)
        for name, words, picture in (
            ("accept", _("Agree …"), "accept"),
            ("reply", _("Change by change …"), "compare"),
            ("counter", _("Counter …"), "counter"),
            ("decline", _("Decline …"), "decline"),
        ):
            button = PrimaryButton(words, picture, box) if name == "accept" else QPushButton(icon(picture), words, box)
            button.setObjectName(f"answer_{name}")
            button.setIconSize(icon_size())
            button.clicked.connect(lambda _checked=False, name=name: self.do(name))
            row.addWidget(button)
            if name == "accept":
                self.agree_button = button
            if name == "reply":
                self.reply_button = button
        box.hide()
        return box

    def actions(self) -> list[QAction]:
        return list(self._acts.values())

    def menu_entries(self) -> list[QAction]:
        return self._entries

    def do(self, name: str) -> None:
        """Take a step by its name; "read" goes to the text with changes marked."""
        page = self.page
        if page is None:
            self._wanted = name  # taken once the text is read, which the step is about
            return
        if name in HAND_OUT and page.not_shown is not None:
            self.context.notify(page.not_shown)
            return
        number = page.overview.number
        what: Mapping[str, Callable[[], None]] = {
            "send": self.steps.send,
            "interview": self.steps.interview,
            "edit": self.steps.edit,
            "newer": self.steps.edit,
            "counter": lambda: self.steps.counter(page),
            "say_sent": lambda: self.steps.say_sent(page),
            "reply": lambda: self.steps.reply(page),
            "drafts": self.steps.drafts,
            "carry": self.steps.carry,
            "compare": self.steps.compare,
            "rounds": lambda: self.steps.rounds(self.text.clause_at()),
            "word": lambda: self.steps.word_files(page),
            "word_back": self.steps.word_back,
            "word_answer": lambda: self.steps.word_answer(page),
            "accept": lambda: self.steps.accept(page),
            "accept_and_send": lambda: self.steps.accept(page, self.steps.send),
            "decline": self.steps.decline,
            "comment": self.steps.comment,
            "comments": self._comments,
            "new_comment": self._new_comment,
            "approve": lambda: self.steps.approve(page),
            "ask_approval": self.steps.ask_approval,
            "propose_change": self.later.propose_approved,
            "give_back": lambda: self.steps.give_back(page),
            "freeze": self.steps.freeze,
            "sign": self.steps.sign,
            "record_answer": lambda: self.steps.record_answer(page),
            "record_by_word": lambda: self.steps.record_by_word(lambda: self.do("record_answer")),
            "record_signature": lambda: self.steps.record_signature(page),
            "packet": lambda: self.files.packet(number),
            "terminate": lambda: self.steps.terminate(lambda: self.do("termination_letter")),
            "termination_letter": lambda: self.files.termination_letter(number),
            "notice": self.later.notice,
            "object": lambda: self.later.object(page),
            "agree_change": lambda: self.later.agree(page),
            "order": self.later.order,
            "annex": self.later.annex,
            "amend": lambda: self.later.amend(page),
            "end_by_consent": self.later.end_by_consent,
            "suspend": self.later.suspend,
            "resume": self.later.resume,
            "vote": lambda: self.members.vote(page),
            "join": lambda: self.members.join(page),
            "admit": self.members.admit,
            "ask_votes": self.members.admit,
            "open_accession": lambda: self.context.open_agreement(page.next.about),
            "leave": self.members.leave,
            "end_order": lambda: self.members.end_order(page),
            "exclude": lambda: self.members.exclude(page),
            "facts": self.steps.facts,
            "what_if": lambda: self.context.show_view("consent", tab="matrix", what_if=self.history),
            "upstream": lambda: self.steps.upstream(number),
            "reading": lambda: self.steps.reading_version(page),
            "correct": self.steps.correct,
            "ended": self.steps.end_elsewhere,
            "make_template": lambda: self.house.make_template(str(page.overview.title)),
            "duplicate": self.house.duplicate,
            "deviations": self.house.deviations,
            "matter": self.house.matter,
            "assign": lambda: ask_assignee(self.context, self.history, self),
            "memo": lambda: self.house.memo(number),
            "open_points": lambda: self.house.open_points(number),
            "export_pdf": lambda: self.files.pdf(number),
            "print": lambda: self.files.print(number),
            "export_json": lambda: self.files.json(number),
            "machines": lambda: self.files.machines(number),
            "essence": lambda: self.files.essence(number),
            "participant_sheet": lambda: self.files.participant_sheet(number),
            "data_request": lambda: self.files.data_request(number),
            "standard_clauses": lambda: self.files.standard_clauses(number),
            "compare_official": self.house.compare_official,
            "dossier": lambda: self.files.dossier(number, page.overview.title),
            "archive": lambda: self.steps.archive(not page.archived),
            "read": self._read,
            "paper": lambda: self.show_tab("paper"),
            "answer_change": lambda: self.later.agree(page),
        }
        what[name]()

    def answer(self, digest: str, agree: bool) -> None:
        """Agree or object to one change, or take one's own back, from the summary."""
        if self.page is not None:
            do = self.later.agree if agree else self.later.object
            do(self.page, digest)

    def _cure(self, findings: tuple[Finding, ...]) -> None:
        if self.page is not None:
            self.steps.cure(self.page, findings)

    def _confirm_words(self, places: tuple[str, ...]) -> None:
        if self.page is not None:
            self.steps.confirm_words(self.page, places)

    def _comments(self) -> None:
        self.show_tab("text")
        self.text.show_comments()

    def _new_comment(self) -> None:
        self.show_tab("text")
        self.text.new_comment()

    def _read(self) -> None:
        page = self.page
        if page is not None and len(open_versions(page)) > 1 and self._acts["reply"].isVisible():
            self.steps.reply(page)  # the tab shows our own text, where it is the newer one
            return
        self.show_tab("text")
        self.text.setFocus()

    def find_words(self) -> None:
        """Find in the text, the terms or the open file, whichever is in front."""
        current = self.tabs.currentWidget()
        if current is self.terms:
            self.terms.reader.find_bar.open()
        elif current is self.attachments:
            self.attachments.open_find()
        elif self.page is not None and self.page.paper == "there":
            self.show_tab("paper")
            self.paper.open_find()
        else:
            self.show_tab("text")
            self.text.reader.find_bar.open()

    # ---- showing ----

    def title(self) -> str:
        page = self.page or self._soon
        return f"{page.overview.number} · {page.overview.title}" if page is not None else ""

    def refresh(self, what: frozenset[str]) -> None:
        if what & {self.history, "partners", "members"}:
            self._load()
        self.obligations.refresh(what)
        self.board.refresh(what)

    def narrow(self, options: Mapping[str, str]) -> None:
        if options.get("tab") in TABS:
            self.show_tab(options["tab"])
        if options.get("passage", "").isdigit():
            self.paper.go_to(int(options["passage"]))
        if options.get("term"):
            self.terms.go_to(options["term"])
        step = options.get("step", "")
        if step in ON_ARRIVAL:  # of the page as it is by now, not as it was when it was left
            self.context.worker.after_reads(self, lambda: self.do(step))

    def take_focus(self) -> None:
        if self.summary.primary is not None and self.tabs.currentWidget() is self.summary:
            self.summary.primary.setFocus()
        else:
            self.tabs.tabBar().setFocus()

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front by its name."""
        self.tabs.setCurrentIndex(TABS.index(name))

    def _load(self) -> None:
        """Read the page; the first time what the history says at once, and the text of many parties after it."""
        history, today, known, offered = self.history, self.context.today(), self._known, self._offered
        first = self.page is None and self._soon is None
        self.context.worker.read(
            self,
            lambda acting: agreement_page(acting, history, today, known, offered=offered, soon=first),
            self._show_soon if first else self._show,
            key="page",
        )

    def _show_soon(self, page: AgreementPage) -> None:
        """Show what is known without the text; steps wait until it is read."""
        if page.text_read:
            self._show(page)
            return
        self._soon = page
        self._show_state(page)
        self.summary.show_page(page)
        self._fill(self.tabs.currentWidget())
        self.title_changed.emit()
        self._load()

    def _show_other(self) -> None:
        """Go from the own draft to what lies before the parties, or back."""
        self._offered = not self._offered
        self._load()

    def _edit_instead(self) -> None:
        """Ctrl+E where the text is not edited as a draft: propose another one, or say why not."""
        page = self.page
        if page is None:
            return
        if page.possible["counter"] is None:
            self.do("counter")
        else:
            self.context.notify(page.possible["edit"] or page.possible["counter"])

    def _show(self, page: AgreementPage) -> None:
        had_focus = self.tabs.currentWidget() is self.summary and self.page is None
        for act in self._acts.values() if self.page is None else ():
            act.setVisible(True)
        self.page = page
        self._show_state(page)
        own_copy = {"packet": OWN_COPY, "record_signature": BACK} if to_fill(page) else {}
        for name, words, _picture, _shortcut, step in STEPS:
            self._acts[name].setText(_(own_copy.get(name, words)))
            reason = (page.possible[step] if step is not None else None) or (
                page.not_shown if name in HAND_OUT else None
            )
            bar(self._acts[name], "" if reason is None else str(reason))
        may = not SPEAKERS.isdisjoint(self.context.identity.roles)
        bar(self._acts["new_comment"], "" if may else _("Auditors only read comments."))
        self._acts["archive"].setText(_("Take out of the archive") if page.archived else _("Move to the archive"))
        identity = self.context.identity
        for name, seen in shown_steps(page, identity.organisation, identity.roles).items():
            self._acts[name].setVisible(seen)
        for name in ELSEWHERE:
            bar(self._acts[name], only_legal(identity.roles))
        self._show_evidence(page)
        self.text.offer_editing(self._acts["edit" if self._acts["edit"].isVisible() else "counter"])
        self.reply_button.setVisible(self._acts["reply"].isVisible())
        self.edit_keys.setEnabled(not self._acts["edit"].isVisible())
        self.beside.show_page(page)
        self._look_for_changes(page)
        self._show_paper(page)
        self.tabs.setTabText(TABS.index("findings"), tab_words(page.tally))
        self.tabs.setTabIcon(TABS.index("findings"), icon("error" if page.tally.barring else "findings"))
        self.summary.show_page(page)
        self._fill(self.tabs.currentWidget())
        self._show_answers()
        self.title_changed.emit()
        self.actions_changed.emit()
        if had_focus and self.isVisible() and self.window().isActiveWindow():
            self.take_focus()
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.do(wanted)

    def _look_for_changes(self, page: AgreementPage) -> None:
        """Find out whether a draft of ours has changes that the newest text lacks, once the page stands."""
        history = self.history
        self.beside.show_lacking(0)
        if page.has_unsent:
            self.context.worker.read(
                self, lambda acting: to_carry(acting, history), self.beside.show_lacking, key="to-carry"
            )

    def _show_state(self, page: AgreementPage) -> None:
        sent = page.by_word != "awaited" or page.next.action == "word_back"  # written is not sent
        self.state.set_state(page.overview.status, page.overview.disputed, page.by_word if sent else "")
        show_ending(self.ending, page)
        words = "" if is_binding(page) else _("Not binding yet (section 154(2) BGB)")
        self.binding.setText(words)
        self.binding.setToolTip(_("Nothing is binding until every named signatory has signed (section 154(2) BGB)."))

    def _show_paper(self, page: AgreementPage) -> None:
        """Show the other side's paper where there is one; its words stand there, so that an own text is not shown."""
        self.tabs.setTabVisible(TABS.index("paper"), bool(page.paper))
        without_text = page.paper == "there" and page.document is not None and not page.document.clauses
        self.tabs.setTabVisible(TABS.index("text"), not without_text)
        for name in ("findings", "board"):
            self.tabs.setTabVisible(TABS.index(name), not page.is_foreign)

    def _show_evidence(self, page: AgreementPage) -> None:
        """Show by what a contract is proven that was not signed here."""
        elsewhere = page.overview.elsewhere is not None
        self.evidence.setVisible(elsewhere or page.on_paper)
        if page.on_paper and not elsewhere:
            self.evidence.set_badge("mail", _("by e-mail or on paper"), "neutral")
            self.evidence.setToolTip(_("A party has no DataPact; its replies are recorded here with their evidence."))
        elif elsewhere:
            self.evidence.set_badge("attachment", str(page.overview.evidence_words(short=True)), "neutral")
            self.evidence.setToolTip(str(page.overview.evidence_words()))

    def _show_tab(self, _index: int) -> None:
        self._fill(self.tabs.currentWidget())
        self._show_answers()

    def _fill(self, tab: QWidget | None) -> None:
        """Fill a tab when it is first shown, and again when the page has changed."""
        page = self.page or (self._soon if tab is self.board else None)
        if page is None or tab is self.summary or tab is None:
            return
        if self._filled.get(tab) is not page:  # the page itself: the id of one that is gone can come again
            self._filled[tab] = page
            tab.show_page(page)  # type: ignore[attr-defined]

    def _show_answers(self) -> None:
        page = self.page
        open_to_us = page is not None and page.answerable
        self.agree_button.setVisible(page is not None and page.possible["accept"] is None)
        self.answers.setVisible(open_to_us and self.tabs.currentWidget() in (self.text, self.terms, self.findings))
        next_one = page.next.action if page is not None and self.tabs.currentWidget() is not self.summary else ""
        for name, button in self.onward.items():  # the summary has its own
            button.setVisible(name == next_one)
        lost = [one for one in page.loses if one.part.severity == "E"] if page is not None else []
        for line, said in zip((self.lost, self.touched), lost_words(lost), strict=True):
            line.words.setText(said)
            line.setVisible(bool(said) and open_to_us)

    def _to_terms(self, path: str) -> None:
        self.show_tab("terms")
        self.terms.go_to(path)

    def _correct(self, place: str) -> None:
        """Open the text at the place of a finding: the draft, or a text of our own in place of what was proposed."""
        if self.page is None:
            return
        if self.page.stage == "draft":
            self.steps.edit(place)
        else:
            self.steps.counter(self.page, place)

    def _to_place(self, path: str) -> None:
        """Go to the place of a finding: the statement in the terms, or the text where the terms have no such place."""
        if path.split(".")[0] in Terms.model_fields:
            self._to_terms(path)
        else:
            self.show_tab("text")
            self.text.go_to(path)
