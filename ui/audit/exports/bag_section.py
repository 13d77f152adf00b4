"""The section to export many agreements: it shows the content first, then writes the export with progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from datapact.audit.engagements.scope import scope_of
from datapact.audit.exports.bag import BagExport, build_bag, record_bag
from datapact.audit.exports.bag_content import BagPlan, BagRequest, plan_bag
from datapact.audit.formats.dossier import Audience
from datapact.base.errors import DataPactError
from datapact.base.files import write_whole
from datapact.base.texts import Message, _, counted
from datapact.contract.text.value_words import bilingual
from datapact.registers.point_in_time import KnownAgreement
from datapact_ui.agreements.all_agreements import concerns_list
from datapact_ui.audit.parts.covers_panel import CoversPanel
from datapact_ui.audit.parts.narrowing import Narrowing
from datapact_ui.audit.parts.withhold_tree import WithholdTree
from datapact_ui.audit.parts.written_line import WrittenLine
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.wrapping_splitter import WrappingSplitter
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import Section, bar, button_of
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.theme.switches import on_switch
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Radio
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.state_badge import STATES, state_words
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class BagSection(Section):
    """Chooses, shows and writes an export of all agreements or of a filter of them."""

    name = "export"
    picture = "vault"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.plan: BagPlan | None = None
        self._engagement = self._of_audit = ""
        self._place = "house"
        self._scope: tuple[str, ...] = ()
        self._written_for: BagRequest | None = None
        self._write = self.action("write-export", _("Write the export …"), self.write, "export")
        self._build()
        self._update_state()

    # ---- building ----

    def _build(self) -> None:
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        self.narrowing = Narrowing(self.context, "export", self)
        self.narrowing.changed.connect(self.ask)
        column.addWidget(self.narrowing)
        self.for_audit = WarningLine("", "info", self)
        self.for_audit.words.setObjectName("export-for-audit")
        column.addWidget(self.for_audit)
        self.table: RowsTable[KnownAgreement] = RowsTable(
            "export-agreements", _("Agreements in the export"), _columns(), self
        )
        self.table.opened.connect(lambda one: self.context.open_agreement(one.history))
        self.nothing = EmptyState("vault", _("Nothing to export"), "", parent=self)
        self.why_nothing = Words("", parent=self)
        self.why_nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QWidget(self)
        inside = QVBoxLayout(empty)
        inside.addWidget(self.nothing, 1)
        inside.addWidget(self.why_nothing, 1, Qt.AlignmentFlag.AlignTop)
        self.pages = FrontStack(self)
        self.pages.addWidget(self.table)
        self.pages.addWidget(empty)
        self.about = CoversPanel("export", _("What is in the export"), self)
        self.about.gap_opened.connect(self.context.open_agreement)
        parts = ((self._choices(), 16), (self.pages, 10), (self.about, 10))
        splitter = WrappingSplitter("export-splitter", parts, self)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([characters(34), characters(110), characters(32)])
        column.addWidget(splitter, 1)
        column.addWidget(button_of(self._write, self), 0, Qt.AlignmentFlag.AlignLeft)
        self.written = WrittenLine(self.context, "export-written", self)
        column.addWidget(self.written)

    def _choices(self) -> QWidget:
        box = QWidget(self)
        box.setMinimumWidth(characters(34))
        column = QVBoxLayout(box)
        margins(column, 0, 2)
        column.setContentsMargins(0, 0, space(3), 0)
        column.addWidget(Words(_("For whom"), "strong", box))
        self.internal = Radio(_("Internal, for an audit"), box)
        self.internal.setObjectName("export-internal")
        self.for_partner = Radio(_("For a partner"), box)
        self.for_partner.setObjectName("export-partner-audience")
        group = QButtonGroup(self)
        for button in (self.internal, self.for_partner):
            group.addButton(button)
            column.addWidget(button)
        self.internal.setChecked(True)
        on_switch(self.internal, lambda _on: self.ask())
        self.recipient = QLineEdit(box)
        self.recipient.setObjectName("export-recipient")
        self.recipient.setAccessibleName(_("Recipient"))
        self.recipient.setPlaceholderText(_("Who gets it, such as a name or an authority"))
        self.recipient.setMaxLength(300)
        self.recipient.textChanged.connect(lambda _text: self._update_state())
        column.addWidget(Words(_("Recipient"), parent=box))
        column.addWidget(self.recipient)
        column.addSpacing(space(1))
        column.addWidget(Words(_("Withhold"), "strong", box))
        self.tree = WithholdTree(box, "export-withhold")
        self.tree.changed.connect(self.ask)
        column.addWidget(self.tree)
        self.bars = WarningLine("", "warn", box)
        self.bars.words.setObjectName("export-bars")
        column.addWidget(self.bars)
        column.addStretch(1)
        return box

    # ---- what is wanted ----

    def title(self) -> str:
        return _("Export of many")

    def actions_here(self) -> list[QAction]:
        return [self._write]

    def take_focus(self) -> None:
        self.narrowing.on.setFocus()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: on, status, partner; engagement (key), title, auditor, agreements (with commas) and place (``house``,
        ``outside``, or ``sealed`` where the auditor outside can get a sealed copy) of the audit it is for."""
        if "engagement" in options:
            self._engagement = options["engagement"]
            self._of_audit = options.get("title", "")
            self.recipient.setText(options.get("auditor", ""))
            self._place = options.get("place", "house")
            (self.internal if self._place == "house" else self.for_partner).setChecked(True)  # nothing internal unasked
            self._scope = tuple(one for one in options.get("agreements", "").split(",") if one)
        self.narrowing.narrow(options)
        self.ask()

    def audience(self) -> Audience:
        """The audience of the export."""
        return "internal" if self.internal.isChecked() else "partner"

    def request(self) -> BagRequest:
        """The request for the export."""
        day = self.narrowing.day()
        return BagRequest(
            self.audience(),
            self.narrowing.filters(),
            self._scope,
            None if day == self.context.today() else day,
            self.tree.chosen(),
        )

    def concerns(self, what: frozenset[str]) -> bool:
        return concerns_list(what)

    def read(self) -> None:
        self.ask()

    def ask(self) -> None:
        """Read the plan of the export."""
        request, engagement = self.request(), self._engagement
        if request != self._written_for:
            self.written.clear()

        def plan(acting: Acting) -> BagPlan:
            return plan_bag(acting, _in_scope(acting, request), engagement=engagement)

        self.context.worker.read(self, plan, self._planned, key="plan")

    def _planned(self, plan: BagPlan) -> None:
        self.plan = plan
        self.table.show_lines(plan.agreements, same=lambda one: one.history)
        self.pages.setCurrentIndex(0 if plan.agreements else 1)
        self.why_nothing.setText(str(plan.nothing or ""))
        left: list[Message | str] = [one.words for one in plan.left_out]
        self.about.show_groups(
            [
                (_("What is in the export"), plan.holds),
                (_("Population"), plan.population),
                (_("Filters"), plan.filters),
                (_("Left out"), left or ([] if plan.nothing else [_("Nothing was left out.")])),
            ],
            [(gap.history, f"{gap.number}: {gap.message}") for gap in plan.gaps],
        )
        self._update_state()

    def _update_state(self) -> None:
        plan = self.plan
        barred = "" if plan is None or plan.bars is None else str(plan.bars)
        nothing = _("The export is being put together …") if plan is None else str(plan.nothing or "")
        bar(self._write, barred or nothing or self._nobody())
        self.bars.words.setText(barred)
        self.bars.setVisible(bool(barred))
        words = _("For the audit {title}: only agreements in its scope.", title=self._of_audit)
        if self._place != "house":
            words += " " + _("This file is not sealed: whoever has it can read it.")
        if self._place == "sealed":
            words += " " + _("The sealed copy for this auditor is under Audits, “Sealed copy …”.")
        self.for_audit.words.setText(words)
        self.for_audit.setVisible(bool(self._engagement))

    def _nobody(self) -> str:
        """What is missing while an internal export has no recipient."""
        named = self.audience() != "internal" or bool(self.recipient.text().strip())
        return "" if named else _("Say who gets the export: it is recorded with it.")

    # ---- writing ----

    def write(self) -> None:
        """Write the export to a chosen path; the export and its release are recorded first."""
        request, engagement, recipient = self.request(), self._engagement, self.recipient.text().strip()
        name = f"datapact-{self.narrowing.day().isoformat()}.zip"
        path = self.context.dialogs.ask_save_file(_("Write the export"), name, _("ZIP archives (*.zip)"))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".zip")

        def job(acting: Acting, progress: Progress) -> BagExport:
            made = build_bag(
                acting,
                _in_scope(acting, request),
                workshop=path.parent,
                engagement=engagement,
                progress=lambda done, total: progress(_("Making dossiers"), done, total),
            )
            progress(_("Writing the export"), 0, 0)
            record_bag(acting, made, recipient)
            write_whole(path, made.data)
            return made

        self.written.clear()
        self.context.worker.change(
            self,
            _("Making the export"),
            job,
            lambda made: self._done(path, made, request),
            touches=frozenset({"exports"}),
            failed=self._failed,
        )

    def _failed(self, _error: DataPactError) -> bool:
        self.written.clear()
        return False

    def _done(self, path: Path, made: BagExport, request: BagRequest) -> None:
        self._written_for = request
        self.written.show_file(path, made.sha256, made.proof.written(str(written_words(made))))
        self.context.notify(_("The export was written to {name}.", name=path.name))


