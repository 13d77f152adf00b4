"""The page of approval rules: who must approve which texts before they go to partners or are signed; the list of rules, changed by administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from datapact.agreements.approvals.rules import STEPS, ApprovalRule, approval_rules, set_approval_rules
from datapact.agreements.views.approvals import rule_words
from datapact.base.texts import _
from datapact.contract.templates.kinds import kind_name, kind_names
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.partners import list_partners
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.ticked_list import TickedList
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.rows_list import RowsList
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_TOUCHES = frozenset({"members", "list"})


@dataclass(frozen=True, slots=True)
class Known:
    """The rules, and what they can name."""

    rules: tuple[ApprovalRule, ...]
    """In force."""
    members: Mapping[str, str]
    """Names of those who can approve, by member id."""
    partners: Mapping[str, str]
    """Names by organisation id."""


def _known(acting: Acting) -> Known:
    with acting.vault.read() as session:
        people = own_line(session).state.members.values()
        return Known(
            approval_rules(session),
            {one.id: one.name or one.id for one in people if one.roles & {"legal", "lead"}},
            {one.organisation: one.name for one in list_partners(session)},
        )


class ApprovalsPage(QWidget):
    """The rules, and the buttons for the marked one."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._may = "admin" in context.identity.roles
        self.known = Known((), {}, {})
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        words = _(
            "A text leaves, or is signed, only once the colleagues named here have approved exactly it. It leaves as an offer,"
            " a counter-proposal, an acceptance, a PDF or in Word files, and as a change after signature. Each rule whose"
            " conditions all hold counts."
        )
        column.addWidget(Words(words, parent=self, quiet=True))
        headings = (_("Name"), _("Which texts, and who approves"))
        self.rows = RowsList("approval-rules", _("Rules of approval"), headings, (0.3, 0.7), self)
        self.rows.opened.connect(lambda _key: self.change())
        self.rows.itemSelectionChanged.connect(self._show_buttons)
        column.addWidget(self.rows)
        self._none = Words(_("No text has to be approved before it goes to partners."), parent=self)
        column.addWidget(self._none)
        flow = FlowLayout()
        self.buttons = {
            name: self._button(name, picture, text, do)
            for name, picture, text, do in (
                ("add", "add", _("Add a rule …"), self.add),
                ("change", "edit", _("Change the rule …"), self.change),
                ("remove", "delete", _("Remove the rule"), self.remove),
            )
        }
        for button in self.buttons.values():
            flow.addWidget(button)
        column.addLayout(flow)
        if not self._may:
            column.addWidget(Words(_("Only administrators change this."), parent=self, quiet=True))
        column.addStretch()
        self.read()

    def _button(self, name: str, picture: str, text: str, do: object) -> QPushButton:
        button = QPushButton(icon(picture), text, self)
        button.setObjectName(f"approval-{name}")
        button.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]
        return button

    def read(self) -> None:
        """Read the rules again."""
        self._context.worker.read(self, _known, self._show, key="approval-rules")

    def _show(self, known: Known) -> None:
        self.known = known
        names = {**known.members, **known.partners}
        kinds = {kind: kind_name(kind) for kind in kind_names()}
        self.rows.show_rows(
            [
                (str(place), "approve", (rule.name or "–", str(rule_words(rule, names, kinds))), False)
                for place, rule in enumerate(known.rules)
            ]
        )
        self.rows.setVisible(bool(known.rules))
        self._none.setVisible(not known.rules)
        self._show_buttons()

    def marked(self) -> int | None:
        """Place of the marked rule."""
        row = self.rows.currentIndex().row()
        return row if 0 <= row < len(self.known.rules) else None

    def _show_buttons(self) -> None:
        for name, button in self.buttons.items():
            none = "" if name == "add" or self.marked() is not None else _("Nothing is chosen.")
            bar_control(button, none if self._may else _("Only administrators change this."))

    def add(self) -> None:
        """Add a rule."""
        self._ask(ApprovalRule(), len(self.known.rules))

    def change(self) -> None:
        """Change the marked rule."""
        place = self.marked()
        if place is not None and self._may:
            self._ask(self.known.rules[place], place)

    def remove(self) -> None:
        """Remove the marked rule."""
        place = self.marked()
        if place is not None and self._may:
            left = [rule for at, rule in enumerate(self.known.rules) if at != place]
            self._context.worker.change(
                self,
                _("Removing a rule"),
                lambda acting, _progress: set_approval_rules(acting, left),
                lambda _none: self._context.notify(_("The rule is removed.")),
                touches=_TOUCHES,
            )

    def _ask(self, rule: ApprovalRule, place: int) -> None:
        RuleDialog(self._context, self.known, rule, place, self.window()).open()


