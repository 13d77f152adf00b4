"""The form for a retention rule: months and the reason, as a record that a legal member signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import Message, _
from datapact.obligations.retention.rules import MOST_MONTHS, Rule, set_rule
from datapact_ui.consent.parts.consent_form import ConsentForm

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class RuleDialog(ConsentForm):
    """The rule that it replaces stays on file."""

    def __init__(self, context: AppContext, rule: Rule, parent: QWidget | None = None) -> None:
        sentence = _(
            "{type}, counted from: {start}.",
            type=str(Message(rule.type.label)),
            start=str(Message(rule.type.counted_from)),
        )
        super().__init__(
            context, "rule-form", _("How long is this kept?"), sentence, _("Record and sign"), "check", parent
        )
        self._rule = rule
        self.months = self.number("rule-months", _("Months"), 0, MOST_MONTHS, rule.months)
        self.reason = self.paragraph("rule-reason", _("Why that long (Art. 5(1)(e), 5(2) GDPR)"), 3)
        if not rule.is_default:
            self.reason.setPlainText(rule.reason)
        self.fit_fields(88)

    def why_not(self) -> str:
        return self.needs(_("Say why records of this type are kept that long."), self.reason)

    def do(self) -> None:
        kind, months, reason = self._rule.type.key, self.months.value(), self.reason.toPlainText().strip()

        def record(acting: Acting, _progress: Progress) -> Rule:
            with acting.vault.write() as session:
                return set_rule(acting, session, kind, months, reason)

        def done(_rule: Rule) -> None:
            self.context.notify(_("Recorded and signed."))
            self.accept()

        self.run(_("Recording the rule"), record, done)
