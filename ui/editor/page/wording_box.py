"""The box under the findings of a draft: what differs from the template, and its two answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.checks.model.finding import Finding
from datapact.contract.text.marked import Piece
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.text.marked_words import MarkedWords
from datapact_ui.kit.text.wording_words import cure_words, wordings_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height, space
from datapact_ui.kit.widgets.disabled_controls import bar_control

if TYPE_CHECKING:
    from datapact.agreements.steps.wording import OwnWording


class WordingBox(QWidget):
    """Shows the chosen finding; hidden where it is not about wording."""

    cure_wanted = Signal(object)
    """The finding whose clause is to be inserted."""
    confirm_wanted = Signal(object)
    """Places of own words, as a tuple."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wording-box")
        self._finding: Finding | None = None
        self._own: tuple[OwnWording, ...] = ()
        self._words = MarkedWords((), self)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        put_page(self._scroll, self._words)
        self._scroll.setMaximumHeight(round(line_height() * 9))
        self.cure = QPushButton(icon("add"), "", self)
        self.cure.setObjectName("wording-cure")
        self.cure.setToolTip(_("Insert key in the list of findings"))
        self.cure.clicked.connect(self.cure_now)
        self.confirm = QPushButton(icon("approve"), _("Confirm …"), self)
        self.confirm.setObjectName("wording-confirm")
        self.confirm.clicked.connect(self._confirm_now)
        buttons = QWidget(self)
        row = FlowLayout(buttons)
        row.addWidget(self.cure)
        row.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self._scroll)
        column.addWidget(buttons)
        self.hide()

    def show_finding(self, finding: Finding | None, wordings: Sequence[OwnWording], *, stored: bool) -> None:
        """Show what a finding is about; ``stored``: the draft is in the vault, so that words of it can be confirmed."""
        self._finding = finding
        self._own = () if finding is None else wordings_of(finding, wordings)
        curable = finding is not None and bool(finding.parts)
        if finding is not None and curable:
            self.cure.setText(cure_words(finding, wordings))
        self.cure.setVisible(curable)
        self.confirm.setVisible(bool(self._own))
        bar_control(self.confirm, "" if stored else _("Save the draft first."))
        apart = Piece("\n\n")
        self._words.show_pieces([piece for one in self._own for piece in (apart, *one.pieces)][1:])
        self._scroll.setVisible(bool(self._own))
        self.setVisible(curable or bool(self._own))

    def _confirm_now(self, _on: bool = False) -> None:
        self.confirm_wanted.emit(tuple(own.place for own in self._own))

    def cure_now(self) -> None:
        """Insert the clause of the finding that is shown."""
        if self._finding is not None and self._finding.parts:
            self.cure_wanted.emit(self._finding)
