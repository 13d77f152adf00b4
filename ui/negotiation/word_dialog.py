"""A Word file that came back: unmarked changes first, each taken over or not; then drafts are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.agreements.steps.carry_over import to_carry, working_draft
from datapact.agreements.steps.reply import Verdicts
from datapact.base.texts import Language, Message, _, counted, current_language
from datapact.contract.changes.marked_change import marked_change
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import numbers
from datapact.word.read.outside_text import OutsideText
from datapact.word.read.returned import Remark, Returned, ReturnedChange
from datapact.word.steps.agreeing import BUTTONS, AgreeingStep, agreeing_step
from datapact.word.steps.coverage import coverage_lines, outside_line
from datapact.word.steps.older import BOTH, older_lines
from datapact.word.steps.received import Received, keep_received, open_received
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.negotiation.carry_dialog import open_carrying
from datapact_ui.negotiation.change_rows import ChangeRow, place_words, side_texts
from datapact_ui.negotiation.changes_dialog import ChangesDialog
from datapact_ui.negotiation.word_remarks import WordRemarks

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class WordDialog(ChangesDialog):
    """The dialog on a Word file that came back. Nothing is taken over before the button; Escape leaves the vault as it was."""

    help_page = "word"

    def __init__(
        self, context: AppContext, data: bytes, name: str, history: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("word_dialog", _("Word file {name}", name=name), parent)
        self._context, self._name = context, name
        self.received: Received | None = None
        self._agreeing: AgreeingStep = ""
        self._way_on = ""
        self.older = WarningLine("", "warn", self)
        self.older.setObjectName("word_older")
        self.older.hide()
        self.sides = Words("", "small", self)
        self.sides.setObjectName("word_sides")
        self.sides.hide()
        self.below.addWidget(self.sides)
        self.offer_reason("word_reason", _("A comment at this place in our next file"))
        self.offer_own_words()
        self.unmarked = WarningLine("", "bad", self)
        self.unmarked.setObjectName("word_unmarked")
        self.unmarked.hide()
        self.outside = Words("", "small", self)
        self.outside.setObjectName("word_outside")
        self.coverage = Words("", "small", self, quiet=True)
        self.coverage.setObjectName("word_coverage")
        self.column.insertWidget(0, self.older)
        self.column.insertWidget(2, self.unmarked)
        self.column.addWidget(self.outside)
        self.comments = WordRemarks(self)
        self.column.addWidget(self.comments)
        self.column.addWidget(self.coverage)
        self.all_button = QPushButton(icon("accept"), _("Accept all tracked ones"), self)
        self.all_button.setObjectName("word_all")
        self.all_button.setIconSize(icon_size())
        self.all_button.setAutoDefault(False)
        self.all_button.clicked.connect(lambda _checked=False: self._accept_tracked())
        self.take_button = self.add_button("word_take", _("Make a draft of it"), "draft", self._take, primary=True)
        for button in (self.take_button, self.all_button):
            bar_control(button, being_read())
        self.wait_for_rows(_("Reading the file …"))
        self.finish(150, 38, self.all_button)
        context.worker.read(
            self, lambda acting: _rows(acting, data, history), self._show, key="word", failed=self.show_error
        )

    def _show(self, found: tuple[Received, list[ChangeRow], tuple[AgreeingStep, Message | None]]) -> None:
        self.received, rows, (self._agreeing, way_on) = found
        self._way_on = "" if way_on is None else str(way_on)
        returned = self.received.returned
        unmarked = sum(one.origin == "unmarked" for one in returned.changes)
        unmarked += sum(one.origin == "unmarked" for one in returned.outside)
        said = counted(
            "{n} place was changed without a mark. Look at it first.",
            "{n} places were changed without a mark. Look at them first.",
            unmarked,
        )
        hidden = [one for one in returned.outside if one.origin == "unmarked"]
        self.unmarked.words.setText("\n".join([str(said), *_outside_lines(hidden)]))
        self.unmarked.setVisible(bool(unmarked))
        if self.received.older is not None:
            self.older.words.setText("\n".join(older_lines(self.received.older, 6)))
        self.older.setVisible(self.received.older is not None)
        self.outside.setText(_outside(returned))
        self.outside.setVisible(bool(self.outside.text()))
        shown = _with_places(returned, self.received.remarks)
        self.comments.show_remarks(shown, answerable=len(returned.base.terms.parties) <= _TWO)
        self.coverage.setText(" ".join(coverage_lines(returned)))
        self.show_rows(rows)
        self.table.setFocus()

    def update_counts(self) -> None:
        if self.received is None:
            return
        self.head.setText(self.counted() if self.rows else self._way_on or _("No clause was changed."))
        worth = bool(self.rows or self.received.remarks)
        goes_on = not worth and bool(self._agreeing)
        nothing = "" if worth or goes_on else _("The file changes nothing, and has no comments.")
        bar_control(self.take_button, nothing or self.why_open())
        words = _(BUTTONS[self._agreeing]) if goes_on else _("Take over the comments")
        self.take_button.setText(_("Make a draft of it") if self.rows else words)
        tracked = any(self._tracked(row) and row.change.id not in self.decided for row in self.rows)
        bar_control(self.all_button, "" if tracked else _("No tracked change is open."))

    def all_decided(self) -> None:
        self.take_button.setFocus()

    def show_one(self, row: ChangeRow) -> None:
        """Show both texts, each whole, where both sides changed one place."""
        received = self.received
        both = received is not None and received.older is not None and row.change.id in received.older.both
        lines = _both_texts(received.returned, row) if received is not None and both else []
        self.sides.setText("\n\n".join(lines))
        self.sides.setVisible(bool(lines))

    def proposed(self) -> AgreementDocument | None:
        return None if self.received is None else self.received.returned.proposal

    def _tracked(self, row: ChangeRow) -> bool:
        return not row.unmarked and not row.note

    def _accept_tracked(self) -> None:
        for row in self.rows:
            if self._tracked(row) and row.change.id not in self.decided:
                self.decided[row.change.id] = Verdicts("accepted")
        self.show_rows(self.rows)

    def _take(self) -> None:
        received = self.received
        if received is None or self.open_count():
            return
        if not self.rows and not received.remarks:  # nothing to make a draft of: on to where the text is agreed
            self.accept()
            self._context.answer_proposal(received.history, self._agreeing)
            return
        decided, answers = dict(self.decided), self.comments.answers()
        accepted = [name for name, one in decided.items() if one.verdict != "refused"]
        note = _("From the Word file {name}", name=self._name)

        def keep(acting: Acting) -> tuple[str, str]:
            """The draft that is made, and one of ours that has changes it lacks; empty for none."""
            before = working_draft(acting, received.history)
            made = keep_received(acting, received, accepted, note, decided, answers)
            lacks = before if before and made and to_carry(acting, received.history, before, made) else ""
            return made, lacks

        def done(found: tuple[str, str]) -> None:
            draft, lacks = found
            self._context.notify(
                _("A draft was made of the accepted changes. The file as received is a draft of its own.")
                if draft
                else _("The comments stand beside the text now.")
            )
            self.accept()
            self._context.open_agreement(received.history)
            if lacks:
                open_carrying(self._context, received.history, lacks, draft, self.parentWidget())

        self._context.worker.change(
            self,
            _("Making drafts of the Word file"),
            lambda acting, _p: keep(acting),
            done,
            touches=frozenset({received.history, "list"}),
            failed=self.show_error,
        )


def _rows(
    acting: Acting, data: bytes, history: str
) -> tuple[Received, list[ChangeRow], tuple[AgreeingStep, Message | None]]:
    received = open_received(acting, data, history)
    returned = received.returned
    language = current_language()
    rows = [
        ChangeRow(
            one.change,
            place_words(one.change, returned.base, returned.proposal, language),
            marked_change(returned.base, returned.proposal, one.change),
            _note(received, one),
            received.loses.get(one.change.id, ()),
            ", ".join((*one.authors, *filter(None, [_day(one.time)]))),
            received.leaves.get(one.change.id, ()),
            received.terms.get(one.change.id, ()),
            unmarked=one.origin == "unmarked",
        )
        for one in returned.changes
    ]
    return received, rows, agreeing_step(acting, received)


def _note(received: Received, one: ReturnedChange) -> str:
    both = received.older is not None and one.change.id in received.older.both
    return _(BOTH) if both else ""


def _both_texts(returned: Returned, row: ChangeRow) -> list[str]:
    """The newest text and that of the file, in the languages in which they differ."""
    return [
        f"{_('Newest text: {text}', text=ours)}\n{_('Text of the file: {text}', text=theirs)}"
        for ours, theirs in side_texts(returned.base, returned.proposal, row.change, current_language())
    ]


def _day(time: str) -> str:
    """The day of a time in a Word file, which bears no zone that one could rely on; empty where it is none."""
    try:
        return short_day(date.fromisoformat(time[:10]).isoformat())
    except ValueError:
        return ""


def _language(returned: Returned) -> Language:
    shown = current_language()
    return shown if shown in returned.proposal.languages else returned.proposal.prevailing


_MOST_TOLD = 12


def _outside_lines(outside: Sequence[OutsideText]) -> list[str]:
    """A line for each of the first differences outside of clauses, and how many more there are."""
    lines = [f"– {outside_line(one)}" for one in outside[:_MOST_TOLD]]
    if len(outside) > _MOST_TOLD:
        lines.append(str(counted("– and {n} more", "– and {n} more", len(outside) - _MOST_TOLD)))
    return lines


def _outside(returned: Returned) -> str:
    tracked = [one for one in returned.outside if one.origin != "unmarked"]  # the others stand above, in red
    return "\n".join([_("Outside of clauses, for you to decide:"), *_outside_lines(tracked)]) if tracked else ""


def _with_places(returned: Returned, remarks: Sequence[Remark]) -> list[tuple[Remark, str]]:
    """Each comment with the number of its place; empty where it stands outside of clauses."""
    numbered = numbers(returned.proposal.clauses, _language(returned))
    return [(one, numbered.get(one.place, "")) for one in remarks]


_TWO = 2
"""Parties among whom an answer reaches everybody who sees our next file."""
