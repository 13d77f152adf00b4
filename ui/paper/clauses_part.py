"""The closest clause of the library for each paragraph of the paper, with the words that agree and those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _, counted
from datapact.paper.judge.matches import Match, explained
from datapact.paper.judge.places import place_words
from datapact.paper.judge.shipped import shipped_texts
from datapact.paper.steps.closest import closest_clauses
from datapact.paper.steps.view import PaperPage
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.paper.appearance import closeness_badge
from datapact_ui.paper.part import PaperPart

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class ClausesPart(PaperPart[Match]):
    """The matches, read when the part is first shown."""

    name = "paper-clauses"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(context, history, parent)
        self._words: dict[str, str] = {}
        columns: list[Column[Match]] = [
            Column("place", _("Paragraph"), 24, self._place, flexible=True),
            Column("clause", _("Closest clause"), 34, lambda row: row.title or row.clause, flexible=True),
            Column(
                "closeness",
                _("How close"),
                30,
                lambda row: closeness_badge(row.closeness)[1],
                badge=lambda row: closeness_badge(row.closeness),
            ),
            Column("score", _("of 100"), 8, lambda row: str(row.score), order=lambda row: row.score, gives_way=1),
        ]
        self.build(_("Closest clauses"), "", columns, ())

    def _place(self, row: Match) -> str:
        return "" if self.page is None else str(place_words(self.page.text, row.passage))

    def show_page(self, page: PaperPage) -> None:
        self.page = page
        text = page.text

        def read(acting: Acting) -> tuple[tuple[Match, ...], dict[str, str]]:
            found, own = closest_clauses(acting, text)
            return found, {identifier: words for identifier, _title, words in (*own, *shipped_texts())}

        self.context.worker.read(self, read, lambda found: self._show(*found), key="paper-clauses")

    def _show(self, found: tuple[Match, ...], words: dict[str, str]) -> None:
        self._words = words
        self.sentence.setText(
            str(
                counted(
                    "{n} paragraph is close to a clause of your house or of DataPact.",
                    "{n} paragraphs are close to a clause of your house or of DataPact.",
                    len(found),
                )
            )
        )
        self.show_rows(found, lambda row: row.passage)

    def passage(self, row: Match) -> int:
        return row.passage

    def show_current(self, row: Match | None) -> None:
        page = self.page
        if row is None or page is None:
            self.facts.show_nothing(_("No paragraph is chosen"))
            return
        facts = [
            (_("Why"), "\n".join(map(str, explained(row)))),
            (_("The paper says"), page.text.passages[row.passage - 1].text),
            (_("The clause says"), self._words.get(row.clause, "")),
        ]
        self.facts.show_facts(row.title or row.clause, closeness_badge(row.closeness), facts)
