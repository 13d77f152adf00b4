"""Terms that the paper defines, or uses as if it did: where, how often, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _, counted
from datapact.contract.text.defined_terms import FAULT_WORDS, DefinedTerm, defined_terms
from datapact.paper.judge.language import language_of
from datapact.paper.judge.places import place_words
from datapact.paper.steps.view import PaperPage
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.paper.part import PaperPart

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class DefinedPart(PaperPart[DefinedTerm]):
    """The defined terms, looked for when the part is first shown."""

    name = "paper-defined"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(context, history, parent)
        columns: list[Column[DefinedTerm]] = [
            Column("term", _("Term"), 28, lambda row: row.term, flexible=True),
            Column("fault", _("What is wrong"), 28, _fault, badge=_badge),
            Column("defined", _("Defined in"), 26, self._defined, flexible=True, gives_way=1),
            Column("uses", _("Uses"), 8, lambda row: str(row.uses), order=lambda row: row.uses, gives_way=2),
        ]
        self.build(_("Defined terms"), "", columns, ())

    def show_page(self, page: PaperPage) -> None:
        self.page = page
        passages = [(str(one.number), one.text) for one in page.text.passages]
        language = language_of(page.text) or "de"
        self.context.worker.read(
            self, lambda _acting: defined_terms(passages, language), self._show, key="paper-defined"
        )

    def _show(self, found: tuple[DefinedTerm, ...]) -> None:
        wrong = sum(bool(one.fault) for one in found)
        words = counted("{n} term needs a look.", "{n} terms need a look.", wrong)
        self.sentence.setText(
            f"{words} {_('A program only found words: read the place before you rely on it.')}"
            if found
            else _("The text defines no terms.")
        )
        self.show_rows(found, lambda row: row.term)

    def passage(self, row: DefinedTerm) -> int:
        return int((*row.defined[-1:], row.first)[0])

    def _places(self, row: DefinedTerm) -> list[str]:
        page = self.page
        return [] if page is None else [str(place_words(page.text, int(one))) for one in row.defined]

    def _defined(self, row: DefinedTerm) -> str:
        return ", ".join(self._places(row)) or _("nowhere")

    def show_current(self, row: DefinedTerm | None) -> None:
        page = self.page
        if row is None or page is None:
            self.facts.show_nothing(_("No term is chosen"))
            return
        told = [
            (place, page.text.passages[int(one) - 1].text)
            for place, one in zip(self._places(row), row.defined, strict=True)
        ]
        if not told:
            number = int(row.first)
            told = [(str(place_words(page.text, number)), page.text.passages[number - 1].text)]
        self.facts.show_facts(row.term, _badge(row), [*told, (_("Uses"), str(row.uses))])


def _fault(row: DefinedTerm) -> str:
    return _(FAULT_WORDS[row.fault]) if row.fault else _("in order")


def _badge(row: DefinedTerm) -> Badge:
    return ("warning", _fault(row), "warn") if row.fault else ("check", _fault(row), "good")
