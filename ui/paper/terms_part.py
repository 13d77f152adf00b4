"""Terms that the paper seems to have: each with the sentence that it comes from, taken or refused one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _, counted
from datapact.paper.steps.taken import ProposedTerm, answer_term
from datapact.paper.steps.view import PaperPage
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.section import bar
from datapact_ui.paper.appearance import answer_badge, place_of, quote_words, value_text
from datapact_ui.paper.part import PaperPart

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class TermsPart(PaperPart[ProposedTerm]):
    """The proposed terms."""

    name = "paper-terms"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(context, history, parent)
        self.take = self.make("take", _("Take over"), partial(self.answer, take=True), "accept")
        self.refuse = self.make("refuse", _("Do not take over"), partial(self.answer, take=False), "decline")
        columns: list[Column[ProposedTerm]] = [
            Column("what", _("Term"), 30, lambda row: str(row.proposal.what), flexible=True),
            Column("value", _("The paper says"), 34, lambda row: value_text(row.proposal.value), flexible=True),
            Column(
                "answer",
                _("Your answer"),
                18,
                lambda row: answer_badge(row.answer)[1],
                badge=lambda row: answer_badge(row.answer),
            ),
            Column("place", _("Place"), 18, self._place, gives_way=1),
        ]
        sentence = _("Nothing is taken over by itself. What you take over is on record with its source.")
        self.build(_("Terms in the paper"), sentence, columns, (self.take, self.refuse))

    def _place(self, row: ProposedTerm) -> str:
        return "" if self.page is None else place_of(self.page.text, row.proposal.quote)

    def show_page(self, page: PaperPage) -> None:
        self.page = page
        self.show_rows(page.terms, lambda row: row.proposal.id)
        waiting = sum(one.answer == "open" for one in page.terms)
        if page.terms:
            words = counted(
                "{n} term waits for your answer. Nothing is taken over by itself; what you take over is on record with its source.",
                "{n} terms wait for your answer. Nothing is taken over by itself; what you take over is on record with its source.",
                waiting,
            )
            self.sentence.setText(str(words))
        else:
            self.sentence.setText(_("No terms were found in it."))

    def passage(self, row: ProposedTerm) -> int:
        return row.proposal.quote.passage

    def show_current(self, row: ProposedTerm | None) -> None:
        page = self.page
        if row is None or page is None:
            self.facts.show_nothing(_("No term is chosen"))
            return
        bar(self.take, self.only_legal())
        bar(self.refuse, self.only_legal())
        self.take.setVisible(row.answer != "taken")
        self.refuse.setVisible(row.answer == "open")
        proposal = row.proposal
        where = (
            _("into the agreement's terms")
            if proposal.path
            else _("as a note with its place; the terms have no field for it")
        )
        facts = [
            (_("The paper says"), value_text(proposal.value)),
            (place_of(page.text, proposal.quote), quote_words(proposal.quote)),
            (_("It is taken"), where),
            (_("Answered by"), row.by),
        ]
        self.facts.show_facts(str(proposal.what), answer_badge(row.answer), facts)

    def answer(self, *, take: bool) -> None:
        """Take the chosen term over, or refuse it; go on to the next one."""
        row = self.table.current()
        if row is None:
            return
        identifier, history = row.proposal.id, self.history

        def write(acting: Acting, _progress: Progress) -> Entry:
            return answer_term(acting, history, identifier, take=take)

        words = _("Taking the term over") if take else _("Recording the answer")
        self.context.worker.change(
            self, words, write, lambda _entry: self._go_on(), touches=frozenset({history, "list", "partners"})
        )

    def _go_on(self) -> None:
        """Choose the next open term, so that one key answers one after the other."""
        row, page = self.table.current(), self.page
        if row is None or page is None:
            return
        ids = [one.proposal.id for one in page.terms]
        behind = page.terms[ids.index(row.proposal.id) + 1 :] if row.proposal.id in ids else ()
        following = next((one for one in behind if one.answer == "open"), None)
        if following is not None:
            self.table.choose(lambda one: one.proposal.id == following.proposal.id)
