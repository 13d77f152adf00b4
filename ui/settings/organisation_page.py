"""The profile of our organisation: shown to everybody, changed by administrators as a signed entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from datapact.agreements.views.partners import OwnFacts, own_facts
from datapact.base.texts import Message, _
from datapact.consent.matrix.question_form import Choice
from datapact.organisation.acting.own_profile import change_profile
from datapact.organisation.identity.profile import Profile
from datapact.organisation.partners.exchange_rule import (
    NEEDS_WORDS,
    SIGNING_ASKS,
    ExchangeNeeds,
    exchange_needs,
    set_exchange_needs,
)
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.partners.partner_detail import profile_lines
from datapact_ui.partners.profile_fields import ProfileFields

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

TOUCHES = frozenset({"members", "partners", "settings"})


class OrganisationPage(QWidget):
    """The profile in force, and the button that changes it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.profile: Profile | None = None
        self._may = "admin" in context.identity.roles
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.addWidget(
            Words(
                _("Partners see this on your card, and new agreements take it over. Agreements keep what they say."),
                parent=self,
                quiet=True,
            )
        )
        self._card = Card(parent=self)
        self._card.setObjectName("organisation-profile")
        column.addWidget(self._card)
        self.change_button = QPushButton(icon("edit"), _("Change …"), self)
        self.change_button.setObjectName("change-profile")
        self.change_button.clicked.connect(lambda _checked=False: self.change())
        bar_control(self.change_button, _("This is being read."))
        column.addWidget(self.change_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Words(_("With whom we exchange files"), "strong", self))
        self.rule = Words("", parent=self)
        self.rule.setObjectName("exchange-rule")
        column.addWidget(self.rule)
        self.rule_button = QPushButton(icon("edit"), _("Change the rule …"), self)
        self.rule_button.setObjectName("change-exchange-rule")
        self.rule_button.clicked.connect(lambda _checked=False: self.change_rule())
        bar_control(self.rule_button, _("This is being read."))
        column.addWidget(self.rule_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._needs: ExchangeNeeds = "card"
        if not self._may:
            column.addWidget(Words(_("Only administrators change this."), parent=self, quiet=True))
        column.addWidget(
            Words(_("Your own position is changed under Members, by an administrator."), parent=self, quiet=True)
        )
        column.addStretch()
        self.read()

    def read(self) -> None:
        """Read the profile again."""
        self._context.worker.read(self, own_facts, self._show, key="own-profile")
        self._context.worker.read(self, _needs, self._show_rule, key="exchange-rule")

    def _why_not(self) -> str:
        return "" if self._may else _("Only administrators change this.")

    def _show_rule(self, needs: ExchangeNeeds) -> None:
        self._needs = needs
        self.rule.setText(f"{_(NEEDS_WORDS[needs])} {_(SIGNING_ASKS)}")
        bar_control(self.rule_button, self._why_not())

    def change_rule(self) -> None:
        """Change with whom files are exchanged."""
        if self._may:
            ExchangeRuleDialog(self._context, self._needs, self.window()).open()

    def _show(self, facts: OwnFacts) -> None:
        self.profile = facts.profile
        old = self._card
        self._card = Card(facts.profile.name, self)
        self._card.setObjectName("organisation-profile")
        form = QFormLayout()
        form.setHorizontalSpacing(space(5))
        form.setVerticalSpacing(space(2))
        for label, value in profile_lines(facts.profile):
            form.addRow(Words(label, parent=self._card, quiet=True), Words(value, parent=self._card))
        self._card.column.addLayout(form)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self._card)
        old.deleteLater()
        bar_control(self.change_button, self._why_not())

    def change(self) -> None:
        """Change the profile."""
        if self.profile is not None and self._may:
            ProfileDialog(self._context, self.profile, self.window()).open()


def _needs(acting: Acting) -> ExchangeNeeds:
    with acting.vault.read() as session:
        return exchange_needs(session)


class ExchangeRuleDialog(FormDialog):
    """Asks how sure we must be of a partner before files go to it."""

    help_page = "settings"
    touches = TOUCHES

    def __init__(self, context: AppContext, needs: ExchangeNeeds, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "exchange-rule",
            _("With whom we exchange files"),
            _(
                "The rule is a signed entry of your organisation. It concerns files about agreements; what partners are told of "
                "recalls is never held back. {signing}",
                signing=Message(SIGNING_ASKS),
            ),
            _("Save"),
            "check",
            parent,
            above=True,
        )
        named = (
            Choice("card", _("Every partner whose card is here, with a warning")),
            Choice("introduced", _("Compared here, or by a confirmed partner that says so with the day")),
            Choice("confirmed", _("Compared here")),
        )
        self.needed = self.box("exchange-needs", _("Files about agreements go to partners"), named, chosen=needs)
        self.fit_fields(84)

    def why_not(self) -> str:
        return ""

    def do(self) -> None:
        needs = self.needed.value()
        self.run(
            _("Saving the rule"),
            lambda acting, _progress: set_exchange_needs(acting, needs),
            lambda _needs: self.accept(),
        )


class ProfileDialog(FormDialog):
    """Our own profile."""

    help_page = "settings"
    touches = TOUCHES

    def __init__(self, context: AppContext, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "own-profile",
            _("Change the organisation's data"),
            _("The change is a signed entry in your organisation's history. Partners get it with the next file."),
            _("Save"),
            "check",
            parent,
        )
        self.fields = ProfileFields(self, profile)
        self.fit_fields(84)

    def why_not(self) -> str:
        return self.needs("", self.fields.name, self.fields.rule)

    def do(self) -> None:
        profile = self.fields.profile()

        def write(acting: Acting, _progress: Progress) -> bool:
            return change_profile(acting, profile) is not None

        def done(changed: bool) -> None:
            words = _("The data is changed. Give partners a new card.") if changed else _("Nothing changed.")
            self.context.notify(words)
            self.accept()

        self.run(_("Changing the organisation's data"), write, done)
