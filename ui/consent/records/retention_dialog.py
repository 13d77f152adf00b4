"""Retention and erasure: the rule of each type of records, what is due, erasing it with a report, and past erasures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.base.local_time import exact_time
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.obligations.retention.erase import MAY_ERASE, erase_due
from datapact.obligations.retention.erasures import Erasure, erasures
from datapact.obligations.retention.rules import Due, Rule, due, rules
from datapact.pdf.letters.person_answer import erasure_pdf
from datapact_ui.consent.parts.consent_form import CONCERNS, TOUCHED
from datapact_ui.consent.parts.record_files import RecordFiles, file_name
from datapact_ui.consent.records.erased_dialog import ErasedDialog
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import nothing_chosen, only_legal
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule and the records due by it today; None for none."""

    rule: Rule
    """The rule in force of its type."""
    due: Due | None
    """What it wants destroyed; None for nothing."""


@dataclass(frozen=True, slots=True)
class _Kept:
    lines: tuple[RuleLine, ...]
    erased: tuple[Erasure, ...]


class RetentionDialog(Dialog):
    """The rules on how long records are kept, with past erasures below; nothing is erased without confirmation."""

    help_page = "records"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("keeping-dialog", _("Keeping and erasing"), parent, leave="close")
        self._context = context
        self._files = RecordFiles(context, self)
        column = self.column
        column.addWidget(Words(_("Keeping and erasing"), "title", self))
        sentence = _(
            "The law sets no number of months: data goes when it is no longer needed (Art. 5(1)(e), 17 GDPR). These are rules"
            " of your house; erasing leaves salted digests, so that every signature still verifies."
        )
        column.addWidget(Words(sentence, parent=self))
        self.rules: RowsTable[RuleLine] = RowsTable("rules-table", _("Rules of retention"), _rule_columns(), self)
        self.rules.chosen.connect(self._update_state)
        column.addWidget(self.rules)
        self.reason = Words("", "small", self, quiet=True)
        column.addWidget(self.reason)
        row = QHBoxLayout()
        self.change = QPushButton(icon("edit"), _("Change the rule …"), self)
        self.change.setObjectName("change-rule")
        self.change.clicked.connect(lambda _checked=False: self.change_rule())
        row.addWidget(self.change)
        row.addStretch(1)
        self.erase = PrimaryButton(_("Erase what is due …"), "delete", self)
        self.erase.setObjectName("erase-due")
        self.erase.clicked.connect(lambda _checked=False: self.erase_due())
        row.addWidget(self.erase)
        column.addLayout(row)
        self.says = WarningLine("", "info", self)
        self.says.words.setObjectName("what-is-due")
        column.addWidget(self.says)
        column.addWidget(Words(_("What was erased"), "heading", self))
        self.past: RowsTable[Erasure] = RowsTable("erasures-table", _("What was erased"), _past_columns(), self)
        self.past.chosen.connect(self._update_state)
        self.past.opened.connect(lambda _line: self.save_report())
        self.past.setMinimumHeight(round(line_height() * 5))
        self.past.hide()
        column.addWidget(self.past, 20)
        self.none_yet = Words(_("Nothing was erased yet."), parent=self, quiet=True)
        column.addWidget(self.none_yet)
        column.addStretch(1)
        self.report = self.add_button("save-erasure-report", _("Save the report …"), "save", self.save_report)
        self.finish(124, 30)
        context.changed.connect(self._on_change)
        self.read()
        self._update_state()

    # ---- reading ----

    def _on_change(self, what: frozenset[str]) -> None:
        if what & CONCERNS:
            self.read()

    def read(self) -> None:
        """Read rules, what is due, and past erasures."""

        def job(acting: Acting) -> _Kept:
            with acting.vault.read() as session:
                wanted = {one.rule.type.key: one for one in due(session, acting.clock())}
                lines = tuple(RuleLine(rule, wanted.get(rule.type.key)) for rule in rules(session))
                return _Kept(lines, tuple(reversed(erasures(session))))

        self._context.worker.read(self, job, self._show, key="kept")

    def _show(self, kept: _Kept) -> None:
        self.rules.setFixedHeight(round(line_height() * 1.75 * (len(kept.lines) + 1.2)))
        self.rules.show_lines(kept.lines, same=lambda one: one.rule.type.key)
        if self.rules.current() is None:
            self.rules.selectRow(0)
        self.past.setVisible(bool(kept.erased))
        self.none_yet.setVisible(not kept.erased)
        self.past.show_lines(kept.erased, same=lambda one: one.entry)
        if kept.erased and self.past.current() is None:
            self.past.selectRow(0)
        rows = sum(line.due.rows for line in kept.lines if line.due is not None)
        if rows:
            words = str(counted("{count} row is due today.", "{count} rows are due today.", rows, count=grouped(rows)))
        else:
            words = _("Nothing is due today.")
        self.says.words.setText(words)
        self._due = rows
        self._update_state()

    def _update_state(self) -> None:
        roles = self._context.identity.roles
        line = self.rules.current()
        legal = only_legal(roles)
        bar_control(self.change, legal or nothing_chosen(line))
        due_now = "" if getattr(self, "_due", 0) else _("Nothing is due today.")
        bar_control(
            self.erase, due_now or ("" if MAY_ERASE & roles else _("A legal member or an administrator does this."))
        )
        none = "" if self.past.lines.rowCount() else _("Nothing was erased yet.")
        bar_control(self.report, none or nothing_chosen(self.past.current()))
        self.reason.setText("" if line is None else _reason(line.rule))

    # ---- doing ----

    def change_rule(self) -> None:
        """Set the retention of the chosen type."""
        from datapact_ui.consent.records.rule_dialog import RuleDialog

        line = self.rules.current()
        if line is not None:
            RuleDialog(self._context, line.rule, self).open()

    def erase_due(self) -> None:
        """Erase what is due, after asking once more."""
        lines = [line for line in self.rules.lines.lines() if line.due is not None]
        named = "\n".join(
            f"•  {Message(line.rule.type.label)}: {grouped(line.due.rows)}" for line in lines if line.due is not None
        )
        sure = self._context.dialogs.confirm(
            _("Erase what is due?"),
            _(
                "{what}\n\nPseudonyms, times and signed forms are destroyed and cannot be brought back. What stays: salted digests"
                " in the signed entries, and a record of this erasure with numbers and no names. People of whom recipients"
                " have still to be told stay until then.",
                what=named,
            ),
            _("Erase"),
            keep=_("Keep everything"),
            danger=True,
        )
        if not sure:
            return

        def erase(acting: Acting, _progress: Progress) -> tuple[Erasure, ...]:
            return erase_due(acting)

        self._context.worker.change(self, _("Erasing"), erase, self._erased, touches=TOUCHED)

    def _erased(self, made: tuple[Erasure, ...]) -> None:
        if made:
            ErasedDialog(self._context, made, self).open()
        else:
            self._context.notify(_("Nothing is due."))

    def save_report(self) -> None:
        """Write the report of the chosen erasure."""
        made, language = self.past.current(), current_language()
        if made is not None:
            self._files.save(
                _("Save the report"),
                file_name("erasure", made.entry[:8], "pdf"),
                "PDF (*.pdf)",
                lambda acting: erasure_pdf(acting, made, language),
                Message(N_("Report of an erasure")),
            )


