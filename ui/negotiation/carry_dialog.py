"""Own changes carried over onto a text that came since: what collides stands in both texts, and one of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from datapact.agreements.steps.carry_over import OpenCarry, carry_over, open_carry
from datapact.agreements.steps.reply import Verdicts
from datapact.agreements.views.comments import comments
from datapact.base.texts import N_, _, counted, current_language
from datapact.contract.changes.marked_change import marked_change
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.text.document import AgreementDocument
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read
from datapact_ui.negotiation.change_rows import CARRY_WORDS, ChangeRow, place_words, side_texts
from datapact_ui.negotiation.changes_dialog import ChangesDialog

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class CarryDialog(ChangesDialog):
    """What collides with nothing is carried at once and can be left out; nothing is written before the button."""

    help_page = "editor"
    carried = Signal(str)
    """The new text with the own changes is the draft to work on; with its digest."""

    def __init__(
        self, context: AppContext, history: str, draft: str = "", onto: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(
            "carry_dialog",
            _("Carry over onto the new text"),
            parent,
            said=CARRY_WORDS,
            heading=N_("In your new draft"),
            asked=(N_("&Take mine"), N_("&Leave theirs")),
        )
        self._context, self._history = context, history
        self.opened: OpenCarry | None = None
        self._told: Sequence[str] = ()
        self.sides = Words("", "body", self)
        self.sides.setObjectName("carry_sides")
        self.sides.hide()
        self.below.addWidget(self.sides)
        self.offer_own_words()
        self.take_button = self.add_button("carry_take", _("Make it my draft"), "draft", self._take, primary=True)
        bar_control(self.take_button, being_read())
        self.finish(150, 38)
        self.wait_for_rows(_("Comparing the texts …"))
        context.worker.read(
            self, lambda acting: _rows(acting, history, draft, onto), self._show, key="carry", failed=self.show_error
        )

    def _show(self, found: tuple[OpenCarry, list[ChangeRow], list[str]]) -> None:
        self.opened, rows, self._told = found
        self.decided = {name: Verdicts("accepted") for name in self.opened.carried.free}
        self.show_rows(rows)
        (self.table if self.open_count() else self.take_button).setFocus()

    def update_counts(self) -> None:
        opened = self.opened
        if opened is None:
            return
        carried = opened.carried
        lines = [
            _("Your changes of {common}, laid over {new}.", common=str(opened.common), new=str(opened.new)),
        ]
        if carried.free:
            lines.append(
                str(
                    counted(
                        "{n} of your changes collides with nothing and is carried over.",
                        "{n} of your changes collide with nothing and are carried over.",
                        len(carried.free),
                    )
                )
            )
        if carried.colliding:
            lines.append(
                str(
                    counted(
                        "{n} stands at a place that the other side changed, too: choose.",
                        "{n} stand at places that the other side changed, too: choose.",
                        len(carried.colliding),
                    )
                )
            )
        if carried.there:
            lines.append(
                str(
                    counted(
                        "{n} is said by the new text already.",
                        "{n} are said by the new text already.",
                        len(carried.there),
                    )
                )
            )
        if carried.homeless:
            lines.append(
                str(
                    counted(
                        "{n} has no place in the new text, as its language or the part is gone there; it stays in your draft.",
                        "{n} have no place in the new text, as their language or the part is gone there; they stay in your draft.",
                        len(carried.homeless),
                    )
                )
            )
        self.head.setText("\n".join([" ".join(lines), *self._told]))
        bar_control(self.take_button, self.why_open())

    def all_decided(self) -> None:
        self.take_button.setFocus()

    def show_one(self, row: ChangeRow) -> None:
        """Show both texts, each whole, where both sides changed one place."""
        opened = self.opened
        both = opened is not None and row.change.id in opened.carried.colliding
        lines = _both_texts(opened, row.change) if opened is not None and both else []
        self.sides.setText("\n\n".join(lines))
        self.sides.setVisible(bool(lines))

    def proposed(self) -> AgreementDocument | None:
        return None if self.opened is None else self.opened.carried.whole

    def _take(self) -> None:
        opened = self.opened
        if opened is None or self.open_count():
            return
        decided = dict(self.decided)
        left = sum(one.verdict == "refused" for one in decided.values())
        note = _("Carried over onto {new}", new=str(opened.new))

        def done(digest: str) -> None:
            said = [
                str(
                    counted(
                        "Your draft stands on the new text, with {n} change of yours.",
                        "Your draft stands on the new text, with {n} changes of yours.",
                        len(decided) - left,
                    )
                )
            ]
            if left:
                said.append(_("What you left out stays in the draft before, among the drafts."))
            self._context.notify(" ".join(said))
            self.accept()
            self.carried.emit(digest)

        self._context.worker.change(
            self,
            _("Carrying your changes over"),
            lambda acting, _p: carry_over(acting, opened, decided, note),
            done,
            touches=frozenset({self._history, "list"}),
            failed=self.show_error,
        )


def open_carrying(
    context: AppContext, history: str, draft: str = "", onto: str = "", parent: QWidget | None = None
) -> CarryDialog:
    """Show the dialog; what it makes is opened in the editor."""
    dialog = CarryDialog(context, history, draft, onto, parent)
    dialog.carried.connect(lambda digest: context.open_editor(history, digest))
    dialog.open()
    return dialog


def _rows(acting: Acting, history: str, draft: str, onto: str) -> tuple[OpenCarry, list[ChangeRow], list[str]]:
    opened = open_carry(acting, history, draft, onto)
    carried = opened.carried
    language = current_language()
    rows = [
        ChangeRow(
            one,
            place_words(one, carried.onto, carried.whole, language),
            marked_change(carried.onto, carried.whole, one),
            _("Changed on both sides") if one.id in carried.colliding else "",
        )
        for one in sorted(carried.changes, key=lambda one: one.id not in carried.colliding)
    ]
    return opened, rows, _homeless(acting, opened)


def _homeless(acting: Acting, opened: OpenCarry) -> list[str]:
    """Sentences on open comments whose words stand in the draft and no longer in the new text; they stay in the list."""
    before, after = (
        comments(acting, opened.history, one).threads for one in (opened.carried.draft, opened.carried.whole)
    )
    there = {one.digest for one in before if one.found.whereabouts != "gone"}
    return [
        _("A comment has no place in the new text; it stays among the comments: “{words}”", words=one.first.text[:120])
        for one in after
        if one.digest in there and one.found.whereabouts == "gone" and not one.settled
    ]


def _both_texts(opened: OpenCarry, change: ProposedChange) -> list[str]:
    """The new text and the own one there, in the languages in which they differ."""
    return [
        f"{_('Theirs: {text}', text=theirs)}\n{_('Yours: {text}', text=ours)}"
        for theirs, ours in side_texts(opened.carried.onto, opened.carried.whole, change, current_language())
    ]