def written_words(made: BagExport) -> Message:
    """A sentence on the written export."""
    number = len(made.dossiers)
    if not number:
        return counted(
            "{n} contract was written by its signed file, and the export recorded.",
            "{n} contracts were written by their signed files, and the export recorded.",
            made.contracts,
            n=grouped(made.contracts),
        )
    gaps = counted("{n} gap", "{n} gaps", len(made.gaps), n=grouped(len(made.gaps)))
    return counted(
        "{n} dossier was written, with {gaps}, and the export recorded.",
        "{n} dossiers were written, with {gaps}, and the export recorded.",
        number,
        n=grouped(number),
        gaps=gaps,
    )


def _columns() -> list[Column[KnownAgreement]]:
    return [
        Column("number", _("Number"), 15, lambda one: one.number, gives_way=3),
        Column("title", _("Title"), 34, lambda one: str(_title(one)), flexible=True),
        Column("partners", _("Partner"), 28, lambda one: ", ".join(one.partners), flexible=True, gives_way=2),
        Column("status", _("Status"), 24, lambda one: state_words(one.status), flexible=True, badge=_status),
        Column("ends", _("Ends"), 13, lambda one: short_day(one.ends.isoformat()) if one.ends else "", gives_way=1),
    ]


def _title(one: KnownAgreement) -> Message:
    german, english = one.title.get("de", ""), one.title.get("en", "")
    return bilingual(german or english, english or german)


def _status(one: KnownAgreement) -> Badge | None:
    if one.status not in STATES:
        return None
    picture, tone = STATES[one.status]
    return picture, state_words(one.status), tone


def _in_scope(acting: Acting, request: BagRequest) -> BagRequest:
    """The request limited to the scope: without a chosen audit, an auditor's export covers all of their audits."""
    scope = scope_of(acting).agreements
    return (
        request if scope is None or request.agreements else replace(request, agreements=tuple(sorted(scope)) or ("",))
    )
