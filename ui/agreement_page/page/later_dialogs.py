"""What is asked before a step after signature: a notice, an objection, a pause, its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from datapact.agreements.views.timeline import NOTICE_WORDS, SinceSigned
from datapact.base.day_words import long_date
from datapact.base.texts import Message, _, current_language
from datapact.history.entries.agreement_shapes import NOTICE_SUBJECTS
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.fields.day_field import SetDayField
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.ticks import Tick


class NoticeDialog(ReasonDialog):
    """A notice to the other parties, and within how many days they may object."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            "notice_dialog",
            _("Give a notice"),
            _("The notice stands in the shared history and counts once the partners have it: send it afterwards."),
            _("What the notice says"),
            _("Give the notice"),
            "mail",
            help_page="contracts",
            parent=parent,
        )
        self.about = QComboBox(self)
        self.about.setObjectName("notice_about")
        self.about.setAccessibleName(_("Subject"))
        for subject in NOTICE_SUBJECTS:
            self.about.addItem(str(Message(NOTICE_WORDS[subject])), subject)
        self.effective = SetDayField("notice_effective", _("From when it counts"), today, self)
        self.days = QSpinBox(self)
        self.days.setObjectName("notice_days")
        self.days.setAccessibleName(_("Days for objections"))
        self.days.setRange(-1, 3650)
        self.days.setValue(-1)
        self.days.setSpecialValueText(_("nobody is asked to object"))
        self.days.setPrefix(_("objections within") + " ")
        self.days.setSuffix(" " + _("days"))
        self.form.insertRow(0, _("Subject"), self.about)
        self.form.insertRow(1, _("From when it counts"), self.effective)
        self.form.insertRow(2, _("Days for objections"), self.days)
        fit(self, 80, 18)
        self.about.setFocus()

    def entered(self) -> tuple[str, str, date, int | None]:
        """Subject, text, first day, days for objections."""
        days = self.days.value()
        return str(self.about.currentData()), self.words(), self.effective.day(), days if days >= 0 else None


class ObjectDialog(ReasonDialog):
    """Which notice or change is objected to, or taken back, and why."""

    def __init__(self, matters: Sequence[SinceSigned], chosen: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            "object_dialog",
            _("Object, or take back"),
            _("An objection keeps a change from counting. Objecting to your own proposal takes it back."),
            _("Reason"),
            _("Object"),
            "decline",
            help_page="contracts",
            parent=parent,
        )
        self.matter = QComboBox(self)
        self.matter.setObjectName("object_matter")
        self.matter.setAccessibleName(_("Notice or change"))
        self.matter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.matter.setMinimumContentsLength(30)
        self.matter.setMaximumWidth(characters(76))
        for one in matters:
            self.matter.addItem(matter_words(one), one.digest)
        self.matter.setCurrentIndex(max(0, self.matter.findData(chosen)))
        self.form.insertRow(0, _("Notice or change"), self.matter)
        fit(self, 80, 14)

    def digest(self) -> str:
        """The digest of what was chosen."""
        return str(self.matter.currentData())


def matter_words(one: SinceSigned) -> str:
    """A notice or change in one line."""
    parts = [str(one.title), one.party]
    if one.begins is not None:
        parts.append(_("from {day}", day=long_date(one.begins, current_language())))
    return " · ".join(part for part in parts if part)


class SuspendDialog(ReasonDialog):
    """From when, until when, and why the agreement pauses."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            "suspend_dialog",
            _("Pause the agreement"),
            _("While it pauses nothing may be shared under it. The agreement does not end."),
            _("Reason"),
            _("Pause"),
            "pause",
            help_page="contracts",
            parent=parent,
        )
        self.begins = SetDayField("suspend_begins", _("First day"), today, self)
        self.limited = Tick(_("until:"), self)
        self.limited.setObjectName("suspend_limited")
        self.limited.setAccessibleName(_("With a last day"))
        self.until = SetDayField("suspend_until", _("Last day"), today, self)
        self.until.setEnabled(False)
        self.limited.toggled.connect(self.until.setEnabled)
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(3))
        for widget in (self.begins, self.limited, self.until):
            row.addWidget(widget)
        row.addStretch(1)
        self.form.insertRow(0, _("First day"), box)
        fit(self, 80, 14)
        self.begins.setFocus()

    def entered(self) -> tuple[date, date | None, str]:
        """First day, last day, reason."""
        return self.begins.day(), self.until.day() if self.limited.isChecked() else None, self.words()


class ResumeDialog(ReasonDialog):
    """From when the agreement is performed again."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(
            "resume_dialog",
            _("Resume the agreement"),
            _("From this day on the agreement is performed again. Send it to your partners."),
            _("Remark (optional)"),
            _("Resume"),
            "play",
            required=False,
            help_page="contracts",
            parent=parent,
        )
        self.day = SetDayField("resume_day", _("First day"), today, self)
        self.form.removeRow(self.text)
        self.form.addRow(_("First day"), self.day)
        fit(self, 70, 8)
        self.day.setFocus()

    def words(self) -> str:
        return ""

    def first_day(self) -> date:
        """The day from which it is performed again."""
        return self.day.day()
