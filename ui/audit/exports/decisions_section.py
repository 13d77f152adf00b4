"""Used sharing decisions: their list, their replay, and the file from which an auditor recounts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from datapact.audit.engagements.decisions import RecordedDecision, Replayed, recorded_decisions, replay_decisions
from datapact.audit.engagements.scope import EVERYTHING, scope_of
from datapact.audit.exports.decision import RELEASERS, DecisionExport, build_decision, record_decision_export
from datapact.base.clock import in_zone
from datapact.base.files import write_whole
from datapact.base.texts import _, counted
from datapact.consent.decision.wording import people_of, verdict_word
from datapact_ui.audit.exports.decision_detail import OUTCOMES, DecisionDetail
from datapact_ui.audit.parts.access_log import AccessLog
from datapact_ui.audit.parts.written_line import WrittenLine
from datapact_ui.consent.parts.cell_words import VERDICT_LOOKS
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.wrapping_splitter import WrappingSplitter
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import Section, bar, button_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class DecisionsSection(Section):
    """The list on the left, the chosen decision on the right."""

    name = "decisions"
    picture = "consent"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._all: Sequence[RecordedDecision] = ()
        self._limited = False
        self.replayed: dict[str, Replayed] = {}
        self._wanted = self._written_of = ""
        self._again = self.action("replay-answer", _("Give the answer again"), self.replay_current, "refresh")
        self._every = self.action("replay-all-answers", _("Give all answers again"), self.replay_all, "refresh")
        self._export = self.action("export-answer", _("Export the answer for an auditor …"), self.export, "export")
        self._build()
        self._on_current()

    def _build(self) -> None:
        self.search = QLineEdit(self)
        self.search.setObjectName("answers-search")
        self.search.setAccessibleName(_("Find a used answer"))
        self.search.setPlaceholderText(_("Find a used answer: dataset, partner, purpose"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._narrow())
        self.table: RowsTable[RecordedDecision] = RowsTable(
            "answers-table", _("Answers on file"), self._columns(), self
        )
        self.table.chosen.connect(self._on_current)
        self.detail = DecisionDetail(self.context, self)
        self.complete = Tick(_("Show that no batch of consents is missing"), self)
        self.complete.setObjectName("answer-complete")
        self.complete.setChecked(True)
        self.complete.setToolTip(
            _("Adds kind and time of every internal entry before the answer, without what it says.")
        )
        self.written = WrittenLine(self.context, "answer-written", self)
        right = QWidget(self)
        column = QVBoxLayout(right)
        margins(column, 0, 2)
        column.setContentsMargins(space(3), 0, 0, 0)
        column.addWidget(self.detail, 1)
        column.addWidget(self.written)
        column.addWidget(self.complete)
        row = FlowLayout()
        for action in (self._again, self._export):
            row.addWidget(button_of(action, right))
        column.addLayout(row)
        right.setMinimumWidth(characters(38))
        splitter = WrappingSplitter("answers-splitter", ((self.table, 8), (right, 16)), self)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([characters(120), characters(54)])
        self.pages = FrontStack(self)
        self.pages.addWidget(splitter)
        self.pages.addWidget(
            EmptyState(
                "consent",
                _("No answer was used yet"),
                _("An answer on sharing that a lead or a legal member uses is recorded, and shows here."),
                parent=self,
            )
        )
        self.count = Words("", "small", self, quiet=True)
        self.count.setObjectName("answers-count")
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addWidget(self.search, 1)
        top.addWidget(button_of(self._every, self))
        whole = QVBoxLayout(self)
        margins(whole, 0, 3)
        whole.addLayout(top)
        whole.addWidget(self.pages, 1)
        whole.addWidget(self.count)

    def _columns(self) -> list[Column[RecordedDecision]]:
        return [
            Column(
                "recorded",
                _("Recorded on"),
                13,
                _used_on,
                order=lambda one: one.recorded,
            ),
            Column("dataset", _("Dataset"), 26, lambda one: str(one.dataset), flexible=True, gives_way=6),
            Column("partner", _("Partner"), 26, lambda one: str(one.partner), flexible=True),
            Column("purpose", _("Purpose"), 26, lambda one: str(one.purpose), flexible=True, gives_way=5),
            Column(
                "verdict",
                _("The answer"),
                20,
                lambda one: str(verdict_word(one.verdict)),
                badge=lambda one: (
                    VERDICT_LOOKS[one.verdict][0],
                    str(verdict_word(one.verdict)),
                    VERDICT_LOOKS[one.verdict][1],
                ),
            ),
            Column(
                "people",
                _("People"),
                18,
                lambda one: people_of(one.n, one.m),
                order=lambda one: (one.n, one.m),
                gives_way=3,
            ),
            Column("replayed", _("Given again"), 24, self._replayed_words, badge=self._replayed_badge, gives_way=2),
            Column("member", _("Who"), 22, lambda one: one.member, gives_way=1),
        ]

    def _replayed_words(self, one: RecordedDecision) -> str:
        badge = self._replayed_badge(one)
        return badge[1] if badge is not None else ""

    def _replayed_badge(self, one: RecordedDecision) -> Badge | None:
        again = self.replayed.get(one.entry)
        if again is None:
            return None
        picture, words, tone = OUTCOMES[again.outcome]
        return picture, _(words), tone

    # ---- what a section is ----

    def title(self) -> str:
        return _("Answers on file")

    def actions_here(self) -> list[QAction]:
        return [self._again, self._every, self._export]

    def take_focus(self) -> None:
        (self.table if self._all else self.search).setFocus()

    def read(self) -> None:
        def job(acting: Acting) -> tuple[Sequence[RecordedDecision], bool]:
            scope = scope_of(acting)
            return [one for one in recorded_decisions(acting) if scope.covers(one.agreement)], scope != EVERYTHING

        self.context.worker.read(self, job, lambda found: self._show(*found), key="answers")

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: entry, the digest of the decision to choose."""
        wanted = options.get("entry", "")
        if wanted:
            self.search.clear()
            self._wanted = wanted
            self.read()

    def _show(self, found: Sequence[RecordedDecision], limited: bool) -> None:
        self._all, self._limited = found, limited
        self._narrow()
        wanted, self._wanted = self._wanted, ""
        if not (wanted and self.table.choose(lambda one: one.entry == wanted)) and self.table.current() is None:
            self.table.selectRow(0)
        self._on_current()

    def _narrow(self) -> None:
        words = self.search.text().casefold().split()
        shown = [one for one in self._all if all(word in _haystack(one) for word in words)]
        self.table.show_lines(shown, same=lambda one: one.entry)
        self.pages.setCurrentIndex(0 if self._all else 1)
        words = [str(counted("{n} answer on file", "{n} answers on file", len(shown)))]
        words += [_("only what your audits are about")] if self._limited else []
        self.count.setText(" · ".join(words))
        self._on_current()

    def _on_current(self) -> None:
        one = self.table.current()
        roles = self.context.identity.roles
        none = "" if one is not None else _("Choose an answer first.")
        bar(self._again, none)
        bar(self._every, "" if self._all else _("There is no used answer."))
        legal = _("Answers are exported by a legal member, a lead or an auditor. Ask one of them.")
        bar(self._export, none or ("" if roles & RELEASERS else legal))
        bar_control(self.complete, self._export.statusTip())
        self._note(one)
        self.detail.show_answer(one, self.replayed.get(one.entry) if one is not None else None)
        if one is None or one.entry != self._written_of:
            self.written.clear()

    def _note(self, one: RecordedDecision | None) -> None:
        if one is not None and self.isVisible():
            AccessLog.note(self.context, "decision", one.entry, one.agreement)

    # ---- giving again ----

    def replay_current(self) -> None:
        """Replay the chosen decision."""
        one = self.table.current()
        if one is not None:
            self._replay([one.entry])

    def replay_all(self) -> None:
        """Replay every decision shown."""
        self._replay([one.entry for one in self.table.lines.lines()])

    def _replay(self, entries: list[str]) -> None:
        def job(acting: Acting, progress: Progress) -> tuple[Replayed, ...]:
            return replay_decisions(
                acting, entries, lambda done, total: progress(_("Giving answers again"), done, total)
            )

        self.context.worker.change(self, _("Giving answers again"), job, self._replayed)

    def _replayed(self, found: tuple[Replayed, ...]) -> None:
        self.replayed |= {one.entry: one for one in found}
        self._narrow()
        self.context.notify(replayed_words(found))

    # ---- exporting ----

    def export(self) -> None:
        """Write the file of the chosen decision; the export is recorded first."""
        one = self.table.current()
        if one is None:
            return
        name = f"{_('answer-on-sharing')}-{in_zone(one.recorded).date().isoformat()}.pdf"
        path = self.context.dialogs.ask_save_file(_("Export the answer"), name, _("PDF files (*.pdf)"))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".pdf")
        complete, entry = self.complete.isChecked(), one.entry

        def write(acting: Acting, _progress: Progress) -> DecisionExport:
            made = build_decision(acting, entry, complete=complete)
            record_decision_export(acting, made)
            write_whole(path, made.pdf)
            return made

        self.context.worker.change(
            self,
            _("Exporting the answer"),
            write,
            lambda made: self._exported(path, made),
            touches=frozenset({"exports"}),
        )

    def _exported(self, path: Path, made: DecisionExport) -> None:
        people = counted("{n} person", "{n} people", made.people)
        events = counted("{n} signed event", "{n} signed events", made.events)
        sentence = _("The answer was written, with {people} and {events}.", people=people, events=events)
        if not made.recounted:
            sentence = f"{sentence} " + _("The count no longer comes out: records were erased since.")
        self._written_of = made.entry
        self.written.show_file(path, made.sha256, sentence)
        self.context.notify(_("The answer was written to {name}.", name=path.name))


