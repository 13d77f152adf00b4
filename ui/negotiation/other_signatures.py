"""The signatures of a PDF of another program: to each one five questions that people ask, with plain answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from datapact.base.texts import _
from datapact.signing.ades.judgement import JudgedSignature
from datapact.signing.ades.words import ValidationAnswer, five_answers, named
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.warning_line import WarningLine

_TONES: dict[bool | None, Tone] = {True: "good", False: "bad", None: "warn"}


class OtherSignatures(Card):
    """A card with a block for each signature, in the order of signing."""

    def __init__(self, judged: Sequence[JudgedSignature], parent: QWidget | None = None) -> None:
        super().__init__(_("Signatures"), parent)
        self.setObjectName("other-signatures")
        for one in judged:
            self.column.addWidget(Words(str(named(one)), "strong", self))
            self.column.addWidget(_answers(one, self))
        words = _("Results in brackets are those of ETSI EN 319 102-1. DataPact asked nobody and looked nothing up.")
        self.column.addWidget(Words(words, "small", self, quiet=True))


def _answers(one: JudgedSignature, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, space(2))
    grid.setHorizontalSpacing(space(3))
    grid.setVerticalSpacing(space(1))
    grid.setColumnStretch(1, 1)
    answers = five_answers(one)
    for row, answered in enumerate(answers):
        grid.addWidget(Words(str(answered.question), parent=box, quiet=True), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_answer(answered, box), row, 1)
    code = f"{one.indication} {one.sub_indication}".strip()
    grid.addWidget(Words(f"({code})", "small", box, quiet=True), len(answers), 1)
    return box


def _answer(answered: ValidationAnswer, parent: QWidget) -> QWidget:
    return WarningLine(" ".join(map(str, answered.sentences)), _TONES[answered.good], parent)


def show_parts(box: QWidget, parts: Sequence[QWidget]) -> None:
    """Show these in a box with a column instead of what it showed."""
    column = box.layout()
    assert column is not None
    while (item := column.takeAt(0)) is not None:
        if (part := item.widget()) is not None:
            part.hide()
            part.deleteLater()
    for part in parts:
        column.addWidget(part)
