"""Confirming own words of a text, many at once: each with what differs from the template, and a remark."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.text.marked_words import MarkedWords
from datapact_ui.kit.text.wording_words import replaced_words
from datapact_ui.kit.widgets.check_boxes import Tick

if TYPE_CHECKING:
    from datapact.agreements.steps.wording import OwnWording
    from datapact_ui.kit.context.app_context import AppContext


class ConfirmWordsDialog(FormDialog):
    """A tick for each place that nobody confirmed yet; ``chosen`` are ticked at first."""

    def __init__(
        self, context: AppContext, wordings: Sequence[OwnWording], chosen: Collection[str], parent: QWidget
    ) -> None:
        super().__init__(
            context,
            "confirm_words",
            _("Confirm own words"),
            _(
                "You confirm that these words provide what the template’s clause provides, and that you have read text "
                "that is in no template. It holds for exactly these words and stays in this vault."
            ),
            _("Confirm"),
            "approve",
            parent,
            above=True,
            help_page="agreement",
        )
        self.ticks: dict[str, Tick] = {}
        for number, one in enumerate(wordings):
            if one.confirmed:
                continue
            tick = Tick(replaced_words(one), self)
            tick.setObjectName(f"confirm_words_{number}")
            tick.setChecked(one.place in chosen)
            tick.toggled.connect(self.update_state)
            self.ticks[one.place] = tick
            self.put_before(tick)
            self.put_before(MarkedWords(one.pieces, self))
        self.note = self.paragraph("confirm_words-note", _("Remark (optional)"), 3)
        self.fit_fields(92)

    def why_not(self) -> str:
        return "" if self.places() else _("Tick the words that you confirm.")

    def places(self) -> list[str]:
        """The places that are ticked."""
        return [place for place, tick in self.ticks.items() if tick.isChecked()]

    def words(self) -> str:
        """The remark."""
        return self.note.toPlainText().strip()
