"""The gap report in the window: each requirement, what was found for it, the words, and what a person says who read them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import N_, _
from datapact.paper.judge.gaps import GROUPS
from datapact.paper.steps.confirmed import OF_FLAGS, OF_REQUIREMENTS, READINGS, Reading, confirm_line
from datapact.paper.steps.view import LineView, PaperPage
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.section import bar
from datapact_ui.paper.appearance import capital, place_of, quote_words, verdict_badge
from datapact_ui.paper.part import PaperPart

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.theme.colours import Tone

_BUTTONS: dict[Reading, tuple[str, str]] = {
    "met": (N_("I have read it: met"), "check"),
    "not_met": (N_("I have read it: not met"), "decline"),
    "not_needed": (N_("Not needed here"), "archive"),
    "accepted": (N_("I have read it: accept"), "check"),
    "to_change": (N_("I have read it: to be changed"), "decline"),
    "not_so": (N_("The words do not say that"), "archive"),
}


class GapsPart(PaperPart[LineView]):
    """The lines of the report."""

    name = "paper-gaps"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(context, history, parent)
        self.readings = {
            reading: self.make(f"says-{reading.replace('_', '-')}", _(words), partial(self.confirm, reading), picture)
            for reading, (words, picture) in _BUTTONS.items()
        }
        columns: list[Column[LineView]] = [
            Column("what", _("What it is about"), 40, lambda row: capital(str(row.line.what)), flexible=True),
            Column(
                "verdict",
                _("What the words say"),
                22,
                lambda row: verdict_badge(row.line.verdict)[1],
                badge=lambda row: verdict_badge(row.line.verdict),
            ),
            Column("citation", _("Source"), 27, lambda row: str(row.line.citation), flexible=True, gives_way=1),
            Column(
                "reading", _("Person"), 20, lambda row: _(READINGS[row.reading]) if row.reading else "–", gives_way=2
            ),
        ]
        sentence = _("A program looked for words. Each line counts once a legal member has read it.")
        self.build(_("Gap report"), sentence, columns, tuple(self.readings.values()))

    def show_page(self, page: PaperPage) -> None:
        self.page = page
        self.sentence.setText(str(page.standing))
        self.show_rows(page.to_look_at_first, lambda row: row.line.id)

    def passage(self, row: LineView) -> int:
        return row.line.quotes[0].passage if row.line.quotes else 0

    def show_current(self, row: LineView | None) -> None:
        page = self.page
        if row is None or page is None:
            self.facts.show_nothing(_("No line is chosen"))
            return
        fitting = OF_FLAGS if row.line.is_flag else OF_REQUIREMENTS
        for reading, action in self.readings.items():
            bar(action, self.only_legal())
            action.setVisible(reading in fitting and row.reading != reading)
        facts = [(_("Group"), _(GROUPS[row.line.group])), (_("Source"), str(row.line.citation))]
        facts += [(_("Found"), str(row.why))]
        facts += [(place_of(page.text, quote), quote_words(quote)) for quote in row.line.quotes]
        if row.reading:
            facts.append((_(READINGS[row.reading]), row.by))
            facts.append((_("Remark"), row.note))
        warnings: list[tuple[str, Tone]] = []
        if row.line.verdict == "met" and not row.reading:
            warnings.append((_("Found, not judged: read the place."), "info"))
        self.facts.show_facts(capital(str(row.line.what)), verdict_badge(row.line.verdict), facts, warnings)

    def confirm(self, reading: Reading) -> None:
        """Record what the member says who read the chosen line."""
        row, page = self.table.current(), self.page
        if row is None or page is None:
            return
        requirement, seen, history = row.line.id, page.text_digest, self.history

        def write(acting: Acting, _progress: Progress) -> Entry:
            return confirm_line(acting, history, requirement, reading, seen=seen)

        self.context.worker.change(self, _("Recording what was read"), write, touches=frozenset({history}))
