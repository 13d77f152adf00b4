"""What is asked before something is recorded about a duty: how it was met, and what a duty of our own is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import Message, _
from datapact.obligations.agenda.page import MemberName
from datapact.obligations.due.obligation import KINDS, Duty
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.fields.day_field import SetDayField
from datapact_ui.kit.fields.evidence_field import EvidenceField
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, line_height, margins, space
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact_ui.kit.background.dialogs import Dialogs

OWN_KINDS = ("own", "certificate", "guarantee", "training", "review", "sub_processor", "transfer_assessment")
NEEDS_CERTIFICATE = ("deletion", "certificate_due")


class RecordDialog(QDialog):
    """A heading, a sentence, a form, and two buttons; ``ready`` decides whether it can be accepted."""

    def __init__(
        self, name: str, title: str, sentence: str, button: str, picture: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        column.addWidget(Words(title, "heading", self))
        column.addWidget(Words(sentence, "body", self))
        self.form = QFormLayout()
        self.form.setSpacing(space(3))
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        column.addLayout(self.form)
        buttons = QDialogButtonBox(self)
        self.doing = QPushButton(icon(picture), button, self)
        self.doing.setObjectName(f"{name}-do")
        buttons.addButton(self.doing, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setObjectName(f"{name}-cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        help_key(self, "calendar")

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)

    def line(self, name: str, words: str, text: str = "") -> QLineEdit:
        """A line of text with its name."""
        made = QLineEdit(text, self)
        made.setObjectName(f"{self.objectName()}-{name}")
        made.setAccessibleName(words)
        made.textChanged.connect(lambda _text: self.look())
        self.form.addRow(words, made)
        return made

    def paragraph(self, name: str, words: str, lines: float = 3) -> QPlainTextEdit:
        """A longer text with its name."""
        made = QPlainTextEdit(self)
        made.setObjectName(f"{self.objectName()}-{name}")
        made.setAccessibleName(words)
        made.setTabChangesFocus(True)
        made.setFixedHeight(round(line_height() * (lines + 0.8)))
        made.textChanged.connect(self.look)
        self.form.addRow(words, made)
        return made

    def day(self, name: str, words: str, day: date) -> SetDayField:
        """A day with its name."""
        made = SetDayField(f"{self.objectName()}-{name}", words, day, self)
        made.edited.connect(lambda _day: self.look())
        self.form.addRow(words, made)
        return made

    def ready(self) -> bool:
        """Whether everything needed was entered."""
        return True

    def look(self) -> None:
        """Something was entered."""
        self.doing.setEnabled(self.ready())


@dataclass(frozen=True, slots=True)
class Met:
    """What was entered: how a duty was met."""

    on: date
    reference: str
    scope: str
    method: str
    signatory: str
    file: Path | None


class DoneDialog(RecordDialog):
    """How a duty was met; for a deletion the certificate's scope, method and signatory."""

    def __init__(self, duty: Duty, today: date, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(
            "duty-done",
            _("Record as met"),
            str(duty.title),
            _("Record as met"),
            "check",
            parent,
        )
        self._certified = duty.kind in NEEDS_CERTIFICATE
        self.on = self.day("day", _("Met on"), today)
        self.on.set_latest(today)
        self.scope = self.method = self.signatory = None
        if self._certified:
            self.scope = self.line("scope", _("Scope: what was deleted or returned"))
            self.method = self.line("method", _("Method"))
            self.signatory = self.line("signatory", _("Who signed the certificate"))
        self.reference = self.line("reference", _("Evidence in words, or where it is kept"))
        self.file = EvidenceField(dialogs, "duty-done-file", _("Evidence as a file"), self)
        self.form.addRow(_("Evidence as a file"), self.file)
        fit(self, 72, 12)
        (self.scope or self.reference).setFocus()
        self.look()

    def ready(self) -> bool:
        fields = (self.scope, self.method, self.signatory)
        return not self._certified or all(field is not None and field.text().strip() for field in fields)

    def met(self) -> Met:
        """What was entered."""

        def text(field: QLineEdit | None) -> str:
            return field.text().strip() if field is not None else ""

        return Met(
            self.on.day(),
            text(self.reference),
            text(self.scope),
            text(self.method),
            text(self.signatory),
            self.file.path,
        )


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """What was entered: a duty of our own; ``agreement`` is a number, or empty."""

    title: str
    due: date
    about: str
    every_months: int
    owner: str
    note: str
    agreement: str


class AddDutyDialog(RecordDialog):
    """A duty that no agreement says: a certificate that expires, a training, a promise."""

    def __init__(
        self,
        today: date,
        members: Sequence[MemberName],
        owner: str,
        number: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            "duty-add",
            _("Add a duty of our own"),
            _("For what no agreement says by itself: a certificate that expires, a training, a promise made."),
            _("Add the duty"),
            "add",
            parent,
        )
        self.title_line = self.line("title", _("What is to be done"))
        self.due = self.day("due", _("Due on"), today)
        self.about = self._box("about", _("Kind"), [(kind, str(Message(KINDS[kind]))) for kind in OWN_KINDS])
        self.every = QSpinBox(self)
        self.every.setObjectName("duty-add-every")
        self.every.setAccessibleName(_("Comes again"))
        self.every.setRange(0, 120)
        self.every.setPrefix(_("every") + " ")
        self.every.setSuffix(" " + _("months"))
        self.every.setSpecialValueText(_("once"))
        self.form.addRow(_("Comes again"), self.every)
        people = [("", _("Nobody")), *((member.id, member.name) for member in members)]
        self.owner = self._box("owner", _("Looked after by"), people)
        self.owner.setCurrentIndex(max(0, self.owner.findData(owner)))
        self.agreement = self.line("agreement", _("Number of the agreement, if it belongs to one"), number)
        self.note = self.paragraph("note", _("Remark"), 2)
        fit(self, 72, 18)
        self.title_line.setFocus()
        self.look()

    def _box(self, name: str, words: str, options: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(f"duty-add-{name}")
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(24)
        box.setMaximumWidth(characters(70))
        for value, text in options:
            box.addItem(text, value)
        self.form.addRow(words, box)
        return box

    def ready(self) -> bool:
        return bool(self.title_line.text().strip())

    def own_duty(self) -> OwnDuty:
        """What was entered."""
        return OwnDuty(
            self.title_line.text().strip(),
            self.due.day(),
            str(self.about.currentData()),
            self.every.value(),
            str(self.owner.currentData() or ""),
            self.note.toPlainText().strip(),
            self.agreement.text().strip(),
        )