def _rule_columns() -> list[Column[RuleLine]]:
    return [
        Column("type", _("What is kept"), 34, lambda one: str(Message(one.rule.type.label)), flexible=True),
        Column(
            "months",
            _("Kept for"),
            16,
            lambda one: str(counted("{n} month", "{n} months", one.rule.months)),
            order=lambda one: one.rule.months,
        ),
        Column(
            "from",
            _("Counted from"),
            34,
            lambda one: str(Message(one.rule.type.counted_from)),
            flexible=True,
            gives_way=2,
        ),
        Column(
            "whose",
            _("Rule"),
            18,
            lambda one: _("house default") if one.rule.is_default else _("own rule"),
            gives_way=1,
        ),
        Column("due", _("Due today"), 22, lambda one: _due_badge(one)[1], badge=_due_badge),
    ]


def _due_badge(line: RuleLine) -> tuple[str, str, Tone]:
    if line.due is None:
        return "check", _("nothing"), "good"
    words = counted("{count} row", "{count} rows", line.due.rows, count=grouped(line.due.rows))
    return "warning", str(words), "warn"


def _past_columns() -> list[Column[Erasure]]:
    return [
        Column(
            "at",
            _("When"),
            30,
            lambda one: exact_time(one.at, None, current_language()),
            order=lambda one: one.at,
        ),
        Column("under", _("Under"), 40, under_words, flexible=True),
        Column("rows", _("Rows"), 12, lambda one: grouped(rows_of(one)), order=rows_of, gives_way=2),
        Column("kept", _("Kept for now"), 16, lambda one: grouped(one.kept) if one.kept else "", gives_way=1),
    ]


def under_words(made: Erasure) -> str:
    """The rule or the request behind an erasure, in words."""
    if made.rule is None:
        return _("Art. 17 GDPR, on request: {reason}", reason=made.reason)
    return str(Message(made.rule.type.label))


def rows_of(made: Erasure) -> int:
    """The number of rows, records and files erased."""
    return made.events + made.deliveries + made.recalls + made.records + made.files


def _reason(rule: Rule) -> str:
    words = str(Message(rule.reason)) if rule.is_default else rule.reason
    return _("Why that long: {reason}", reason=words)
