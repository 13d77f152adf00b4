"""The page of one decision: may we share this dataset with this partner for this purpose? Reasons, people and steps."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from datapact.audit.exports.people_list import people_list
from datapact.base.clock import in_zone
from datapact.base.file_names import stem
from datapact.base.files import write_whole
from datapact.base.texts import N_, Message, _, current_language
from datapact.consent.facts.question import Link, Wanted
from datapact.consent.matrix.decision_page import (
    Changed,
    decision_page_of,
    records_behind,
    use_cell_decision,
    use_shown,
)
from datapact.consent.matrix.page_words import answer_words, foot_words, question_words
from datapact.consent.matrix.question_form import read_question_form, write_question_form
from datapact.consent.matrix.shown_page import DecisionPage
from datapact.consent.views.compliance_record_form import wanted_part
from datapact.consent.views.compliance_record_list import KINDS
from datapact_ui.consent.decision.uses_card import UsesCard
from datapact_ui.consent.parts.decision_card import DecisionCard
from datapact_ui.consent.parts.reason_rows import ObligationsCard, ReasonsCard
from datapact_ui.kit.context.moment_watch import MomentWatch
from datapact_ui.kit.context.names import NAMES
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.layout_items import items_of
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.tables.section import bar
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact.consent.decision.used_decisions import UsedDecision
    from datapact.consent.proof.unproven import Proof
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_MAY_USE = frozenset({"legal", "lead"})
_MAY_EXPORT = frozenset({"legal", "lead", "auditor"})
_STEPS = (
    # name, words, icon, shortcut
    ("use-answer", N_("Use this answer"), "bookmark", "Ctrl+Shift+Return"),
    ("export-people", N_("Save the list of people counted …"), "export", "Ctrl+Shift+L"),
    ("record-delivery", N_("Record a delivery …"), "send", "Ctrl+Shift+D"),
    ("records-behind", N_("Records behind it"), "person", "Ctrl+Shift+R"),
    ("what-if-answer", N_("What if …?"), "what-if", "Ctrl+Shift+I"),
    ("upstream-answer", N_("What stands upstream …"), "network", "Ctrl+Alt+U"),
    ("decision-file", N_("File for auditors …"), "audit", "Ctrl+Shift+P"),
)
_SIDE_BY_SIDE = 150  # characters of width from which the obligations are beside the reasons
_SILENT = frozenset({"settings", "obligations", NAMES})


class DecisionView(View):
    """A page above the matrix, with its own way back."""

    name = "decision"
    help_page = "consent"

    def __init__(self, context: AppContext, key: str, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.asked = read_question_form(key)
        self.page: DecisionPage | None = None
        self._focused = False
        self._until = MomentWatch(context, self._read, self)
        self._acts = {
            name: self.action(name, str(Message(words)), partial(self.do, name), shortcut=keys, icon_name=picture)
            for name, words, picture, keys in _STEPS
        }
        self._buttons: dict[str, QPushButton] = {}
        self._sides: QHBoxLayout | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = ScrollPage(self)
        self._scroll.setObjectName("decision-scroll")
        self._scroll.setAccessibleName(_("The answer"))
        outer.addWidget(self._scroll)
        self._show_words(Words(_("Working out the answer …"), "body", self, quiet=True))
        self._judge()
        self._read()

    # ---- what the main window asks ----

    def title(self) -> str:
        if self.page is None:
            return _("May we share …?")
        return f"{self.page.dataset_name} → {self.page.partner_name}"

    def actions(self) -> list[QAction]:
        return list(self._acts.values())

    def refresh(self, what: frozenset[str]) -> None:
        if what - _SILENT:
            self._read()

    def take_focus(self) -> None:
        self._scroll.setFocus()  # never a button: an Enter more than meant would sign that the answer was used

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_sides()

    # ---- showing ----

    def _read(self) -> None:
        asked = self.asked
        self.context.worker.read(
            self, lambda acting: decision_page_of(acting, asked), self._show, key="answer", failed=self._failed
        )

    def _failed(self, error: DataPactError) -> bool:
        self.page = None
        self._judge()
        self._show_words(WarningLine(str(error), "bad", self))
        return True

    def _show_words(self, words: QWidget) -> None:
        body = QWidget(self)
        column = QVBoxLayout(body)
        margins(column, 4, 3)
        column.addWidget(words)
        column.addStretch(1)
        self._scroll.set_page(body)

    def _show(self, page: DecisionPage) -> None:
        at = self._scroll.verticalScrollBar().value()
        focus = self.focusWidget()
        focused = focus.objectName() if focus is not None and self._scroll.isAncestorOf(focus) else ""
        self.page = page
        self._until.wait_for(page.changes)
        body = QWidget(self)
        column = QVBoxLayout(body)
        margins(column, 4, 4)
        answer = DecisionCard(page, body)
        answer.agreement_wanted.connect(lambda: self.follow(("agreement", page.decision.agreement)))
        answer.records_wanted.connect(lambda outcome: self._open_records(page, outcome))
        answer.column.addLayout(self._step_buttons(answer))
        column.addWidget(answer)
        sides = QHBoxLayout()
        sides.setSpacing(space(4))
        reasons = ReasonsCard(page.decision.reasons, self.context.identity.roles, body)
        reasons.link_wanted.connect(self.follow)
        reasons.record_wanted.connect(self.enter)
        beside = QVBoxLayout()
        beside.setSpacing(space(4))
        if page.decision.obligations:
            obligations = ObligationsCard(page.decision.obligations, body)
            obligations.link_wanted.connect(self.follow)
            beside.addWidget(obligations)
        if page.uses or page.left:
            beside.addWidget(UsesCard(self.context, page, body))
        beside.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(reasons)
        left.addStretch(1)
        sides.addLayout(left, 3)
        sides.addLayout(beside, 2)
        self._sides = sides
        column.addLayout(sides)
        column.addWidget(Words(foot_words(page), "small", body, quiet=True))
        column.addStretch(1)
        self._scroll.set_page(body)
        self._turn_sides()
        self._judge()
        self._scroll.verticalScrollBar().setValue(at)
        self.title_changed.emit()
        before = body.findChild(QWidget, focused) if focused else None
        if before is not None:
            before.setFocus()
        elif (focused or not self._focused) and self.isVisible():
            self.take_focus()
        self._focused = True

    def _step_buttons(self, parent: QWidget) -> FlowLayout:
        row = FlowLayout(None, 2)
        self._buttons = {}
        for name, words, picture, _keys in _STEPS:
            text = str(Message(words))
            button = PrimaryButton(text, picture, parent) if name == "use-answer" else QPushButton(text, parent)
            if name != "use-answer":
                button.setIcon(self._acts[name].icon())
            button.setIconSize(icon_size())
            button.setObjectName(f"{name}-button")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, name=name: self.do(name))
            self._buttons[name] = button
            row.addWidget(button)
        if self.page is not None and not self.page.decision.agreement:
            draft = QPushButton(icon("add"), _("New agreement …"), parent)
            draft.setObjectName("draft-agreement-button")
            draft.clicked.connect(lambda _checked=False: self.context.open_interview(None, None))
            row.addWidget(draft)
        height = self._buttons["use-answer"].sizeHint().height()
        for item in items_of(row):
            button_there = item.widget()
            if button_there is not None:
                button_there.setMinimumHeight(height)
        return row

    def _turn_sides(self) -> None:
        if self._sides is not None:
            wide = self.width() >= characters(_SIDE_BY_SIDE)
            self._sides.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _judge(self) -> None:
        """Enable the possible steps, and explain the others."""
        reasons = {name: self._why_not(name) for name in self._acts}
        for name, reason in reasons.items():
            for thing in (self._acts[name], self._buttons.get(name)):
                if thing is not None:
                    if isinstance(thing, QAction):
                        bar(thing, reason or "")
                    else:
                        bar_control(thing, reason or "")

    def _why_not(self, name: str) -> str | None:
        page, roles = self.page, self.context.identity.roles
        if page is None:
            return _("There is no answer yet.")
        if name in ("use-answer", "record-delivery") and not roles & _MAY_USE:
            return _("A legal member or a lead does this.")
        if name == "decision-file" and not roles & _MAY_EXPORT:
            return _("A legal member, a lead or an auditor does this.")
        shares = page.decision.verdict in ("permit", "partial")
        if name == "export-people" and not page.decision.n:
            return _("The answer lets nobody out.") if not shares else _("The data is of no person.")
        if name == "record-delivery" and not shares and not page.uses:
            return _("The answer lets nothing out.")
        return None

    # ---- doing ----

    def do(self, name: str) -> None:
        """Take a step by its name."""
        page = self.page
        if page is None:
            return
        match name:
            case "use-answer":
                self._use(page)
            case "export-people":
                self._export(page)
            case "record-delivery":
                from datapact_ui.consent.deliveries.delivery_dialog import DeliveryDialog

                DeliveryDialog(self.context, page, self.window()).open()
            case "records-behind":
                self._open_records(page, "")
            case "what-if-answer":
                from datapact_ui.consent.parts.what_if_dialog import WhatIfDialog

                WhatIfDialog(self.context, page, self.window()).open()
            case "upstream-answer":
                from datapact_ui.consent.parts.upstream_dialog import UpstreamDialog

                question, agreement = page.decision.question, page.decision.agreement
                UpstreamDialog(
                    self.context, agreement, question.dataset, self.window(), about=str(page.dataset_name)
                ).open()
            case "decision-file":
                self._write_file(page)

    def _use(self, page: DecisionPage) -> None:
        asked = self.asked

        def job(acting: Acting, _progress: Progress) -> UsedDecision:
            return use_cell_decision(acting, asked, page.decision)

        self.context.worker.change(
            *(self, _("Recording the answer"), job, self._used),
            touches=frozenset({"decisions"}),
            failed=self._not_used,
        )

    def _not_used(self, error: DataPactError) -> bool:
        """Show the new decision where it differs from the one on the screen; the error says so."""
        if isinstance(error, Changed):
            self.refresh(frozenset({"decisions"}))
        return False

    def _used(self, _used: UsedDecision) -> None:
        self.context.notify(_("The answer is on record."))

    def _export(self, page: DecisionPage) -> None:
        question = page.decision.question
        day = in_zone(question.at, page.zone).date().isoformat()
        about = (page.dataset_name, page.purpose_name, page.partner_name, day)
        name = "_".join(stem(str(part), between="-", most=60) for part in about)
        title = _("Save the list of people counted")
        path = self._ask_path(title, f"{name}.xlsx", ".xlsx", ".csv")  # most open it in Excel: the other type is below
        if path is None:
            return
        notes, language = (question_words(page), answer_words(page)), current_language()

        def job(acting: Acting, _progress: Progress) -> Proof:
            if path.suffix.lower() == ".xlsx":
                made = people_list(acting, page.decision, notes, language)
            else:
                made = people_list(acting, page.decision, language=language)
            write_whole(path, made.data, private=True)
            return made.proof

        self.context.worker.change(
            self,
            _("Writing the list"),
            job,
            lambda proof: self.context.notify(proof.written(_("Written: {file}.", file=path.name))),
        )

    def _ask_path(self, title: str, name: str, *endings: str) -> Path | None:
        """Ask for the path; a name with none of these endings gets the first."""
        folder = str(self.context.recall("consent.folder", "") or "")
        proposed = Path(folder, name)
        path = self.context.dialogs.ask_save_file(title, proposed, " ".join(f"*{ending}" for ending in endings))
        if path is None:
            return None
        if path.suffix.lower() not in endings:
            path = path.with_name(path.name + endings[0])
        self.context.remember("consent.folder", str(path.parent))
        return path

    def _write_file(self, page: DecisionPage) -> None:
        """Write the signed PDF of exactly the answer on the page; it is recorded as used first where none says that."""
        question = page.decision.question
        known = use_shown(page)
        if known is None and not self._records_it(page):
            return
        day = datetime.now(UTC).date() if self.asked.day is None else self.asked.day
        path = self._ask_path(
            _("Save the file for auditors"), f"{_('answer')}-{question.dataset}-{day.isoformat()}.pdf", ".pdf"
        )
        if path is None:
            return
        asked, entry_known = self.asked, "" if known is None else known.entry

        def job(acting: Acting, _progress: Progress) -> str:
            from datapact.audit.exports.decision import build_decision, record_decision_export

            entry = entry_known or use_cell_decision(acting, asked, page.decision).record.entry
            export = build_decision(acting, entry)
            record_decision_export(acting, export)
            write_whole(path, export.pdf, private=True)
            return export.entry

        self.context.worker.change(
            self,
            _("Writing the file for auditors"),
            job,
            lambda _entry: self.context.notify(_("Written: {file}", file=path.name)),
            touches=frozenset({"decisions", "exports"}),
        )

    def _records_it(self, page: DecisionPage) -> bool:
        """Whether the answer may be recorded as used for the file: the file is about a used answer, and none says this."""
        shown = answer_words(page)
        if self.context.identity.roles.isdisjoint({"legal", "lead"}):
            self.context.dialogs.show_error(
                _(
                    "No answer on record says what this page shows ({shown}). A legal member or a lead uses it first; answers"
                    " used before are exported under Audit.",
                    shown=shown,
                )
            )
            return False
        return self.context.dialogs.confirm(
            _("Record this answer for the file?"),
            _(
                "The file shows this answer with its reasons: {shown}\n\nNo answer on record says that, so it is recorded now for the file."
                " Nobody relies on it by that: only a delivery that names it does.",
                shown=shown,
            ),
            _("Record and export"),
            keep=_("Do nothing"),
        )

    # ---- going where a sentence leads ----

    def follow(self, link: Link) -> None:
        """Open the record behind a reason, an obligation or the head."""
        kind, key = link
        page = self.page
        if page is None:
            return
        match kind:
            case "agreement":
                history, _hash, term = key.partition("#")
                self.context.open_agreement(history, "terms" if term else "summary", term=term)
            case "own_facts":
                from datapact_ui.editor.page.own_facts_dialog import OwnFactsDialog

                history, _hash, term = key.partition("#")
                OwnFactsDialog(self.context, history, self.window(), at=term).open()
            case "notice":
                notice, _slash, version = key.partition("/")
                options = {"notice": notice, "version": version} if notice else {}
                self.context.show_view("consent", tab="notices", **options)
            case "breach":
                self.context.show_view("calendar", breach=key)
            case "consent":
                self._open_records(page, key.partition("?")[2])
            case "legal_basis" | "authorisation" | "fact_on_file" | "purpose_link" if not key.startswith("list:"):
                self.context.show_view("consent", tab="on-file", kind=kind, key=key)
            case _:
                from datapact_ui.consent.compliance_records.compliance_record_dialog import ComplianceRecordDialog

                ComplianceRecordDialog(self.context, kind, key, self.window()).open()

    def enter(self, wanted: Wanted) -> None:
        """Open the form for the record that a reason lacks, filled in from the question."""
        from datapact_ui.consent.compliance_records.add_compliance_record import open_form

        page = self.page
        if page is None:
            return
        kind = next(one for one in KINDS if one == wanted.kind)
        part = wanted_part(page.decision.question, wanted, self.context.today(), page.decision.agreed)
        open_form(self.context, self, kind, part, wanted.key)

    def _open_records(self, page: DecisionPage, outcome: str) -> None:
        """Show the consents behind the decision: all that it counts, those allowed, or those of one outcome."""
        behind = records_behind(page, outcome)
        self.context.show_view("consent", tab="records", answer=write_question_form(page.asked), **behind)
