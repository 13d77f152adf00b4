"""The command palette (Ctrl+K): every action, agreement, partner and question on sharing, found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from datapact.base.texts import _, current_language
from datapact_ui.kit.context.app_context import AppContext, Place
from datapact_ui.kit.context.key_names import shown_keys
from datapact_ui.kit.dialogs.guide_pages import GuidePage, pages_with
from datapact_ui.kit.dialogs.guide_window import show_guide
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, line_height, margins
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.state_badge import STATES, state_words
from datapact_ui.shell.findable import LEAST_TYPED, Findable, findable, pseudonyms, with_words
from datapact_ui.shell.fuzzy import answers, folded, matter, score
from datapact_ui.shell.topics import TOPICS, Topic

if TYPE_CHECKING:
    from datapact.consent.matrix.question_form import ReadyQuestion
    from datapact.organisation.acting.acting_member import Acting

SHOWN = 40
_MOST_PAGES = 4
"""Pages of the guide below what was found."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette."""

    text: str
    """The text of the action or item."""
    detail: str
    """Shortcut, number or purpose; may be empty."""
    picture: QIcon
    """Icon at the left."""
    do: Callable[[], object]
    """Called when the line is taken."""
    words: str
    """Folded text that is searched."""
    everyday: bool = False
    """Whether ``words`` are those of everyday, in which a question is looked for, not letters in order."""


