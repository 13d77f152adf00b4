"""Facts beside a list: a heading, a state as icon and word, names with their values, and buttons for actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.one_line import OneLine
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.tables.rows_model import Badge
from datapact_ui.kit.tables.section import button_of
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.measures import characters, margins, space, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine

_DIGEST = 36
"""Characters from which on a word is a digest or an id."""
_LABELS = 20
"""Characters that the names of facts may take before they are broken."""


class FactsPanel(QWidget):
    """The facts of the chosen row, beside its list. ``show_facts`` fills it anew."""

    def __init__(self, name: str, words: str, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMinimumWidth(characters(40))
        self._shown: object = None
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        column.setContentsMargins(space(3), 0, 0, 0)
        self.heading = Words("", "heading", self)
        self.heading.setObjectName(f"{name}-heading")
        self.badge = StateBadge(self)
        self.badge.setObjectName(f"{name}-state")
        self._buttons = QWidget(self)
        flow = FlowLayout(self._buttons)
        for action in actions:
            flow.addWidget(button_of(action, self._buttons))
        column.addWidget(
            self._buttons
        )  # above all that is longer for one row than for another: they stay where they are
        column.addWidget(self.heading)
        column.addWidget(self.badge)
        self._scroll = ScrollPage(self)
        self._scroll.setObjectName(f"{name}-facts")
        self._scroll.setAccessibleName(words)
        column.addWidget(self._scroll, 1)

    def show_facts(
        self,
        heading: str,
        badge: Badge | None,
        facts: Sequence[tuple[str, str]],
        warnings: Sequence[tuple[str, Tone]] = (),
    ) -> None:
        """Show the facts; those without a value are left out, ``warnings`` come first.

        What is shown already stays as it is: how far it is scrolled, and what is selected in it.
        """
        wanted = heading, badge, tuple(facts), tuple(warnings)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.heading.setText(heading)
        self.badge.setVisible(badge is not None)
        if badge is not None:
            self.badge.set_badge(*badge)
        self._buttons.setVisible(bool(heading) and badge is not None)
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 2)
        column.setContentsMargins(0, space(2), space(2), 0)
        for words, tone in warnings:
            column.addWidget(WarningLine(words, tone, page))
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1.5))
        grid.setColumnStretch(1, 1)
        shown = [(name, value) for name, value in facts if value]
        metrics = QFontMetrics(type_font("small"))
        wide = min(max((metrics.horizontalAdvance(name) for name, _value in shown), default=0), characters(_LABELS))
        for row, (name, value) in enumerate(shown):
            label = Words(name, "small", page, quiet=True)
            label.setFixedWidth(wide + space(0.5))
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_value(value, page), row, 1)
        column.addLayout(grid)
        column.addStretch(1)
        self._scroll.set_page(page)

    def show_nothing(self, words: str) -> None:
        """Show that no line is chosen."""
        self.show_facts("", None, [], [])
        self.heading.setText(words)
        self._shown = None

    def text(self) -> str:
        """All that is shown, for tests and for copying."""
        page = self._scroll.widget()
        if page is None:
            return ""
        shown = [one.words() if isinstance(one, OneLine) else one.text() for one in page.findChildren(QLabel)]
        return "\n".join(words for words in shown if words)


def _value(value: str, parent: QWidget) -> QWidget:
    """The value of a fact; a digest keeps its beginning and its end where it is too long for its line."""
    lines = value.split("\n")
    if not any(_is_digest(line) for line in lines):
        text = Words(value, "body", parent)
        text.setMinimumWidth(characters(10))
        text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return text
    made = QWidget(parent)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for line in lines:
        column.addWidget(_digest(line, made) if _is_digest(line) else _value(line, made))
    return made


def _is_digest(line: str) -> bool:
    return len(line) >= _DIGEST and " " not in line


def _digest(line: str, parent: QWidget) -> OneLine:
    shown = OneLine(parent, cut=Qt.TextElideMode.ElideMiddle)
    shown.set_words(line)
    copy = QAction(_("Copy"), shown)
    copy.triggered.connect(lambda _checked=False: QGuiApplication.clipboard().setText(line))
    shown.addAction(copy)
    shown.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    return shown
