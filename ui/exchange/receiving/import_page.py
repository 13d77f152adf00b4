"""An agreement in a file (``agreement.json``, or a PDF that carries one), before it becomes a draft here."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from datapact.agreements.steps.drafting import ImportPreview
from datapact.base.texts import _, counted
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.warning_line import WarningLine


class ImportPage(QWidget):
    """Shows the preview of an import."""

    def __init__(self, preview: ImportPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import-preview")
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(preview.title, "title", self))
        column.addWidget(
            Words(
                _("This file holds the text and terms of an agreement, without its history or signatures."), parent=self
            )
        )
        card = Card(_("What would be imported"), self)
        form = QFormLayout()
        form.setHorizontalSpacing(space(5))
        form.setVerticalSpacing(space(2))
        for label, value in (
            (_("Number there"), preview.number),
            (_("Parties"), "\n".join(preview.parties)),
            (_("Text"), str(counted("{n} clause", "{n} clauses", preview.clauses))),
        ):
            form.addRow(Words(label, parent=card, quiet=True), Words(value, parent=card))
        card.column.addLayout(form)
        column.addWidget(card)
        if preview.why_not is not None:
            column.addWidget(WarningLine(str(preview.why_not), parent=self))
        else:
            column.addWidget(
                Words(
                    _("It becomes a draft of your own, with a new number. You can change everything in it."),
                    parent=self,
                )
            )
        column.addStretch(1)
