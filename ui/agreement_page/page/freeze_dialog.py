"""The dialog before freezing: text, signatories and order to be fixed, and everything that bars it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from datapact.base.day_words import long_date
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.checks.model.signing_authority import capacity_words
from datapact.contract.vocabulary.labels import title
from datapact.signing.ceremony.freeze import FreezePlan
from datapact.signing.ceremony.outside_slots import COPIES, Copies
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.finding_kinds import first_of
from datapact_ui.kit.tables.fitted_table import FittedTable
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.agreements.projection.own_findings import Barring
    from datapact_ui.kit.context.app_context import AppContext


_MOST_NAMED = 12
_COPIES: Mapping[Copies, str] = {
    "chain": N_("All sign one and the same file, one after the other."),
    "counterparts": N_("Each party signs its own copy, on paper (§ 126(2) BGB) or electronically (§ 126a(2) BGB)."),
}


class FreezeDialog(FormDialog):
    """The form that fixes the text; its button is on once somebody has checked who signs, and nothing bars it."""

    help_page = "agreement"
    taken_out = Signal()
    """Somebody signs on paper or in another program, so the text is to be taken out of DataPact."""
    correct_wanted = Signal(str)
    """Place of what bars freezing and is to be corrected in a new proposal."""
    comments_wanted = Signal()
    """Somebody wants to see the open comments first."""
    ask_wanted = Signal(object)
    """What bars freezing and is a partner's to complete, as a Barring: a remark asks for it."""

    def __init__(self, context: AppContext, plan: FreezePlan, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "freeze_dialog",
            _("Freeze for signature"),
            _(
                "The agreed text, the people who sign with their function and evidence, and their order. Afterwards"
                " the text cannot be changed any more: it is signed or declined."
            ),
            _("Freeze the text"),
            "freeze",
            parent,
            heading=_("What becomes fixed"),
        )
        self._possible = all(reason is plan.lack for reason in plan.blocked)
        told = {str(one.message): one for one in plan.barring}
        for number, reason in enumerate(plan.blocked):
            self.put_before(self._blocked(str(reason)))
            if (barring := told.get(str(reason))) is not None:
                self.put_before(self._ways_on(barring, number))
        if plan.unconfirmed:
            self.put_before(self._warn_of_own_words(plan.unconfirmed))
        self.put_before(self._table(plan))
        marks = (
            _("Digest of the text (SHA-256): {digest}", digest=plan.agreement_sha256),
            _("Version of the page layout: {layout}", layout=plan.layout),
        )
        fixed = Words("\n".join(marks), "small", self, quiet=True)
        fixed.setObjectName("freeze_marks")
        fixed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.put_before(fixed)
        if not plan.on_paper:
            self.add_button("freeze-take-out", _("Somebody signs elsewhere …"), "sign", self.taken_out.emit)
        if plan.form is not None:
            self.put_before(WarningLine(str(plan.form), "warn", self))
        self.copies: QComboBox | None = None
        if plan.on_paper:
            self.copies = self.choice(
                "freeze-copies",
                _("How it is signed"),
                [(one, str(Message(_COPIES[one]))) for one in COPIES],
                "chain",
            )
        self.elsewhere = {
            name: Tick(
                _("{person} signs in another program, such as Acrobat; I bring the file back.", person=name), self.form
            )
            for name in plan.keyed
        }
        self._unkeyed = tuple(plan.unkeyed)
        self.elsewhere |= {
            name: Tick(
                _("{person} signs in another program or on paper; {person}'s house records it.", person=name), self.form
            )
            for name in plan.unkeyed
        }
        for number, tick in enumerate(self.elsewhere.values(), start=1):
            tick.setObjectName(f"freeze_elsewhere_{number}")
            tick.toggled.connect(self.update_state)
            self.form.wide(tick)
        bare = sum(not slot.evidence for slot in plan.slots)
        checked = (
            counted(
                "I have checked the signatories. I know that {n} of them has no evidence of authority here.",
                "I have checked the signatories. I know that {n} of them have no evidence of authority here.",
                bare,
            ).text()
            if bare
            else _("I have checked the signatories and their evidence of authority.")
        )
        self.checked = Tick(checked, self.form)
        self.checked.setObjectName("freeze_checked")
        bar_control(self.checked, "" if self._possible else _("What bars it stands above."))
        self.checked.toggled.connect(self.update_state)
        self.form.wide(self.checked)
        self.unsettled: Tick | None = None
        if plan.unsettled is not None:
            self._warn_of_threads(str(plan.unsettled))
        self.fit_fields(120)

    def chosen_copies(self) -> Copies:
        """Whether all sign one file, or each party its own copy."""
        return next((one for one in COPIES if self.copies is not None and one == self.copies.currentData()), "chain")

    def signing_elsewhere(self) -> tuple[str, ...]:
        """People who sign in another program or on paper, so that no key binds their place."""
        return tuple(name for name, tick in self.elsewhere.items() if tick.isChecked())

    def why_not(self) -> str:
        if not self._possible:
            return _("What bars it stands above.")
        if lacking := [name for name in self._unkeyed if not self.elsewhere[name].isChecked()]:
            return _(
                "Without a key of {person} this freezes only if you tick how that person signs.", person=lacking[0]
            )
        if not self.checked.isChecked():
            return _("Tick that you have checked who signs.")
        if self.unsettled is not None and not self.unsettled.isChecked():
            return _("Settle the open comments, or tick that you freeze the text although they are open.")
        return ""

    def _warn_of_own_words(self, places: tuple[str, ...]) -> WarningLine:
        """Say which own words nobody confirmed: once the text is fixed, nobody can."""
        words = counted(
            "Own words that nobody confirmed: {places}. Once the text is frozen, they cannot be confirmed any more.",
            "Own words at {n} places that nobody confirmed: {places}. Once the text is frozen, they cannot be confirmed any"
            " more.",
            len(places),
            places=_named(places),
        )
        line = WarningLine(words.text(), "warn", self)
        line.words.setObjectName("freeze_unconfirmed")
        return line

    def _warn_of_threads(self, words: str) -> None:
        """Say that comments are open, with the way to them; whoever freezes ticks that it is meant."""
        line = WarningLine(words, "warn", self)
        line.setObjectName("freeze_unsettled_words")
        self.put_before(line)
        box = QWidget(self)
        row = FlowLayout(box)
        show = QPushButton(icon("comment"), _("Show the comments"), box)
        show.setObjectName("freeze_comments")
        show.clicked.connect(lambda _checked=False: self.comments_wanted.emit())
        row.addWidget(show)
        self.put_before(box)
        self.unsettled = Tick(_("I freeze the text although comments with the partner are open."), self.form)
        self.unsettled.setObjectName("freeze_unsettled")
        bar_control(self.unsettled, "" if self._possible else _("What bars it stands above."))
        self.unsettled.toggled.connect(self.update_state)
        self.form.wide(self.unsettled)

    def _ways_on(self, barring: Barring, number: int) -> QWidget:
        """The buttons below a line: ask whose fact it is, and correct it in a new proposal."""
        box = QWidget(self)
        row = FlowLayout(box)
        if barring.theirs:
            ask = QPushButton(icon("comment"), _("Ask {party}", party=barring.theirs).replace("&", "&&"), box)
            ask.setObjectName(f"freeze_ask_{number}")
            ask.clicked.connect(lambda _checked=False: self.ask_wanted.emit(barring))
            row.addWidget(ask)
        correct = QPushButton(icon("edit"), _("Correct it in the text"), box)
        correct.setObjectName(f"freeze_correct_{number}")
        correct.clicked.connect(lambda _checked=False: self.correct_wanted.emit(barring.place))
        row.addWidget(correct)
        return box

    def _blocked(self, words: str) -> WarningLine:
        line = WarningLine(words, "bad", self)
        line.words.setFont(type_font("strong"))
        line.words.setObjectName("freeze_blocked")
        return line

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
                    f"{slot.party_name}: {title('signing_rule', slot.signing_rule).text(language)}",
                    evidence,
                )
            )
        headings = [_("No."), _("Person"), _("Function"), _("Party and signing rule"), _("Evidence")]
        table = FittedTable(headings, rows, parent=self)
        table.setObjectName("freeze_slots")
        table.setAccessibleName(_("Signatories in their order"))
        return table


def _named(places: Sequence[str]) -> str:
    """What the words are about, each once with how many there are, so that nobody reads the same name nine times."""
    found = Counter(one for one in places if one)
    shown = [one if number == 1 else f"{one} ({number})" for one, number in found.most_common()]
    return ", ".join(first_of(shown, _MOST_NAMED))
