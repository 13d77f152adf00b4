"""Confirming own words of a text, many at once: each with what differs from the template, and a remark."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from datapact.agreements.steps.wording import SameWords, read_once
from datapact.base.texts import _, counted
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.text.marked_words import MarkedWords
from datapact_ui.kit.text.wording_words import replaced_words
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control

if TYPE_CHECKING:
    from datapact.agreements.steps.wording import OwnWording
    from datapact_ui.kit.context.app_context import AppContext

_MANY = 8
"""More words than this are worth a line to find some of them."""


class ConfirmWordsDialog(FormDialog):
    """A tick for each words that nobody confirmed yet, with all places that have them; ``chosen`` are ticked at first."""

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
        self._places: dict[str, tuple[str, ...]] = {}
        self._lines: list[tuple[str, Tick, MarkedWords]] = []
        found = read_once(wordings)
        places = sum(len(one.places) for one in found)
        self.search = QLineEdit(self)
        self.search.setObjectName("confirm_words_find")
        self.search.setPlaceholderText(_("Show only what has these words"))
        self.search.setAccessibleName(_("Show only what has these words"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._narrow())
        self.shown = Words("", "small", self, quiet=True)
        self.all = QPushButton(self)
        self.all.setObjectName("confirm_words_all")
        self.all.setAutoDefault(False)
        self.all.clicked.connect(lambda _checked=False: self._tick_shown())
        self._counted = _(
            "{texts} to read, at {places}.",
            texts=counted("{n} text", "{n} texts", len(found)),
            places=counted("{n} place", "{n} places", places),
        )
        for part in (self.shown, self.search, self.all):
            self.put_before(part)
            part.setVisible(len(found) > _MANY)
        for number, one in enumerate(found):
            self._add(number, one, chosen)
        self._narrow()
        self.note = self.paragraph("confirm_words-note", _("Remark (optional)"), 3)
        self.fit_fields(92)

    def _add(self, number: int, one: SameWords, chosen: Collection[str]) -> None:
        named = replaced_words(one.first)
        if len(one.places) > 1:
            named = _("{what} – the same words at {places}", what=named, places=_places(len(one.places)))
        tick = Tick(named, self)
        tick.setObjectName(f"confirm_words_{number}")
        tick.setChecked(any(place in chosen for place in one.places))
        tick.toggled.connect(self.update_state)
        words = MarkedWords(one.first.pieces, self)
        words.setObjectName(f"confirm_words_text_{number}")
        place = one.first.place
        self.ticks[place], self._places[place] = tick, one.places
        text = "".join(piece.text for piece in one.first.pieces)
        self._lines.append((f"{named} {text}".casefold(), tick, words))
        self.put_before(tick)
        self.put_before(words)

    def _narrow(self) -> None:
        """Show only the words that the typed ones stand in; a tick that is out of sight stays."""
        wanted = self.search.text().strip().casefold()
        for text, tick, words in self._lines:
            for part in (tick, words):
                part.setVisible(wanted in text)
        self.update_state()

    def _tick_shown(self) -> None:
        shown = self._shown()
        on = self._open(shown)
        for tick in shown:
            tick.setChecked(on)

    @staticmethod
    def _open(shown: Sequence[Tick]) -> bool:
        return not all(tick.isChecked() for tick in shown)

    def _shown(self) -> list[Tick]:
        wanted = self.search.text().strip().casefold()
        return [tick for text, tick, _words in self._lines if wanted in text]

    def update_state(self, *entered: object) -> None:
        super().update_state(*entered)
        shown = self._shown()
        self.all.setText(_("Tick all that are shown") if self._open(shown) else _("Untick all that are shown"))
        bar_control(self.all, "" if shown else _("No text has these words."))
        ticked = sum(tick.isChecked() for _text, tick, _words in self._lines)
        self.shown.setText(f"{self._counted} {_('Ticked: {n}', n=ticked)}")

    def why_not(self) -> str:
        return "" if self.places() else _("Tick the words that you confirm.")

    def places(self) -> list[str]:
        """The places that are ticked, by their words."""
        return [one for place, tick in self.ticks.items() if tick.isChecked() for one in self._places[place]]

    def words(self) -> str:
        """The remark."""
        return self.note.toPlainText().strip()


def _places(number: int) -> str:
    return str(counted("{n} place", "{n} places", number))
