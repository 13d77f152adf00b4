"""Freezing: shows text, signatories and order that become fixed, and everything that bars it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from datapact.base.day_words import long_date
from datapact.base.texts import _, current_language
from datapact.checks.model.signing_authority import capacity_words
from datapact.contract.vocabulary.labels import word
from datapact.signing.ceremony.freeze import FreezePlan
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.tables.fitted_table import FittedTable
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, margins, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.ticks import Tick


class FreezeDialog(QDialog):
    """Accepted when the text is to be frozen."""

    def __init__(self, plan: FreezePlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("freeze_dialog")
        self.setWindowTitle(_("Freeze for signature"))
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        column.addWidget(Words(_("What becomes fixed"), "heading", self))
        column.addWidget(
            Words(
                _(
                    "The agreed text, the people who sign with their function and evidence, and their order. Afterwards"
                    " the text cannot be changed any more: it is signed or declined."
                ),
                "body",
                self,
            )
        )
        for reason in plan.blocked:
            column.addLayout(self._blocked(str(reason)))
        column.addWidget(self._table(plan))
        marks = (
            _("Digest of the text (SHA-256): {digest}", digest=plan.agreement_sha256),
            _("Version of the page layout: {layout}", layout=plan.layout),
        )
        fixed = Words("\n".join(marks), "small", self, quiet=True)
        fixed.setObjectName("freeze_marks")
        fixed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(fixed)
        self.checked = Tick(_("I have checked the signatories and their evidence of authority."), self)
        self.checked.setObjectName("freeze_checked")
        column.addWidget(self.checked)
        column.addStretch(1)  # what room is left over is here, and not between the lines
        buttons = QDialogButtonBox(self)
        self.freeze = PrimaryButton(_("Freeze the text"), "freeze", self)
        self.freeze.setObjectName("freeze_do")
        self.freeze.setEnabled(False)
        buttons.addButton(self.freeze, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("freeze_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        possible = not plan.blocked
        self.checked.setEnabled(possible)
        self.checked.toggled.connect(lambda on: self.freeze.setEnabled(on and possible))
        help_key(self, "agreement")
        fit(self, 120, 16)

    def _blocked(self, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        sign = QLabel(self)
        sign.setPixmap(icon("error", colours_of(QApplication.palette()).bad.ink).pixmap(icon_size(1.2)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        said = Words(words, "strong", self)
        said.setObjectName("freeze_blocked")
        row.addWidget(said, 1)
        return row

    def _table(self, plan: FreezePlan) -> FittedTable:
        language = current_language()
        rows = []
        for slot in plan.slots:
            evidence = slot.evidence or _("none stated")
            if slot.evidence and slot.evidence_date:
                day = long_date(date.fromisoformat(slot.evidence_date), language)
                evidence = _("{evidence} of {day}", evidence=slot.evidence, day=day)
            rows.append(
                (
                    str(slot.order),
                    slot.person,
                    str(capacity_words(slot.capacity)),
                    f"{slot.party_name}: {word('signing_rule', slot.signing_rule).text(language)}",
                    evidence,
                )
            )
        headings = [_("No."), _("Person"), _("Function"), _("Party and signing rule"), _("Evidence")]
        table = FittedTable(headings, rows, parent=self)
        table.setObjectName("freeze_slots")
        table.setAccessibleName(_("Signatories in their order"))
        return table
