"""The list of pages of the interview, with the open questions of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from datapact.base.texts import _, counted, current_language
from datapact.contract.templates.interview import Page, screening_questions
from datapact.contract.terms import Terms
from datapact.contract.text.document import AgreementDocument
from datapact_ui.editor.fields.list_appearance import soften, steady_icon
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.widgets.list_lines import add_line

FRAME, LAST, SCREENING = -1, -2, -3
"""The numbers of the pages that no template has: title and languages before the others, what is open behind them, and
after the first of the template what it is about."""


class ProgressList(QListWidget):
    """A line a page; its current row is the page that is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress-list")
        self.setAccessibleName(_("Pages of the interview"))
        self.setIconSize(icon_size())
        soften(self)
        self.setWordWrap(True)
        self.setSpacing(space(0.5))
        self.setMinimumWidth(characters(16))
        self.order: list[int] = []
        """The numbers of the pages in order: the frame, those of the template, the last one."""

    def show_pages(
        self,
        pages: Sequence[Page],
        document: AgreementDocument,
        at: int,
        barring: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        """Show the pages by the present answers, with number ``at`` chosen, without a signal.

        ``barring``: how many findings that bar freezing a page can settle, by its number.
        """
        numbers = [page.number for page in pages]
        self.order = [FRAME, *numbers[:1], SCREENING, *numbers[1:], LAST]
        terms = document.terms
        screening = sum(one.is_open for one in screening_questions(document))
        by_number = {page.number: page for page in pages}
        self.blockSignals(True)
        while self.count() > len(self.order):
            self.takeItem(self.count() - 1)
        longest = 0
        good = colours_of(self.palette()).good.ink
        for row, number in enumerate(self.order):
            item = self.item(row) or add_line(self)
            page = by_number.get(number)
            waits = page is not None and (bool(page.open or barring.get(number)) or nothing_entered(page, terms))
            if number == SCREENING:
                waits = screening > 0
                words = f"{_frame_title(number)}\n{_counted_open(screening)}"
            else:
                words = (
                    _frame_title(number)
                    if page is None
                    else f"{page.title.text(current_language())}\n{_state(page, terms, barring.get(number, 0))}"
                )
            item.setText(words)
            longest = max(longest, *map(self.fontMetrics().horizontalAdvance, words.split()))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", ", "))
            if number == LAST:
                item.setIcon(steady_icon("forward"))
            else:
                item.setIcon(steady_icon("waiting") if waits else steady_icon("check", good))
        beside = icon_size().width() + space(10) + self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(max(characters(16), min(longest, characters(18)) + beside))  # no word is broken
        if at in self.order:
            self.setCurrentRow(self.order.index(at))
        self.blockSignals(False)


def _frame_title(number: int) -> str:
    if number == SCREENING:
        return _("What is it about?")
    return _("Title and languages") if number == FRAME else _("Review and finish")


def _counted_open(number: int) -> str:
    return str(counted("{n} question open", "{n} questions open", number)) if number else _("no question open")


def _state(page: Page, terms: Terms, barring: int) -> str:
    if nothing_entered(page, terms):
        return _("nothing entered")
    if barring and not page.open:
        return str(counted("{n} finding to settle", "{n} findings to settle", barring))
    if page.requires_nothing:
        return _("nothing required")
    return _counted_open(len(page.open))


def nothing_entered(page: Page, terms: Terms) -> bool:
    """Whether all questions of a page are about members of empty lists: neither open nor answered."""
    steps = [question.path.split(".") for question in page.questions]
    return all(step[1:2] == ["*"] and not getattr(terms, step[0], ()) for step in steps)
