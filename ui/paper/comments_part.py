"""Comments that stand in the other side's Word file: who, when, where, about which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _, current_language
from datapact.paper.read.text import PaperComment
from datapact.paper.steps.report import comment_place, comment_time
from datapact.paper.steps.view import PaperPage
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.paper.part import PaperPart

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

type _Numbered = tuple[int, PaperComment]
"""A comment with its number in the file, from 1."""


class CommentsPart(PaperPart[_Numbered]):
    """The comments in the order of the file; they are no part of the contract's words."""

    name = "paper-comments"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(context, history, parent)
        columns: list[Column[_Numbered]] = [
            Column("number", _("No."), 6, lambda row: str(row[0]), order=lambda row: row[0], gives_way=1),
            Column("author", _("Who"), 18, lambda row: row[1].author or _("not named")),
            Column("where", _("Where"), 22, self._where, order=lambda row: row[1].passage, gives_way=2),
            Column("text", _("Comment"), 44, lambda row: row[1].text.replace("\n", " "), flexible=True),
        ]
        words = _(
            "Comments as the file has them; its clock and its names are not checked. They are no part of the text."
        )
        self.build(_("Comments in the file"), words, columns, ())

    def show_page(self, page: PaperPage) -> None:
        self.page = page
        self.show_rows(list(enumerate(page.text.comments, 1)), lambda row: str(row[0]))

    def passage(self, row: _Numbered) -> int:
        return row[1].passage

    def _where(self, row: _Numbered) -> str:
        return str(comment_place(self.page.text, row[1])) if self.page is not None else ""

    def show_current(self, row: _Numbered | None) -> None:
        if row is None or self.page is None:
            self.facts.show_nothing(_("No comment is chosen"))
            return
        comment = row[1]
        told = [
            (_("Where"), self._where(row)),
            (_("About the words"), comment.words),
            (_("Comment"), comment.text),
            (_("Answer to"), comment.answers),
            (_("Written"), comment_time(comment, current_language())),
            (_("Standing"), _("marked as done") if comment.resolved else _("open")),
        ]
        self.facts.show_facts(comment.author or _("not named"), None, [one for one in told if one[1]])
