"""The last page of the interview: the open questions by page; a click goes to the question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from datapact.base.texts import Message, _, counted, current_language
from datapact.contract.templates.interview import Page, page_of, screening_questions
from datapact.contract.templates.questions import is_unchosen_rule
from datapact.contract.terms.paths import members, value_at
from datapact_ui.editor.fields.list_appearance import soften, steady_icon
from datapact_ui.editor.fields.term_fields import member_words
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.list_lines import add_line


class LastPage(QWidget):
    """The list of questions without an answer."""

    place_chosen = Signal(str)

    def __init__(self, session: DraftSession, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("last-page")
        language = current_language()
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(2), space(6), space(6))
        column.setSpacing(space(3))
        column.addWidget(Words(_("Review and finish"), "title", self))
        missing = [(page, entry) for page in pages for entry in page.open]
        about = [one for one in screening_questions(session.document) if one.is_open]
        rules = sum(is_unchosen_rule(session.document.terms, entry.path) for _page, entry in missing)
        self._asked, self._rules = len(missing) + len(about) - rules, rules
        self._said = Words("", parent=self)
        column.addWidget(self._said)
        column.addWidget(
            Words(
                _("You can finish now and come back at any time: the draft stays in your vault."),
                parent=self,
                quiet=True,
            )
        )
        self.list = QListWidget(self)
        self.list.setObjectName("open-questions")
        self.list.setAccessibleName(_("Open questions"))
        self.list.setWordWrap(True)
        self.list.setIconSize(icon_size())
        soften(self.list)
        for asked in about:
            item = add_line(self.list, f"{_('What is it about?')} – {asked.text()}", steady_icon("waiting"))
            item.setData(Qt.ItemDataRole.UserRole, asked.first_open)
        for page, entry in missing:
            words = entry.question.text.text(language)
            if is_unchosen_rule(session.document.terms, entry.path):
                words = _(
                    "“sole representation” is entered, and by law nobody acts alone. Choose the rule, or name evidence for it."
                )
            steps = entry.path.split(".")
            if ".*." in entry.question.path:
                path = ".".join(steps[:2])
                known = [step for step, _each in members(value_at(session.document.terms, steps[0]))]
                number = known.index(steps[1]) + 1
                words = f"{member_words(session.document, path, number)}: {words}"
            item = add_line(self.list, f"{page.title.text(language)} – {words}", steady_icon("waiting"))
            item.setData(Qt.ItemDataRole.UserRole, entry.path)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        column.addWidget(self.list, 1)
        self._rest = QWidget(self)
        column.addWidget(self._rest, 1)
        self._barring = 0
        self.show_barring((), pages)

    def show_barring(self, found: Sequence[tuple[str, Message]], pages: Sequence[Page]) -> None:
        """List first what bars freezing, by place and sentence: not every question does, and not all of it is a question."""
        for _row in range(self._barring):
            self.list.takeItem(0)
        asked = {str(self.list.item(row).data(Qt.ItemDataRole.UserRole)): row for row in range(self.list.count())}
        for place, _sentence in found:  # what is asked below stands there once, with another sign
            if place in asked:
                self.list.item(asked[place]).setIcon(steady_icon("warning"))
        told = [one for one in found if one[0] not in asked]
        self._barring = len(told)
        for row, (place, sentence) in enumerate(told):
            at = page_of(pages, place)
            title = f"{pages[at[0]].title.text(current_language())} – " if at is not None else ""
            item = add_line(self.list, f"{title}{sentence}", steady_icon("warning"))
            self.list.insertItem(row, self.list.takeItem(self.list.row(item)))
            item.setData(Qt.ItemDataRole.UserRole, place)
        said = []
        if found:
            said.append(
                counted(
                    "{n} point stands in the way of freezing the text; it bears a warning sign.",
                    "{n} points stand in the way of freezing the text; they bear a warning sign.",
                    len(found),
                ).text()
            )
        if self._asked:
            said.append(
                counted(
                    "{n} question has no answer yet. The text shows a gap there.",
                    "{n} questions have no answer yet. The text shows gaps there.",
                    self._asked,
                ).text()
            )
        if self._rules:
            said.append(
                counted(
                    "{n} rule of representation is to be checked.",
                    "{n} rules of representation are to be checked.",
                    self._rules,
                ).text()
            )
        self._said.setText(" ".join(said) or _("Every question has an answer."))
        self.list.setVisible(bool(said))
        self._rest.setVisible(not said)

    def _choose(self, item: QListWidgetItem) -> None:
        self.place_chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def refresh(self) -> None:
        """Do nothing: the list is made when the page is shown."""

    def commit(self) -> None:
        """Do nothing: the page has no fields."""

    def take_focus(self) -> None:
        """Put the focus on the first open question."""
        QTimer.singleShot(0, self.list, self.list.setFocus)