class CommandPalette(QDialog):
    """Type, arrow keys, Return. Actions are listed at once, the rest as soon as it is read."""

    def __init__(self, context: AppContext, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("command-palette")
        self.setWindowTitle(_("Find anything"))
        self._context, self._window = context, parent
        self._people: list[Entry] = []
        self._texts: list[Entry] = []
        self._actions = {action.objectName(): action for action in actions}
        self._entries = [_of_action(action) for action in actions if action.isEnabled()]
        self.field = QLineEdit(self)
        self.field.setObjectName("palette-field")
        self.field.setPlaceholderText(_("Action, agreement, partner, person, “Art. 15” or “may we share”"))
        self.field.setAccessibleName(_("Action, agreement, partner, person, “Art. 15” or “may we share”"))
        self.field.textChanged.connect(self._look_further)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("palette-list")
        self.list.setAccessibleName(_("What was found"))
        self.list.setIconSize(icon_size())
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.resize(characters(90), round(line_height() * 24))
        self._entries += [self._of_topic(one) for one in TOPICS if self._is_open(one)]
        self._show("")
        if not context.identity.narrowed:
            context.worker.read(self, findable, self._add, key="findable")
            context.worker.read(self, _questions, self._add_questions, key="questions")
        self.field.setFocus()

    def _add(self, found: Sequence[Findable]) -> None:
        self._entries += [self._of_findable(one) for one in found]
        self._show(self.field.text())

    def _add_questions(self, found: Sequence[ReadyQuestion]) -> None:
        self._entries += [self._of_question(one) for one in found]
        self._show(self.field.text())

    def _look_further(self, text: str) -> None:
        """Look for pseudonyms that begin as what is typed, and for agreements with it in their text."""
        self._people, self._texts = [], []
        if len(text.strip()) >= LEAST_TYPED and not self._context.identity.narrowed:
            self._context.worker.read(self, lambda acting: pseudonyms(acting, text), self._add_people, key="people")
            self._context.worker.read(self, lambda acting: with_words(acting, text), self._add_texts, key="texts")

    def _add_texts(self, found: Sequence[Findable]) -> None:
        """List them below what is called so."""
        self._texts = [self._of_findable(one, in_text=True) for one in found]
        self._show(self.field.text())

    def _add_people(self, found: Sequence[Findable]) -> None:
        self._people = [self._of_person(one) for one in found]
        self._show(self.field.text())

    def _of_person(self, one: Findable) -> Entry:
        place = Place("consent", "", {"tab": "records", "subject": one.text, "dataset": one.id})
        return Entry(
            one.text,
            _("Consents of this person: {dataset}", dataset=self._context.names.dataset(one.id)),
            icon("person"),
            lambda: self._context.went.emit(place),
            folded(one.text),
        )

    def _is_open(self, one: Topic) -> bool:
        """Whether a topic is done by an action that is there and enabled, or at a place."""
        action = self._actions.get(one.command)
        return not one.command or (action is not None and action.isEnabled())

    def _of_topic(self, one: Topic) -> Entry:
        text = _(one.text)
        return Entry(text, "", icon(one.picture), self._doing(one), folded(f"{text} {one.words}"), everyday=True)

    def _doing(self, one: Topic) -> Callable[[], object]:
        if one.command:
            return self._actions[one.command].trigger
        if one.guide:
            return partial(show_guide, self._window, one.guide)
        return partial(self._context.went.emit, Place(one.view, "", dict(one.options)))

    def _of_page(self, page: GuidePage, typed: str) -> Entry:
        """A page of the guide with the words: it opens at the place, and marks it."""
        window = self._window
        return Entry(
            _("In the guide: {page}", page=page.title),
            "",
            icon("guide"),
            lambda: show_guide(window, page.name, typed),
            "",
        )

    def _of_question(self, one: ReadyQuestion) -> Entry:
        context, asked = self._context, one.asked
        text = _("May we share “{dataset}” with {partner}?", dataset=str(one.dataset_name), partner=one.partner_name)
        purpose = str(one.purpose_name)
        words = folded(f"{text} {purpose} {_('may I')}")
        return Entry(text, purpose, icon("ask"), lambda: context.open_decision(asked), words)

    def _of_findable(self, one: Findable, *, in_text: bool = False) -> Entry:
        context = self._context
        if one.kind == "member":
            place = Place("settings", "", {"group": "members"})
            return Entry(one.text, one.detail, icon("person"), lambda: context.went.emit(place), folded(one.text))
        if one.kind == "partner":
            name = one.detail or one.text
            beside, words = one.detail or _("Partner"), folded(f"{one.text} {one.detail} {_('Partner')}")
            options = {"organisation": one.id} if one.id else {"search": name}
            picture = icon("person" if one.detail else "partners")
            return Entry(one.text, beside, picture, lambda: context.went.emit(Place("partners", "", options)), words)
        picture = icon(STATES.get(one.status, ("agreements", ""))[0])
        beside = f"{one.detail} · {state_words(one.status)}"
        words = folded(f"{one.text} {beside}")
        if in_text:
            beside += f" · {one.place or _('in the text')}"
        if one.passage:
            place = Place("agreement", one.id, {"tab": "paper", "passage": str(one.passage)})
            return Entry(one.text, beside, picture, lambda: context.went.emit(place), words)
        return Entry(one.text, beside, picture, lambda: context.open_agreement(one.id), words)

    def _show(self, text: str) -> None:
        query = folded(text)
        rated = [
            (points, entry)
            for entry in [*self._people, *self._entries]
            if (points := (answers if entry.everyday and query else score)(query, entry.words)) is not None
        ]
        rated.sort(key=lambda pair: -pair[0] if query else 0)
        shown = [entry for _points, entry in rated[:SHOWN]]
        named = {entry.words for entry in shown}
        shown += [entry for entry in self._texts if entry.words not in named]
        if len(text.strip()) >= LEAST_TYPED:
            about = matter(text)
            shown += [self._of_page(page, about) for page in pages_with(about, current_language())[:_MOST_PAGES]]
        self.list.clear()
        for entry in shown:
            item = add_line(self.list, f"{entry.text}    {entry.detail}".rstrip(), entry.picture)
            item.setData(Qt.ItemDataRole.UserRole, entry)
        if not self.list.count():
            nothing = add_line(self.list, _("Nothing found. Try another word, a number or a name."), icon("info"))
            nothing.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem | None) -> None:
        entry = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(entry, Entry):
            self.accept()
            entry.do()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the field move in the list; Return takes the marked entry."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if (step := steps.get(Qt.Key(event.key()))) is not None:
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)


def _questions(acting: Acting) -> tuple[ReadyQuestion, ...]:
    from datapact.consent.matrix.question_form import ready_questions  # much code, loaded after the rest

    return ready_questions(acting)


def _of_action(action: QAction) -> Entry:
    text = action.text().replace("&", "")
    keys = shown_keys(action.shortcut())
    picture = action.icon() if not action.icon().isNull() else icon("command")
    return Entry(text, keys, picture, action.trigger, folded(text))
