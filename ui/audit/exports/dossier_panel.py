"""The dossier of one agreement: audience, withheld parts and their meaning, preview of the pages, and the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from datapact.audit.exports.dossier import Dossier, build_dossier, record_dossier
from datapact.audit.exports.dossier_plan import DossierPlan, plan_dossier
from datapact.audit.formats.dossier import Audience
from datapact.audit.formats.withholding import Choice
from datapact.base.errors import DataPactError
from datapact.base.files import write_whole
from datapact.base.texts import _, counted
from datapact_ui.audit.parts.access_log import AccessLog
from datapact_ui.audit.parts.withhold_tree import WithholdTree
from datapact_ui.audit.parts.written_line import WrittenLine
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.layout.wrapping_splitter import WrappingSplitter
from datapact_ui.kit.tables.section import bar, button_of
from datapact_ui.kit.text.pdf_panel import PdfPanel
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.theme.switches import on_switch
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Radio
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


@dataclass(frozen=True, slots=True)
class _Wanted:
    """All choices that the pages depend on."""

    history: str
    audience: Audience
    withheld: tuple[Choice, ...]
    day: date
    comments: tuple[str, ...]


class DossierPanel(QWidget):
    """Panel for what a dossier shows and withholds: choices on the left, pages on the right; ``top`` is put above the choices."""

    saved = Signal(object)
    """The Dossier that was written."""

    def __init__(self, context: AppContext, parent: QWidget | None = None, *, top: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("dossier-panel")
        self.history, self.number = "", ""
        self.plan: DossierPlan | None = None
        self._made: tuple[_Wanted, Dossier] | None = None
        self._reading = ""
        self.preview_action = self._action("preview-dossier", _("Show the pages"), self.preview, "eye")
        self.save_action = self._action("save-dossier", _("Save the dossier …"), self.save, "save")
        splitter = WrappingSplitter("dossier-splitter", ((self._choices(top), 16), (self._pages(), 14)), self)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([characters(62), characters(110)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)
        self._update_state()

    # ---- building ----

    def _action(self, name: str, text: str, do: object, picture: str) -> QAction:
        action = QAction(icon(picture), text, self)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: do())  # type: ignore[operator]
        return action

    def _choices(self, top: QWidget | None) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 2)
        column.setContentsMargins(0, 0, space(3), 0)
        if top is not None:
            top.setParent(page)
            column.addWidget(top)
            column.addSpacing(space(1))
        column.addWidget(Words(_("For whom"), "strong", page))
        self.for_partner = self._audience("dossier-partner", _("For a partner: what the parties share"), page)
        self.internal = self._audience(
            "dossier-internal", _("Internal: with drafts, approvals, answers and duties"), page
        )
        group = QButtonGroup(self)
        for button in (self.for_partner, self.internal):
            group.addButton(button)
            column.addWidget(button)
        self.for_partner.setChecked(True)
        self._audience_chosen = False
        """Somebody chose the audience; until then it is the one for whom there is a dossier."""
        for button in (self.for_partner, self.internal):
            button.clicked.connect(lambda _checked=False: setattr(self, "_audience_chosen", True))
        on_switch(self.internal, lambda _on: self._read())
        self.day = DayField("dossier-day", _("As at"), page)
        self.day.set_value(self._context.today().isoformat())
        self.day.edited.connect(lambda _value: self._update_state())
        self.recipient = QLineEdit(page)
        self.recipient.setObjectName("dossier-recipient")
        self.recipient.setAccessibleName(_("Recipient"))
        self.recipient.setPlaceholderText(_("Who gets it, such as a name or an authority"))
        self.recipient.setMaxLength(300)
        self.recipient.textChanged.connect(lambda _text: self._show_why_not())
        self.recipient_label = _label(_("Recipient"), self.recipient, page)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(_label(_("As at"), self.day, page))
        row.addWidget(self.day)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.recipient_label)
        column.addWidget(self.recipient)
        column.addSpacing(space(1))
        column.addWidget(Words(_("Withhold"), "strong", page))
        self.tree = WithholdTree(page)
        self.tree.changed.connect(self._read)
        column.addWidget(self.tree)
        self.comments_words = Words(_("Internal comments that are let out"), "strong", page)
        self.comments = QListWidget(page)
        self.comments.setObjectName("dossier-comments")
        self.comments.setAccessibleName(_("Internal comments that are let out"))
        self.comments.setWordWrap(True)
        self.comments.itemChanged.connect(lambda _item: self._update_state())
        for widget in (self.comments_words, self.comments):
            widget.hide()
            column.addWidget(widget)
        self._means = QVBoxLayout()
        self._means.setSpacing(space(1))
        column.addLayout(self._means)
        column.addStretch(1)
        scroll = ScrollPage(self)
        scroll.setObjectName("dossier-choices")
        scroll.setAccessibleName(_("Choices for the dossier"))
        scroll.set_page(page)
        box = QWidget(self)
        box.setMinimumWidth(characters(44))
        whole = QVBoxLayout(box)
        margins(whole, 0, 2)
        whole.setContentsMargins(0, 0, space(2), 0)
        buttons = FlowLayout()
        buttons.addWidget(button_of(self.preview_action, box))
        buttons.addWidget(button_of(self.save_action, box))
        self.written = WrittenLine(self._context, "dossier-written", box)
        self.why_not = WarningLine("", "warn", box)
        self.why_not.setObjectName("dossier-why-not")
        self.why_not.hide()
        whole.addWidget(scroll, 1)
        whole.addWidget(self.written)
        whole.addWidget(self.why_not)
        whole.addLayout(buttons)
        return box

    def _audience(self, name: str, words: str, parent: QWidget) -> QRadioButton:
        button = Radio(words, parent)
        button.setObjectName(name)
        return button

    def _pages(self) -> QWidget:
        self.pages = FrontStack(self)
        self.empty = EmptyState(
            "archive",
            _("Pages of the dossier"),
            _("See the pages before the file leaves the vault. They are made in memory and written nowhere."),
            _("Show the pages"),
            self.preview_action.trigger,
            self,
        )
        self.pdf = PdfPanel("dossier", self)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.pdf)
        return self.pages

    # ---- what is wanted ----

    def show_agreement(self, history: str, number: str = "") -> None:
        """Make dossiers of this agreement."""
        if history == self.history:
            return
        self.history, self.number = history, number
        self.plan = None
        self.written.clear()
        self._read()

    def choose_audience(self, audience: Audience) -> None:
        """Choose the audience."""
        self._audience_chosen = True
        (self.internal if audience == "internal" else self.for_partner).setChecked(True)

    def audience(self) -> Audience:
        """The audience of the dossier."""
        return "internal" if self.internal.isChecked() else "partner"

    def _wanted(self) -> _Wanted:
        day = self.day.day() or self._context.today()
        return _Wanted(self.history, self.audience(), self.tree.chosen(), day, self._ticked())

    def _ticked(self) -> tuple[str, ...]:
        """Digests of the internal comments that are let out."""
        if not self.internal.isChecked():
            return ()
        items = (self.comments.item(row) for row in range(self.comments.count()))
        on = Qt.CheckState.Checked
        return tuple(str(one.data(Qt.ItemDataRole.UserRole)) for one in items if one.checkState() == on)

    def _show_comments(self, plan: DossierPlan) -> None:
        ticked = self._ticked()
        self.comments.blockSignals(True)
        self.comments.clear()
        for one in plan.comments:
            item = add_line(self.comments, f"{one.author}: {one.text}")
            item.setData(Qt.ItemDataRole.UserRole, one.digest)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            on = one.digest in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.comments.blockSignals(False)
        for widget in (self.comments_words, self.comments):
            widget.setVisible(bool(plan.comments))

    def refresh(self) -> None:
        """Read the plan of the dossier again after a change of the vault."""
        self._read()

    def _read(self) -> None:
        self._update_state()
        if not self.history:
            return
        wanted = self._wanted()

        def plan(acting: Acting) -> DossierPlan:
            return plan_dossier(acting, wanted.history, wanted.audience, wanted.withheld)

        self._context.worker.read(self, plan, self._planned, key="plan")

    def _planned(self, plan: DossierPlan) -> None:
        if plan.nothing is not None and plan.audience == "partner" and not self._audience_chosen:
            self.internal.setChecked(True)  # a contract signed elsewhere shares nothing with its parties; asks again
            return
        self.plan = plan
        self.tree.show_parts(plan.parts)
        self._show_comments(plan)
        self._update_state()

    def _update_state(self) -> None:
        """Show the plan and its meaning; removes pages of other choices."""
        plan = self.plan
        if self._made is not None and self._made[0] != self._wanted():
            self._made = None
            self.pdf.close_pdf()
            self.pages.setCurrentWidget(self.empty)
        nobody = not self.history
        why = plan.nothing or plan.bars_reading if plan is not None else None
        reading = _("Choose an agreement first.") if nobody else str(why) if why is not None else ""
        bar(self.preview_action, reading)
        self._reading = reading
        self._show_why_not()
        assert self.empty.button is not None
        bar_control(self.empty.button, reading)
        self.tree.setEnabled(not reading)
        self._show_consequences(plan)

    def _show_why_not(self) -> None:
        saving = self.plan.bars_saving if self.plan is not None else None
        named = not self.internal.isChecked() or bool(self.recipient.text().strip())
        nobody = "" if named else _("Say who gets the dossier: it is recorded with it.")
        why = self._reading or (str(saving) if saving is not None else nobody)
        bar(self.save_action, why)
        self.why_not.words.setText(why)
        self.why_not.setVisible(bool(why) and bool(self.history))

    def _show_consequences(self, plan: DossierPlan | None) -> None:
        while (item := self._means.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if plan is None:
            return
        if plan.nothing is None and plan.bars_reading is None:
            number = plan.entries + plan.records
            entries = counted("{n} signed entry is in it.", "{n} signed entries are in it.", number)
            self._means.addWidget(Words(str(entries), parent=self))
        for consequence in plan.consequences:
            self._means.addWidget(WarningLine(str(consequence), "info", self))

    # ---- pages and file ----

    def _build(self, acting: Acting, wanted: _Wanted) -> Dossier:
        return build_dossier(
            acting,
            wanted.history,
            audience=wanted.audience,
            withheld=wanted.withheld,
            dated=wanted.day,
            comments=wanted.comments,
        )

    def preview(self) -> None:
        """Make the pages and show them; nothing is written or recorded."""
        wanted = self._wanted()
        self._context.worker.change(
            self,
            _("Making the dossier"),
            lambda acting, _progress: self._build(acting, wanted),
            lambda made: self._show(wanted, made),
        )

    def _show(self, wanted: _Wanted, made: Dossier) -> None:
        if wanted != self._wanted():
            return
        self._made = wanted, made
        AccessLog.note(self._context, "dossier", wanted.history, wanted.history)
        self.pdf.show_pdf(made.pdf)
        self.pages.setCurrentWidget(self.pdf)
        self.pdf.pages.setFocus()

    def save(self) -> None:
        """Write the dossier into a file; the export and its release are recorded first."""
        wanted, recipient = self._wanted(), self.recipient.text().strip()
        name = f"{self.number or 'dossier'}-{_('dossier')}.pdf"
        path = self._context.dialogs.ask_save_file(_("Save the dossier"), name, _("PDF files (*.pdf)"))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".pdf")
        ready = self._made[1] if self._made is not None and self._made[0] == wanted else None

        def write(acting: Acting, _progress: Progress) -> Dossier:
            made = ready or self._build(acting, wanted)
            record_dossier(acting, made, recipient)
            write_whole(path, made.pdf)
            return made

        self._context.worker.change(
            self,
            _("Saving the dossier"),
            write,
            lambda made: self._saved(path, made),
            touches=frozenset({"exports"}),
            failed=self._failed,
        )

    def _failed(self, _error: DataPactError) -> bool:
        self.written.clear()
        return False

    def _saved(self, path: Path, made: Dossier) -> None:
        self._made = self._wanted(), made
        said = made.proof.written(_("The dossier was written and the export recorded."))
        self.written.show_file(path, made.sha256, said)
        self._context.notify(_("The dossier was written to {name}.", name=path.name))
        self.saved.emit(made)


def _label(words: str, field: QWidget, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    return label
