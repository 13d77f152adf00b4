"""Dialogs for steps after signature: a notice, an objection, a suspension, its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.views.timeline import NOTICE_WORDS, SinceSigned
from datapact.base.day_words import long_date
from datapact.base.texts import Message, _, current_language
from datapact.history.entries.agreement_shapes import NOTICE_SUBJECTS
from datapact.history.entries.body_members import LONGEST_LINE
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.day_field import TickedDay
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class NoticeDialog(FormDialog):
    """The form for a notice to the other parties, with the days for objections."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "notice_dialog",
            _("Give a notice"),
            _("The notice stands in the shared history and counts once the partners have it: send it afterwards."),
            _("Give the notice"),
            "mail",
            parent,
            help_page="contracts",
        )
        subjects = [(subject, str(Message(NOTICE_WORDS[subject]))) for subject in NOTICE_SUBJECTS]
        self.about = self.choice("notice_about", _("Subject"), subjects)
        self.effective = self.set_day("notice_effective", _("From when it counts"), context.today())
        self.days = self.number("notice_days", _("Days for objections"), -1, 3650, -1)
        self.days.setSpecialValueText(_("nobody is asked to object"))
        self.days.setPrefix(_("objections within") + " ")
        self.days.setSuffix(" " + _("days"))
        self.text = self.paragraph("notice-text", _("What the notice says"), 4)
        self.fit_fields(88)

    def why_not(self) -> str:
        return self.needs("", self.text)

    def entered(self) -> tuple[str, str, date, int | None]:
        """Subject, text, first day, days for objections."""
        days = self.days.value()
        words = self.text.toPlainText().strip()
        return str(self.about.currentData()), words, self.effective.day(), days if days >= 0 else None


class ObjectDialog(FormDialog):
    """The form for an objection to a notice or change, or taking one back, with the reason."""

    def __init__(
        self, context: AppContext, matters: Sequence[SinceSigned], chosen: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            "object_dialog",
            _("Object, or take back"),
            _("An objection keeps a change from counting. Objecting to your own proposal takes it back."),
            _("Object"),
            "decline",
            parent,
            help_page="contracts",
        )
        named = [(one.digest, matter_words(one)) for one in matters]
        self.matter = self.choice("object_matter", _("Notice or change"), named, chosen)
        self._told = {one.digest: "\n".join(filter(None, (matter_words(one), one.text))) for one in matters}
        self.told = Words(parent=self.form)
        self.told.setObjectName("object-told")
        self.form.wide(self.told)
        self.matter.currentIndexChanged.connect(lambda _place: self._show_matter())
        self._show_matter()
        self.text = self.paragraph("object-reason", _("Reason"), 4)
        self.fit_fields(88)
        self.text.setFocus()

    def why_not(self) -> str:
        return self.needs("", self.text)

    def _show_matter(self) -> None:
        """Show the matter whole, with its author's words: a choice has one line."""
        self.told.setText(self._told.get(self.digest(), ""))

    def words(self) -> str:
        """The reason."""
        return self.text.toPlainText().strip()

    def digest(self) -> str:
        """The digest of the chosen notice or change."""
        return str(self.matter.currentData())


class AgreeDialog(FormDialog):
    """The question before agreeing to a change: what changes, and on what the member may bind the house."""

    def __init__(
        self, context: AppContext, matter: SinceSigned, changes: Sequence[str], parent: QWidget | None = None
    ) -> None:
        """``changes``: sentences on what ``matter`` would change."""
        begins = [_("{party} proposes:", party=matter.party) if matter.party else _("The other party proposes:")]
        super().__init__(
            context,
            "agree_dialog",
            _("Agree to the order") if matter.is_order else _("Agree to the proposed change"),
            "\n".join([*begins, *changes]),
            _("Agree to the order") if matter.is_order else _("Agree to the change"),
            "accept",
            parent,
            above=True,
            help_page="amendments",
        )
        told = [*map(str, matter.order_texts), *map(str, matter.details)]
        if told:
            self.body.insertWidget(1, Words("\n".join(told), parent=self.form, quiet=True))
        if matter.order_text:
            whole = Words(
                _("The whole order:") + "\n" + "\n".join(map(str, matter.order_text)), "small", self.form, quiet=True
            )
            whole.setObjectName("agree-whole")
            self.body.addWidget(whole)
        self.authority = self.line(
            "agree-authority", _("What your authority to bind your organisation rests on"), "", LONGEST_LINE
        )
        self.authority.setPlaceholderText(_("such as managing director, Prokura, power of 3 November (may stay empty)"))
        self.authority.setToolTip(_("All parties read it. Left empty, they read that the authority is not shown."))
        self.fit_fields(88)
        self.authority.setFocus()

    def why_not(self) -> str:
        return ""

    def words(self) -> str:
        """The authority, as stated; may be empty."""
        return self.authority.text().strip()


def matter_words(one: SinceSigned) -> str:
    """A notice or change in one line."""
    parts = [str(one.title), one.party]
    if one.begins is not None:
        parts.append(_("from {day}", day=long_date(one.begins, current_language())))
    return " · ".join(part for part in parts if part)


class SuspendDialog(FormDialog):
    """The form for a suspension: first day, last day, and reason."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "suspend_dialog",
            _("Pause the agreement"),
            _("While it pauses nothing may be shared under it. The agreement does not end."),
            _("Pause"),
            "pause",
            parent,
            help_page="contracts",
        )
        self.begins = self.set_day("suspend_begins", _("First day"), context.today())
        self.until = TickedDay(
            "suspend_until", _("until:"), _("With a last day"), _("Last day"), context.today(), self.form
        )
        self.form.add("suspend-until", _("Last day"), self.until)
        self.text = self.paragraph("suspend-reason", _("Reason"), 4)
        self.fit_fields(80)

    def why_not(self) -> str:
        return self.needs("", self.text)

    def entered(self) -> tuple[date, date | None, str]:
        """First day, last day, reason."""
        return self.begins.day(), self.until.day(), self.text.toPlainText().strip()


class ConsentedEndDialog(FormDialog):
    """The form for an end that all parties want: the last day, and a note to them."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "consented_end_dialog",
            _("End the agreement by consent"),
            _(
                "You propose that the agreement ends on this day, whatever its duration and its notice. It ends once all"
                " parties have agreed in the form of an amendment. What has been done until then stays done."
            ),
            _("Propose the end"),
            "terminated",
            parent,
            help_page="contracts",
        )
        self.day = self.set_day("consented_end_day", _("Last day"), context.today())
        self.text = self.paragraph("consented_end_note", _("Note to the partners (may stay empty)"), 4)
        self.fit_fields(80)

    def entered(self) -> tuple[date, str]:
        """Last day, note."""
        return self.day.day(), self.text.toPlainText().strip()


class ResumeDialog(FormDialog):
    """The form for the end of a suspension: the day from which the agreement is performed again."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "resume_dialog",
            _("Resume the agreement"),
            _("From this day on the agreement is performed again. Send it to your partners."),
            _("Resume"),
            "play",
            parent,
            help_page="contracts",
        )
        self.day = self.set_day("resume_day", _("First day"), context.today())
        self.fit_fields(70)

    def first_day(self) -> date:
        """The day from which it is performed again."""
        return self.day.day()
