"""The recipients of a file, each with its identity and what it has not seen yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import Message, _
from datapact.exchange.send.letters import STEPS
from datapact.exchange.send.outgoing import Recipient
from datapact.organisation.partners.namesakes import namesake_warning
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.partners.identity import identity_sentence, show_identity


class RecipientsCard(Card):
    """A tick for each recipient, with what a person should know before a file is sealed for it; ``boxes`` by organisation."""

    changed = Signal()

    def __init__(self, recipients: Sequence[Recipient], parent: QWidget, *, outside: bool) -> None:
        super().__init__(_("Recipients"), parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._former = frozenset(one.organisation for one in recipients if one.former_party is not None)
        for recipient in recipients:
            self.column.addWidget(self._line(recipient, outside=outside))
        if recipients and self._former >= self.boxes.keys() and not outside:
            next(iter(self.boxes.values())).setChecked(True)
        if not recipients:
            words = _("This agreement has no other party yet. Add the partner to its parties first.")
            self.column.addWidget(WarningLine(words, parent=self))

    def _line(self, recipient: Recipient, *, outside: bool) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        line = QHBoxLayout()
        tick = Tick(recipient.name, box)
        tick.setObjectName(f"to-{len(self.boxes) + 1}")
        sendable = recipient.partner is not None and recipient.held_back is None
        tick.setChecked((sendable and recipient.former_party is None) or outside)
        bar_control(tick, _why_not(recipient, outside=outside))
        tick.toggled.connect(lambda on, one=recipient.organisation: self._toggled(one, on=on))
        self.boxes[recipient.organisation] = tick
        line.addWidget(tick, 1)
        badge = StateBadge(box)
        missing = "without_datapact" if outside else "unknown"
        show_identity(badge, recipient.standing if recipient.partner is not None else missing)
        line.addWidget(badge)
        column.addLayout(line)
        if outside:
            return box
        if recipient.partner is None:
            words = _(
                "The card of {name} is missing. Add it under Partners; then the file can be sealed for it.",
                name=recipient.name,
            )
            column.addWidget(WarningLine(words, "bad", box))
        elif recipient.held_back is not None:
            column.addWidget(WarningLine(str(recipient.held_back), "bad", box))
        elif recipient.is_namesake:
            column.addWidget(WarningLine(str(namesake_warning(recipient.name)), "bad", box))
        elif recipient.standing == "renamed":
            column.addWidget(WarningLine(identity_sentence("renamed"), parent=box))
        elif recipient.introduction is not None and recipient.standing == "introduced":
            column.addWidget(Words(str(recipient.introduction), "small", box, quiet=True))
        elif recipient.standing != "confirmed":
            words = _(
                "The identity of {name} is not confirmed: whoever made its card could read this file. Compare the"
                " fingerprint first if the content is confidential.",
                name=recipient.name,
            )
            column.addWidget(WarningLine(words, parent=box))
        if recipient.former_party is not None:
            column.addWidget(WarningLine(str(recipient.former_party), parent=box))
        if named := _named(recipient.unknown):
            column.addWidget(Words(_("Not confirmed there yet: {what}", what=named), "small", box, quiet=True))
        if named := _named(recipient.by_word):
            words = _("Known there by a Word file, not yet by a sealed file: {what}", what=named)
            column.addWidget(Words(words, "small", box, quiet=True))
        return box

    def _toggled(self, organisation: str, *, on: bool) -> None:
        """A former party gets a file of its own: a tick there takes the others away, and the other way round."""
        for other, box in self.boxes.items():
            alone = organisation in self._former or other in self._former
            if on and alone and other != organisation and box.isChecked():
                box.setChecked(False)
        self.changed.emit()

    def chosen(self) -> list[str]:
        """The organisations that are ticked."""
        return [organisation for organisation, box in self.boxes.items() if box.isChecked()]


def _why_not(recipient: Recipient, *, outside: bool) -> str:
    """Why nobody can be ticked or unticked here; the line below says the same at length."""
    if outside:
        return _("This partner works without DataPact: it gets the PDF.")
    if recipient.partner is None:
        return _("The card of {name} is missing.", name=recipient.name)
    return "" if recipient.held_back is None else str(recipient.held_back)


def _named(steps: Sequence[str]) -> str:
    return ", ".join(str(Message(STEPS[step])) for step in dict.fromkeys(steps) if step in STEPS)