def replayed_words(found: Sequence[Replayed]) -> str:
    """How many answers came out the same, otherwise, and could not be given again: three things, each where there is one."""
    kinds = [one.outcome for one in found]
    same, other, unknown = (kinds.count(one) for one in ("same", "different", "indeterminate"))
    said = []
    if same:
        said.append(
            counted(
                "{same} of {n} answer came out the same.",
                "{same} of {n} answers came out the same.",
                len(found),
                same=same,
            )
        )
    if other:
        said.append(counted("{n} answer came out otherwise.", "{n} answers came out otherwise.", other))
    if unknown:
        said.append(
            counted(
                "{n} answer cannot be given again by this program: it was given by another version of the rules, or its"
                " inputs cannot be read.",
                "{n} answers cannot be given again by this program: they were given by another version of the rules, or"
                " their inputs cannot be read.",
                unknown,
            )
        )
    return " ".join(map(str, said))


def _haystack(one: RecordedDecision) -> str:
    return f"{one.dataset} {one.partner} {one.purpose} {one.member} {verdict_word(one.verdict)}".casefold()


def _used_on(one: RecordedDecision) -> str:
    """The day of use and, where that is another, the day that the answer was given for."""
    used, asked = (short_day(in_zone(each).date().isoformat()) for each in (one.recorded, one.at))
    return used if used == asked else _("{day}, for {asked}", day=used, asked=asked)
