"""The card of statements since signature: notices, changes, suspensions, each with its effect and possible answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.agreements.views.timeline import SinceSigned
from datapact.base.day_words import long_date
from datapact.base.texts import _, current_language
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.state_badge import StateBadge

_PICTURES = {"notice": "mail", "change": "compare", "pause": "pause", "member": "partners"}


class SinceCard(Card):
    """The card of statements since the signature.

    ``answer_wanted`` emits the digest of a matter, and whether to agree to it.
    """

    answer_wanted = Signal(str, bool)
    silence_wanted = Signal(str)
    """That the silence of others on an order be recorded, by its digest."""

    def __init__(self, matters: Sequence[SinceSigned], *, may_answer: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("Since signature"), parent)
        self.setObjectName("since_signature")
        self._may_answer = may_answer
        for number, one in enumerate(matters):
            self._add(one, number)

    def _add(self, one: SinceSigned, number: int) -> None:
        badge = StateBadge(self)
        tone: Tone = "warn" if one.answer == "agree" else "info" if one.answer else "good" if one.counts else "neutral"
        badge.set_badge(_PICTURES[one.matter], str(one.short or one.standing), tone)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Words(since_words(one), "body", self), 1)
        self.column.addLayout(row)
        for told in one.details:
            self.column.addWidget(Words(str(told), "small", self, quiet=True))
        if one.text:
            self.column.addWidget(Words(one.text, "small", self, quiet=True))
        for told in (*one.order_text, *one.order_texts):
            self.column.addWidget(Words(str(told), "small", self, quiet=True))
        buttons = []
        if not self._may_answer:
            return
        if one.answer == "agree":
            buttons.append(self._button(f"since_agree_{number}", "accept", _("Agree …"), one.digest, True))
        if one.answer in ("agree", "object"):
            buttons.append(self._button(f"since_object_{number}", "decline", _("Object …"), one.digest, False))
        if one.answer == "take_back":
            buttons.append(self._button(f"since_back_{number}", "undo", _("Take back …"), one.digest, False))
        if one.silence:
            words = _("Record that nobody answered …")
            name = f"since_silence_{number}"
            button = picture_button(self, name, "time", words, lambda: self.silence_wanted.emit(one.digest))
            buttons.append(button)
        if buttons:
            box = QWidget(self)
            flow = FlowLayout(box)
            for button in buttons:
                flow.addWidget(button)
            self.column.addWidget(box)

    def _button(self, name: str, picture: str, words: str, digest: str, agree: bool) -> QPushButton:
        return picture_button(self, name, picture, words, lambda: self.answer_wanted.emit(digest, agree))


def since_words(one: SinceSigned) -> str:
    """A matter in one line: what, by whom, from when, until when it can be objected to."""
    language = current_language()
    parts = [str(one.title)]
    if one.party:
        parts.append(_("by {party}", party=one.party))
    if one.begins is not None:
        parts.append(_("from {day}", day=long_date(one.begins, language)))
    if one.until is not None:
        day = long_date(one.until, language)
        parts.append(_("until {day}", day=day) if one.matter == "pause" else _("objections until {day}", day=day))
    return ", ".join(parts)
