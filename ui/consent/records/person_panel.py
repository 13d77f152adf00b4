"""One person beside the list: present status, possible records, and the whole story, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.consent.views.person_story import Story, story_of
from datapact_ui.consent.parts.record_appearance import state_badge
from datapact_ui.consent.records.timeline_row import Files, TimelineRow
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.tables.section import follow_action
from datapact_ui.kit.theme.measures import icon_size, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.state_badge import StateBadge

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_MOST_LINES = 200


class PersonPanel(QWidget):
    """Reads a person's story and shows it."""

    def __init__(
        self,
        context: AppContext,
        actions: Sequence[QAction],
        files: Files,
        shown: Callable[[Story | None], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._files, self._told = context, files, shown
        self._wanted: tuple[str, str] | None = None
        self.story: Story | None = None
        self.setObjectName("person-panel")
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        column.setContentsMargins(space(3), 0, 0, 0)
        self._buttons = QWidget(self)
        buttons = FlowLayout(self._buttons)
        for action in actions:
            button = QPushButton(action.icon(), action.text(), self._buttons)
            button.setObjectName(f"{action.objectName()}-button")
            button.setIconSize(icon_size())
            button.clicked.connect(lambda _checked=False, action=action: action.trigger())
            follow_action(button, action)
            buttons.addWidget(button)
        column.addWidget(
            self._buttons
        )  # above all that is longer for one person than for another: they stay where they are
        self.heading = Words("", "heading", self)
        self.heading.setObjectName("person-heading")
        column.addWidget(self.heading)
        self.about = Words("", "small", self, quiet=True)
        column.addWidget(self.about)
        self._standing = QWidget(self)
        self._standing_lines = QVBoxLayout(self._standing)
        self._standing_lines.setContentsMargins(0, 0, 0, 0)
        self._standing_lines.setSpacing(space(1))
        column.addWidget(self._standing)
        self._scroll = ScrollPage(self)
        self._scroll.setObjectName("person-story")
        self._scroll.setAccessibleName(_("What happened"))
        column.addWidget(self._scroll, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no row is chosen."""
        self._wanted, self.story = None, None
        self.heading.setText(_("Nobody is chosen"))
        self.about.setText(_("Choose a row to see what happened to this person's data."))
        self._standing.hide()
        self._buttons.hide()
        self._scroll.set_page(QWidget(self))
        self._told(None)

    def show_person(self, dataset: str, subject: str, *, again: bool = False) -> None:
        """Read and show a person; the one already shown is read again only with ``again``."""
        if self._wanted == (dataset, subject) and not again:
            return
        self._wanted = dataset, subject

        def job(acting: Acting) -> Story:
            with acting.vault.read() as session:
                return story_of(session, dataset, subject, acting.clock())

        self._context.worker.read(self, job, self._show, key="story")

    def lines(self) -> list[TimelineRow]:
        """The lines as they are shown."""
        return self._scroll.findChildren(TimelineRow)

    def _show(self, story: Story) -> None:
        if self._wanted != (story.dataset, story.subject):
            return
        same = self.story is not None and (self.story.dataset, self.story.subject) == self._wanted
        place = self._scroll.verticalScrollBar().value() if same else 0
        self.story = story
        self.heading.setText(story.subject)
        self.about.setText(_("in dataset {dataset}", dataset=self._context.names.dataset(story.dataset)))
        self._show_standing(story)
        self._buttons.show()
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 0)
        column.setContentsMargins(0, space(2), space(2), 0)
        shown = story.happenings[:_MOST_LINES]
        for number, happening in enumerate(shown):
            last = number == len(shown) - 1
            column.addWidget(TimelineRow(happening, story.at, self._files, number=number + 1, last=last, parent=page))
        if not shown:
            column.addWidget(Words(_("Nothing is recorded of this person any more."), parent=page, quiet=True))
        column.addStretch(1)
        self._scroll.set_page(page)
        self._scroll.verticalScrollBar().setValue(place)
        self._told(story)

    def _show_standing(self, story: Story) -> None:
        while (item := self._standing_lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in story.standing:
            line = QWidget(self._standing)
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(space(2))
            badge = StateBadge(line)
            badge.set_badge(*state_badge(one.state))
            row.addWidget(badge)
            party = story.names.get(one.scope.controller, one.scope.controller)
            purpose = self._context.names.purpose(one.scope.purpose, dataset=one.scope.dataset)
            words = Words(f"{purpose} · {party}", "small", line)
            row.addWidget(words, 1)
            self._standing_lines.addWidget(line)
        self._standing.setVisible(bool(story.standing))