def _when(rule: ApprovalRule) -> str:
    return rule.before[0] if len(rule.before) == 1 else "both"


class RuleDialog(FormDialog):
    """One rule of approval."""

    help_page = "settings"
    touches = _TOUCHES

    def __init__(
        self, context: AppContext, known: Known, rule: ApprovalRule, place: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            "approval-rule",
            _("Rule of approval"),
            _("It concerns a text for which all conditions hold that you set. Without any it concerns every text."),
            _("Save"),
            "check",
            parent,
        )
        self._known, self._rule, self._place = known, rule, place
        self.name = self.line("rule-name", _("Name (optional)"), rule.name, 200)
        self.kinds = self._ticked(
            "rule-kinds",
            _("Kinds of agreement (none: all)"),
            sorted(((kind, kind_name(kind)) for kind in kind_names()), key=lambda one: one[1].casefold()),
            rule.kinds,
        )
        others = [one for one in rule.partners if one not in known.partners]
        partners = [*known.partners.items(), *((one, one) for one in others)]
        self.partners = self._ticked("rule-partners", _("Partners (none: all)"), partners, rule.partners)
        findings = [
            ("", _("whatever the check finds")),
            ("E", _("only with errors")),
            ("W", _("only with errors or warnings")),
        ]
        self.finding = self.choice("rule-finding", _("Findings"), findings, rule.finding)
        sum_from = "" if rule.sum_from is None else str(rule.sum_from)
        self.sum = self.line("rule-sum", _("From a sum of euros in the text (optional)"), sum_from, 12)
        roles = [("legal", _("Legal")), ("lead", _("Project lead"))]
        self.role = self.choice("rule-role", _("Who approves: members with the role"), roles, rule.role)
        self.members = self._ticked("rule-members", _("or these members"), list(known.members.items()), rule.members)
        self.least = self.number("rule-number", _("How many must approve"), 1, 100, rule.number)
        when = [
            ("sending", _("before it goes out")),
            ("signing", _("before it is signed")),
            ("both", _("before either")),
        ]
        self.before = self.choice("rule-before", _("When it is needed"), when, _when(rule))
        self.own = self.tick(
            "rule-own", _("The only legal member may approve own texts; the approval says so."), on=rule.own
        )
        self.fit_fields(92)

    def _ticked(self, name: str, words: str, choices: Sequence[tuple[str, str]], ticked: Sequence[str]) -> TickedList:
        made = TickedList(name, words, choices, ticked, self.form)
        made.ticked_changed.connect(self.update_state)
        self.form.add(name, words, made)
        return made

    def why_not(self) -> str:
        typed = self.sum.text().strip().replace(".", "")
        if typed and not (typed.isascii() and typed.isdigit()):
            return _("Give the sum in whole euros, such as 50000.")
        named = self.members.ticked()
        if named and self.least.value() > len(named):
            return _("Fewer people are named than must approve. Name more, or ask for fewer approvals.")
        return ""

    def rule(self) -> ApprovalRule:
        """The rule as it is entered."""
        typed = self.sum.text().strip().replace(".", "")
        finding, role = self.finding.currentData(), self.role.currentData()
        return replace(
            self._rule,
            name=self.name.text().strip(),
            kinds=tuple(self.kinds.ticked()),
            partners=tuple(self.partners.ticked()),
            finding=finding,
            sum_from=int(typed) if typed else None,
            role=role,
            members=tuple(self.members.ticked()),
            number=self.least.value(),
            own=self.own.isChecked(),
            before=STEPS if self.before.currentData() == "both" else (self.before.currentData(),),
        )

    def do(self) -> None:
        rules = [*self._known.rules]
        rules[self._place : self._place + 1] = [self.rule()]

        def write(acting: Acting, _progress: Progress) -> None:
            set_approval_rules(acting, rules)

        def done(_none: None) -> None:
            self.context.notify(_("The rule is saved."))
            self.accept()

        self.run(_("Saving the rule"), write, done)
