"""All screening questions of an agreement, one card each: for a draft, and for an agreement whose text is fixed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.contract.screening.questions import PlacedQuestion, placed_questions
from datapact.contract.terms import Terms
from datapact.contract.terms.known_facts import land
from datapact_ui.editor.fields.screening_card import ScreeningCard
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words


class ScreeningList(QWidget):
    """The questions by what they are asked for. ``answered`` brings what stands at each path now."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, only_open: bool = False) -> None:
        """``only_open``: those that are open when they are first shown, and no others."""
        super().__init__(parent)
        self._only_open = only_open
        self._shown: frozenset[tuple[str, str]] | None = None
        self.cards: list[ScreeningCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(3))
        self._built: list[tuple[str, str, str, tuple[str, ...], tuple[str, ...]]] = []

    def show_terms(self, terms: Terms) -> None:
        """Show the questions that these terms ask, with what is known."""
        questions = placed_questions(terms)
        if self._only_open:
            if self._shown is None:
                self._shown = frozenset((one.question.id, one.place) for one in questions if one.is_open)
            questions = tuple(one for one in questions if (one.question.id, one.place) in self._shown)
        self.show_questions(terms, questions)

    def show_questions(self, terms: Terms, questions: Sequence[PlacedQuestion]) -> None:
        """Show just these questions of the terms, with what is known."""
        built: list[tuple[str, str, str, tuple[str, ...], tuple[str, ...]]] = [
            (
                one.question.id,
                one.question.text,
                one.place,
                tuple(one.known),
                tuple(key for key, _name in _parties(terms, one)),
            )
            for one in questions
        ]
        if built != self._built:
            self._build(terms, questions)
            self._built = built
            return
        for card, one in zip(self.cards, questions, strict=True):
            card.show_asked(one, _judged(terms, one), _land(terms, one))

    def _build(self, terms: Terms, questions: Sequence[PlacedQuestion]) -> None:
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        scope = ""
        headings = {
            "dataset": _("The data"),
            "purpose": _("The purposes"),
            "agreement": _("What happens with it"),
            "party": _("The parties"),
        }
        for one in questions:
            if one.question.scope != scope:
                scope = one.question.scope
                self._column.addWidget(Words(headings[scope], "heading", self))
            card = ScreeningCard(one, _judged(terms, one), _parties(terms, one), _land(terms, one), self)
            card.answered.connect(self.answered)
            self.cards.append(card)
            self._column.addWidget(card)
            if name and (again := card.findChild(QWidget, name)) is not None:
                again.setFocus()  # an answer above brings or takes questions below; the keys go on where they were

    def card_of(self, place: str) -> ScreeningCard | None:
        """The card that asks for a place of the terms."""
        owner, _dot, name = place.rpartition(".")
        for card in self.cards:
            if card.place == owner and (
                name in card.ticks
                or (name == "land" and card.land is not None)
                or (name == "personal" and card.id == "recognise")
            ):
                return card
        return None

    def asked_at(self, place: str) -> ScreeningCard | None:
        """The card that asks for a place of the terms, or the first one about the dataset or agreement there."""
        return self.card_of(place) or next((card for card in self.cards if card.place == place), None)


def _parties(terms: Terms, one: PlacedQuestion) -> list[tuple[str, str]]:
    """Key and name of the parties that provide or receive the dataset of a question."""
    if one.question.id != "recognise":
        return []
    dataset = next(entry for entry in terms.datasets if f"datasets.{entry.key}" == one.place)
    keys = dict.fromkeys((dataset.provider, *dataset.recipients, *(entry.party for entry in dataset.personal)))
    return [(party.key, party.short_name or party.name or party.key) for party in terms.parties if party.key in keys]


def _judged(terms: Terms, one: PlacedQuestion) -> dict[str, str]:
    if one.question.id != "recognise":
        return {}
    dataset = next(entry for entry in terms.datasets if f"datasets.{entry.key}" == one.place)
    return {entry.party: entry.judgement for entry in dataset.personal}


def _land(terms: Terms, one: PlacedQuestion) -> str:
    if one.question.id != "party":
        return ""
    return land(terms, next(party for party in terms.parties if f"parties.{party.key}" == one.place))
