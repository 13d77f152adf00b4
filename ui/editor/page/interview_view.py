"""The guided interview: one group of questions a page, the text from the answers beside it, findings on demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.steps.drafting import NO_MATTER, Opened, begin_draft, begin_from_own, open_draft
from datapact.base.errors import DataPactError
from datapact.base.texts import Language, Message, _, current_language
from datapact.contract.screening.questions import is_screened
from datapact.contract.templates.interview import Page, further_page, has_interview, page_of, pages, screening_questions
from datapact.contract.templates.proposals import Proposal, proposals
from datapact.contract.templates.template import Template, load_template
from datapact_ui.editor.fields.empty_fields import empty_fields
from datapact_ui.editor.fields.going_on import (
    block_around,
    first_empty,
    first_field,
    goes_on_inside,
    is_adding,
    next_field,
    open_after,
    pressed,
)
from datapact_ui.editor.fields.proposed import proposal_words, take_over, together
from datapact_ui.editor.page.editor_actions import follow_stack
from datapact_ui.editor.page.frame_page import FramePage
from datapact_ui.editor.page.interview_side import InterviewSide
from datapact_ui.editor.page.last_page import LastPage
from datapact_ui.editor.page.progress_list import FRAME, LAST, SCREENING, ProgressList, nothing_entered
from datapact_ui.editor.page.question_page import QuestionPage
from datapact_ui.editor.page.restored_bar import RestoredBar
from datapact_ui.editor.page.resume_page import page_left, remember_page
from datapact_ui.editor.page.screening_page import ScreeningPage
from datapact_ui.editor.page.template_chooser import (
    CHOICES,
    OWN_TEMPLATE,
    TemplateChooser,
    reviews_of_templates,
    templates_of_house,
)
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.context.view import View
from datapact_ui.kit.fields.localised_field import GOES_ON
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.layout.side_room import SideRoom
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_LANGUAGES = "interview.languages"
_ROOM_FOR_SIDE = 108
"""Characters; in a narrower window (large text) preview and findings are shown when they are asked for."""


class InterviewView(View):
    """Draft by questions: a new agreement, or the answers of a draft that exists."""

    name = "interview"
    help_page = "drafting"
    waits_out_of_sight = False

    def __init__(
        self,
        context: AppContext,
        history: str | None = None,
        template: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        self.session = DraftSession(context, self)
        self._template: Template | None = None
        self._pages: tuple[Page, ...] = ()
        self._further: Mapping[str, Message] = {}
        self._at = FRAME
        self._begun = False
        self._given = False
        """The draft was begun for a client, or from a template of the house."""
        """Whether this view began a draft, which stays where one leaves it."""
        self._page: FramePage | QuestionPage | LastPage | ScreeningPage | None = None
        self._build()
        self._make_actions()
        self.session.changed.connect(self._on_changed)
        context.before_lock.connect(self._before_lock)
        if history is not None:
            context.worker.read(self, lambda acting: open_draft(acting, history), self._open, key="open")
        elif template is not None:
            self._begin(template, _usual_languages(context))
        else:
            self.chooser.languages.setCurrentIndex(CHOICES.index(_usual_languages(context)))
            self._stack.setCurrentWidget(self.chooser)
            context.worker.read(self, templates_of_house, self.chooser.offer_own, key="own-templates")
            context.worker.read(self, reviews_of_templates, self.chooser.show_reviews, key="template-reviews")

    # ---- building ----

    def _build(self) -> None:
        self.bar = RestoredBar(self)
        self.bar.discard_wanted.connect(self._discard)
        self.chooser = TemplateChooser(self)
        self.chooser.chosen.connect(self._begin)
        self.progress = ProgressList(self)
        self.progress.currentRowChanged.connect(self._on_row)
        self.progress.itemClicked.connect(lambda _item: self.take_focus())  # by keys one goes on through the list
        self.progress.itemActivated.connect(lambda _item: self.take_focus())
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("question-scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setProperty(GOES_ON, True)
        self.back_button = QPushButton(icon("back"), _("Back"), self)
        self.back_button.setObjectName("interview-back")
        self.back_button.setIconSize(icon_size())
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.next_button = PrimaryButton(_("Continue"), "forward", self)
        self.next_button.setObjectName("interview-next")
        self.next_button.clicked.connect(lambda: self.turn(1))
        self._where = Words("", "small", self, quiet=True)
        foot = QHBoxLayout()
        foot.setContentsMargins(space(6), space(2), space(6), space(3))
        foot.addWidget(self.back_button)
        foot.addWidget(self._where, 1)
        foot.addWidget(self.next_button)
        self._where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)
        self.side = InterviewSide(self.context, self.session, self)
        self.side.place_chosen.connect(self.go_to_place)
        self.preview, self.findings = self.side.preview, self.side.findings
        self.findings.counted.connect(lambda _tally: self._on_counted())
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        for widget, share in ((self.progress, 0), (middle, 5), (self.side, 4)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.indexOf(widget), share)
        middle.setMinimumWidth(characters(50))
        self.splitter.setSizes([characters(24), characters(74), characters(66)])
        self.room = SideRoom(self, self.progress, self.side, _ROOM_FOR_SIDE)
        self._stack = FrontStack(self)
        self._waiting = Words(_("Opening the draft …"), parent=self, quiet=True)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self._waiting, self.chooser, self.splitter):
            self._stack.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addWidget(self._stack, 1)

    def _make_actions(self) -> None:
        self._undo = self.action("undo", _("Undo"), self.session.undo, shortcut="Ctrl+Z", icon_name="undo")
        self._redo = self.action("redo", _("Redo"), self.session.redo, shortcut="Ctrl+Y|Ctrl+Shift+Z", icon_name="redo")
        follow_stack(self.session.stack, self._undo, self._redo)
        self._actions = [
            self.action("save-draft", _("Save draft"), self.save, shortcut="Ctrl+S", icon_name="save"),
            self._undo,
            self._redo,
            self.action("next-page", _("Next page"), lambda: self.turn(1), shortcut="Alt+Down", icon_name="forward"),
            self.action(
                "previous-page", _("Previous page"), lambda: self.turn(-1), shortcut="Alt+Up", icon_name="back"
            ),
            self.action(
                "take-proposals",
                _("Take over all proposals of this page"),
                lambda: self._take(""),
                shortcut="Alt+Return|Alt+Enter",
                icon_name="check",
            ),
            self.action("show-preview", _("Show preview"), lambda: self._bring(self.preview), icon_name="eye"),
            self.action(
                "show-findings",
                _("Show findings"),
                lambda: self._bring(self.findings),
                shortcut="F8",
                icon_name="findings",
            ),
            self.action("edit-text", _("Edit the text"), self.edit_text, shortcut="Ctrl+E", icon_name="edit"),
            self.action("finish", _("Finish"), self.finish, shortcut="Ctrl+Return", icon_name="check"),
        ]

    # ---- the view ----

    def edits(self) -> str:
        return self.session.history if self.session.ready else ""

    def title(self) -> str:
        if not self.session.ready:
            return _("New agreement")
        return self.session.document.title.get(current_language()) or next(iter(self.session.document.title.values()))

    def actions(self) -> list[QAction]:
        return self._actions if self.session.ready else []

    def take_focus(self) -> None:
        if self._stack.currentWidget() is self.chooser:
            self.chooser.list.setFocus()
        elif self._page is not None:
            self._page.take_focus()

    def refresh(self, what: frozenset[str]) -> None:
        self.session.follow(what)

    def leave(self) -> None:
        self._commit()
        self.session.leave(begun=self._begun, given=self._given)

    def _before_lock(self) -> None:
        self._commit()
        self.session.flush()

    # ---- opening ----

    def _begin(self, template: str, languages: Sequence[Language]) -> None:
        self._begun = True
        self._stack.setCurrentWidget(self._waiting)
        chosen = tuple(languages)
        self.context.remember(_LANGUAGES, list(chosen))
        matter = self.chooser.matter()
        own = template.removeprefix(OWN_TEMPLATE) if template.startswith(OWN_TEMPLATE) else ""
        self._given = bool(own) or matter != NO_MATTER
        if not self._given:
            self.context.worker.read(self, lambda acting: begin_draft(acting, template, chosen), self._open, key="open")
            return

        def job(acting: Acting, _progress: Progress) -> Opened:
            if own:
                return begin_from_own(acting, own, chosen, matter)
            return begin_draft(acting, template, chosen, matter)

        def refused(error: DataPactError) -> bool:
            self._stack.setCurrentWidget(self.chooser)
            return False

        self.context.worker.change(self, _("Beginning the draft"), job, self._open, failed=refused)

    def _open(self, opened: Opened) -> None:
        document = opened.document
        if not has_interview(document):
            self.context.notify(_("This text was not made from questions that this program knows. Edit it as text."))
            self.context.open_editor(opened.history)
            return
        self._template = load_template(document.template_id, document.template_version)
        self.session.open(opened)
        self.bar.show_opened(opened)
        self._stack.setCurrentWidget(self.splitter)
        self._show_page(self._stopped_at())
        self.findings.check_now()
        self.actions_changed.emit()
        self.title_changed.emit()
        self.take_focus()

    def _stopped_at(self) -> int:
        """The page to begin with: where this draft was left, or the first one with something open."""
        if not self.session.opened.base:
            return FRAME
        left = page_left(self.context, self.session.history)
        if left is not None and left in self.progress.order:
            return left
        return next((page.number for page in self._pages if page.open), FRAME)

    def _discard(self) -> None:
        self._begun = False
        history = self.session.history

        def again() -> None:
            self.bar.hide()
            self.context.worker.read(self, lambda acting: open_draft(acting, history), self._open, key="open")

        self.session.discard(again)

    # ---- pages ----

    def _on_changed(self, _command: object) -> None:
        assert self._template is not None
        before = self._question_paths()
        self._pages = self._pages_now()
        self._show_progress()
        if self._page is not None:
            if self._question_paths() != before:
                QTimer.singleShot(0, self, self._rebuild)
            else:
                self._page.refresh()
                if isinstance(self._page, QuestionPage) and (page := self._question_page()) is not None:
                    self._page.show_open(page)
                    self._propose()
        self.side.follow()
        self.title_changed.emit()

    def _question_paths(self) -> list[str]:
        page = self._question_page()
        return [question.path for question in page.questions] if page is not None else []

    def _question_page(self) -> Page | None:
        return next((page for page in self._pages if page.number == self._at), None)

    def _pages_now(self) -> tuple[Page, ...]:
        """The template's pages, and behind them one for what only findings ask for; there what was settled stays in sight."""
        if self._template is None:
            return ()
        document = self.session.document
        asked = pages(self._template, document)
        barring = dict(self.findings.barring_words)
        at = self._question_page() if self._at == len(self._template.groups) else None
        kept = {one.path: self._further[one.path] for one in (at.questions if at is not None else ())}
        self._further = kept | barring
        further = further_page(self._template, asked, document, self._further)
        return asked if further is None else (*asked, further)

    def _on_counted(self) -> None:
        if self._template is None:
            return
        before = self._question_paths()
        self._pages = self._pages_now()
        self._show_progress()
        if isinstance(self._page, QuestionPage) and self._question_paths() != before:
            QTimer.singleShot(0, self, self._rebuild)

    def _show_progress(self) -> None:
        found = (page_of(self._pages, place) for place in self.findings.barring)
        barring = Counter(self._pages[one[0]].number for one in found if one is not None)
        self.progress.show_pages(self._pages, self.session.document, self._at, barring)
        if isinstance(self._page, LastPage):
            self._page.show_barring(self.findings.barring_words, self._pages)

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.progress.order):
            self._show_page(self.progress.order[row])

    def turn(self, by: int) -> None:
        """Turn some pages forward or back; after the last one, finish."""
        index = self.progress.order.index(self._at) + by if self._at in self.progress.order else 0
        if index >= len(self.progress.order):
            self.finish()
        elif index >= 0:
            self._show_page(self.progress.order[index])
            if self._page is not None:
                self._page.take_focus()

    def _show_page(self, number: int) -> None:
        self._commit()
        self.room.want(False)
        self._at = number if number in self.progress.order else FRAME
        self._pages = self._pages_now()
        page = self._question_page()
        if self._at == LAST:
            last = LastPage(self.session, self._pages, self)
            last.place_chosen.connect(self.go_to_place)
            last.show_barring(self.findings.barring_words, self._pages)
            self._page = last
        elif self._at == SCREENING:
            self._page = ScreeningPage(self.session, self)
        elif page is None:
            self._page = FramePage(self.session, self)
        else:
            self._page = self._questions_of(page)
        put_page(self._scroll, self._page)
        self._show_progress()
        index = self.progress.order.index(self._at)
        bar_control(self.back_button, "" if index > 0 else _("This is the first page."))
        self.next_button.setText(_("Finish") if self._at == LAST else _("Continue"))
        self._where.setText(_("Page {number} of {total}", number=str(index + 1), total=str(len(self.progress.order))))
        remember_page(self.context, self.session.history, self._at)
        if page is not None:
            self.side.show_clause_of(page)

    def _questions_of(self, page: Page) -> QuestionPage:
        made = QuestionPage(self.session, page, self.session.opened.known, self)
        made.taken.connect(lambda path: self._take(path, stays=True))
        self._page = made
        self._propose()
        return made

    # ---- going on by Enter, and proposals ----

    def _proposals(self) -> Mapping[str, Proposal]:
        page = self._question_page()
        if page is None:
            return {}
        return proposals([page], self.session.document, self.session.opened.before, self.context.today())

    def _propose(self) -> None:
        """Show what may be taken over on the page; what the terms cannot hold is left out."""
        if isinstance(self._page, QuestionPage):
            terms = self.session.document.terms
            offered = self._proposals()
            said = {path: words for path, one in offered.items() if (words := proposal_words(terms, one))}
            self._page.show_proposals(said, len(said.keys() & together(offered).keys()))

    def _take(self, path: str, *, stays: bool = False) -> None:
        """Take a proposal over as an answer, or all of the page, also those that follow from them; one step to undo.

        ``stays``: on this page, where the button was pressed: whoever works on it may not be finished.
        """
        self._commit()
        if not take_over(self.session, self._proposals, path, self.context.notify):
            return
        page = self._question_page()
        if not path and page is not None and (left := first_empty(page, self.session.document.terms)):
            # many answers came at once: what has none is shown, also what may stay without, such as the end of the agreement
            QTimer.singleShot(0, self, lambda: self._show_question(left))
            return
        if stays and (page is None or not open_after(page, self.session.document.terms, path)):
            field = self._page.reveal(path) if path and isinstance(self._page, QuestionPage) else None
            (field or self.next_button).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        QTimer.singleShot(0, self, lambda: self._go_after(path, QApplication.focusWidget()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, N after an answer too; a key that is kept down does neither twice: nobody saw the next question."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.isAutoRepeat() and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_N):
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.session.ready:
            self.go_on()
            return
        if event.key() == Qt.Key.Key_N and plain and isinstance(self._page, ScreeningPage):
            self._go_after("", QApplication.focusWidget())  # a card has taken it for its answer
            return
        super().keyPressEvent(event)

    def go_on(self) -> None:
        """Press the focused button, take the proposal of an empty field, or go to the next open question."""
        focused = QApplication.focusWidget()
        cards = self._page.cards() if isinstance(self._page, QuestionPage) else []
        if any(card.box is focused and card.take_only() for card in cards):
            return
        block = block_around(focused)
        before = self.session.document
        if block is not None and block.proposes and is_adding(focused):
            self._take(block.path)
            return
        if pressed(focused) and not (is_adding(focused) and self.session.document is before):
            return  # else nothing could be added: the form says why
        self._commit()
        if block is None:
            self._go_after("", focused)
            return
        if block.proposes and focused in [*empty_fields(block), block]:
            self._take(block.path)
            return
        following = next_field(block, focused) if goes_on_inside(block, self.session.document.terms) else None
        if following is not None:
            following.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self._go_after(block.path, focused)

    def _go_after(self, path: str, focused: QWidget | None) -> None:
        """Show the next open question after a place of this page, on this page or the next with one, else the last page."""
        terms = self.session.document.terms
        if isinstance(self._page, ScreeningPage) and (card := self._page.next_open(focused)) is not None:
            QTimer.singleShot(0, card, lambda: self._look_at(card))
            return
        page = self._question_page()
        if page is not None and (place := open_after(page, terms, path)):
            self._show_question(place)
            return
        order = self.progress.order
        for number in order[order.index(self._at) + 1 :] if self._at in order else order:
            following = next((one for one in self._pages if one.number == number), None)
            waits = number == SCREENING and any(one.is_open for one in screening_questions(self.session.document))
            empty = following is not None and not following.open and nothing_entered(following, terms)
            if number != LAST and not waits and not empty and (following is None or not following.open):
                continue
            self._show_page(number)
            if following is not None and following.open:
                self._show_question(open_after(following, terms, ""))
            elif self._page is not None and number != LAST:
                self._page.take_focus()
            else:
                self.next_button.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self.next_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_question(self, place: str) -> None:
        self.go_to_place(place)
        nameless = place.startswith("parties.") and place.endswith(".name") and isinstance(self._page, QuestionPage)
        for card in self._page.cards() if nameless and isinstance(self._page, QuestionPage) else ():
            if not card.box.isHidden():
                QTimer.singleShot(0, card, lambda card=card: self._look_at(card.box))

    def _rebuild(self) -> None:
        """Build the page anew, at the same scroll position, because other questions are asked than before."""
        if self._page is None:
            return
        if self._at not in self.progress.order:
            self._show_page(FRAME)
            return
        focused = self._scroll.focusWidget()
        name = focused.objectName() if focused is not None else ""
        at = self._scroll.verticalScrollBar().value()
        page = self._question_page()
        if page is None:
            return
        self._page.commit()
        self._page = self._questions_of(page)
        put_page(self._scroll, self._page)
        self._scroll.verticalScrollBar().setValue(at)
        if name and (again := self._page.findChild(QWidget, name)) is not None:
            again.setFocus()

    def _commit(self) -> None:
        if self._page is not None and self.session.ready:
            self._page.commit()

    def go_to_place(self, place: str) -> None:
        """Show the question behind a place of the terms, or the text where it is only in the text."""
        if place.startswith("clauses."):
            self._bring(self.preview)
            self.preview.show_place(place.removeprefix("clauses."))
            return
        if is_screened(place):
            if self._at != SCREENING:
                self._show_page(SCREENING)
            card = self._page.reveal(place) if isinstance(self._page, ScreeningPage) else None
            if card is not None:
                QTimer.singleShot(0, card, lambda: self._look_at(card))
            return
        found = page_of(self._pages, place)
        if found is None:
            self._show_page(FRAME)
            return
        if self._pages[found[0]].number != self._at:
            self._show_page(self._pages[found[0]].number)
        page = self._page
        if isinstance(page, QuestionPage):
            widget = page.reveal(place)
            if widget is not None:
                QTimer.singleShot(0, widget, lambda: self._look_at(widget))

    def _look_at(self, widget: QWidget) -> None:
        inner = self._scroll.widget()
        if inner is not None and inner.isAncestorOf(widget):
            top = widget.mapTo(inner, QPoint(0, 0)).y()
            self._scroll.verticalScrollBar().setValue(max(0, top - space(20)))
        first_field(widget).setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- beside the questions ----

    def _bring(self, widget: QWidget) -> None:
        """Show the preview or the findings beside the page, until another page is shown."""
        self.room.want(True)
        self.side.bring(widget)

    # ---- doing ----

    def save(self) -> None:
        """Save the present document as a draft."""
        self._commit()
        self.session.save(lambda: self.context.notify(_("The draft is saved.")))

    def finish(self) -> None:
        """Save and show the agreement."""
        self._commit()
        history = self.session.history
        self.session.save(lambda: self.context.open_agreement(history))

    def edit_text(self) -> None:
        """Save and open the editor on the text."""
        self._commit()
        history = self.session.history
        self.session.save(lambda: self.context.open_editor(history))


def _usual_languages(context: AppContext) -> tuple[Language, ...]:
    """Those of the draft begun last, else both, the reader's first."""
    last = context.recall(_LANGUAGES, [])
    kept = next((one for one in CHOICES if isinstance(last, list) and list(one) == last), None)
    return kept or (("de", "en") if current_language() == "de" else ("en", "de"))
